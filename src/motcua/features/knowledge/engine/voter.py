"""A linear classifier over the list's own wordings: a second opinion once an entry has several of them.

Passive-aggressive, one wrong entry at a time, averaged, in fixed order: no chance, no dependency, well under a second
for 300 entries. Weights lie by entry, because only the few candidates of a message are ever scored.
"""

from math import sqrt
from operator import mul

from motcua.features.knowledge.engine.index import Document, Features, Index, Vector

FEWEST_WORDINGS = 2.5  # on average; below, nearest wording is as good
MOST_WORDINGS = 4000
_ROUNDS = 4
_BOLDEST_STEP = 0.5
_RIVALS = 6
_POSTINGS_READ = 400
_STRIDE = 7919  # a prime above MOST_WORDINGS, so that every sample comes once a round, wordings of one entry apart
_PAIR, _CONCEPT = 0.3, 1.0


class Voter:
    """Weights of every feature for every entry; `vote` is about 1 for a clear match and 0 for none."""

    def __init__(self, weights: list[Vector]) -> None:
        self._weights = weights

    def vote(self, vector: Vector, entry: int) -> float:
        """How much the classifier is for the entry."""
        return _score(self._weights[entry], vector)


def vector_of(index: Index, features: Features) -> Vector:
    """All features of a text in one vector of length one."""
    vector: Vector = {word: weight for word, weight in features.words.items()}
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
    samples = [
        (document.entry, vector_of(index, document.features), _rivals(index, document)) for document in documents
    ]
    weights: list[Vector] = [{} for _ in range(entries)]
    summed: list[Vector] = [{} for _ in range(entries)]
    steps = _ROUNDS * len(samples)
    for step in range(steps):
        entry, vector, rivals = samples[step * _STRIDE % len(samples)]
        rival, size = _lesson(weights, entry, vector, rivals)
        if size:
            _move(weights, summed, entry, vector, size, 1 - step / steps)
            if rival is not None:
                _move(weights, summed, rival, vector, -size, 1 - step / steps)
    return Voter(summed)


def _rivals(index: Index, document: Document) -> list[int]:
    """The entries most like a document, its own left out."""
    features = document.features
    told: list[str | int] = [*features.words, *features.pairs, *features.concepts]
    found = sorted([index.postings[feature] for feature in told], key=len)
    sums: dict[int, float] = {}
    read = 0
    for posted in found:
        read += len(posted)
        if read > _POSTINGS_READ and len(sums) >= _RIVALS:
            break
        for number, weight in posted:
            entry = index.documents[number].entry
            sums[entry] = sums.get(entry, 0.0) + weight
    sums.pop(document.entry, None)
    return sorted(sums, key=lambda entry: (-sums[entry], entry))[:_RIVALS]


def _lesson(weights: list[Vector], entry: int, vector: Vector, rivals: list[int]) -> tuple[int | None, float]:
    """The strongest rival (None when none scores above zero), and how far to move to beat it by one."""
    right, best, strongest = _score(weights[entry], vector), 0.0, None
    for rival in rivals:
        score = _score(weights[rival], vector)
        if score > best:
            best, strongest = score, rival
    return strongest, min(_BOLDEST_STEP, max(0.0, 1 - right + best) / 2)


def _score(weights: Vector, vector: Vector) -> float:
    shared = list(filter(weights.__contains__, vector))
    score: float = sum(map(mul, map(vector.__getitem__, shared), map(weights.__getitem__, shared)))
    return score


def _move(
    weights: list[Vector], summed: list[Vector], entry: int, vector: Vector, size: float, remaining: float
) -> None:
    now, whole = weights[entry], summed[entry]
    for feature, value in vector.items():
        now[feature] = now.get(feature, 0.0) + size * value
        whole[feature] = whole.get(feature, 0.0) + size * value * remaining
