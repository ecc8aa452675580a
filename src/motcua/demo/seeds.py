"""Fill an empty database with the demo's offices. Safe to run again: what is there stays."""

import json
import secrets as random_secrets
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from motcua.demo.answers import seed_answers
from motcua.demo.dossiers import seed_dossiers
from motcua.demo.letters import write_letters
from motcua.demo.lists import seed_lists
from motcua.demo.units import UNITS, DemoUnit
from motcua.foundation import secrets
from motcua.foundation.offices.models import (
    Counter,
    IssuingPoint,
    OpeningHours,
    OrgUnit,
    OrgUnitName,
    OrgUnitPlacement,
)
from motcua.foundation.offices.operations import load_public_holidays
from motcua.foundation.procedures.models import AgeRule, Procedure, ProcedureText, ServiceLine
from motcua.foundation.staff.models import Officer, RoleGrant
from motcua.foundation.staff.roles import Role
from motcua.messaging.channels.models import OaAccount, OaBinding, OaToken, ZaloApp
from motcua.messaging.channels.webchat.operations import open_account
from motcua.messaging.channels.zalo.client import TokenPair
from motcua.messaging.channels.zalo.tokens import APP_SEALED_AS, SEALED_AS, store_pair
from motcua.tickets.models import ShiftPlan

APP_ID = "4000000000000000001"
PASSWORD = "motcua-demo-1"  # noqa: S105  (the demo's own, printed on its first screen)
ADMIN = "quantri"
CITIZEN = "Nguyễn Thị Mẫu"
_MORNING, _AFTERNOON, _EVENING = (7 * 60, 11 * 60 + 30), (13 * 60, 17 * 60), (17 * 60, 24 * 60)

OFFICERS = (
    ("quan4.quay3", "cong-an-quan-4", "Trần Văn Quầy", "Cán bộ quầy 3"),
    ("quan4.quay1", "cong-an-quan-4", "Lê Thị Một", "Cán bộ quầy 1"),
    ("quan4.truong", "cong-an-quan-4", "Phạm Văn Trưởng", "Đội trưởng"),
    ("quan4.trucban", "cong-an-quan-4", "Nguyễn Văn Trực", "Cán bộ trực ban"),
    ("quan4.quantri", "cong-an-quan-4", "Hoàng Thị Quản", "Quản trị đơn vị"),
    ("tanphu.quay1", "cong-an-quan-tan-phu", "Võ Thị Quầy", "Cán bộ quầy 1"),
    ("phuong.quay1", "cong-an-phuong-mau", "Đỗ Văn Phường", "Cán bộ quầy 1"),
    ("quan1.quay1", "cong-an-quan-1", "Bùi Thị Quầy", "Cán bộ quầy 1"),
    ("quan12.quay1", "cong-an-quan-12", "Hồ Văn Quầy", "Cán bộ quầy 1"),
    ("phunhuan.quay1", "cong-an-quan-phu-nhuan", "Ngô Thị Quầy", "Cán bộ quầy 1"),
    ("dian.quay1", "cong-an-tp-di-an", "Dương Văn Quầy", "Cán bộ quầy 1"),
    ("dian.truong", "cong-an-tp-di-an", "Đặng Thị Trưởng", "Đội trưởng"),
    ("buonmathuot.quay1", "cong-an-tp-buon-ma-thuot", "Y Quầy Niê", "Cán bộ quầy 1"),
    ("haiduong.quay1", "cong-an-tinh-hai-duong", "Lý Thị Quầy", "Cán bộ quầy 1"),
)
_ROLES = {"truong": Role.LEADER, "trucban": Role.DUTY_OFFICER, "quantri": Role.UNIT_ADMIN}


