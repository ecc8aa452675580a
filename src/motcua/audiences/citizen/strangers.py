"""Forms that anybody may send: a stranger's browser first computes for a second, or without script waits a little.

One solution is good for one form. Who is signed in proves nothing: her account is counted instead.
"""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, QueryDict

from motcua.foundation import proof, secrets
from motcua.messaging.channels.webchat import pace
from motcua.messaging.channels.webchat.rules import Limit

WAIT_WITHOUT_SCRIPT = timedelta(seconds=3)
NOT_YET = "Xin ông/bà chờ vài giây rồi bấm lần nữa. Trang cần chút thời gian để chặn máy dò tìm."
TOO_OLD = "Trang mở đã lâu. Xin ông/bà bấm lần nữa."
_ONCE = (Limit(1, 3600),)


def opening_for(now: datetime) -> str:
    """The challenge a stranger's form carries."""
    return proof.challenge(now=now)


def refusal(data: QueryDict, now: datetime) -> str:
    """Why a stranger's form is not taken; empty when it is. NOT_YET may be sent again as it is."""
    opening = proof.read(data.get("opening", ""), data.get("proof", ""), now)
    if opening is None:
        return TOO_OLD
    if not opening.solved and now < opening.made_at + WAIT_WITHOUT_SCRIPT:
        return NOT_YET
    name = secrets.keyed_hash(opening.nonce, "strangers").hex()[:32]
    return TOO_OLD if pace.count(f"form/{name}", _ONCE, now)[0] > 1 else ""


def address_of(request: HttpRequest) -> str:
    """The network address a form came from, for counting."""
    return str(get_adapter(request).get_client_ip(request))
