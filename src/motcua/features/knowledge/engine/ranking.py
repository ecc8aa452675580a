"""Which entry a message means: a quick sum over the index, then a close look at the best few.

Every measure of the close look is a share between 0 and 1, so that weights learned on one list hold on another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from math import sqrt
from operator import mul

from motcua.features.knowledge.engine.index import PAIR_LENGTH, Document, Features, Index, Vector, concepts_of, pairs_of
from motcua.features.knowledge.engine.spelling import Reading
from motcua.features.knowledge.engine.voter import vector_of

CANDIDATES = 7
_WORTH_A_LOOK = 0.45  # of the best quick sum
_POSTINGS_READ = 200  # telling features first; the rest is weighed in the close look
_BY_CONCEPT = 0.8  # a word explained by another word of its concept

NAMES = (
    "said", "asked", "pairs_said", "pairs_asked", "concepts_said", "concepts_asked", "entry_said", "answer_said",
    "marks", "voter", "alike",
)  # fmt: skip


@dataclass(slots=True)
class Message:
    """A read message with the totals that shares are taken of."""

    features: Features
    trusted: dict[str, float]
    total: float
    pair_total: float
    concept_total: float
    length: float
    unknown: float
    heaviest: float  # weight of a word that neither the list nor the language knows
    spellings: dict[str, str]
    vector: Vector


@dataclass(slots=True)
class Candidate:
    """One entry under the close look, with its best document and its measures (NAMES)."""

    entry: int
    document: Document
    measures: tuple[float, ...]
    hits: tuple[str, ...]
    score: float = 0.0


def message_of(index: Index, reading: Reading, typed: list[str], accented: list[str]) -> Message:
    """The features of a read message, weighed by the index; `accented` is empty where nothing typed carries a mark."""
    read = reading.words
    weight_of, unknown = index.known_weights.get, 0.0
    words: dict[str, float] = {}
    trusted: dict[str, float] = {}
    for word, trust in zip(read, reading.trusts, strict=True):
        if word not in words:
            weight = weight_of(word)
            if weight is None:
                weight = index.unknown_word
                unknown += weight
            words[word] = weight
            trusted[word] = weight * trust
    pair_weight = index.pair_weights.get
    pairs = {pair: pair_weight(pair, 0.0) for pair in pairs_of(read)}
    concept_weights = index.concept_weights
    concepts = concepts_of(read)
    concept_list = [concept_weights.get(concept, 2.0) for concept in concepts] if concepts else []
    pair_list = list(pairs.values())
    total = sum(words.values()) or 1.0
    unknown_pair = index.unknown_pair * total / (len(words) or 1) / index.unknown_word
    squared = sum(map(mul, words.values(), words.values())) + sum(map(mul, concept_list, concept_list))
    features = Features(words, pairs, concepts)
    return Message(
        features,
        trusted,
        total,
        sum(pair_list) + unknown_pair * pair_list.count(0.0) or 1.0,
        sum(concept_list) or 1.0,
        sqrt(squared + PAIR_LENGTH * sum(map(mul, pair_list, pair_list))) or 1.0,
        unknown,
        index.unknown_word,
        _spellings(reading, typed, accented) if accented else {},
        vector_of(index, features) if index.voter else {},
    )


def _spellings(reading: Reading, typed: list[str], accented: list[str]) -> dict[str, str]:
    """Folded word to its accented form as typed; empty when hardly any word carries a mark."""
    if len(accented) != len(typed) or sum(map(str.__ne__, accented, typed)) * 4 < len(typed):
        return {}
    return {
        word: accented[place]
        for word, place in zip(reading.words, reading.places, strict=True)
        if typed[place] == word
    }  # fmt: skip


def candidates(index: Index, message: Message) -> list[Candidate]:
    """The best entries by the quick sum, each looked at closely in its best document."""
    sums = _quick_sums(index, message)
    if not sums:
        return []
    enough = max(sums.values()) * _WORTH_A_LOOK
    documents = index.documents
    seen: set[int] = set()
    found: list[Candidate] = []
    for _, number in sorted([(-score, number) for number, score in sums.items() if score >= enough]):
        document = documents[number]
        if document.entry not in seen:
            seen.add(document.entry)
            found.append(_look(index, message, document))
            if len(found) == CANDIDATES:
                break
    return found


def _quick_sums(index: Index, message: Message) -> dict[int, float]:
    """Document number to its sum over the message's telling features."""
    features = message.features
    told: Iterator[str | int] = chain(features.words, features.pairs, features.concepts)
    found = list(filter(None, map(index.postings.get, told)))
    if not found:
        return {}
    found.sort(key=len)
    sums = dict(found[0])
    get = sums.get
    read = len(sums)
    for posted in islice(found, 1, None):
        read += len(posted)
        if read > _POSTINGS_READ and len(sums) >= CANDIDATES:
            break
        for number, weight in posted:
            sums[number] = get(number, 0.0) + weight
    return sums


def _look(index: Index, message: Message, document: Document) -> Candidate:
    """The measures of one candidate. Sums run in the message's order, or two processes would differ in the last bit."""
    features, other = message.features, document.features
    words, trusted, theirs = features.words, message.trusted, other.words
    hits = tuple(filter(theirs.__contains__, words))
    weights = list(map(trusted.__getitem__, hits))
    said = asked = in_entry = sum(weights)
    squared = sum(map(mul, weights, map(theirs.__getitem__, hits)))
    concept_said = 0.0
    for concept in filter(other.concepts.__contains__, features.concepts):
        weight = index.concept_weights[concept]
        concept_said += weight
        squared += weight * weight
        for word in features.concepts[concept]:
            if word not in theirs:
                said += _BY_CONCEPT * words[word]
        for word in other.concepts[concept]:
            if word not in words:
                asked += _BY_CONCEPT * theirs[word]
    pairs = list(map(other.pairs.__getitem__, filter(other.pairs.__contains__, features.pairs)))
    pair_sum = sum(pairs)
    squared += PAIR_LENGTH * sum(map(mul, pairs, pairs))
    number = document.entry
    entry, answer = index.entries[number], index.answers[number]
    if entry:
        in_entry = sum(map(trusted.__getitem__, filter(entry.__contains__, words)))
    in_answer = sum([trusted[word] for word in words if word in answer and word not in theirs]) if answer else 0.0
    measures = (
        said / message.total,
        min(1.0, asked / document.total),
        pair_sum / message.pair_total,
        pair_sum / document.pair_total,
        concept_said / message.concept_total,
        concept_said / document.concept_total,
        in_entry / message.total,
        in_answer / message.total,
        _otherwise_accented(message, document, hits) if message.spellings else 0.0,
        index.voter.vote(message.vector, number) if index.voter else 0.0,
        squared / (message.length * document.length),
    )
    return Candidate(number, document, measures, hits)


def _otherwise_accented(message: Message, document: Document, hits: tuple[str, ...]) -> float:
    """The share of the shared words' weight that is written with other accents."""
    words, spellings, theirs = message.features.words, message.spellings, document.spellings
    other = shared = 0.0
    for word in hits:
        mine = spellings.get(word)
        if mine is not None and word in theirs:
            shared += words[word]
            if mine not in theirs[word]:
                other += words[word]
    return other / shared if shared else 0.0
