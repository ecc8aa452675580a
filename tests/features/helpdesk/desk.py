"""A unit with an account, open 07:30–17:00 on weekdays, its officers, and a citizen who writes to it."""

import itertools
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.features.helpdesk import operations
from motcua.features.helpdesk.arrivals import HandedOver, Reason
from motcua.features.helpdesk.models import Thread
from motcua.foundation.citizens.models import ChannelIdentity
from motcua.foundation.offices.models import OpeningHours, OrgUnit
from motcua.messaging.channels.contract import Identity
from motcua.messaging.channels.models import ConversationState, OaAccount
from tests import factories
from tests.channels.wire import open_wire
from tests.factories import NOW

_count = itertools.count(1)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Desk:
    """One unit's helpdesk."""

    unit: OrgUnit
    account: OaAccount


def open_desk(name: str = "Công an quận Mẫu") -> Desk:
    """A unit that works on weekdays."""
    unit = factories.unit(name)
    place = factories.point(unit)
    for weekday in range(5):
        OpeningHours.objects.create(
            point=place, weekday=weekday, opens_minute=7 * 60 + 30, closes_minute=17 * 60, valid_from=date(2000, 1, 1)
        )
    return Desk(unit, open_wire(unit).account)


def somebody(desk: Desk, name: str = "Đặng Ngọc Ánh") -> Identity:
    """A citizen who has just written to the unit's account."""
    citizen, _ = factories.citizen(desk.unit, name)
    external_id = f"u{next(_count)}00{citizen.pk}"
    identity = ChannelIdentity.objects.create(
        citizen=citizen, channel="zalo", account=desk.account.oa_id, external_id=external_id
    )
    ConversationState.objects.create(account=desk.account, external_id=external_id, last_event_at=NOW)
    return Identity(
        channel="zalo", account=desk.account.pk, account_name=desk.account.name, unit=desk.unit.pk,
        identity=identity.pk, citizen=citizen.pk, external_id=external_id,
    )  # fmt: skip


def asks(
    who: Identity, text: str = "Con em 13 tuổi 11 tháng làm được chưa ạ", *, reason: Reason = "asked",
    now: datetime = NOW, question_id: int | None = None,
) -> HandedOver:  # fmt: skip
    """The bot hands the citizen over."""
    return operations.hand_over(who=who, reason=reason, text=text, at=now, now=now, question_id=question_id)


def writes(who: Identity, text: str, *, now: datetime = NOW, kind: str = "text", message_id: str = "") -> bool:
    """A further message; whether the bot keeps silent."""
    return operations.take_in(
        who=who, text=text, kind=kind, at=now, message_id=message_id or f"m{next(_count)}", now=now
    )


def thread_of(who: Identity) -> Thread:
    """The newest thread of a citizen."""
    return Thread.objects.filter(citizen_id=who.citizen).latest("id")
