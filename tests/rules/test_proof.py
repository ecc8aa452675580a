"""A challenge is ours, of this hour, and solved or not; nothing else opens anything."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from motcua.foundation import proof

NOW = datetime(2026, 11, 25, 1, 40, tzinfo=UTC)


def repacked(carried: str, **changed: object) -> str:
    told = json.loads(base64.b64decode(carried))
    told["parameters"] |= changed
    return base64.b64encode(json.dumps(told).encode()).decode()


def test_a_solved_challenge_opens_and_names_what_it_opens():
    carried = proof.challenge(now=NOW)
    opened = proof.read(carried, proof.solve(carried), NOW + timedelta(minutes=5))
    assert opened is not None
    assert opened.solved
    assert len(opened.nonce) == 32
    assert opened.made_at == NOW


def test_two_challenges_have_two_names():
    names = {proof.read(proof.challenge(now=NOW), "", NOW).nonce for _ in range(3)}
    assert len(names) == 3


def test_a_challenge_nobody_solved_is_still_ours():
    opened = proof.read(proof.challenge(now=NOW), "", NOW)
    assert opened is not None
    assert not opened.solved


def test_the_answer_to_another_challenge_is_no_answer():
    mine, other = proof.challenge(now=NOW), proof.challenge(now=NOW)
    opened = proof.read(mine, proof.solve(other), NOW)
    assert opened is not None
    assert not opened.solved


@pytest.mark.parametrize("after", [timedelta(hours=1, seconds=1), timedelta(minutes=-2)])
def test_a_challenge_of_another_time_opens_nothing(after):
    carried = proof.challenge(now=NOW)
    assert proof.read(carried, proof.solve(carried), NOW + after) is None


@pytest.mark.parametrize(
    "changed", [{"cost": 1}, {"data": {"at": 0}}, {"nonce": "00" * 16}, {"keyPrefix": "00"}, {"data": {"at": "x"}}]
)
def test_an_altered_challenge_is_not_ours(changed):
    assert proof.read(repacked(proof.challenge(now=NOW), **changed), "", NOW) is None


@pytest.mark.parametrize(
    "sent",
    ["", "x", "bnVsbA==", "W10=", "e30=", base64.b64encode(b'{"parameters": 3}').decode(), "ắ" * 9000, "=" * 9000],
)
def test_what_strangers_send_opens_nothing_and_breaks_nothing(sent):
    assert proof.read(sent, "", NOW) is None
    opened = proof.read(proof.challenge(now=NOW), sent, NOW)
    assert opened is not None
    assert not opened.solved


def test_more_effort_is_more_work():
    def work(effort: int) -> int:
        return json.loads(base64.b64decode(proof.solve(proof.challenge(now=NOW, effort=effort))))["counter"]

    assert 100 <= work(1) < 300
    assert 300 <= work(3) < 900
