"""The reference channel: the same conversations on pages of our own. Nothing leaves the house, so nothing is unsure.

The pages store what a citizen writes with `intake.store_local("webchat", …)` and read her messages from the outbox once
they are `delivered`.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import get_args
from unicodedata import normalize

from django.db import connection

from motcua.messaging.channels.contract import Capabilities, Happening, Inbound, Outcome, Result, Template, Terms
from motcua.messaging.channels.models import OaAccount
from motcua.messaging.channels.webchat import pace
from motcua.messaging.dialogue.render import DEMO_STRIP
from motcua.messaging.dialogue.reply import Reply

CHANNEL = "webchat"
BELL_CHANNEL = "motcua_webchat"
_LONGEST_TEXT = 4000
_TIDY_EVERY_S = 300
_HAPPENINGS: dict[str, Happening] = {name: name for name in get_args(Happening)}

ABILITIES = Capabilities(text_limit=20_000, buttons=5, list_items=20, image=True)


@dataclass(frozen=True, slots=True)
class WebchatLine:
    """A unit's account on its own pages."""

    account: int
    oa_id: str
    capabilities: Capabilities = ABILITIES
    is_local: bool = True

    def deliver(self, to: str, reply: Reply, give_up_at: float) -> Result:
        """It stands in the outbox, and that is where the page reads it."""
        return Result(Outcome.DONE)

    def deliver_template(self, to: str, template: Template, tracking_id: str) -> Result:
        """A page has no templates: on it everything may be said freely."""
        return Result(Outcome.REFUSED, said="webchat has no templates")

    def distrust(self, now: datetime) -> None:
        """There is no token."""

    def arrived(self, to: Sequence[str]) -> None:
        """NOTIFY with "<oa_id>/<external_id>" for each: an open page has something to fetch."""
        with connection.cursor() as cursor:
            names = sorted({f"{self.oa_id}/{one}" for one in to})
            cursor.execute("SELECT pg_notify(%s, name) FROM unnest(%s::text[]) AS name", [BELL_CHANNEL, names])


class WebchatPort:
    """Conversations on our own pages."""

    name = CHANNEL
    reaches_out = False

    def __init__(self) -> None:
        self._tidy_at = 0.0

    def understand(self, raw_body: bytes) -> Inbound | None:
        """What `store_local` kept: `happening` ("text" where it is missing), `text`, `message_id`, `source`."""
        try:
            told = json.loads(raw_body)
            at = datetime.fromtimestamp(int(told["at"]) / 1000, tz=UTC)
        except (ValueError, KeyError, TypeError, OverflowError):
            return None
        happening = _HAPPENINGS.get(str(told.get("happening", "text")))
        if happening is None or not told.get("account") or not told.get("external_id"):
            return None
        return Inbound(
            channel=self.name,
            account=str(told["account"]),
            sender=str(told["external_id"]),
            happening=happening,
            at=at,
            message_id=str(told.get("message_id") or "")[:64],
            text=normalize("NFC", str(told.get("text") or "")[:_LONGEST_TEXT].replace("\x00", "")),
            source=str(told.get("source") or "")[:64],
        )

    def parts(self, reply: Reply, footer: str) -> Sequence[Reply]:
        """A page carries any reply whole. It begins with the strip of a trial, so no message needs to end with it."""
        text = normalize("NFC", reply.text)
        if text.endswith(DEMO_STRIP):
            text = text.removesuffix(DEMO_STRIP).rstrip()
        return (replace(reply, text=text),)

    def open_lines(self, now: datetime) -> Sequence[WebchatLine]:
        found = OaAccount.objects.filter(channel=self.name, stopped_at=None).exclude(hold_until__gt=now)
        return [WebchatLine(pk, oa_id) for pk, oa_id in found.values_list("pk", "oa_id")]

    def terms(self, account: int) -> Terms:
        """A page may always be written to, and costs nothing."""
        return Terms(ABILITIES, paid_price=0)

    def keep_house(self, now: datetime) -> int:
        """Counts that are over; looked for every few minutes."""
        if time.monotonic() < self._tidy_at:
            return 0
        self._tidy_at = time.monotonic() + _TIDY_EVERY_S
        return pace.forget(now)

    def close(self) -> None:
        """There is nothing to close."""
