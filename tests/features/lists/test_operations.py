"""A definition on its way: drafted, returned, approved by a second person, published, replaced, withdrawn."""

import pytest
from django.db import IntegrityError, transaction

from motcua.features.lists import cells, intake, operations, queries
from motcua.features.lists.models import ListRow, ListVersion
from motcua.features.lists.rules import Kind, ListColumn, Role, Verdict
from tests import factories
from tests.factories import NOW
from tests.features.lists.made import COLUMNS, MAU, drafted, leader, published, words, writer

pytestmark = pytest.mark.django_db
BY_CODE = (ListColumn("ma", "Mã giấy hẹn", Kind.CODE, Role.KEY), *(one for one in COLUMNS if one.key != "ma"))
BY_CODE = tuple(
    one if one.key != "ho_ten" else ListColumn("ho_ten", "Họ tên", Kind.NAME, Role.MASKED)
    for one in BY_CODE
    if one.key != "ngay_sinh"
)
BY_CODE = (*BY_CODE, ListColumn("so", "Số định danh", Kind.IDENTITY_NUMBER, Role.FACTOR))


def test_rows_follow_new_key_fields_while_nobody_has_read_the_list(unit) -> None:
    han = writer(unit)
    version = drafted(unit, han)
    intake.record(version.lookup_list_id, [MAU], run_id=None, by=None, now=NOW)
    changed = operations.change_draft(
        unit_id=unit.pk, version_id=version.pk, words=words(columns=BY_CODE), by=han, now=NOW
    )  # fmt: skip
    assert changed.changed
    row = ListRow.objects.get()
    assert bytes(row.key_hash) == cells.find_hash(version.lookup_list_id, BY_CODE, {"ma": "gh-0001"})


def test_a_new_version_takes_the_place_of_the_published_one(unit) -> None:
    the_list = published(unit)
    boss, han = leader(unit), writer(unit)
    fresh = operations.begin_version(unit_id=unit.pk, list_id=the_list.pk, by=han, now=NOW)
    again = operations.begin_version(unit_id=unit.pk, list_id=the_list.pk, by=boss, now=NOW)
    assert (again.verdict, again.id) == (Verdict.DRAFT_OPEN, fresh.id)
    operations.change_draft(
        unit_id=unit.pk, version_id=fresh.id, words=words(found="Thẻ đã về, mời nhận ở quầy 5."), by=han, now=NOW
    )  # fmt: skip
    operations.submit(unit_id=unit.pk, version_id=fresh.id, by=han, now=NOW)
    told = queries.published(unit.pk, the_list.slug)
    assert told is not None and "quầy 5" not in told.words.found
    for press in (operations.approve, operations.publish):
        assert press(unit_id=unit.pk, version_id=fresh.id, by=boss, now=NOW).changed
    told = queries.published(unit.pk, the_list.slug)
    assert told is not None and "quầy 5" in told.words.found
    assert sorted(ListVersion.objects.values_list("state", flat=True)) == ["published", "replaced"]


def test_a_returned_approval_is_taken_back(unit) -> None:
    version = drafted(unit)
    boss = leader(unit)
    operations.submit(unit_id=unit.pk, version_id=version.pk, by=boss, now=NOW)
    operations.approve(unit_id=unit.pk, version_id=version.pk, by=boss, now=NOW)
    assert operations.return_draft(unit_id=unit.pk, version_id=version.pk, note="Sửa tên", by=boss, now=NOW).changed
    version.refresh_from_db()
    assert (version.state, version.approved_by) == ("draft", None)
    assert not operations.publish(unit_id=unit.pk, version_id=version.pk, by=boss, now=NOW).changed


def test_a_withdrawn_list_loses_its_button(unit) -> None:
    the_list = published(unit)
    assert [one.slug for one in queries.in_menu(unit.pk)] == [the_list.slug]
    version = the_list.versions.get()
    operations.withdraw(unit_id=unit.pk, version_id=version.pk, note="", by=leader(unit), now=NOW)
    the_list.refresh_from_db()
    assert queries.in_menu(unit.pk) == [] and the_list.menu_at is None


def test_a_draft_has_no_button(unit) -> None:
    version = drafted(unit)
    shown = operations.show_in_menu(
        unit_id=unit.pk, list_id=version.lookup_list_id, shown=True, by=leader(unit), now=NOW
    )  # fmt: skip
    assert shown.verdict is Verdict.NOT_PUBLISHED


def test_the_database_refuses_what_one_person_approves_alone(unit) -> None:
    version = drafted(unit)
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        ListVersion.objects.update(approved_by=version.author, approved_at=NOW)
    with pytest.raises(IntegrityError, match="was_approved"), transaction.atomic():
        ListVersion.objects.update(state="published")


def test_another_units_line_of_service_is_refused(unit) -> None:
    line = factories.line(factories.unit())
    made = operations.write_list(unit_id=unit.pk, words=words(fix_line=line.pk), by=writer(unit), now=NOW)
    assert made.verdict is Verdict.FAULTY


def test_two_lists_of_one_name_have_two_addresses(unit) -> None:
    assert {drafted(unit).lookup_list.slug, drafted(unit).lookup_list.slug} == {
        "the-da-ve-phuong", "the-da-ve-phuong-2",
    }  # fmt: skip
