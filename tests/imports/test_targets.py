"""What else lists are imported into: officers, answers, the unit's own lists; each judged, written, taken back."""

import pytest

from motcua.features.knowledge.models import Category, EntryVersion
from motcua.features.lists.models import ListRow
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer, RoleGrant
from motcua.foundation.staff.roles import Role
from motcua.workflows.imports import keeping, operations, steps
from motcua.workflows.imports.models import ImportRun
from motcua.workflows.imports.reporting import Quiet
from motcua.workflows.imports.targets import Scope
from tests import factories
from tests.factories import NOW
from tests.features.lists.made import published
from tests.features.queueing.day import officer
from tests.imports.office import counts, csv_of, plan, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_quick_passwords")]


@pytest.fixture
def unit() -> OrgUnit:
    return factories.unit()


def write(run_id: int, by: Officer) -> ImportRun:
    assert operations.begin_write(run_id=run_id, by=by.pk, now=NOW) == "done"
    steps.write(ImportRun.objects.get(pk=run_id), Quiet(), NOW)
    return ImportRun.objects.get(pk=run_id)


def undo(run_id: int, by: Officer) -> ImportRun:
    assert operations.begin_undo(run_id=run_id, by=by.pk, now=NOW) == "done"
    steps.undo(ImportRun.objects.get(pk=run_id), Quiet(), NOW)
    return ImportRun.objects.get(pk=run_id)


def sentences(run_id: int) -> list[str]:
    return [row.sentence for row in keeping.bad_rows(run_id)]


STAFF = ("Tên đăng nhập", "Họ tên", "Chức vụ", "Vai trò")


def test_officers_come_with_their_role_and_without_a_password(unit: OrgUnit) -> None:
    admin = officer(unit, Role.UNIT_ADMIN)
    rows = [("mau.an", "Lê An", "Đại úy", "Cán bộ quầy"), ("mau.binh", "Trần Bình", "", "Trực ban")]
    run_id = upload(unit, csv_of(rows, STAFF), target="staff", by=admin.pk)
    assert counts(plan(run_id)) == (2, 0, 0, 0)
    write(run_id, admin)
    made = Officer.objects.get(username="mau.an")
    assert (made.full_name, made.title, made.unit_id, made.has_usable_password()) == ("Lê An", "Đại úy", unit.pk, False)
    assert RoleGrant.objects.filter(officer=made, role=Role.COUNTER_OFFICER, granted_by=admin).exists()
    again = upload(unit, csv_of(rows, STAFF), target="staff", by=admin.pk)
    assert counts(plan(again)) == (0, 0, 2, 0)
    assert undo(run_id, admin).undone_rows == 2
    made.refresh_from_db()
    assert not made.is_active and not RoleGrant.objects.filter(officer=made, revoked_at=None).exists()


def test_a_changed_officer_is_as_before_after_undoing(unit: OrgUnit) -> None:
    admin, clerk = officer(unit, Role.UNIT_ADMIN), officer(unit, name="Lê Ngọc Hân")
    run_id = upload(unit, csv_of([(clerk.username, "Lê Ngọc Hân", "Đội phó", "Lãnh đạo")], STAFF), target="staff")
    assert counts(plan(run_id)) == (0, 1, 0, 0)
    write(run_id, admin)
    clerk.refresh_from_db()
    assert clerk.title == "Đội phó"
    undo(run_id, admin)
    clerk.refresh_from_db()
    held = RoleGrant.objects.filter(officer=clerk, revoked_at=None).values_list("role", flat=True)
    assert clerk.title == "" and list(held) == [Role.COUNTER_OFFICER]


def test_a_file_makes_no_administrator_and_touches_no_other_unit(unit: OrgUnit) -> None:
    admin, stranger = officer(unit, Role.UNIT_ADMIN), officer(factories.unit())
    rows = [
        (admin.username, "Kẻ Mạo Danh", "", "Cán bộ quầy"), (stranger.username, "Người Lạ", "", "Cán bộ quầy"),
        ("mau.ba", "Võ Ba", "", "Quản trị đơn vị"),
    ]  # fmt: skip
    run_id = upload(unit, csv_of(rows, STAFF), target="staff")
    assert counts(plan(run_id)) == (0, 0, 0, 3)
    assert sentences(run_id)[:2] == [
        "Tài khoản quản trị. Sửa ở trang quản trị, không sửa bằng tệp.", "Tên đăng nhập này của đơn vị khác."
    ]  # fmt: skip
    assert "không có trong danh mục" in sentences(run_id)[2]


QUESTIONS = ("Câu hỏi", "Trả lời", "Chủ đề", "Cách hỏi khác")


def test_answers_become_drafts_that_a_second_person_approves(unit: OrgUnit) -> None:
    leader = officer(unit, Role.LEADER)
    Category.objects.create(unit=unit, key="the-can-cuoc", title="Thẻ căn cước")
    rows = [("Bao lâu có thẻ?", "Bảy ngày làm việc.", "Thẻ căn cước", "khi nào có; mấy ngày thì có")]
    run_id = upload(unit, csv_of(rows, QUESTIONS), target="questions", by=leader.pk)
    assert counts(plan(run_id)) == (1, 0, 0, 0)
    write(run_id, leader)
    version = EntryVersion.objects.get(title="Bao lâu có thẻ?")
    assert (version.state, version.author) == ("submitted", leader)
    assert version.phrasings == "khi nào có\nmấy ngày thì có"
    again = upload(unit, csv_of(rows, QUESTIONS), target="questions", by=leader.pk)
    assert counts(plan(again)) == (0, 0, 1, 0)
    changed = upload(unit, csv_of([(*rows[0][:1], "Tám ngày.", *rows[0][2:])], QUESTIONS), target="questions")
    assert counts(plan(changed)) == (0, 0, 0, 1)
    assert sentences(changed) == ["Câu này đang có một bản nháp. Duyệt hoặc bỏ bản đó trước."]
    assert undo(run_id, leader).undone_rows == 1
    version.refresh_from_db()
    assert version.state == "withdrawn"


def test_rows_of_a_list_the_unit_made_itself(unit: OrgUnit) -> None:
    leader = officer(unit, Role.LEADER)
    mine = published(unit, rows=())
    columns = operations.columns_of(ImportRun(unit=unit, target="lists", part=mine.pk), NOW)
    header = [column.title for column in columns]
    row = [_sample(type(column).__name__, at) for at, column in enumerate(columns)]
    run = operations.receive(
        scope=Scope(unit.pk, mine.pk), target_key="lists", file_name="a.csv",
        data=csv_of([row], header), by=leader.pk, now=NOW,
    )  # fmt: skip
    assert counts(plan(run.pk)) == (1, 0, 0, 0), sentences(run.pk)
    write(run.pk, leader)
    assert ListRow.objects.filter(lookup_list_id=mine.pk, state="open", run_id=run.pk).count() == 1
    assert undo(run.pk, leader).undone_rows == 1
    assert not ListRow.objects.filter(lookup_list_id=mine.pk, state="open").exists()


def _sample(kind: str, at: int) -> str:
    return {
        "Name": "Lê Thị Mẫu", "BirthDateColumn": "05/08/1990", "Phone": "0912345678",
        "IdentityNumber": "079190001234",
    }.get(kind, f"A{at}")  # fmt: skip
