"""The list laid out for looking up: documents, how telling each word is, and who says it.

Three kinds of features stand in one message and one document: syllables, pairs of neighbouring syllables, and
concepts (groups of words that mean the same).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log, sqrt
from typing import Protocol, TypeVar

from motcua.features.knowledge.engine import wordlists
from motcua.features.knowledge.engine.letters import accented_syllables, syllables

Feature = TypeVar("Feature", str, int)
Vector = dict[str | int, float]

PAIR_LENGTH = 0.1  # of a pair's square in the length of a text's vector
_PSEUDO_ENTRIES = 40  # prior knowledge of the language, in entries, so that a list of one entry has weights too
_PAIR_BACKGROUND, _CONCEPT_BACKGROUND = 0.004, 0.06
_SATURATION, _LENGTH = 1.2, 0.5
_PAIR_SHARE, _CONCEPT_SHARE = 0.3, 0.9


@dataclass(slots=True)
class Features:
    """What is compared of a text: each syllable and pair with its weight, each concept with the words naming it."""

    words: dict[str, float]
    pairs: dict[str, float]
    concepts: dict[int, tuple[str, ...]]


@dataclass(slots=True)
class Document:
    """One wording of one entry with the totals that shares are taken of."""

    entry: int
    text: str
    features: Features
    spellings: dict[str, tuple[str, ...]]
    total: float
    pair_total: float
    concept_total: float
    length: float


@dataclass(slots=True)
class Index:
    """Everything `ranking` looks up; built once per version of a list."""

    documents: list[Document]
    entries: list[frozenset[str] | None]
    answers: list[frozenset[str]]
    word_weights: dict[str, float]
    pair_weights: dict[str, float]
    concept_weights: dict[int, float]
    known_weights: dict[str, float]  # of the language's words and of the list's, which beat them
    unknown_word: float
    unknown_pair: float
    postings: dict[str | int, list[tuple[int, float]]] = field(default_factory=dict)
    voter: "Vote | None" = None


class Vote(Protocol):
    """A second opinion on an entry (`voter`)."""

    def vote(self, vector: Vector, entry: int) -> float: ...


def telling(entries_with: int, entries: int, background: float) -> float:
    """BM25's weight of a feature, with the language's own share counted as pseudo-entries."""
    seen = entries_with + _PSEUDO_ENTRIES * background
    return log(1 + (entries + _PSEUDO_ENTRIES - seen + 0.5) / (seen + 0.5))


def background_of(word: str) -> float:
    """The share of questions in general that contain the word."""
    return wordlists.background().get(word, wordlists.BACKGROUND_OF_OTHERS)


def pairs_of(words: Sequence[str]) -> list[str]:
    """Neighbouring syllables."""
    return [f"{first} {second}" for first, second in pairwise(words)]


def concepts_of(words: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Concept numbers with the words that name them; the longest phrase beginning at a place wins."""
    known = wordlists.concepts()
    found: dict[int, tuple[str, ...]] = {}
    for at, word in enumerate(words):
        here = known.get(word)
        if here is None:
            continue
        longest = 1
        for phrase, number in here.longer.get(words[at + 1], ()) if at + 1 < len(words) else ():
            size = len(phrase)
            if size < longest:
                break
            if size == 2 or tuple(words[at : at + size]) == phrase:
                found.setdefault(number, phrase)
                longest = size
        if longest == 1:
            for number in here.alone:
                found.setdefault(number, (word,))
    return found


def spellings_of(text: str) -> dict[str, tuple[str, ...]]:
    """Folded syllable to the accented forms the text uses for it."""
    found: dict[str, tuple[str, ...]] = {}
    for folded, accented in zip(syllables(text), accented_syllables(text), strict=False):
        had = found.get(folded, ())
        if accented not in had:
            found[folded] = (*had, accented)
    return found


