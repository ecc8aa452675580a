"""`Engine`: a list fitted for answering."""

from collections.abc import Mapping, Sequence

from motcua.features.knowledge.engine import index as indexing
from motcua.features.knowledge.engine import wordlists
from motcua.features.knowledge.engine.confidence import Calibration, judge, rank, shipped
from motcua.features.knowledge.engine.entries import NOTHING, Answer, Entry, Why
from motcua.features.knowledge.engine.index import Index
from motcua.features.knowledge.engine.letters import accented_syllables, is_syllable, syllables
from motcua.features.knowledge.engine.ranking import Candidate, Message, candidates, message_of
from motcua.features.knowledge.engine.spelling import Speller, acronyms_of
from motcua.features.knowledge.engine.voter import train

MOST_REMEMBERED, LONGEST_REMEMBERED = 1000, 400  # answers, and letters of a message: a MB or two


class Engine:
    """Answers messages from one version of one list; no answer of it changes after `fit`."""

    def __init__(
        self, entries: Sequence[Entry], version: str, speller: Speller, index: Index, calibration: Calibration
    ) -> None:
        self.entries = tuple(entries)
        self.version = version
        self._speller = speller
        self._index = index
        self._calibration = calibration
        self._answers: dict[str, Answer] = {}

    @classmethod
    def fit(
        cls,
        entries: Sequence[Entry],
        *,
        version: str = "",
        abbreviations: Mapping[str, str | Sequence[str]] | None = None,
        calibration: Calibration | None = None,
    ) -> "Engine":
        """Lay out the list; a unit's own `abbreviations` ("cccd": "căn cước công dân") win over the shipped ones."""
        short = {**wordlists.shipped_abbreviations(), **wordlists.readings(abbreviations or {})}
        texts = [text for entry in entries for text in (entry.title, *entry.phrasings, entry.category)]
        speller = _speller([syllables(text) for text in texts], [syllables(entry.answer) for entry in entries], short)

        def read(text: str) -> list[str]:
            return speller.read(syllables(text)).words

        index = indexing.build(
            [(entry.title, *entry.phrasings) for entry in entries],
            [entry.answer for entry in entries],
            [entry.category for entry in entries],
            read,
        )
        index.voter = train(index)
        return cls(entries, version, speller, index, calibration or shipped())

    def answer(self, text: str) -> Answer:
        """The best entries for a message, and whether the first may be given.

        The same syllables with the same marks have the same answer, which is remembered for the next who asks.
        """
        typed, accented = _typed(text)
        asked = f"{' '.join(typed)}|{' '.join(accented)}"
        known = self._answers.get(asked)
        if known is None:
            known = self._answer(typed, accented)
            if len(self._answers) >= MOST_REMEMBERED:
                self._answers.clear()
            if len(asked) <= LONGEST_REMEMBERED:
                self._answers[asked] = known
        return known

    def look(self, text: str) -> tuple[Message | None, list[Candidate]]:
        """The read message and its candidates, best first: what `answer` judges and the fitting learns from."""
        return self._look(*_typed(text))

    def _answer(self, typed: list[str], accented: list[str]) -> Answer:
        message, found = self._look(typed, accented)
        if message is None or not found:
            return NOTHING
        confidence, decision = judge(message, found, self._calibration)
        best = found[:3]
        return Answer(
            tuple([self.entries[one.entry].id for one in best]), confidence, decision,
            tuple([self._why(one) for one in best]),
        )  # fmt: skip

    def _look(self, typed: list[str], accented: list[str]) -> tuple[Message | None, list[Candidate]]:
        if not typed:
            return None, []
        message = message_of(self._index, self._speller.read(typed), typed, accented)
        return message, rank(candidates(self._index, message), self._calibration)

    def _why(self, candidate: Candidate) -> Why:
        return Why(self.entries[candidate.entry].id, candidate.document.text, candidate.hits, candidate.measures[0])


def _typed(text: str) -> tuple[list[str], list[str]]:
    """The folded syllables of a text, and the same with their marks; these are left out where there can be none."""
    return syllables(text), [] if text.isascii() else accented_syllables(text)


def _speller(
    wordings: list[list[str]], answers: list[list[str]], short: Mapping[str, tuple[wordlists.Phrase, ...]]
) -> Speller:
    counts: dict[str, int] = {}
    pairs: dict[str, int] = {}
    for words in wordings:
        for word in words:
            if word not in short or is_syllable(word):
                counts[word] = counts.get(word, 0) + 1
        for pair in indexing.pairs_of(words):
            pairs[pair] = pairs.get(pair, 0) + 1
    for words in answers:
        for word in words:
            if is_syllable(word):
                counts.setdefault(word, 1)
    ordinary = {*wordlists.background(), *wordlists.concept_words()}
    return Speller(counts, pairs, ordinary, short, acronyms_of(wordings))
