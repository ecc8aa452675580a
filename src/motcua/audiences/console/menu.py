"""The main menu of staff pages. A room adds one line; who may not use it does not see it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from motcua.audiences.console.views import channels
from motcua.features.dossiers import queries as dossiers
from motcua.features.helpdesk import queries as helpdesk
from motcua.features.knowledge import desk_queries as knowledge
from motcua.features.lists import queries as lists
from motcua.features.reports import queries as reports
from motcua.foundation import clock
from motcua.foundation.staff.models import Officer, RoleGrant
from motcua.foundation.staff.queries import units_where
from motcua.foundation.staff.roles import may
from motcua.messaging.channels.zalo import health

_LIGHTS_FOR_S = 15  # every page of an administrator shows the count; the lights are a dozen queries an account

# (units where the officer holds the item's permission, her id, now) -> how many wait for somebody
Badge = Callable[[frozenset[int], int, datetime], int]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu: `url_name` takes no arguments, `icon` is a name of icons.svg."""

    url_name: str
    label: str
    permission: str
    icon: str
    badge: Badge | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as one officer sees it now."""

    address: str
    label: str
    icon: str
    is_current: bool
    count: int


def _letters(units: frozenset[int], officer: int, now: datetime) -> int:
    return helpdesk.counts(units, officer, now).waiting


def _unread_reports(units: frozenset[int], officer: int, now: datetime) -> int:
    return reports.counts(units, now).unread


def _unapproved_answers(units: frozenset[int], officer: int, now: datetime) -> int:
    return knowledge.waiting_count(units_where(officer, "knowledge.approve", now) & units)


def _waiting_lists(units: frozenset[int], officer: int, now: datetime) -> int:
    to_approve = lists.waiting_versions(units_where(officer, "list.approve", now) & units)
    return to_approve + lists.waiting_requests(units).count()


def _flagged_dossiers(units: frozenset[int], officer: int, now: datetime) -> int:
    return dossiers.flagged(units).count()


def _broken_channels(units: frozenset[int], officer: int, now: datetime) -> int:
    key = f"menu:broken-channels:{officer}"
    known: int | None = cache.get(key)
    if known is None:
        known = len(health.alarms(list(channels.reachable(officer, now)), now))
        cache.set(key, known, _LIGHTS_FOR_S)
    return known


MENU: list[MenuItem] = [
    MenuItem("console:home", "Quầy", "queue.view", "home"),
    MenuItem("console:inbox", "Hộp thư", "inbox.answer", "chat", _letters),
    MenuItem("console:reports", "Tin báo", "report.view", "report", _unread_reports),
    MenuItem("console:knowledge", "Hỏi đáp", "knowledge.write", "question", _unapproved_answers),
    MenuItem("console:dossiers", "Hồ sơ", "dossier.view", "idcard", _flagged_dossiers),
    MenuItem("console:lists", "Tiện ích", "list.serve", "search", _waiting_lists),
    MenuItem("console:imports", "Nhập danh sách", "imports.run", "upload"),
    MenuItem("console:channels", "Kênh Zalo", "unit.manage", "signal", _broken_channels),
]


def menu(request: HttpRequest) -> dict[str, object]:
    """Context processor: `console_menu`, worked out only where a template asks for it."""
    return {"console_menu": SimpleLazyObject(lambda: shown_to(request))}


def shown_to(request: HttpRequest) -> list[Shown]:
    """The lines of this officer, with the one she is at; nothing for anybody else."""
    user = getattr(request, "user", None)
    if not isinstance(user, Officer):
        return []
    grants = list(RoleGrant.objects.filter(officer=user, revoked_at=None).values_list("unit_id", "role"))
    now = clock.now()
    lines = []
    for item in MENU:
        units = frozenset(unit for unit, role in grants if may(frozenset({role}), item.permission))
        if units:
            lines.append((item, reverse(item.url_name), item.badge(units, user.pk, now) if item.badge else 0))
    rooms = (reverse(item.url_name) for item in MENU)  # all of them: one that is not hers is not "Quầy" either
    here = max((address for address in rooms if request.path.startswith(address)), key=len, default="")
    return [Shown(address, item.label, item.icon, address == here, count) for item, address, count in lines]