def build(
    wordings: Sequence[Sequence[str]],
    answers: Sequence[str],
    categories: Sequence[str],
    read: Callable[[str], list[str]],
) -> Index:
    """Lay out entry number i's wordings, answer and category."""
    read_wordings = [[(text, read(text)) for text in texts] for texts in wordings]
    entries = [_whole(texts, read(category)) for texts, category in zip(read_wordings, categories, strict=True)]
    said = [[word for words in texts for word in words[1]] for texts in read_wordings]
    size = len(entries)
    pair_sets = [{pair for _, words in texts for pair in pairs_of(words)} for texts in read_wordings]
    concept_sets = [{concept for _, words in texts for concept in concepts_of(words)} for texts in read_wordings]
    index = Index(
        documents=[],
        entries=entries,
        answers=[frozenset(read(answer)) for answer in answers],
        word_weights=_weights([set(words) for words in said], size, background_of),
        pair_weights=_weights(pair_sets, size, _pair_background),
        concept_weights=_weights(concept_sets, size, lambda _: _CONCEPT_BACKGROUND),
        known_weights={word: telling(0, size, share) for word, share in wordlists.background().items()},
        unknown_word=telling(0, size, wordlists.BACKGROUND_OF_OTHERS),
        unknown_pair=telling(0, size, _PAIR_BACKGROUND),
    )
    index.known_weights |= index.word_weights
    for number, texts in enumerate(read_wordings):
        seen: set[tuple[str, ...]] = set()
        for text, words in texts:
            if words and tuple(words) not in seen:
                seen.add(tuple(words))
                index.documents.append(_document(index, number, text, words))
    _post(index)
    return index


def _whole(texts: list[tuple[str, list[str]]], category: list[str]) -> frozenset[str] | None:
    """Every word of an entry; None where that is no more than its one wording."""
    wordings = {tuple(words) for _, words in texts if words}
    whole = frozenset(word for words in wordings for word in words)
    return None if len(wordings) <= 1 and whole.issuperset(category) else whole.union(category)


def _weights(sets: Sequence[set[Feature]], size: int, background: Callable[[Feature], float]) -> dict[Feature, float]:
    counts = Counter(feature for found in sets for feature in found)
    return {feature: telling(count, size, background(feature)) for feature, count in counts.items()}


def _pair_background(pair: str) -> float:
    first, second = pair.split(" ")
    return max(_PAIR_BACKGROUND, 0.5 * background_of(first) * sqrt(background_of(second)))


def _document(index: Index, entry: int, text: str, words: list[str]) -> Document:
    features = Features(
        {word: index.word_weights[word] for word in words},
        {pair: index.pair_weights[pair] for pair in pairs_of(words)},
        concepts_of(words),
    )
    weights = list(features.words.values())
    pairs = list(features.pairs.values())
    concepts = [index.concept_weights[concept] for concept in features.concepts]
    squared = sum(weight * weight for weight in (*weights, *concepts)) + PAIR_LENGTH * sum(one * one for one in pairs)
    totals = (sum(weights) or 1.0, sum(pairs) or 1.0, sum(concepts) or 1.0, sqrt(squared) or 1.0)
    return Document(entry, text, features, spellings_of(text), *totals)


def _post(index: Index) -> None:
    documents = index.documents
    usual = sum(len(document.features.words) for document in documents) / max(1, len(documents))
    for number, document in enumerate(documents):
        features = document.features
        scale = (_SATURATION + 1) / (1 + _SATURATION * (1 - _LENGTH + _LENGTH * len(features.words) / usual))
        for word, weight in features.words.items():
            index.postings.setdefault(word, []).append((number, weight * scale))
        for pair, weight in features.pairs.items():
            index.postings.setdefault(pair, []).append((number, _PAIR_SHARE * weight * scale))
        for concept in features.concepts:
            weight = _CONCEPT_SHARE * index.concept_weights[concept] * scale
            index.postings.setdefault(concept, []).append((number, weight))
