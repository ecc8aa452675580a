"""A busy 08:40: people who came this morning, some served, some waiting. All invented."""

from datetime import datetime, timedelta

from motcua.demo.units import UNITS, DemoPoint
from motcua.features.queueing import operations as queueing
from motcua.foundation import clock
from motcua.foundation.audit.tags import ActorKind
from motcua.foundation.offices.models import Counter
from motcua.foundation.staff.models import Officer
from motcua.tickets.ledger import Request
from motcua.tickets.models import Shift, Ticket
from motcua.tickets.operations import issue

_EVERY = timedelta(minutes=3)
_PRIORITY_EACH = 6


def fill_morning(now: datetime) -> int:
    """Give out this morning's numbers at points where none were given today. Returns how many."""
    today = clock.local_date(now)
    given = 0
    for unit in UNITS:
        for point in unit.points:
            shift = (
                Shift.objects.filter(unit__slug=unit.slug, point__slug=point.slug, date=today, ends_at__gt=now)
                .order_by("starts_at")
                .first()
            )
            if shift and not Ticket.objects.filter(shift=shift).exists():
                given += _fill(shift, point, now)
    return given


def _fill(shift: Shift, point: DemoPoint, now: datetime) -> int:
    came = point.busy + point.served
    for number in range(came):
        at = now - _EVERY * (came - number) - timedelta(minutes=2)
        issue([_walk_in(shift, priority=number % _PRIORITY_EACH == _PRIORITY_EACH - 1)], now=at)
    _serve(shift, point, now)
    return came


def _walk_in(shift: Shift, *, priority: bool) -> Request:
    return Request(
        shift=shift.pk, unit=shift.unit_id, holder=None, person=None, priority=priority,
        actor_kind=ActorKind.SYSTEM, actor=0,
    )  # fmt: skip


def _serve(shift: Shift, point: DemoPoint, now: datetime) -> None:
    """Counters 1 and 2 have called the first people; what they still serve stands on the board."""
    officer = Officer.objects.filter(unit_id=shift.unit_id, username__endswith="quay1").first()
    if officer is None or not point.served:
        return
    counter = Counter.objects.filter(point_id=shift.point_id, number=1).get()
    queueing.take_counter(counter=counter.pk, line=None, by=officer, now=now - _EVERY * (point.served + 1))
    for number in range(point.served):
        queueing.call_next_ticket(counter=counter.pk, by=officer, now=now - _EVERY * (point.served - number))
