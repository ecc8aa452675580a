"""Whose word stands, what is late, when data is deleted, and what citizens read: decisions without a database."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from motcua.features.dossiers import deadlines, wording
from motcua.features.dossiers.deadlines import Term
from motcua.features.dossiers.reading import Observation, Row, code_key, read, slip_key
from motcua.features.dossiers.reasons import DEFAULTS, ReasonCode
from motcua.features.dossiers.rules import (
    ENDED,
    MOVES,
    REACH,
    Source,
    Stage,
    Standing,
    Told,
    births_agree,
    births_may_be_one,
    judge,
    may_follow,
    settles,
)
from motcua.messaging.text import BirthDate

NOW = datetime(2022, 7, 22, 1, 40, tzinfo=UTC)
TERMS = (Term(7, date(2016, 1, 1), date(2024, 6, 30)), Term(5, date(2024, 7, 1)))


def said(stage: Stage, source: Source = Source.IMPORT, days: int = 0, reason: str = "") -> Told:
    return Told(stage, reason, source, NOW + timedelta(days=days))


def test_the_whole_way_of_a_card_can_be_walked_and_every_stage_can_be_withdrawn():
    way = [
        Stage.DECLARED, Stage.BOOKED, Stage.CHECKED_IN, Stage.CAPTURED, Stage.TRANSMITTED, Stage.PROCESSING,
        Stage.NEEDS_FIX, Stage.FIX_RECEIVED, Stage.PROCESSING, Stage.APPROVED, Stage.PRINTED, Stage.SHIPPED_TO_UNIT,
        Stage.WITH_POST, Stage.UNDELIVERED, Stage.RETURNED_TO_UNIT, Stage.AT_UNIT_READY, Stage.COLLECTED,
    ]  # fmt: skip
    for before, after in itertools.pairwise(way):
        assert after in MOVES[before], f"{before} → {after}"
    for stage in set(Stage) - {Stage.WITHDRAWN}:
        assert Stage.WITHDRAWN in REACH[stage]


def test_what_has_ended_goes_nowhere_but_to_a_fresh_start():
    for stage in ENDED - {Stage.PURGED}:
        assert REACH[stage] <= {Stage.WITHDRAWN}
    assert may_follow(Stage.PURGED, Stage.CAPTURED)
    assert not may_follow(Stage.PROCESSING, Stage.CAPTURED)


@pytest.mark.parametrize(
    ("standing", "told", "becomes"),
    [
        (None, said(Stage.PRINTED), Standing.STANDS),
        (said(Stage.PROCESSING), said(Stage.PRINTED, days=1), Standing.STANDS),
        (said(Stage.PROCESSING), said(Stage.PROCESSING, days=1), Standing.STANDS),
        (said(Stage.PRINTED), said(Stage.PROCESSING, days=-1), Standing.OLDER),
        (said(Stage.PRINTED), said(Stage.PROCESSING, days=1), Standing.BACKWARDS),
        (said(Stage.PRINTED), said(Stage.PROCESSING, Source.INTEGRATION, 1), Standing.CONFLICT),
        (said(Stage.PRINTED), said(Stage.AT_UNIT_READY, Source.INTEGRATION, 1), Standing.STANDS),
        (said(Stage.PRINTED), said(Stage.PROCESSING, Source.MANUAL, 1), Standing.STANDS),
        (said(Stage.NEEDS_FIX), said(Stage.AT_UNIT_READY, days=1), Standing.STANDS),
        (said(Stage.NEEDS_FIX), said(Stage.AT_UNIT_READY, Source.INTEGRATION, 1), Standing.CONFLICT),
        (said(Stage.NEEDS_FIX), said(Stage.FIX_RECEIVED, Source.INTEGRATION, 1), Standing.STANDS),
        (
            said(Stage.NEEDS_FIX, reason="moved"), said(Stage.NEEDS_FIX, Source.INTEGRATION, 1, "absent"),
            Standing.CONFLICT,
        ),
    ],
)  # fmt: skip
def test_never_two_truths(standing, told, becomes):
    assert judge(standing, told) is becomes


def test_a_flag_settles_when_the_standing_word_says_the_same_or_went_past_it():
    flag = said(Stage.PROCESSING)
    assert settles(flag, said(Stage.PROCESSING, days=2))
    assert settles(flag, said(Stage.PRINTED, days=2))
    assert not settles(said(Stage.AT_UNIT_READY), said(Stage.PRINTED, days=2))


@pytest.mark.parametrize(
    ("written", "typed", "alone", "beside_a_code"),
    [
        ((1990, 8, 5), (1990, 8, 5), True, True),
        ((1990,), (1990, 8, 5), True, True),
        ((1990, 8, 5), (1990,), False, True),
        ((1990, 8), (1990, 9, 5), False, False),
        ((1990, 8, 5), (1991, 8, 5), False, False),
        ((1992, 2, 29), (1992, 2, 28), False, False),
    ],
)
def test_whoever_types_less_than_is_written_needs_a_code_beside(written, typed, alone, beside_a_code):
    assert births_agree(BirthDate(*written), BirthDate(*typed)) is alone
    assert births_may_be_one(BirthDate(*written), BirthDate(*typed)) is beside_a_code


def test_the_legal_clock_counts_working_days_by_the_rule_of_the_day_of_receipt():
    holidays = {date(2026, 9, 1), date(2026, 9, 2)}
    assert deadlines.add_working_days(date(2026, 8, 28), 3, holidays) == date(2026, 9, 4)
    term = deadlines.term_on(TERMS, date(2024, 6, 30))
    assert term.working_days == 7
    assert deadlines.term_on(TERMS, date(2024, 7, 1)).working_days == 5
    assert deadlines.term_on(TERMS, date(2015, 1, 1)) is None


def due(stage=Stage.PROCESSING, today=date(2022, 7, 22), **told):
    facts = {"received_on": date(2022, 7, 4), "promised_on": None, "renewed_on": None, **told}
    return deadlines.due(stage=stage, terms=TERMS, holidays=(), today=today, **facts)


def test_late_counts_from_the_printed_date_even_where_a_new_one_was_told():
    assert not due(promised_on=date(2022, 7, 22)).is_late
    late = due(promised_on=date(2022, 7, 18), renewed_on=date(2022, 8, 1))
    assert (late.is_late, late.late_days, late.expected_on) == (True, 4, date(2022, 8, 1))
    by_law = due()
    assert (by_law.legal_on, by_law.is_late) == (date(2022, 7, 13), True)
    assert not due(stage=Stage.AT_UNIT_READY).is_late
    assert not due(received_on=None).is_late


@pytest.mark.parametrize(
    ("days", "step"), [(0, None), (29, None), (30, 30), (59, 30), (60, 60), (130, 120), (150, 150), (200, 150)]
)
def test_purge_warnings_come_at_their_steps(days, step):
    assert deadlines.purge_step(NOW, NOW + timedelta(days=days)) == step
    assert deadlines.purge_on(Stage.NEEDS_FIX, NOW) == date(2023, 1, 18)
    assert deadlines.purge_on(Stage.PROCESSING, NOW) is None


def test_every_stage_and_every_reason_has_its_words_in_short_sentences():
    assert set(wording.WORDS) == set(Stage)
    assert set(DEFAULTS) == set(ReasonCode)
    told = [text for words in wording.WORDS.values() for text in (words.say, words.next_step)]
    told += [words.text for words in DEFAULTS.values()]
    for sentence in (one for text in told for one in text.split(". ")):
        assert len(sentence.split()) <= 20, sentence
    assert len({words.tag for words in wording.WORDS.values()}) >= 15


def test_no_internal_name_reaches_a_citizen():
    for stage, words in wording.WORDS.items():
        assert stage.value not in f"{words.tag} {words.say} {words.next_step}"


def test_the_way_shows_what_is_done_what_is_here_and_what_is_ahead():
    seen = [(Stage.DECLARED, date(2022, 7, 1)), (Stage.PROCESSING, date(2022, 7, 4))]
    assert [one.state for one in wording.stops(Stage.PROCESSING, seen)] == ["done", "here", "ahead", "ahead"]
    assert [one.state for one in wording.stops(Stage.NEEDS_FIX, seen)] == ["done", "stuck", "ahead", "ahead"]
    assert {one.state for one in wording.stops(Stage.COLLECTED, seen)} == {"done"}


def test_codes_are_compared_without_the_ways_people_write_them():
    assert slip_key(" gh-77 88 ") == slip_key("GH7788") == "GH7788"
    assert code_key(" h29-001\n") == "H29-001"


def test_a_good_observation_is_read_with_its_keys():
    told = Observation("a1", "H'Hen  Niê", BirthDate(1955), Stage.PRINTED, NOW, slip_code="gh-1")
    (row,) = read([told], NOW)
    assert isinstance(row, Row)
    assert (row.code, row.details.full_name, row.name_key, row.details.slip_code) == (
        "A1", "H'Hen Niê", "h'hen niê", "GH1",
    )  # fmt: skip
