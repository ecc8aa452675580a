"""A unit's own facts that stand in shared answers: its name, telephone, address and weekly hours."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.cache import cache

from motcua.foundation.offices.models import OpeningHours, OrgUnit
from motcua.foundation.offices.queries import in_force, names_of, points_of_unit

_REMEMBER_S = 30
_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_NO_HOURS = "xem ở trang chính"


def facts_of(unit_id: int, today: date) -> dict[str, str]:
    """What fills `{hotline}`, `{unit}`, `{address}`, `{website}` and `{hours}`; remembered for half a minute."""
    key = f"knowledge-facts:{unit_id}:{today}"
    found: dict[str, str] | None = cache.get(key)
    if found is None:
        found = _facts(unit_id, today)
        cache.set(key, found, _REMEMBER_S)
    return found


def hours_in_words(rules: Iterable[tuple[int, int, int]]) -> str:
    """(weekday, opens, closes) in minutes as "thứ Hai đến thứ Sáu 7:30–11:30, 13:30–17:00; thứ Bảy 7:30–11:30"."""
    days: dict[int, list[str]] = {}
    for weekday, opens, closes in sorted(rules):
        days.setdefault(weekday, []).append(f"{_time(opens)}–{_time(closes)}")
    told, stretch = [], list[int]()
    for day in range(8):
        if stretch and (day == 7 or days.get(day) != days[stretch[-1]]):
            told.append(f"{_days(stretch)} {', '.join(days[stretch[0]])}")
            stretch = []
        if day in days:
            stretch.append(day)
    return "; ".join(told) or _NO_HOURS


def _facts(unit_id: int, today: date) -> dict[str, str]:
    unit = OrgUnit.objects.get(pk=unit_id)
    point = points_of_unit(unit_id, today).first()
    rules = OpeningHours.objects.filter(in_force(today), point=point) if point else OpeningHours.objects.none()
    name = names_of([unit_id], today).get(unit_id, ("", ""))[0]
    return {
        "hotline": unit.hotline or "số điện thoại của đơn vị",
        "unit": name or "đơn vị",
        "address": unit.address or "địa chỉ ghi ở trang chính",
        "website": unit.website,
        "hours": hours_in_words(rules.values_list("weekday", "opens_minute", "closes_minute")),
    }


def _days(stretch: Sequence[int]) -> str:
    if len(stretch) == 7:
        return "mọi ngày trong tuần"
    first, last = _DAYS[stretch[0]], _DAYS[stretch[-1]]
    return first if len(stretch) == 1 else f"{first} đến {last}"


def _time(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
