"""Small invented offices and people for tests."""

import itertools
from datetime import UTC, date, datetime, timedelta

from motcua.foundation.citizens.models import Citizen, Person, Relation
from motcua.foundation.offices.models import Counter, IssuingPoint, OrgUnit, OrgUnitName, UnitKind
from motcua.foundation.procedures.models import Procedure, ProcedureText, ServiceLine
from motcua.tickets.models import Shift
from motcua.tickets.operations import open_shift

_count = itertools.count(1)
TODAY = date(2022, 7, 22)
NOW = datetime(2022, 7, 22, 1, 40, tzinfo=UTC)  # 08:40 in Vietnam


def unit(name: str = "Công an quận Mẫu") -> OrgUnit:
    """A trial unit with a dated name."""
    made = OrgUnit.objects.create(
        slug=f"mau-{next(_count)}", kind=UnitKind.DISTRICT_POLICE, hotline="028 0000 0113",
        address="100 đường Mẫu 1", valid_from=date(2000, 1, 1),
    )  # fmt: skip
    OrgUnitName.objects.create(unit=made, name=name, short_name=name, valid_from=date(2000, 1, 1))
    return made


def point(of: OrgUnit | None = None, counters: int = 3) -> IssuingPoint:
    """A point with counters 1 to n."""
    made = IssuingPoint.objects.create(
        unit=of or unit(), slug=f"diem-{next(_count)}", name="Trụ sở", address="100 đường Mẫu 1",
        valid_from=date(2000, 1, 1),
    )  # fmt: skip
    for number in range(1, counters + 1):
        Counter.objects.create(point=made, number=number, valid_from=date(2000, 1, 1))
    return made


def line(of: OrgUnit, prefix: str = "A", code: str = "cccd") -> ServiceLine:
    """A line of service of a unit."""
    procedure, made = Procedure.objects.get_or_create(code=code)
    if made:
        ProcedureText.objects.create(
            procedure=procedure,
            name="Cấp thẻ Căn cước công dân",
            papers="CMND hoặc CCCD cũ",
            valid_from=date(2000, 1, 1),
        )
    return ServiceLine.objects.create(unit=of, procedure=procedure, name="Cấp CCCD", prefix=prefix)


def shift(at: IssuingPoint | None = None, of_line: ServiceLine | None = None, **told: object) -> Shift:
    """An open shift of TODAY, 07:00-22:00, 100 places unless told otherwise."""
    at = at or point()
    starts = NOW - timedelta(hours=1, minutes=40)
    settings: dict[str, object] = {
        "starts_at": starts, "ends_at": starts + timedelta(hours=15), "opens_at": starts - timedelta(hours=1),
        "capacity": 100, "on": TODAY, "now": NOW,
    }  # fmt: skip
    return open_shift(point=at, line=of_line or line(at.unit), **{**settings, **told})  # type: ignore[arg-type]  # test sugar


def citizen(of: OrgUnit, name: str = "Nguyễn Thị Mẫu", born: date | None = date(1990, 8, 5)) -> tuple[Citizen, Person]:
    """A citizen of a unit and herself as the person served."""
    made = Citizen.objects.create(unit=of)
    return made, person(made, name, born)


def person(holder: Citizen, name: str = "Nguyễn Văn Mẫu", born: date | None = date(1990, 8, 5)) -> Person:
    """The next person of an account; the first is the holder."""
    place = holder.people.count() + 1
    return Person.objects.create(
        holder=holder, place=place, relation=Relation.SELF if place == 1 else Relation.OTHER, full_name=name,
        birth_year=born.year if born else None, birth_month=born.month if born else None,
        birth_day=born.day if born else None, born_earliest=born,
    )  # fmt: skip
