"""Words of old messages are forgotten; what they count for stays."""

from datetime import timedelta

from motcua.features.knowledge import jobs, operations
from motcua.features.knowledge.models import Question
from tests.factories import NOW


def test_old_words_go_and_the_count_stays(unit):
    for age in (100, 10):
        operations.keep_question(
            unit_id=unit.pk, text="lệ phí", decision="none", entry_key=None, confidence=0, channel="zalo",
            at=NOW - timedelta(days=age),
        )  # fmt: skip
    assert jobs.forget_questions(NOW) == 1
    assert jobs.forget_questions(NOW) == 0
    assert list(Question.objects.order_by("at").values_list("text", flat=True)) == ["", "lệ phí"]
