"""Small lists for tests: cards that came to the ward, and the officers who make them."""

from collections.abc import Sequence

from motcua.features.lists import intake, operations
from motcua.features.lists.models import ListVersion, LookupList
from motcua.features.lists.rules import Kind, ListColumn, Role, Words
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.roles import Role as StaffRole
from tests.factories import NOW
from tests.features.queueing.day import officer

COLUMNS = (
    ListColumn("ho_ten", "Họ tên", Kind.NAME, Role.KEY),
    ListColumn("ngay_sinh", "Ngày sinh", Kind.BIRTH_DATE, Role.KEY),
    ListColumn("ma", "Mã giấy hẹn", Kind.CODE, Role.FACTOR),
    ListColumn("thang", "Đợt", Kind.TEXT, Role.MASKED),
    ListColumn("ly_do", "Lý do", Kind.TEXT, Role.SHOWN),
    ListColumn("dien_thoai", "Điện thoại", Kind.PHONE, Role.SHOWN, correctable=True),
    ListColumn("dia_chi", "Địa chỉ", Kind.TEXT, Role.SHOWN, correctable=True),
    ListColumn("ke", "Kệ", Kind.TEXT, Role.SHELF),
)
MAU = ("Nguyễn Thị Mẫu", "05/08/1990", "GH-0001", "Đợt tháng 7", "Sai số nhà", "+84912000001", "1 đường Mẫu", "K1-03")
HAI = ("Trần Văn Hai", "1975", "GH-0002", "Đợt tháng 7", "Sai điện thoại", "+84912000002", "2 đường Mẫu", "K1-04")
BA = ("Lê Thị Ba", "29/02/2000", "GH-0003", "Đợt tháng 6", "Đã chuyển nhà", "", "3 đường Mẫu", "K2-01")


def words(title: str = "Thẻ đã về phường", **told: object) -> Words:
    """What an officer decides."""
    given: dict[str, object] = {
        "title": title, "intro": "Ghi như trên giấy hẹn.", "found": "Thẻ của ông/bà đã về. Mời ông/bà đến nhận.",
        "advice": "Ông/bà mang theo giấy hẹn và thẻ cũ.", "columns": COLUMNS, "pick_up": True, "hands_over": True,
        "tells_followers": True,
    }  # fmt: skip
    return Words(**{**given, **told})  # type: ignore[arg-type]  # test sugar


def writer(unit: OrgUnit) -> Officer:
    """A counter officer: she writes lists and hands things over."""
    return officer(unit)


def leader(unit: OrgUnit) -> Officer:
    """May approve what others wrote."""
    return officer(unit, StaffRole.LEADER, "Phạm Văn Tám")


def drafted(unit: OrgUnit, by: Officer | None = None, **told: object) -> ListVersion:
    """A list with its first draft."""
    made = operations.write_list(unit_id=unit.pk, words=words(**told), by=by or writer(unit), now=NOW)  # type: ignore[arg-type]
    assert made.changed
    return ListVersion.objects.get(pk=made.id)


def published(
    unit: OrgUnit, rows: Sequence[tuple[str, ...]] = (MAU, HAI, BA), *, menu: bool = True, **told: object
) -> LookupList:
    """A list that went the whole way, with rows."""
    version = drafted(unit, **told)
    boss = leader(unit)
    for press in (operations.submit, operations.approve, operations.publish):
        assert press(unit_id=unit.pk, version_id=version.pk, by=boss, now=NOW).changed
    if menu:
        operations.show_in_menu(unit_id=unit.pk, list_id=version.lookup_list_id, shown=True, by=boss, now=NOW)
    if rows:
        intake.record(version.lookup_list_id, list(rows), run_id=None, by=boss.pk, now=NOW)
    return version.lookup_list
