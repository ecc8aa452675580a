"""Four eyes: what an officer writes is told only when another one approved it; nothing is lost on the way."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from motcua.features.knowledge import operations, queries
from motcua.features.knowledge.models import Entry, EntryVersion
from motcua.features.knowledge.rules import Verdict
from motcua.foundation.audit.models import AuditEvent
from tests import factories
from tests.factories import NOW, TODAY
from tests.features.knowledge import lists


def draft(unit, by=None, **told):
    return operations.write_entry(
        unit_id=unit.pk, category_key="le-phi", words=lists.words(**told), by=by or lists.writer(unit), now=NOW
    ).id


def state(version_id: int) -> str:
    return EntryVersion.objects.get(pk=version_id).state


def told(unit, version_id: int, today=TODAY):
    return queries.told(unit.pk, EntryVersion.objects.get(pk=version_id).entry.key, today)


def test_a_draft_goes_to_citizens_through_a_second_person(unit):
    han, tam = lists.writer(unit), lists.leader(unit)
    made = draft(unit, han)
    assert told(unit, made) is None
    assert operations.submit(unit_id=unit.pk, version_id=made, by=han, now=NOW).changed
    assert told(unit, made) is None
    assert operations.approve(unit_id=unit.pk, version_id=made, by=tam, now=NOW).changed
    answer = told(unit, made)
    assert answer is not None and answer.plain == "Trẻ từ 14 tuổi đến quầy 2." and answer.updated == TODAY
    tags = list(AuditEvent.objects.filter(unit_id=unit.pk, tag__startswith="entry:").values_list("tag", "actor_id"))
    assert tags == [("entry:written", han.pk), ("entry:submitted", han.pk), ("entry:approved", tam.pk)]


def test_what_is_copied_is_checked_anew_before_a_second_person_sees_it(unit):
    han = lists.writer(unit)
    copied = operations.start_draft(unit_id=unit.pk, entry_key="trang-phuc", by=han, now=NOW).id
    assert not EntryVersion.objects.get(pk=copied).confirmed
    assert operations.submit(unit_id=unit.pk, version_id=copied, by=han, now=NOW).verdict is Verdict.NOT_READY
    assert state(copied) == "draft"
    operations.change_draft(
        unit_id=unit.pk, version_id=copied, category_key="le-phi", words=lists.words(), by=han, now=NOW
    )
    assert operations.submit(unit_id=unit.pk, version_id=copied, by=han, now=NOW).changed


def test_a_draft_is_dropped_by_whoever_writes_and_nothing_else_is(unit):
    han = lists.writer(unit)
    made = draft(unit, han)
    assert operations.discard(unit_id=unit.pk, version_id=made, by=han, now=NOW).changed
    assert state(made) == "withdrawn"
    entry = lists.published(unit)
    told_now = entry.versions.get().pk
    assert operations.discard(unit_id=unit.pk, version_id=told_now, by=han, now=NOW).verdict is (
        Verdict.CHANGED_MEANWHILE
    )


def test_nobody_approves_her_own_words_not_even_in_the_database(unit):
    tam = lists.leader(unit)
    made = draft(unit, tam)
    operations.submit(unit_id=unit.pk, version_id=made, by=tam, now=NOW)
    assert operations.approve(unit_id=unit.pk, version_id=made, by=tam, now=NOW).verdict is Verdict.OWN_WORDS
    assert state(made) == "submitted"
    with pytest.raises(IntegrityError, match="a_version_is_approved_by_a_second_person"), transaction.atomic():
        EntryVersion.objects.filter(pk=made).update(approved_by=tam, state="approved")
    with pytest.raises(IntegrityError, match="words_of_an_officer_are_told_only_when_approved"), transaction.atomic():
        EntryVersion.objects.filter(pk=made).update(state="approved")


def test_who_last_changed_the_words_is_their_author(unit):
    han, tam = lists.writer(unit), lists.leader(unit)
    made = draft(unit, han)
    changed = operations.change_draft(
        unit_id=unit.pk, version_id=made, category_key="le-phi", words=lists.words(answer="Khác."), by=tam, now=NOW
    )
    assert changed.changed
    operations.submit(unit_id=unit.pk, version_id=made, by=han, now=NOW)
    assert operations.approve(unit_id=unit.pk, version_id=made, by=tam, now=NOW).verdict is Verdict.OWN_WORDS
    assert operations.approve(unit_id=unit.pk, version_id=made, by=lists.leader(unit), now=NOW).changed


def test_a_returned_draft_carries_what_to_mend_and_goes_again(unit):
    han, tam = lists.writer(unit), lists.leader(unit)
    made = draft(unit, han)
    operations.submit(unit_id=unit.pk, version_id=made, by=han, now=NOW)
    operations.return_draft(unit_id=unit.pk, version_id=made, note="Thiếu căn cứ.", by=tam, now=NOW)
    version = EntryVersion.objects.get(pk=made)
    assert version.state == "draft"
    last = version.steps.order_by("-id").first()
    assert last is not None and (last.kind, last.note, last.by) == ("returned", "Thiếu căn cứ.", tam)
    assert operations.submit(unit_id=unit.pk, version_id=made, by=han, now=NOW).changed


@pytest.mark.parametrize("step", ["approve", "return_draft"])
def test_only_what_was_submitted_is_decided(unit, step):
    made = draft(unit)
    more = {"note": "x"} if step == "return_draft" else {}
    outcome = getattr(operations, step)(unit_id=unit.pk, version_id=made, by=lists.leader(unit), now=NOW, **more)
    assert outcome.verdict is Verdict.CHANGED_MEANWHILE
    assert state(made) == "draft"


def test_what_is_submitted_is_not_changed_under_the_approvers_eyes(unit):
    han = lists.writer(unit)
    made = draft(unit, han)
    operations.submit(unit_id=unit.pk, version_id=made, by=han, now=NOW)
    outcome = operations.change_draft(
        unit_id=unit.pk, version_id=made, category_key="le-phi", words=lists.words(answer="Khác."), by=han, now=NOW
    )
    assert outcome.verdict is Verdict.CHANGED_MEANWHILE


def test_a_new_version_ends_the_former_one_the_day_before(unit):
    entry = lists.published(unit)
    later = NOW + timedelta(days=10)
    second = _second_version(unit, entry, "Từ nay đến quầy 5.", since=TODAY + timedelta(days=10), now=later)
    answers = [queries.told(unit.pk, entry.key, TODAY + timedelta(days=after)) for after in (9, 10)]
    assert [one.plain for one in answers if one] == ["Trẻ từ 14 tuổi đến quầy 2.", "Từ nay đến quầy 5."]
    assert EntryVersion.objects.get(pk=second).number == 2


def test_a_version_that_covers_the_former_ones_days_replaces_it(unit):
    entry = lists.published(unit)
    _second_version(unit, entry, "Đúng ra là quầy 3.", since=date(2022, 7, 1), now=NOW)
    assert [one.state for one in entry.versions.order_by("number")] == ["replaced", "approved"]


def test_a_withdrawn_override_gives_the_library_its_place_back(unit):
    entry = lists.published(unit, "Khác hẳn")
    Entry.objects.filter(pk=entry.pk).update(key="trang-phuc")
    version = entry.versions.get()
    operations.withdraw(unit_id=unit.pk, version_id=version.pk, note="Sai", by=lists.leader(unit), now=NOW)
    answer = queries.told(unit.pk, "trang-phuc", TODAY)
    assert answer is not None and answer.plain == "Ông/bà mặc áo có cổ, bỏ kính."
    assert state(version.pk) == "withdrawn"


def test_an_entry_has_one_open_draft(unit):
    entry = lists.published(unit)
    first = operations.start_draft(unit_id=unit.pk, entry_key=entry.key, by=lists.writer(unit), now=NOW)
    again = operations.start_draft(unit_id=unit.pk, entry_key=entry.key, by=lists.writer(unit), now=NOW)
    assert first.changed
    assert (again.verdict, again.id) == (Verdict.DRAFT_OPEN, first.id)


def test_another_units_answers_and_the_librarys_are_out_of_reach(unit):
    entry = lists.published(unit)
    library = EntryVersion.objects.get(entry__key="trang-phuc")
    stranger = factories.unit()
    for version in (entry.versions.get(), library):
        outcome = operations.withdraw(
            unit_id=stranger.pk, version_id=version.pk, note="", by=lists.leader(stranger), now=NOW
        )
        assert outcome.verdict is Verdict.NOT_THERE


def test_two_entries_of_one_title_have_two_addresses(unit):
    first, second = draft(unit), draft(unit)
    keys = [EntryVersion.objects.get(pk=one).entry.key for one in (first, second)]
    assert keys == ["lam-the-cho-tre-em", "lam-the-cho-tre-em-2"]


def test_a_new_entry_never_takes_a_librarys_address_by_chance(unit):
    made = draft(unit, title="Trang phục")
    assert EntryVersion.objects.get(pk=made).entry.key == "trang-phuc-2"


def _second_version(unit, entry, answer, since, now):
    han, tam = lists.writer(unit), lists.leader(unit)
    made = operations.start_draft(unit_id=unit.pk, entry_key=entry.key, by=han, now=now).id
    operations.change_draft(
        unit_id=unit.pk, version_id=made, category_key=entry.category.key, by=han, now=now,
        words=lists.words(answer=answer, valid_from=since),
    )  # fmt: skip
    operations.submit(unit_id=unit.pk, version_id=made, by=han, now=now)
    assert operations.approve(unit_id=unit.pk, version_id=made, by=tam, now=now).changed
    return made
