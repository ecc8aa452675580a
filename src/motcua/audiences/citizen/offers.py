"""Shifts as somebody who wants a number meets them: free or full is said before anything is typed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.audiences.citizen import wording
from motcua.foundation.clock import local_date
from motcua.tickets.models import Shift
from motcua.tickets.queries import OpenShift, shifts_on

DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Offer:
    """One shift in words. `facts` for an open one, `refusal` for any other."""

    open_shift: OpenShift
    when: str
    facts: str
    refusal: str

    @property
    def shift(self) -> Shift:
        """The shift itself."""
        return self.open_shift.shift

    @property
    def is_open(self) -> bool:
        """True when a press would give a number now."""
        return self.open_shift.status == "open"

    @property
    def wait(self) -> str:
        """Còn 12 người phía trước, khoảng 30–45 phút."""
        ahead = self.open_shift.waiting
        soon = wording.minutes_range(ahead, self.open_shift.seconds_each)
        return f"Có {ahead} người phía trước, {soon}." if ahead else "Chưa có ai phía trước."


@dataclass(frozen=True, slots=True)
class Day:
    """A day's offers under one heading; those of a later day that are not yet open are folded under another."""

    title: str
    offers: tuple[Offer, ...]
    folded_title: str = ""
    folded: tuple[Offer, ...] = ()


def days_of(unit_id: int, now: datetime) -> list[Day]:
    """Today's shifts, and those of the next days that have any."""
    today = local_date(now)
    found = shifts_on(unit_id, today, now, until=today + timedelta(days=DAYS_SHOWN - 1))
    dates = sorted({one.shift.date for one in found})
    return [_day(on, [one for one in found if one.shift.date == on], now) for on in dates]


def offer_of(unit_id: int, shift_id: int, now: datetime) -> Offer | None:
    """One shift of a unit; None when it has no such shift."""
    on = Shift.objects.filter(id=shift_id, unit_id=unit_id).values_list("date", flat=True).first()
    offers = offers_on(unit_id, on, now) if on else []
    return next((offer for offer in offers if offer.shift.pk == shift_id), None)


def next_open(unit_id: int, now: datetime, *, other_than: int = 0, line_id: int | None = None) -> Offer | None:
    """The first shift with places now, for the same line of service where one is named."""
    return next(
        (
            offer
            for one in days_of(unit_id, now)
            for offer in one.offers
            if offer.is_open and offer.shift.pk != other_than and line_id in (None, offer.shift.line_id)
        ),
        None,
    )


def offers_on(unit_id: int, on: date, now: datetime) -> list[Offer]:
    """The shifts of one day; those that are over are left out."""
    return [_offer(one, now) for one in shifts_on(unit_id, on, now) if one.shift.ends_at > now]


def _day(on: date, shifts: list[OpenShift], now: datetime) -> Day:
    today = local_date(now)
    later = [one for one in shifts if on > today and one.status == "not_yet_open"]
    shown = [one for one in shifts if one not in later and one.shift.ends_at > now]
    title = wording.day_from(on, today)
    opens = wording.moment_from(min(one.opens_at for one in later), now) if later else ""
    return Day(
        title=_title(on, today),
        offers=tuple(_offer(one, now) for one in shown),
        folded_title=f"{title[0].upper()}{title[1:]}: mở lấy số từ {opens}" if later else "",
        folded=tuple(_offer(one, now) for one in later),
    )


def _offer(one: OpenShift, now: datetime) -> Offer:
    hours = f"{wording.clock_time(one.shift.starts_at)}–{wording.closing_time(one.shift.ends_at)}"
    on = wording.day_from(one.shift.date, local_date(now))
    wait = wording.minutes_range(one.waiting, one.seconds_each) if one.shift.starts_at <= now else ""
    facts = " · ".join(
        part
        for part in (f"{one.waiting} người chờ" if one.waiting else "Chưa có ai chờ", wait, f"còn {one.free} số")
        if part
    )
    refusal = {
        "full": "Hết số.",
        "closed": f"Đã ngừng nhận số{f': {one.shift.closed_reason}' if one.shift.closed_reason else ''}.",
        "not_yet_open": f"Mở lấy số lúc {wording.moment_from(one.opens_at, now)}.",
    }.get(one.status, "")
    return Offer(one, f"{hours} {on}", facts, refusal)


def _title(on: date, today: date) -> str:
    named = wording.day_from(on, today)
    if on == today or (on - today).days == 1:
        named = f"{named}, {wording.weekday(on)} {wording.day(on)}"
    return named[0].upper() + named[1:]
