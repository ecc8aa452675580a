"""Which entry a message means: a quick sum over the index, then a close look at the best few."""

from dataclasses import dataclass
from math import sqrt

from motcua.features.knowledge.engine.index import Document, Features, Index, concepts_of, grams_of, pairs_of
from motcua.features.knowledge.engine.letters import accented_syllables
from motcua.features.knowledge.engine.spelling import Reading

CANDIDATES = 10
_LONG_POSTINGS = 64
_BY_CONCEPT = 0.8  # a word explained by another word of its concept

NAMES = (
    "said", "asked", "cosine", "pairs_said", "pairs_asked", "pieces", "concepts_said", "concepts_asked",
    "entry_said", "answer_said", "marks", "quick", "voter",
)  # fmt: skip


@dataclass(slots=True)
class Message:
    """A read message with the totals that shares are taken of."""

    features: Features
    trusted: dict[str, float]
    total: float
    length: float
    pair_total: float
    concept_total: float
    unknown: float
    spellings: dict[str, str]


@dataclass(slots=True)
class Candidate:
    """One entry under the close look, with its best document and its measures (NAMES)."""

    entry: int
    document: Document
    measures: tuple[float, ...]
    hits: set[str]
    score: float = 0.0


def message_of(index: Index, reading: Reading, text: str, typed: list[str]) -> Message:
    """The features of a read message, weighed by the index."""
    words: dict[str, float] = {}
    trusted: dict[str, float] = {}
    unknown = 0.0
    known = index.word_weights
    for word, trust in zip(reading.words, reading.trusts, strict=True):
        if word in words:
            continue
        weight = known.get(word)
        if weight is None:
            weight = index.weight(word)
            unknown += weight
        words[word] = weight
        trusted[word] = weight * trust
    pair_weights, unknown_pair = index.pair_weights, index.unknown_pair
    pairs = {pair: pair_weights.get(pair, 0.0) for pair in pairs_of(reading.words)}
    concepts = concepts_of(reading.words)
    features = Features(words, pairs, concepts, grams_of(reading.words))
    total = sum(words.values())
    usual = total / len(words) / index.unknown_word if words else 0.0
    return Message(
        features,
        trusted,
        total or 1.0,
        sqrt(sum(weight * weight for weight in words.values())) or 1.0,
        sum(weight or unknown_pair * usual for weight in pairs.values()) or 1.0,
        sum(index.concept_weights.get(one, 2.0) for one in concepts) or 1.0,
        unknown,
        {} if text.isascii() else _spellings(reading, text, typed),
    )


def _spellings(reading: Reading, text: str, typed: list[str]) -> dict[str, str]:
    """Folded word to its accented form as typed; empty when hardly any word carries a mark."""
    accented = accented_syllables(text)
    if len(accented) != len(typed) or sum(a != b for a, b in zip(accented, typed, strict=True)) * 4 < len(typed):
        return {}
    return {
        word: accented[place] for word, place in zip(reading.words, reading.places, strict=True) if typed[place] == word
    }


def quick_scores(index: Index, message: Message) -> dict[int, float]:
    """Document number to its sum, telling features first; common ones only add to documents already found."""
    postings = index.postings
    found = []
    for features in (message.features.words, message.features.pairs, message.features.concepts):
        for feature in features:
            posted = postings.get(feature)
            if posted is not None:
                found.append(
                    (
                        len(posted),
                        posted,
                        message.trusted.get(feature, 0.0) / features[feature]
                        if features is message.features.words
                        else 1.0,
                    )
                )
    found.sort(key=lambda one: one[0])
    scores: dict[int, float] = {}
    get = scores.get
    for size, posted, trust in found:
        for number, weight in posted:
            scores[number] = get(number, 0.0) + weight * trust
    return scores


def candidates(index: Index, message: Message) -> list[Candidate]:
    """The best entries by the quick sum, each looked at closely in its best document."""
    scores = quick_scores(index, message)
    documents = index.documents
    best: dict[int, tuple[float, int]] = {}
    for number, score in scores.items():
        entry = documents[number].entry
        had = best.get(entry)
        if had is None or score > had[0]:
            best[entry] = (score, number)
    top = sorted(((score, -entry, number) for entry, (score, number) in best.items()), reverse=True)[:CANDIDATES]
    most = (message.total * 2.2) or 1.0
    return [_look(index, message, documents[number], score / most) for score, _, number in top]


def _look(index: Index, message: Message, document: Document, quick: float) -> Candidate:
    features, other = message.features, document.features
    words = features.words
    hits = words.keys() & other.words.keys()
    trusted = message.trusted
    said = squared = asked = 0.0
    for word in hits:
        weight = trusted[word]
        said += weight
        asked += weight
        squared += weight * other.words[word]
    concept_said = 0.0
    for concept in features.concepts.keys() & other.concepts.keys():
        concept_said += index.concept_weights[concept]
        for word in features.concepts[concept]:
            if word not in hits:
                said += _BY_CONCEPT * words.get(word, 0.0)
        for word in other.concepts[concept]:
            if word not in hits:
                asked += _BY_CONCEPT * other.words.get(word, 0.0)
    pairs = 0.0
    for pair in features.pairs.keys() & other.pairs.keys():
        pairs += other.pairs[pair]
    pieces = 2 * len(features.grams & other.grams) / (len(features.grams) + len(other.grams))
    mine = index.entries[document.entry]
    theirs = index.answers[document.entry]
    in_entry = in_answer = 0.0
    for word, weight in trusted.items():
        if word in mine:
            in_entry += weight
        elif word in theirs:
            in_answer += weight
    measures = (
        said / message.total,
        min(1.0, asked / document.total),
        squared / (message.length * document.length),
        pairs / message.pair_total,
        pairs / document.pair_total if document.pair_total else 0.0,
        pieces,
        concept_said / message.concept_total,
        concept_said / document.concept_total if document.concept_total else 0.0,
        in_entry / message.total,
        in_answer / message.total,
        _marks(message, document, hits),
        quick,
        0.0,
    )
    return Candidate(document.entry, document, measures, hits)


def _marks(message: Message, document: Document, hits: set[str]) -> float:
    """The share of the shared words' weight that is written with other accents; 0 when none were typed."""
    if not message.spellings:
        return 0.0
    other = shared = 0.0
    words, spellings, theirs = message.features.words, message.spellings, document.spellings
    for word in hits:
        mine = spellings.get(word)
        if mine is not None and word in theirs:
            weight = words[word]
            shared += weight
            if mine not in theirs[word]:
                other += weight
    return other / shared if shared else 0.0
