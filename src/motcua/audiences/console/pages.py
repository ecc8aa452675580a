"""What every console page needs, and the page that says what went wrong and what to do."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from motcua.audiences.console import wording
from motcua.features.queueing.queries import counters_visible_to_units
from motcua.features.queueing.rules import Outcome
from motcua.foundation import clock
from motcua.foundation.clock import local_date
from motcua.foundation.offices.models import Counter, OrgUnit
from motcua.foundation.offices.queries import any_trial_unit, names_of
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.queries import units_where


def officer_of(request: HttpRequest) -> Officer:
    """The officer behind a view that wears `staff_may`."""
    assert isinstance(request.user, Officer)
    return request.user


def wears_strip(request: HttpRequest) -> bool:
    """Whether a page of no counter says it is a trial: as the officer's own unit is, or while any unit is one."""
    unit = request.user.unit if isinstance(request.user, Officer) else None
    return unit.is_trial if unit else any_trial_unit()


def frame(unit: OrgUnit | None, now: datetime) -> dict[str, object]:
    """Unit name, accent and trial strip; a page of no unit carries it while any unit is a trial."""
    names = names_of([unit.pk], local_date(now)).get(unit.pk) if unit else None
    return {
        "unit_name": names[1] if names else "Một Cửa",
        "trial": unit.is_trial if unit else any_trial_unit(),
        "accent": unit.accent if unit else "",
        "now": now,
    }


def problem(request: HttpRequest, status: int, title: str, what_to_do: str) -> HttpResponse:
    """A problem page: what is wrong, what to do, and a way on to the first room that is hers."""
    unit = request.user.unit if isinstance(request.user, Officer) else None
    told = {**frame(unit, clock.now()), "title": title, "what_to_do": what_to_do}
    return render(request, "console/problem.html", told, status=status)


def out_of_reach(request: HttpRequest) -> HttpResponse:
    """The same answer for what does not exist and for what belongs to another unit."""
    return problem(
        request, 404, "Không có quầy này trong đơn vị của đồng chí.",
        "Chọn lại quầy. Nếu vừa chuyển công tác, đề nghị quản trị đơn vị cấp quyền.",
    )  # fmt: skip


def reachable(officer_id: int, now: datetime, permission: str = "queue.call") -> QuerySet[Counter]:
    """The counters of the units where the officer holds the permission: the scope of every page here."""
    return counters_visible_to_units(units_where(officer_id, permission, now), now)


def home_unit(officer: Officer, permission: str, now: datetime) -> int | None:
    """The unit whose list an officer keeps: her own if she holds the permission there, else one where she does."""
    units = units_where(officer.pk, permission, now)
    return officer.unit_id if officer.unit_id in units else min(units, default=None)


def see_other(where: str, *place: object, said: str = "") -> HttpResponse:
    """303 to a page after a press, with the code of what happened in its address."""
    answer = redirect(f"{reverse(where, args=place)}{f'?said={said}' if said else ''}")
    answer.status_code = 303
    return answer


def say(where: str, outcome: Outcome, *place: int) -> HttpResponse:
    """Back to a page of the counters, with the verdict when there is something to say of it."""
    return see_other(where, *place, said=outcome.verdict if wording.said(outcome.verdict) else "")
