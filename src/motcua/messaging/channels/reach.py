"""May we write to this citizen now, what does it cost, and if not: which way is the next best?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from motcua.messaging.channels import registry, rules
from motcua.messaging.channels.models import ConversationState, OaAccount
from motcua.messaging.channels.rules import Window

__all__ = ["Reach", "Way", "reach_of"]


class Way(StrEnum):
    """Ways to tell a citizen something, other than a free message."""

    TEMPLATE_BY_USER = "template_by_user"
    TEMPLATE_BY_PHONE = "template_by_phone"
    CALL = "call"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Reach:
    """`window` CLOSED = blocked: a message would be refused, so it is not tried. `until`: when this window ends.

    `price` of a message now, `template_price` of a template: đồng, None = nobody said. `ways`: best first; the page of
    the unit, where she finds it when she comes by herself, is always the last.
    """

    window: Window
    until: datetime | None
    price: int | None
    ways: tuple[Way, ...]
    template_price: int | None = None

    @property
    def blocked(self) -> bool:
        """Nothing can be sent as an ordinary message."""
        return self.window is Window.CLOSED


def reach_of(*, account: int, external_id: str, now: datetime, has_phone: bool = False) -> Reach:
    """How to reach a citizen of an account; `has_phone`: whether the unit knows a telephone number of hers.

    An empty `external_id` = somebody the channel does not know: only her telephone is left.
    """
    channel = OaAccount.objects.values_list("channel", flat=True).get(pk=account)
    terms = registry.channel(channel).terms(account)
    window, until = Window.CLOSED, None
    if external_id:
        kept = ConversationState.objects.filter(account_id=account, external_id=external_id)
        last = kept.values_list("last_event_at", flat=True).first()
        window, until = rules.window_of(last, now, terms.capabilities)
    ways = [
        way
        for way, open_ in (
            (Way.TEMPLATE_BY_USER, bool(external_id) and terms.template_by_user),
            (Way.TEMPLATE_BY_PHONE, has_phone and terms.template_by_phone),
            (Way.CALL, has_phone),
            (Way.PAGE, True),
        )
        if open_
    ]
    price = {Window.FREE: 0, Window.PAID: terms.paid_price}.get(window)
    return Reach(window, until, price, tuple(ways), terms.template_price)
