"""What is done for speed changes no answer: on the development lists all stand as they were written down here.

Whoever changes the engine's judgement on purpose writes the new marks down, with the figures of `benchmarks.answers`.
"""

import hashlib

import pytest
from benchmarks.answers_lists import LEVELS, case, rotated

from motcua.features.knowledge.engine import Answer, Engine, Entry
from motcua.features.knowledge.engine.answering import LONGEST_REMEMBERED, MOST_REMEMBERED

MARKS = {
    ("police", None): "0711a0907a29db8a",
    ("services", None): "973edae625b097bb",
    ("services", 3): "92b93334102473c4",
    ("admissions", 3): "4039ac878a424bb4",
}
LIST = (
    Entry("gia", "Lệ phí làm thẻ bao nhiêu", ("làm thẻ hết bao nhiêu tiền",), "Hỏi cán bộ."),
    Entry("gio", "Mấy giờ làm việc", ("thứ bảy có làm không",), "Buổi sáng."),
)


def mark_of(answers: list[Answer]) -> str:
    told = [f"{' '.join(one.entry_ids)} {one.decision} {one.confidence:.9f}" for one in answers]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


@pytest.mark.parametrize(("name", "phrasings"), MARKS)
def test_every_message_of_the_development_lists_is_answered_as_before(name: str, phrasings: int | None) -> None:
    judged = case(name) if phrasings is None else rotated(name, phrasings, 7)
    engine = Engine.fit(judged.entries)
    texts = [one.text for level in LEVELS for one in judged.at(level).asked]
    first = [engine.answer(text) for text in texts]
    assert mark_of(first) == MARKS[name, phrasings]
    assert [engine.answer(text) for text in texts] == first, "what is remembered is what was said"


def test_the_same_syllables_and_marks_are_answered_from_memory() -> None:
    engine = Engine.fit(LIST)
    first = engine.answer("Lệ phí làm thẻ bao nhiêu?")
    assert engine.answer("lệ  phí LÀM thẻ – bao nhiêu") is first
    assert engine.answer("le phi lam the bao nhieu") is not first, "marks tell words apart"


def test_what_is_remembered_has_an_end() -> None:
    engine = Engine.fit(LIST)
    for number in range(MOST_REMEMBERED + 5):
        engine.answer(f"lệ phí {number}")
    assert len(engine._answers) <= MOST_REMEMBERED
    engine.answer("phí " * LONGEST_REMEMBERED)
    assert max(map(len, engine._answers)) <= LONGEST_REMEMBERED
