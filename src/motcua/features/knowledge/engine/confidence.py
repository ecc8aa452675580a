"""How sure the engine is that its best entry is meant, from signs without a scale: they hold on lists never seen.

The weights were learned from the development lists (`benchmarks.answers_learn`): near misses (questions whose entry
was taken out) and messages of elsewhere included. `ANSWER` is the line above which 95 of 100 answers are right.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, log
from operator import mul
from typing import Any  # JSON

from motcua.features.knowledge.engine.entries import Decision
from motcua.features.knowledge.engine.ranking import NAMES, Candidate, Message

SIGNS = (
    "score", "lead", "said", "asked", "alike", "pairs_said", "pairs_asked", "concepts_said", "unknown", "left_unsaid",
    "left_unasked", "marks", "vote", "vote_lead", "voted", "weight", "lead_said", "lead_asked", "lead_weight", "alone",
)  # fmt: skip
_VOTE = NAMES.index("voter")
_MOST_SCORE, _MOST_LEAD, _MOST_WEIGHT = 16.0, 5.0, 12.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was learned: the ranking's weights, the confidence's weights, and the two lines."""

    ranking: tuple[float, ...]
    signs: tuple[float, ...]
    base: float
    answer: float
    offer: float


@cache
def shipped() -> Calibration:
    """The calibration that comes with the engine."""
    return calibration_of(json.loads((resources.files(__package__) / "words" / "calibration.json").read_text("utf-8")))


def calibration_of(told: Mapping[str, Any]) -> Calibration:
    """A calibration from its JSON form, by name, so that a list of measures that has changed is noticed."""
    return Calibration(
        tuple(told["ranking"][name] for name in NAMES),
        tuple(told["signs"][name] for name in SIGNS),
        told["base"],
        told["answer"],
        told["offer"],
    )


def rank(found: list[Candidate], calibration: Calibration) -> list[Candidate]:
    """Best first; equal scores in the list's own order."""
    for one in found:
        one.score = sum(map(mul, calibration.ranking, one.measures))
    found.sort(key=lambda one: (-one.score, one.entry))
    return found


def judge(message: Message, found: list[Candidate], calibration: Calibration) -> tuple[float, Decision]:
    """The probability that the first of the ranked candidates is meant, and what to do with it."""
    odds = calibration.base + sum(map(mul, calibration.signs, signs_of(message, found)))
    confidence = 1 / (1 + exp(-max(-30.0, min(30.0, odds))))
    if confidence >= calibration.answer:
        return confidence, "answer"
    return confidence, "offer" if confidence >= calibration.offer else "none"


def signs_of(message: Message, found: list[Candidate]) -> tuple[float, ...]:
    """SIGNS of a ranked list of candidates that is not empty."""
    best = found[0]
    said, asked, pairs_said, pairs_asked, concepts_said, _, _, _, marks, vote, alike = best.measures
    lead = (min(_MOST_LEAD, best.score - found[1].score) if len(found) > 1 else _MOST_LEAD) / _MOST_LEAD
    weight = log(1 + min(message.total / message.heaviest, _MOST_WEIGHT)) / 2
    return (
        min(best.score, _MOST_SCORE) / _MOST_SCORE,
        lead,
        said,
        asked,
        alike,
        pairs_said,
        pairs_asked,
        concepts_said,
        message.unknown / message.total,
        _heaviest_missing(message.features.words, best.document.features.words) / message.heaviest,
        _heaviest_missing(best.document.features.words, message.features.words) / message.heaviest,
        marks,
        vote,
        vote - max([one.measures[_VOTE] for one in found[1:]], default=0.0),
        1.0 if vote else 0.0,
        weight,
        lead * said,
        lead * asked,
        lead * weight,
        1 / sum([exp(one.score - best.score) for one in found]),
    )


def _heaviest_missing(words: Mapping[str, float], others: Mapping[str, float]) -> float:
    return max([weight for word, weight in words.items() if word not in others], default=0.0)
