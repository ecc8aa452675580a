"""Messages that asked something: kept without names, settled, rated, and learned from with four eyes."""

import pytest
from django.db import IntegrityError, transaction

from motcua.features.knowledge import operations, queries
from motcua.features.knowledge.models import Phrasing, Question
from motcua.features.knowledge.rules import Verdict
from tests import factories
from tests.factories import NOW, TODAY
from tests.features.knowledge import lists


def asked(unit, text="the mat thi dong bao nhieu", decision="none", entry_key=None) -> int:
    return operations.keep_question(
        unit_id=unit.pk, text=text, decision=decision, entry_key=entry_key, confidence=0.2, channel="zalo", at=NOW
    )


def suggest(unit, by, text="the mat thi dong bao nhieu", question_ids=()):
    return operations.suggest_phrasing(
        unit_id=unit.pk, entry_key="le-phi-cap-lai", text=text, by=by, now=NOW, question_ids=question_ids
    )


def test_a_question_is_kept_without_who_asked_it(unit):
    made = asked(unit, "tôi tên Nguyễn Văn Mẫu, cccd 079190012345, hỏi lệ phí")
    assert Question.objects.get(pk=made).text == "tôi tên [tên], cccd [số], hỏi lệ phí"


def test_a_person_has_the_last_word_on_who_answered(unit):
    made = asked(unit, decision="offer")
    operations.settle_question(made, answered_by="bot", entry_key="le-phi-cap-lai", at=NOW)
    operations.settle_question(made, answered_by="staff", entry_key=None, at=NOW)
    operations.settle_question(made, answered_by="bot", entry_key="trang-phuc", at=NOW)
    question = Question.objects.get(pk=made)
    assert (question.answered_by, question.settled_key, question.settled_at) == ("staff", "", NOW)


def test_only_known_ways_of_answering_are_counted(unit):
    with pytest.raises(ValueError):
        operations.settle_question(asked(unit), answered_by="oracle", entry_key=None, at=NOW)


def test_the_first_rating_stands(unit):
    made = asked(unit)
    operations.rate(made, False, NOW)
    operations.rate(made, True, NOW)
    assert Question.objects.get(pk=made).helpful is False


def test_a_message_becomes_a_way_of_asking_when_a_second_person_says_so(unit):
    han, tam = lists.writer(unit), lists.leader(unit)
    text = "bi rot vi roi can bo oi"
    made = suggest(unit, han, text, [asked(unit, text)])
    assert made.changed
    before = queries.ask(unit.pk, text, TODAY)
    assert operations.settle_phrasing(
        unit_id=unit.pk, phrasing_id=made.id, approved=True, by=han, now=NOW
    ).verdict is Verdict.OWN_WORDS  # fmt: skip
    assert operations.settle_phrasing(unit_id=unit.pk, phrasing_id=made.id, approved=True, by=tam, now=NOW).changed
    after = queries.ask(unit.pk, text, TODAY)
    assert after.choices[0].key == "le-phi-cap-lai"
    assert after.confidence > before.confidence


def test_a_phrasing_of_one_unit_is_not_heard_in_another(unit):
    text = "bi rot vi roi can bo oi"
    made = suggest(unit, lists.writer(unit), text)
    operations.settle_phrasing(unit_id=unit.pk, phrasing_id=made.id, approved=True, by=lists.leader(unit), now=NOW)
    here, elsewhere = (queries.ask(one.pk, text, TODAY) for one in (unit, factories.unit()))
    assert here.confidence > elsewhere.confidence


def test_what_was_learned_from_leaves_the_desk_and_comes_back_when_refused(unit):
    first, second = asked(unit), asked(unit)
    made = suggest(unit, lists.writer(unit), question_ids=[first, second])
    assert Question.objects.filter(cleared_at=None).count() == 0
    operations.settle_phrasing(unit_id=unit.pk, phrasing_id=made.id, approved=False, by=lists.leader(unit), now=NOW)
    assert list(Question.objects.filter(cleared_at=None).values_list("pk", flat=True)) == [first]


def test_known_words_are_not_learned_twice(unit):
    han = lists.writer(unit)
    assert suggest(unit, han, "Lệ phí cấp lại thẻ là bao nhiêu?").verdict is Verdict.KNOWN_ALREADY
    assert suggest(unit, han).changed
    assert suggest(unit, han, "Thẻ mất thì đóng bao nhiêu").verdict is Verdict.KNOWN_ALREADY


def test_a_phrasing_holds_no_traces_of_a_person(unit):
    made = suggest(unit, lists.writer(unit), "em là Trần Thị Mẫu sđt 0901234567 mất thẻ đóng mấy đồng")
    assert Phrasing.objects.get(pk=made.id).text == "em là sđt mất thẻ đóng mấy đồng"


def test_the_database_knows_four_eyes_too(unit):
    han = lists.writer(unit)
    made = suggest(unit, han)
    with pytest.raises(IntegrityError, match="a_phrasing_is_approved_by_a_second_person"), transaction.atomic():
        Phrasing.objects.filter(pk=made.id).update(state="approved", settled_by=han)


def test_another_units_messages_are_not_cleared(unit):
    made = asked(unit)
    stranger = factories.unit()
    assert operations.clear_questions(
        unit_id=stranger.pk, question_ids=[made], by=lists.leader(stranger), now=NOW
    ) == 0  # fmt: skip
    assert Question.objects.get(pk=made).cleared_at is None
