"""The wall of a point: numbers only, never names."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from motcua.features.queueing import queries
from motcua.foundation import clock
from motcua.foundation.clock import VIETNAM, local_date
from motcua.foundation.guards import public_page
from motcua.foundation.offices.models import IssuingPoint
from motcua.foundation.offices.queries import in_force, names_of, open_states

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_THEMES = ("dark", "light")


@public_page
@never_cache
@require_GET
def board(request: HttpRequest, point_id: int) -> HttpResponse:
    """The board; `?theme=light` for a bright hall."""
    now = clock.now()
    today = local_date(now)
    point = IssuingPoint.objects.select_related("unit").filter(in_force(today), pk=point_id).first()
    if point is None:
        raise Http404
    names = names_of([point.unit_id], today)
    theme = request.GET.get("theme", "dark")
    here = now.astimezone(VIETNAM)
    return render(
        request,
        "display/queueing/board.html",
        {
            "point": point,
            "unit_name": names.get(point.unit_id, ("", ""))[1],
            "trial": point.unit.is_trial,
            "theme": theme if theme in _THEMES else "dark",
            "wall": queries.board(point_id, now),
            "now": now,
            "time": f"{here:%H:%M}",
            "weekday": _WEEKDAYS[today.weekday()],
            "hours": _hours(point_id, now),
        },
    )


def _hours(point_id: int, now: datetime) -> str:
    state = open_states([point_id], now)[point_id]
    if not state.is_open or state.closes_at is None:
        return ""
    closes = f"{state.closes_at.astimezone(VIETNAM):%H:%M}"
    return f"Mở đến {'24:00' if closes == '00:00' else closes}"