@transaction.atomic
def seed(*, now: datetime, emulator_seed: Path, webhook_url: str) -> None:
    """Units, places, hours, plans, officers and Official Accounts; and the file the emulator starts from."""
    load_public_holidays(years=range(now.year - 1, now.year + 3))
    procedure = _procedure()
    made = {unit.slug: _unit(unit) for unit in UNITS}
    for unit in UNITS:
        if unit.parent:
            OrgUnitPlacement.objects.get_or_create(
                unit=made[unit.slug], parent=made[unit.parent], defaults={"valid_from": date(*unit.valid_from)}
            )
        _places(unit, made[unit.slug], procedure)
    _officers(made, now)
    seed_answers(made, now)
    seed_lists(made, now)
    seed_dossiers(made, now)
    accounts = [_account(unit, made[unit.slug], number, now) for number, unit in enumerate(UNITS, 1) if unit.oa_name]
    _pages(made)
    write_letters(now)
    told = {
        "oas": [{**one, "webhook_url": webhook_url} for one in accounts],
        "citizens": [{"id": "1", "name": CITIZEN}],
    }
    emulator_seed.write_text(json.dumps(told, ensure_ascii=False, indent=1))


def _procedure() -> Procedure:
    procedure, fresh = Procedure.objects.get_or_create(code="the-can-cuoc")
    if fresh:
        ProcedureText.objects.create(
            procedure=procedure,
            name="Cấp thẻ Căn cước công dân (CCCD)",
            valid_from=date(2016, 1, 1),
            valid_to=date(2024, 6, 30),
            legal_basis="Luật Căn cước công dân 2014",
            papers="CMND hoặc thẻ CCCD cũ, nếu có\nGiấy tờ về thông tin đã thay đổi, nếu có",
        )
        ProcedureText.objects.create(
            procedure=procedure,
            name="Cấp thẻ căn cước",
            valid_from=date(2024, 7, 1),
            legal_basis="Luật Căn cước 2023",
            papers="Thẻ CCCD hoặc thẻ căn cước cũ, nếu có\nGiấy tờ về thông tin đã thay đổi, nếu có",
        )
        AgeRule.objects.create(
            procedure=procedure,
            minimum_age=14,
            valid_from=date(2016, 1, 1),
            valid_to=date(2024, 6, 30),
            legal_basis="Luật Căn cước công dân 2014, Điều 19",
        )
        AgeRule.objects.create(
            procedure=procedure,
            minimum_age=14,
            below_on_request=True,
            valid_from=date(2024, 7, 1),
            legal_basis="Luật Căn cước 2023, Điều 19",
        )
    return procedure  # fmt: skip


def _unit(unit: DemoUnit) -> OrgUnit:
    born = date(*unit.valid_from)
    made, fresh = OrgUnit.objects.get_or_create(
        slug=unit.slug,
        defaults={
            "kind": unit.kind, "address": "100 đường Mẫu 1", "hotline": "028 0000 0113", "external": unit.external,
            "accent": unit.accent, "valid_from": born, "website": unit.website,
        },
    )  # fmt: skip
    if fresh:
        OrgUnitName.objects.create(unit=made, name=unit.name, short_name=unit.short_name, valid_from=born)
    return made


def _places(unit: DemoUnit, made: OrgUnit, procedure: Procedure) -> None:
    if not unit.points:
        return
    born = date(*unit.valid_from)
    line, _ = ServiceLine.objects.get_or_create(
        unit=made, prefix="A", defaults={"procedure": procedure, "name": unit.line_name, "minutes_per_ticket": 12}
    )
    for number, point in enumerate(unit.points, 1):
        place, fresh = IssuingPoint.objects.get_or_create(
            unit=made, slug=point.slug,
            defaults={"name": point.name, "kind": point.kind, "address": f"{number}00 đường Mẫu {number}",
                      "valid_from": born},
        )  # fmt: skip
        if not fresh:
            continue
        Counter.objects.bulk_create(
            Counter(point=place, number=counter, valid_from=born) for counter in range(1, point.counters + 1)
        )
        OpeningHours.objects.bulk_create(
            OpeningHours(point=place, weekday=day, opens_minute=opens, closes_minute=closes, valid_from=born)
            for first, last, opens, closes in unit.hours
            for day in range(first, last + 1)
        )
        ShiftPlan.objects.bulk_create(_plans(unit, place, line, point.places, point.counters, born))


