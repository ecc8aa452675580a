"""The first pages: the house, a unit, what it is calling now, and what to do when a page is not there."""

from collections import Counter
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from motcua.audiences.citizen import tickets, units, wording
from motcua.audiences.citizen.lists import lists_in_menu
from motcua.audiences.citizen.offers import offers_on
from motcua.audiences.citizen.pages import citizen_of_unit, page
from motcua.audiences.citizen.units import UnitPage
from motcua.features.dossiers import queries as dossiers
from motcua.features.knowledge import queries as knowledge
from motcua.foundation import clock
from motcua.foundation.clock import local_date
from motcua.foundation.guards import public_page
from motcua.foundation.offices import queries as offices
from motcua.tickets import streams
from motcua.tickets.models import Shift
from motcua.tickets.queries import board_state

_REMEMBER_S = 5
_STREAMS = 3


@public_page
def landing(request: HttpRequest) -> HttpResponse:
    """Every unit that works today."""
    today = local_date(clock.now())
    pages = [units.by_id(unit.pk, today) for unit in offices.units_on(today)]
    shown = sorted((one for one in pages if one), key=lambda one: (one.place, one.name))
    return page(request, "landing", None, units=shown, any_trial=any(one.is_trial for one in shown) or not shown)


@public_page
def home(request: HttpRequest, unit: UnitPage) -> HttpResponse:
    """A unit's first page: own ticket first, open or closed, then what can be done here."""
    now = clock.now()
    if unit.closed_on is not None:
        heirs = [units.by_id(heir, local_date(now)) for heir in offices.successors(unit.id)]
        return page(request, "closed_unit", unit, closed_on=wording.day(unit.closed_on), heirs=[h for h in heirs if h])
    signed_in = citizen_of_unit(request, unit, now)
    mine = tickets.own_live(signed_in.citizen_id, now) if signed_in else []
    answers = bool(knowledge.categories(unit.id, local_date(now)))
    shown = {"lines": _open_lines(unit, now), "answers": answers, "lists": lists_in_menu(unit.id)}
    shown["lookup"] = dossiers.has_dossiers(unit.id)
    return page(request, "home", unit, status=200, signed_in=signed_in, mine=mine, **shown)


@public_page
def now_serving(request: HttpRequest, unit: UnitPage) -> HttpResponse:
    """S-B7: the numbers being called at each point, the same source as board and live stream."""
    now = clock.now()
    today = local_date(now)
    with_shifts = set(Shift.objects.filter(unit_id=unit.id, date=today).values_list("point_id", flat=True))
    points = [
        (point, streams.board_message(board_state(point.pk, today)))
        for point in offices.points_of_unit(unit.id, today)
        if point.pk in with_shifts
    ]
    return page(request, "now", unit, points=points, updated=wording.clock_time(now), streamed=len(points) <= _STREAMS)


def _open_lines(unit: UnitPage, now: datetime) -> list[str]:
    """One line a point, kept five seconds: at 07:00 a whole city asks the same."""
    key = f"open-lines:{unit.id}:{now:%Y%m%d%H%M}"
    lines: list[str] | None = cache.get(key)
    if lines is None:
        lines = _open_lines_now(unit, now)
        cache.set(key, lines, _REMEMBER_S)
    return lines


def _open_lines_now(unit: UnitPage, now: datetime) -> list[str]:
    today = local_date(now)
    points = list(offices.points_of_unit(unit.id, today))
    states = offices.open_states([point.pk for point in points], now)
    waiting: Counter[int] = Counter()
    for offer in offers_on(unit.id, today, now):
        waiting[offer.shift.point_id] += offer.open_shift.waiting
    lines = []
    for point in points:
        told = wording.opening(states[point.pk], now)
        if states[point.pk].is_open and point.pk in waiting:
            many = waiting[point.pk]
            told += f" · {many} người đang chờ" if many else " · chưa có ai chờ"
        lines.append(f"{point.name}: {told[0].lower()}{told[1:]}" if len(points) > 1 else told)
    return lines
