"""Reads of reports. Nothing here opens a body: that is `operations.open_body`, which checks the role and is audited."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Count, F, Q, QuerySet

from motcua.features.reports import codes, rules
from motcua.features.reports.models import Report, ReportState
from motcua.foundation.staff.models import Officer, RoleGrant
from motcua.foundation.staff.roles import PERMISSIONS

__all__ = [
    "Counts", "Row", "Show", "assignable", "counts", "kinds_between", "may_open", "reports_visible_to_units", "rows",
]  # fmt: skip

Show = Literal["open", "closed"]
MANY = 100


@dataclass(frozen=True, slots=True)
class Counts:
    """For the tabs and the badge of the menu. `unread`: nobody has it in hand, or its reporter wrote again since."""

    open: int
    unread: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Row:
    """A report as everybody with `report.view` may see it: that it is there, whose it is, until when.

    `news`: the reporter added something that its assignee has not read.
    """

    report: Report
    code: str
    overdue: bool
    news: bool
    messages: int


def reports_visible_to_units(units: Collection[int]) -> QuerySet[Report]:
    """The scope of every page of reports."""
    return Report.objects.filter(unit_id__in=units).select_related("assignee", "unit", "closed_by")


def counts(units: Collection[int], now: datetime) -> Counts:
    """How many are open, how many wait to be read, and how many nobody has in hand though their time passed."""
    told = Report.objects.filter(~Q(state=ReportState.CLOSED), unit_id__in=units).aggregate(
        open=Count("pk"),
        unread=Count("pk", filter=Q(taken_at=None) | Q(last_at__gt=F("taken_at"))),
        overdue=Count("pk", filter=Q(taken_at=None, deadline__lt=now)),
    )
    return Counts(**told)


def rows(units: Collection[int], show: Show, now: datetime) -> list[Row]:
    """Open ones by deadline, those in nobody's hands first; closed ones newest first."""
    visible = reports_visible_to_units(units).annotate(messages=Count("entries"))
    if show == "closed":
        found = list(visible.filter(state=ReportState.CLOSED).order_by("-closed_at")[:MANY])
    else:
        still = visible.exclude(state=ReportState.CLOSED)
        found = [*still.filter(taken_at=None).order_by("deadline")[:MANY]]
        found += still.exclude(taken_at=None).order_by("deadline")[: MANY - len(found)]
    return [_row(one, now) for one in found]


def may_open(report: Report, officer_id: int, opens_in: Collection[int], assigns_in: Collection[int]) -> bool:
    """Whether a page shows the button; `open_body` decides again."""
    return rules.may_open(
        has_role=report.unit_id in opens_in, assigns=report.unit_id in assigns_in, assignee=report.assignee_id,
        officer=officer_id,
    )  # fmt: skip


def assignable(unit_id: int) -> QuerySet[Officer]:
    """The officers of the roles that may open reports of this unit."""
    roles = [role.value for role in PERMISSIONS[rules.OPEN_PERMISSION]]
    grants = RoleGrant.objects.filter(unit_id=unit_id, role__in=roles, revoked_at=None)
    return Officer.objects.filter(pk__in=grants.values("officer_id"), is_active=True).order_by("full_name", "pk")


def kinds_between(unit_id: int, since: datetime, until: datetime) -> dict[str, int]:
    """How many of each kind came; troubles of daily life stand apart from crimes (S-H9)."""
    came = Report.objects.filter(unit_id=unit_id, received_at__gte=since, received_at__lt=until)
    return {kind: many for kind, many in came.order_by("kind").values_list("kind").annotate(many=Count("pk"))}


def _row(report: Report, now: datetime) -> Row:
    return Row(
        report=report,
        code=codes.grouped(codes.encode(report.pk)),
        overdue=rules.is_overdue(report.state, report.taken_at, report.deadline, now),
        news=report.taken_at is not None and report.last_at > report.taken_at,
        messages=int(report.messages),  # type: ignore[attr-defined]  # annotated in `rows`
    )
