"""A unit hides an entry of the library: four eyes, gone from tree and engine there alone, back when it is withdrawn."""

import pytest

from motcua.features.knowledge import desk_queries, operations, queries
from motcua.features.knowledge.models import EntryVersion
from motcua.features.knowledge.rules import Verdict
from motcua.foundation.audit.models import AuditEvent
from tests import factories
from tests.factories import NOW, TODAY
from tests.features.knowledge import lists

KEY, ASKED = "trang-phuc", "chụp ảnh mặc áo gì"


def ask_to_hide(unit, by=None) -> int:
    outcome = operations.hide(
        unit_id=unit.pk, entry_key=KEY, why="Đơn vị không chụp ảnh.", by=by or lists.writer(unit), now=NOW
    )
    assert outcome.changed
    return outcome.id


@pytest.fixture
def hidden(unit) -> int:
    made = ask_to_hide(unit)
    assert operations.approve(unit_id=unit.pk, version_id=made, by=lists.leader(unit), now=NOW).changed
    return made


def row(unit) -> desk_queries.Row:
    return next(one for one in desk_queries.rows(unit.pk, TODAY) if one.key == KEY)


def test_it_is_told_until_a_second_person_approves(unit):
    tam = lists.leader(unit)
    made = ask_to_hide(unit, tam)
    assert queries.told(unit.pk, KEY, TODAY) is not None
    assert desk_queries.waiting_count([unit.pk]) == 1
    assert operations.approve(unit_id=unit.pk, version_id=made, by=tam, now=NOW).verdict is Verdict.OWN_WORDS
    assert queries.told(unit.pk, KEY, TODAY) is not None


def test_tree_answer_and_engine_leave_it_out_in_this_unit_alone(unit, hidden):
    assert queries.told(unit.pk, KEY, TODAY) is None
    assert KEY not in [card.key for card in queries.entries_of(unit.pk, "le-phi", TODAY)]
    assert queries.categories(unit.pk, TODAY)[0].count == 2
    assert KEY not in [one.key for one in queries.ask(unit.pk, ASKED, TODAY).choices]
    assert operations.suggest_phrasing(
        unit_id=unit.pk, entry_key=KEY, text="mặc đồ gì đẹp", by=lists.writer(unit), now=NOW
    ).verdict is Verdict.NOT_THERE  # fmt: skip
    other = factories.unit()
    assert queries.told(other.pk, KEY, TODAY) is not None
    assert queries.ask(other.pk, ASKED, TODAY).choices[0].key == KEY


def test_officers_still_see_that_it_is_there_and_hidden(unit, hidden):
    assert row(unit).hidden and not row(unit).is_told
    assert [one.key for one in desk_queries.rows(unit.pk, TODAY, show="hidden")] == [KEY]
    page = desk_queries.entry_page(unit.pk, KEY, TODAY)
    assert page is not None and page.hidden_by is not None
    assert (page.leaf, page.hidden_by.pk, page.shared) == (None, hidden, True)


def test_withdrawing_tells_it_again(unit, hidden):
    operations.withdraw(unit_id=unit.pk, version_id=hidden, note="Chụp lại rồi.", by=lists.leader(unit), now=NOW)
    told = queries.told(unit.pk, KEY, TODAY)
    assert told is not None and told.plain == "Ông/bà mặc áo có cổ, bỏ kính."
    assert not row(unit).hidden


def test_words_of_the_units_own_stand_in_its_place_when_they_are_approved(unit, hidden):
    han, tam = lists.writer(unit), lists.leader(unit)
    fresh = operations.start_draft(unit_id=unit.pk, entry_key=KEY, by=han, now=NOW).id
    assert not EntryVersion.objects.get(pk=fresh).hides
    operations.change_draft(
        unit_id=unit.pk, version_id=fresh, category_key="le-phi", words=lists.words(answer="Sơ mi."), by=han, now=NOW
    )
    operations.submit(unit_id=unit.pk, version_id=fresh, by=han, now=NOW)
    operations.approve(unit_id=unit.pk, version_id=fresh, by=tam, now=NOW)
    told = queries.told(unit.pk, KEY, TODAY)
    assert told is not None and told.plain == "Sơ mi."
    assert EntryVersion.objects.get(pk=hidden).state == "replaced"


def test_what_is_returned_may_be_sent_again_or_dropped_but_not_rewritten(unit):
    han, tam = lists.writer(unit), lists.leader(unit)
    made = ask_to_hide(unit, han)
    operations.return_draft(unit_id=unit.pk, version_id=made, note="Vì sao?", by=tam, now=NOW)
    rewritten = operations.change_draft(
        unit_id=unit.pk, version_id=made, category_key="le-phi", words=lists.words(), by=han, now=NOW
    )
    assert rewritten.verdict is Verdict.CHANGED_MEANWHILE
    assert operations.submit(unit_id=unit.pk, version_id=made, by=han, now=NOW).changed
    operations.return_draft(unit_id=unit.pk, version_id=made, note="Không.", by=tam, now=NOW)
    assert operations.discard(unit_id=unit.pk, version_id=made, by=han, now=NOW).changed


def test_only_a_shared_entry_is_hidden_and_only_once(unit):
    own = lists.published(unit)
    again = operations.hide(unit_id=unit.pk, entry_key=own.key, why="x", by=lists.writer(unit), now=NOW)
    assert again.verdict is Verdict.NOT_THERE
    first = ask_to_hide(unit)
    second = operations.hide(unit_id=unit.pk, entry_key=KEY, why="x", by=lists.writer(unit), now=NOW)
    assert (second.verdict, second.id) == (Verdict.DRAFT_OPEN, first)


def test_who_asked_and_who_approved_are_in_the_log(unit, hidden):
    events = AuditEvent.objects.filter(subject_id=hidden, tag__startswith="entry:").order_by("id")
    assert [(one.tag, one.detail["hides"]) for one in events] == [
        ("entry:written", 1), ("entry:submitted", 1), ("entry:approved", 1)
    ]  # fmt: skip
