"""Every problem of the door, as the people it concerns read it."""

import unicodedata

import pytest

from motcua.tickets.door import problem
from motcua.tickets.problems import PROBLEMS

ASKED = {401, 403, 404, 409, 413, 415, 422, 429, 503}


@pytest.mark.parametrize("kind", PROBLEMS)
def test_it_says_what_is_and_what_to_do_in_short_plain_vietnamese(kind):
    told = PROBLEMS[kind]
    for sentence in (told.title, *told.detail.split(". ")):
        assert len(sentence.split()) <= 20, sentence
        assert unicodedata.is_normalized("NFC", sentence)
        assert "!" not in sentence
    assert told.detail.endswith(".")
    assert not told.title.endswith(".")


@pytest.mark.parametrize("kind", PROBLEMS)
def test_it_is_an_rfc_9457_problem(kind):
    answer = problem(kind)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.body["type"] == f"/problems/{kind}"
    assert answer.body["status"] == answer.status
    assert {"title", "detail"} <= set(answer.body)


def test_the_statuses_are_those_of_the_contract():
    assert {told.status for told in PROBLEMS.values()} == ASKED


def test_who_should_come_back_is_told_when():
    for told in PROBLEMS.values():
        assert (told.retry_after_s > 0) == (told.status in (429, 503))
    assert problem("try-later").headers["retry-after"] == "2"
