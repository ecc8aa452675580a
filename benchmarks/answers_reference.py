"""The other side: BM25 over folded syllables and pairs, the strongest plain baseline of the shared study."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log

from motcua.features.knowledge.engine import Entry
from motcua.features.knowledge.engine.letters import syllables


class Bm25:
    """Nearest wording by BM25 (k1 1.2, b 0.75); confidence is the score, which has no scale."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._documents = [(entry.id, _features(text)) for entry in entries for text in (entry.title, *entry.phrasings)]
        sizes = [sum(features.values()) for _, features in self._documents]
        usual = sum(sizes) / max(1, len(sizes))
        found = Counter(feature for _, features in self._documents for feature in features)
        total = len(self._documents)
        self._postings: dict[str, list[tuple[str, float]]] = {}
        for (entry, features), size in zip(self._documents, sizes, strict=True):
            for feature, times in features.items():
                rare = log(1 + (total - found[feature] + 0.5) / (found[feature] + 0.5))
                weight = rare * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * size / usual))
                self._postings.setdefault(feature, []).append((entry, weight))

    def best(self, text: str) -> list[tuple[str, float]]:
        """At most three (entry, score), best first."""
        scores: dict[str, float] = {}
        for feature in _features(text):
            once: dict[str, float] = {}
            for entry, weight in self._postings.get(feature, ()):
                once[entry] = max(once.get(entry, 0.0), weight)
            for entry, weight in once.items():
                scores[entry] = scores.get(entry, 0.0) + weight
        return sorted(scores.items(), key=lambda one: (-one[1], one[0]))[:3]


def _features(text: str) -> Counter[str]:
    words = syllables(text)
    return Counter([*words, *(f"{first} {second}" for first, second in pairwise(words))])
