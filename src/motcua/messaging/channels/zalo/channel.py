"""One reply to one citizen, up and down Zalo's two ladders: message API (v3, v2) and form (buttons, list, plain text).

Only outcomes that mean "nothing was delivered" move to the next rung; after an unsure one nothing is tried.
"""

import math
import time
from dataclasses import dataclass, replace

from motcua.messaging.channels.zalo.capabilities import Dialect
from motcua.messaging.channels.zalo.client import Called, ZaloClient
from motcua.messaging.channels.zalo.forms import Dressed, Form, ladder
from motcua.messaging.channels.zalo.statuses import Outcome
from motcua.messaging.dialogue.reply import Reply

_OTHER: dict[Dialect, Dialect] = {"v3": "v2", "v2": "v3"}
# -235 is said by v3 only, -240 by v2 only; anything else crosswise is a set-up error, not a reason to try.
_MOVES_ON: dict[Dialect, int] = {"v3": -235, "v2": -240}
_BUTTON_FORMS = frozenset({Form.BARE_BUTTONS, Form.TYPED_BUTTONS, Form.LIST})


@dataclass(frozen=True, slots=True)
class SendAs:
    """What the sender must know of an account; read before the call, so that no connection is held across it."""

    access_token: str
    dialect: Dialect
    button_form: Form | None = None
    proof_key: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The last call, and what this account taught us (None = nothing new). `text` is what its echo will repeat."""

    called: Called
    text: str
    dialect: Dialect | None = None
    button_form: Form | None = None


def form_named(name: str) -> Form | None:
    """The form an account remembers, None where it has not learned one."""
    return Form(name) if name in list(Form) else None


def send(client: ZaloClient, *, to: str, reply: Reply, account: SendAs, give_up_at: float = math.inf) -> Sent:
    """Send one part of a reply (see `forms.parts`). Learned choices are only reported when they led to a delivery.

    No further rung is tried after `give_up_at` (`time.monotonic()`); nothing was delivered then.
    """
    dialect = account.dialect
    refused_button_forms = False
    crossed = False
    rungs = list(ladder(reply, account.button_form))
    sent = Sent(Called(Outcome.REFUSED, said="nothing to send"), "")
    for dressed in rungs:
        called = _send(client, to, dressed, dialect, account)
        if called.outcome is Outcome.OTHER_API and called.code == _MOVES_ON[dialect] and not crossed:
            crossed = True
            dialect = _OTHER[dialect]
            called = _send(client, to, dressed, dialect, account)
        sent = Sent(called, dressed.text)
        if called.outcome is not Outcome.SIMPLER or _blames_recipient(called):
            break
        if time.monotonic() > give_up_at:
            return Sent(replace(called, outcome=Outcome.LATER), dressed.text)
        refused_button_forms = refused_button_forms or dressed.form in _BUTTON_FORMS
    if sent.called.outcome is not Outcome.DONE:
        return sent
    return Sent(
        sent.called,
        sent.text,
        dialect=dialect if crossed else None,
        button_form=dressed.form if refused_button_forms else None,
    )


def _send(client: ZaloClient, to: str, dressed: Dressed, dialect: Dialect, account: SendAs) -> Called:
    return client.send(
        access_token=account.access_token,
        to=to,
        message=dressed.message,
        dialect=dialect,
        proof_key=account.proof_key,
    )


def _blames_recipient(called: Called) -> bool:
    """-201 names the field it did not like; a wrong user id is not cured by a simpler form."""
    return "user_id" in called.said or "recipient" in called.said