def _plans(
    unit: DemoUnit, place: IssuingPoint, line: ServiceLine, places: int, counters: int, born: date
) -> list[ShiftPlan]:
    plans = []
    for first, last, opens, closes in unit.hours:
        for starts, ends in (_MORNING, _AFTERNOON, _EVENING):
            starts, ends = max(starts, opens), min(ends, closes)
            plans += [
                ShiftPlan(
                    point=place, line=line, weekday=day, starts_minute=starts, ends_minute=ends, home_places=places,
                    open_counters=counters, opens_hours_before=20, valid_from=born,
                )
                for day in range(first, last + 1)
                if starts < ends
            ]  # fmt: skip
    return plans


def _officers(units: dict[str, OrgUnit], now: datetime) -> None:
    if not Officer.objects.filter(username=ADMIN).exists():
        Officer.objects.create_superuser(ADMIN, PASSWORD)
    hashed = Officer.objects.get(username=ADMIN).password  # one hash for all: each takes a fifth of a second
    for username, slug, full_name, title in OFFICERS:
        if Officer.objects.filter(username=username).exists():
            continue
        officer = Officer.objects.create(
            username=username, password=hashed, full_name=full_name, title=title, unit=units[slug]
        )
        role = _ROLES.get(username.partition(".")[2], Role.COUNTER_OFFICER)
        RoleGrant.objects.create(officer=officer, unit=units[slug], role=role, granted_at=now)


def _pages(made: dict[str, OrgUnit]) -> None:
    """Hỏi đáp trực tuyến: every unit that has an Official Account answers on its own pages too."""
    for unit in UNITS:
        if unit.oa_name:
            open_account(unit=made[unit.slug], name=unit.oa_name, is_demo=True, valid_from=date(*unit.valid_from))


def _account(unit: DemoUnit, made: OrgUnit, number: int, now: datetime) -> dict[str, object]:
    """Bind an account of the emulator, and say what the emulator must know of it."""
    app, _ = ZaloApp.objects.get_or_create(
        app_id=APP_ID,
        defaults={
            "name": "Một Cửa (bản chạy thử)",
            "app_secret_sealed": secrets.encrypt_text(random_secrets.token_hex(16), APP_SEALED_AS),
            "oa_secret_key_sealed": secrets.encrypt_text(random_secrets.token_hex(16), APP_SEALED_AS),
        },
    )
    account, fresh = OaAccount.objects.get_or_create(
        oa_id=f"20000000000000000{number:02d}",
        defaults={"app": app, "name": unit.oa_name, "oa_type": unit.oa_type, "is_demo": True},
    )
    told: dict[str, object] = {
        "oa_id": account.oa_id,
        "name": account.name,
        "oa_type": account.oa_type,
        "app_id": app.app_id,
        "app_secret": secrets.decrypt_text(bytes(app.app_secret_sealed), APP_SEALED_AS),
        "oa_secret_key": secrets.decrypt_text(bytes(app.oa_secret_key_sealed), APP_SEALED_AS),
    }
    if fresh:
        OaBinding.objects.create(account=account, unit=made, valid_from=date(*unit.valid_from))
        pair = TokenPair(random_secrets.token_urlsafe(48), random_secrets.token_urlsafe(48), 90_000)
        store_pair(account=account.pk, pair=pair, now=now)
    token = OaToken.objects.get(account=account)
    told["access_token"] = secrets.decrypt_text(bytes(token.access_sealed), SEALED_AS)
    told["refresh_token"] = secrets.decrypt_text(bytes(token.refresh_sealed), SEALED_AS)
    return told
