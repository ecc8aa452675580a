"""Officers of a unit: accounts and roles. New accounts have no password until an administrator gives one."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import cast

from django.db import transaction

from motcua.foundation.staff.models import Officer, RoleGrant
from motcua.foundation.staff.operations import grant_role, revoke_role
from motcua.foundation.staff.roles import Role
from motcua.foundation.verdict import Effect, Verdict
from motcua.workflows.imports import marks
from motcua.workflows.imports.cleaning import Values
from motcua.workflows.imports.columns import Choice, Code, Column, Name, Text
from motcua.workflows.imports.targets import Part, Run, Scope

ROLES: dict[str, tuple[str, ...]] = {
    Role.COUNTER_OFFICER: ("Cán bộ quầy", "Cán bộ", "Cán bộ tiếp nhận"),
    Role.LEADER: ("Lãnh đạo", "Chỉ huy", "Trưởng", "Phó trưởng"),
    Role.CONTENT_EDITOR: ("Biên tập nội dung", "Biên tập"),
    Role.DUTY_OFFICER: ("Cán bộ trực ban", "Trực ban"),
}
_ELSEWHERE = "Tên đăng nhập này của đơn vị khác."
_CLOSED = "Tài khoản này đã khóa. Mở lại ở trang quản trị."
_WITH_POWER = "Tài khoản quản trị. Sửa ở trang quản trị, không sửa bằng tệp."


class Staff:
    """The target. Whoever may manage the unit may import its officers; administrators are never made by a file."""

    key = "staff"
    title = "Cán bộ của đơn vị"
    permission = "unit.manage"

    def parts(self, unit_id: int) -> Sequence[Part]:
        """One list."""
        return ()

    def columns(self, scope: Scope, now: datetime) -> tuple[Column, ...]:
        """Account, name and role."""
        return (
            Code("username", "Tên đăng nhập", ("Tài khoản", "Username"), required=True),
            Name("full_name", "Họ và tên", ("Họ tên",), required=True),
            Text("title", "Cấp bậc, chức vụ", ("Cấp bậc", "Chức vụ"), longest=60),
            Choice("role", "Vai trò", ("Quyền", "Nhiệm vụ"), words=ROLES, required=True),
        )

    def key_of(self, scope: Scope, values: Values) -> Hashable | None:
        """The account."""
        return str(values[0]).casefold()

    def compare(self, scope: Scope, rows: Sequence[Values], now: datetime) -> list[Verdict]:
        """See Target."""
        known = _known(rows)
        return [_verdict(scope, row, known.get(_name(row))) for row in rows]

    def record(self, scope: Scope, rows: Sequence[Values], run: Run) -> list[Verdict]:
        """See Target."""
        by = Officer.objects.filter(pk=run.by).first() if run.by else None
        verdicts = []
        with transaction.atomic():
            known = _known(rows)
            for row in rows:
                officer = known.get(_name(row))
                verdict = _verdict(scope, row, officer)
                if verdict.effect in (Effect.NEW, Effect.CHANGED):
                    _put(scope, row, officer, run, by)
                verdicts.append(verdict)
        return verdicts

    def undo(self, scope: Scope, run: Run) -> int:
        """New accounts are closed and lose their roles; changed ones are as they were."""
        by = Officer.objects.filter(pk=run.by).first() if run.by else None
        done = 0
        for officer_id, former in marks.marks(run.id):
            officer = Officer.objects.get(pk=officer_id)
            if former is None:
                officer.is_active = False
                granted: set[str] = set()
            else:
                officer.full_name, officer.title = str(former["full_name"]), str(former["title"])
                granted = set(cast("list[str]", former["roles"]))
            officer.save()
            for grant in RoleGrant.objects.filter(officer=officer, unit_id=scope.unit_id, revoked_at=None):
                if grant.role not in granted and by is not None:
                    revoke_role(grant=grant, by=by, now=run.now)
            done += 1
        return done


def _name(row: Values) -> str:
    return str(row[0]).casefold()


def _known(rows: Sequence[Values]) -> dict[str, Officer]:
    names = {_name(row) for row in rows} | {str(row[0]) for row in rows}
    return {one.username.casefold(): one for one in Officer.objects.filter(username__in=names)}


def _roles(officer: Officer, unit_id: int) -> set[str]:
    held = RoleGrant.objects.filter(officer=officer, unit_id=unit_id, revoked_at=None)
    return set(held.values_list("role", flat=True))


def _verdict(scope: Scope, row: Values, officer: Officer | None) -> Verdict:
    if officer is None:
        return Verdict(Effect.NEW)
    if officer.unit_id != scope.unit_id:
        return Verdict(Effect.BAD, _ELSEWHERE)
    roles = _roles(officer, scope.unit_id)
    if officer.is_superuser or officer.is_staff or Role.UNIT_ADMIN in roles:
        return Verdict(Effect.BAD, _WITH_POWER)
    if not officer.is_active:
        return Verdict(Effect.BAD, _CLOSED)
    same = (officer.full_name, officer.title) == (row[1], row[2] or officer.title) and row[3] in roles
    return Verdict(Effect.SAME if same else Effect.CHANGED)


def _put(scope: Scope, row: Values, officer: Officer | None, run: Run, by: Officer | None) -> None:
    _, full_name, title, role = (str(value) for value in row)
    if officer is None:
        officer = Officer(username=_name(row), unit_id=scope.unit_id)
        officer.set_unusable_password()
        former = None
    else:
        former = {
            "full_name": officer.full_name, "title": officer.title, "roles": sorted(_roles(officer, scope.unit_id)),
        }  # fmt: skip
    officer.full_name, officer.title = full_name, title or officer.title
    officer.save()
    grant_role(officer=officer, unit_id=scope.unit_id, role=Role(role), by=by, now=run.now)
    marks.mark(run.id, officer.pk, former)
