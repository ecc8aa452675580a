"""Dossiers of two offices of the demo, one for each thing a look-up may say. Everybody in them is invented."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from motcua.features.dossiers import intake
from motcua.features.dossiers.intake import Observation, Source, Stage
from motcua.features.dossiers.models import Dossier
from motcua.features.dossiers.reasons import ReasonCode
from motcua.foundation.clock import local_date
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.text import BirthDate

UNITS = ("cong-an-quan-4", "cong-an-tp-di-an")
_DAY = timedelta(days=1)
_TOLD: tuple[tuple[str, BirthDate, Stage, int, int, str, str], ...] = (
    # name, birth, stage, received so many days ago, stage since so many days, reason, place
    ("Nguyễn Thị Mẫu", BirthDate(1968, 8, 5), Stage.AT_UNIT_READY, 9, 1, "", "Quầy trả kết quả, kệ B12"),
    ("Trần Văn Mẫu", BirthDate(1990, 3, 2), Stage.PROCESSING, 3, 2, "", ""),
    ("Lê Thị Mẫu", BirthDate(1975, 11, 20), Stage.NEEDS_FIX, 75, 62, ReasonCode.NAME_DIFFERS.value, ""),
    ("Phạm Văn Mẫu", BirthDate(1983, 4, 30), Stage.UNDELIVERED, 20, 4, ReasonCode.PHONE_WRONG.value, ""),
    ("Võ Thị Mẫu", BirthDate(1995, 12, 24), Stage.PRINTED, 24, 6, "", ""),
    ("H'Hen Mẫu", BirthDate(1955), Stage.WITH_POST, 12, 1, "", ""),
    ("Hồ Văn Mẫu", BirthDate(1992, 2, 29), Stage.COLLECTED, 30, 15, "", ""),
    ("Đặng Thị Mẫu", BirthDate(1980, 1, 1), Stage.APPROVED, 5, 1, "", ""),
    ("Đặng Thị Mẫu", BirthDate(1980, 1, 1), Stage.TRANSMITTED, 4, 3, "", ""),
)


def seed_dossiers(units: Mapping[str, OrgUnit], now: datetime) -> None:
    """Each unit's dossiers, with one contradiction for its officers to decide. Safe to run again: what is there stays.

    A slip's code is GH- and the place in the list: GH-0001 is Nguyễn Thị Mẫu's.
    """
    for slug in UNITS:
        unit = units[slug]
        if Dossier.objects.filter(unit=unit).exists():
            continue
        told = [_observation(number, one, now) for number, one in enumerate(_TOLD, 1)]
        intake.record(unit.pk, told, source=Source.INTEGRATION, run_id=None, by=None, now=now)
        against = _observation(3, (*_TOLD[2][:2], Stage.SHIPPED_TO_UNIT, 75, 1, "", ""), now)
        intake.record(unit.pk, [against], source=Source.IMPORT, run_id=None, by=None, now=now)


def _observation(
    number: int, told: tuple[str, BirthDate, Stage, int, int, str, str], now: datetime
) -> Observation:  # fmt: skip
    name, birth, stage, received, since, reason, place = told
    received_on = local_date(now - received * _DAY)
    return Observation(
        code=f"MAU-{number:04}", full_name=name, birth=birth, stage=stage, as_of=now - since * _DAY, reason=reason,
        identity_number=f"0000000000{number:02}", phone=f"+8490000000{number}", address=f"{number} đường Mẫu",
        slip_code=f"GH-{number:04}", received_on=received_on, promised_on=received_on + 10 * _DAY, place=place,
    )  # fmt: skip
