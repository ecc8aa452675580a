"""Template messages (ZNS, since 2026 ZBS): for people who cannot be written to freely. They cost, and need approval.

Queue one with `outbox.enqueue_template`: it then has a state, a receipt and an end like every message.
"""

import re
from dataclasses import dataclass

from motcua.messaging.channels.contract import Outcome, Template
from motcua.messaging.channels.zalo.access import Access
from motcua.messaging.channels.zalo.client import Called

PHONE = re.compile(r"84\d{9}")
ENABLED = "ENABLE"
_MOST = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """A registered template: its blanks, and what one message costs in đồng (None = Zalo did not say)."""

    template_id: str
    name: str
    status: str
    blanks: tuple[str, ...] = ()
    price_phone: int | None = None
    price_user: int | None = None

    @property
    def is_usable(self) -> bool:
        return self.status == ENABLED


def send(access: Access, *, to: str, template: Template, tracking_id: str) -> Called:
    """By phone number at the template house, else by the citizen's id at the OA API (cheaper, no tracking id)."""
    body: dict[str, object] = {"template_id": template.template_id, "template_data": dict(template.data)}
    if not template.phone:
        return access.do("/v3.0/oa/message/template", {"user_id": to, **body})
    if not PHONE.fullmatch(template.phone):
        return Called(Outcome.UNREACHABLE, code=-108, said="not a Vietnamese number", sent=False)
    told = {"phone": template.phone, **body, "tracking_id": tracking_id}
    return access.do("/message/template", told, house="templates")


def offers(access: Access) -> tuple[Called, list[Offer]]:
    """The account's templates, names and states only; `offer` tells the rest of one."""
    called = access.look_up("/template/all", house="templates", offset="0", limit=str(_MOST))
    found = [one for one in called.listed if isinstance(one, dict)]
    return called, [
        Offer(_text(one.get("templateId")), _text(one.get("templateName")), _text(one.get("status"))) for one in found
    ]


def offer(access: Access, template_id: str) -> tuple[Called, Offer | None]:
    """One template with its blanks and its prices."""
    called = access.look_up("/template/info/v2", house="templates", template_id=template_id)
    if called.outcome is not Outcome.DONE or not called.data:
        return called, None
    data = called.data
    blanks = data.get("listParams")
    return called, Offer(
        template_id=_text(data.get("templateId")) or template_id,
        name=_text(data.get("templateName")),
        status=_text(data.get("status")),
        blanks=tuple(_text(one.get("name")) for one in blanks if isinstance(one, dict))
        if isinstance(blanks, list)
        else (),
        price_phone=number(data.get("price_sdt")) if "price_sdt" in data else number(data.get("price")),
        price_user=number(data.get("price_uid")),
    )


def quota(access: Access) -> tuple[Called, int | None, int | None]:
    """(the call, messages a day, messages left today)."""
    called = access.look_up("/message/quota", house="templates")
    data = called.data or {}
    return called, number(data.get("dailyQuota")), number(data.get("remainingQuota"))


def status(access: Access, message_id: str) -> tuple[Called, int | None]:
    """-1 unknown, 0 sent, 1 delivered; for messages whose receipt never came."""
    called = access.look_up("/message/status", house="templates", message_id=message_id)
    return called, number((called.data or {}).get("status"))


def number(value: object) -> int | None:
    """Numbers come as numbers, as text, and with decimals."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return int(float(value))
    except (ValueError, OverflowError):
        return None


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
