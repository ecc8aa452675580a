"""The list laid out for looking up: documents, how telling each word is, and who says it.

Three kinds of features stand in one message and one document: syllables, pairs of neighbouring syllables, and
concepts (groups of words that mean the same). Three-letter pieces compare whole wordings at the end.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import log, sqrt

from motcua.features.knowledge.engine import wordlists
from motcua.features.knowledge.engine.letters import accented_syllables, is_syllable, syllables

_PSEUDO_ENTRIES = 40  # prior knowledge of the language, in entries, so that a list of one entry has weights too
_PAIR_BACKGROUND, _CONCEPT_BACKGROUND = 0.004, 0.06
_SATURATION, _LENGTH = 1.2, 0.5
_PAIR_SHARE, _CONCEPT_SHARE = 0.5, 0.4


@dataclass(slots=True)
class Features:
    """What is compared of a text: each syllable, pair and concept once, with its weight."""

    words: dict[str, float]
    pairs: dict[str, float]
    concepts: dict[int, tuple[str, ...]]
    grams: set[str]


@dataclass(slots=True)
class Document:
    """One wording of one entry."""

    entry: int
    text: str
    features: Features
    spellings: dict[str, set[str]]
    total: float = 0.0
    length: float = 0.0
    pair_total: float = 0.0
    concept_total: float = 0.0


@dataclass(slots=True)
class Index:
    """Everything `ranking` looks up; built once per version of a list."""

    documents: list[Document]
    entries: list[frozenset[str]]
    answers: list[frozenset[str]]
    word_weights: dict[str, float]
    pair_weights: dict[str, float]
    concept_weights: dict[int, float]
    unknown_word: float
    unknown_pair: float
    postings: dict[str | int, list[tuple[int, float]]] = field(default_factory=dict)

    def weight(self, word: str) -> float:
        """How telling a syllable is, in the list and in the language."""
        found = self.word_weights.get(word)
        if found is None:
            found = telling(0, len(self.entries), background_of(word))
        return found


def telling(entries_with: int, entries: int, background: float) -> float:
    """BM25's weight of a feature, with the language's own share counted as pseudo-entries."""
    seen = entries_with + _PSEUDO_ENTRIES * background
    return log(1 + (entries + _PSEUDO_ENTRIES - seen + 0.5) / (seen + 0.5))


def background_of(word: str) -> float:
    """The share of questions in general that contain the word."""
    return wordlists.background().get(word, wordlists.BACKGROUND_OF_OTHERS)


def pairs_of(words: Sequence[str]) -> list[str]:
    """Neighbouring syllables."""
    return [f"{first} {second}" for first, second in zip(words, words[1:], strict=False)]


def concepts_of(words: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Concept numbers with the words that name them; the longest phrase at a place wins."""
    known = wordlists.concepts()
    found: dict[int, tuple[str, ...]] = {}
    for at, word in enumerate(words):
        longest = 0
        for phrase, number in known.get(word, ()):
            size = len(phrase)
            if size < longest:
                break
            if size == 1 or tuple(words[at : at + size]) == phrase:
                found.setdefault(number, phrase)
                longest = size
    return found


def grams_of(words: Sequence[str]) -> set[str]:
    """The three-letter pieces of the text, word boundaries as spaces."""
    text = f" {' '.join(words)} "
    return {text[at : at + 3] for at in range(len(text) - 2)}


def spellings_of(text: str) -> dict[str, set[str]]:
    """Folded syllable to the accented forms the text uses for it."""
    found: dict[str, set[str]] = {}
    for folded, accented in zip(syllables(text), accented_syllables(text), strict=False):
        found.setdefault(folded, set()).add(accented)
    return found


def build(
    wordings: Sequence[Sequence[str]],
    answers: Sequence[str],
    categories: Sequence[str],
    read: Callable[[str], list[str]],
) -> Index:
    """Lay out entry number i's wordings, answer and category."""
    read_wordings = [[(text, read(text)) for text in texts] for texts in wordings]
    entries = [
        frozenset(word for _, words in texts for word in words) | frozenset(read(category))
        for texts, category in zip(read_wordings, categories, strict=True)
    ]
    said = [[word for words in texts for word in words[1]] for texts in read_wordings]
    size = len(entries)
    index = Index(
        documents=[],
        entries=entries,
        answers=[frozenset(read(answer)) for answer in answers],
        word_weights=_weights((set(words) for words in said), size, background_of),
        pair_weights=_weights(
            ({pair for _, words in texts for pair in pairs_of(words)} for texts in read_wordings),
            size,
            _pair_background,
        ),
        concept_weights=_weights(
            (set().union(*(concepts_of(words) for _, words in texts)) for texts in read_wordings),
            size,
            _concept_background,
        ),
        unknown_word=telling(0, size, wordlists.BACKGROUND_OF_OTHERS),
        unknown_pair=telling(0, size, _PAIR_BACKGROUND),
    )
    shared_grams: dict[str, str] = {}
    for number, texts in enumerate(read_wordings):
        seen: set[tuple[str, ...]] = set()
        for text, words in texts:
            if words and tuple(words) not in seen:
                seen.add(tuple(words))
                index.documents.append(_document(index, number, text, words, shared_grams))
    _post(index)
    return index


def _weights(sets: Iterable[set], size: int, background: Callable[..., float]) -> dict:
    counts: dict = {}
    for found in sets:
        for feature in found:
            counts[feature] = counts.get(feature, 0) + 1
    return {feature: telling(count, size, background(feature)) for feature, count in counts.items()}


def _pair_background(pair: str) -> float:
    first, second = pair.split(" ")
    return max(_PAIR_BACKGROUND, 0.5 * background_of(first) * background_of(second) ** 0.5)


def _concept_background(_: int) -> float:
    return _CONCEPT_BACKGROUND


def _document(index: Index, entry: int, text: str, words: list[str], shared: dict[str, str]) -> Document:
    features = Features(
        {word: index.word_weights[word] for word in words},
        {pair: index.pair_weights[pair] for pair in pairs_of(words)},
        concepts_of(words),
        {shared.setdefault(gram, gram) for gram in grams_of(words)},
    )
    return Document(
        entry, text, features, spellings_of(text),
        total=sum(features.words.values()),
        length=sqrt(sum(weight * weight for weight in features.words.values())),
        pair_total=sum(features.pairs.values()),
        concept_total=sum(index.concept_weights[one] for one in features.concepts),
    )  # fmt: skip


def _post(index: Index) -> None:
    documents = index.documents
    usual = sum(len(document.features.words) for document in documents) / max(1, len(documents))
    for number, document in enumerate(documents):
        features = document.features
        damped = 1 + _SATURATION * (1 - _LENGTH + _LENGTH * len(features.words) / usual)
        scale = (_SATURATION + 1) / damped
        for word, weight in features.words.items():
            index.postings.setdefault(word, []).append((number, weight * scale))
        for pair, weight in features.pairs.items():
            index.postings.setdefault(pair, []).append((number, _PAIR_SHARE * weight * scale))
        for concept in features.concepts:
            weight = _CONCEPT_SHARE * index.concept_weights[concept] * scale
            index.postings.setdefault(concept, []).append((number, weight))


__all__ = ["Document", "Features", "Index", "build", "concepts_of", "grams_of", "is_syllable", "pairs_of"]
