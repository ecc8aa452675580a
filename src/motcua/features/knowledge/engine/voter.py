"""A linear classifier over the list's own wordings: a second opinion once an entry has several of them.

Passive-aggressive, one wrong entry at a time, averaged, in fixed order: no chance, no dependency, well under a second
for 300 entries. Weights lie by entry, because only the few candidates of a message are ever scored.
"""

from collections.abc import Mapping, Sequence
from math import sqrt

from motcua.features.knowledge.engine.index import Features, Index, Vector

FEWEST_WORDINGS = 2.5  # on average; below, nearest wording is as good
MOST_WORDINGS = 4000
_ROUNDS = 6
_BOLDEST_STEP = 0.5
_PAIR, _CONCEPT = 0.3, 1.0


class Voter:
    """Weights of every feature for every entry; `vote` is about 1 for a clear match and 0 for none."""

    def __init__(self, weights: Sequence[Mapping[str | int, float]]) -> None:
        self._weights = weights

    def vote(self, vector: Vector, entry: int) -> float:
        """How much the classifier is for the entry."""
        weights = self._weights[entry]
        return sum([vector[feature] * weights[feature] for feature in vector.keys() & weights.keys()])


def vector_of(index: Index, features: Features) -> Vector:
    """All features of a text in one vector of length one."""
    vector: Vector = dict(features.words)
    for pair, weight in features.pairs.items():
        vector[pair] = _PAIR * weight
    for concept in features.concepts:
        vector[concept] = _CONCEPT * index.concept_weights.get(concept, 0.0)
    length = sqrt(sum([weight * weight for weight in vector.values()])) or 1.0
    return {feature: weight / length for feature, weight in vector.items()}


def train(index: Index) -> Voter | None:
    """A voter for the list, or None where it has too few wordings to learn from, or too many to be quick."""
    documents, entries = index.documents, len(index.entries)
    if entries < 2 or not FEWEST_WORDINGS * entries <= len(documents) <= MOST_WORDINGS:
        return None
    samples = [(document.entry, vector_of(index, document.features)) for document in documents]
    by_feature: dict[str | int, dict[int, float]] = {}
    summed: dict[str | int, dict[int, float]] = {}
    for step in range(_ROUNDS * len(samples)):
        entry, vector = samples[(step * 7919) % len(samples)] if len(samples) % 7919 else samples[step % len(samples)]
        _learn(by_feature, summed, vector, entry, 1 - step / (_ROUNDS * len(samples)))
    weights: list[dict[str | int, float]] = [{} for _ in range(entries)]
    for feature, row in summed.items():
        for entry, weight in row.items():
            weights[entry][feature] = weight
    return Voter(weights)


def _learn(
    by_feature: dict[str | int, dict[int, float]],
    summed: dict[str | int, dict[int, float]],
    vector: Vector,
    entry: int,
    remaining: float,
) -> None:
    scores: dict[int, float] = {entry: 0.0}
    get = scores.get
    for feature, value in vector.items():
        for other, weight in by_feature.get(feature, _EMPTY).items():
            scores[other] = get(other, 0.0) + value * weight
    right = scores.pop(entry)
    rival, best = max(scores.items(), key=lambda one: (one[1], -one[0]), default=(-1, 0.0))
    loss = 1 - right + max(0.0, best)
    if loss <= 0:
        return
    step = min(_BOLDEST_STEP, loss / 2)
    for feature, value in vector.items():
        row, sums = by_feature.setdefault(feature, {}), summed.setdefault(feature, {})
        row[entry] = row.get(entry, 0.0) + step * value
        sums[entry] = sums.get(entry, 0.0) + step * value * remaining
        if rival >= 0 and best > 0:
            row[rival] = row.get(rival, 0.0) - step * value
            sums[rival] = sums.get(rival, 0.0) - step * value * remaining


_EMPTY: dict[int, float] = {}
