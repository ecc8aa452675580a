"""A message's words as the list's own words: abbreviations, stuck and split words, raw Telex, slips of the finger.

A repaired word carries a trust below one: a slip that is itself a Vietnamese syllable may have been meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from motcua.features.knowledge.engine.letters import is_syllable, untyped
from motcua.features.knowledge.engine.wordlists import Phrase

_MOST_REMEMBERED = 20_000
_SPELLED_OUT, _SPLIT, _ACRONYM = 0.95, 0.9, 0.85
_SLIP, _SLIP_OF_A_SYLLABLE = 0.85, 0.35
_IN_CONTEXT = 0.3
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEXT_KEYS = {
    key: {
        other
        for far, others in enumerate(_KEYBOARD)
        for place, other in enumerate(others)
        if abs(far - row) <= 1 and abs(place - column) <= 1 and other != key
    }
    for row, keys in enumerate(_KEYBOARD)
    for column, key in enumerate(keys)
}

Option = tuple[Phrase, float]


@dataclass(slots=True)
class Reading:
    """The words meant, how far each is trusted, and the place of the typed word it comes from."""

    words: list[str]
    trusts: list[float]
    places: list[int]


class Speller:
    """Reads typed words against the words a list knows (`counts`) and the pairs they stand in."""

    def __init__(
        self,
        counts: Mapping[str, int],
        pairs: Mapping[str, object],
        ordinary: Iterable[str],
        abbreviations: Mapping[str, tuple[Phrase, ...]],
        acronyms: Mapping[str, Phrase],
    ) -> None:
        self._counts = counts
        self._pairs = pairs
        self._known = set(counts) | set(ordinary)
        self._abbreviations = abbreviations
        self._acronyms = acronyms
        self._lacking_one = _lacking_one(self._known)
        self._options: dict[str, tuple[Option, ...]] = {}

    def read(self, typed: list[str]) -> Reading:
        """Every typed word read; one unknown stays as it is."""
        words: list[str] = []
        trusts: list[float] = []
        places: list[int] = []
        known, abbreviations = self._known, self._abbreviations
        skip = -1
        for place, word in enumerate(typed):
            if place == skip:
                continue
            if word in known and word not in abbreviations:
                words.append(word)
                trusts.append(1.0)
                places.append(place)
                continue
            after = typed[place + 1] if place + 1 < len(typed) else ""
            if after and self._were_one(word, after):
                meant: Phrase = (word + after,)
                trust, skip = _SPLIT, place + 1
            else:
                meant, trust = self._meant(word, words[-1] if words else "", after)
            words.extend(meant)
            trusts.extend([trust] * len(meant))
            places.extend([place] * len(meant))
        return Reading(words, trusts, places)

    def _were_one(self, word: str, after: str) -> bool:
        """Whether an unknown word and the next are halves of a known one."""
        if word + after not in self._known or word in self._abbreviations:
            return False
        return after not in self._known or not is_syllable(word)

    def _meant(self, word: str, before: str, after: str) -> Option:
        options = self._options.get(word)
        if options is None:
            if len(self._options) >= _MOST_REMEMBERED:
                self._options.clear()
            options = self._options[word] = self._read_alone(word)
        if len(options) == 1:
            return options[0]
        best, best_trust, best_worth = options[0][0], 0.0, -1.0
        for meant, trust in options:
            if not meant:
                continue
            neighbours = (f"{before} {meant[0]}" in self._pairs) + (f"{meant[-1]} {after}" in self._pairs)
            worth = trust + _IN_CONTEXT * neighbours
            if worth > best_worth:
                best, best_trust, best_worth = meant, trust if not neighbours else max(trust, min(0.9, worth)), worth
        return best, best_trust

    def _read_alone(self, word: str) -> tuple[Option, ...]:
        """What the word can mean, likeliest first, each with its trust."""
        meant_so = is_syllable(word)
        if short := self._abbreviations.get(word):
            if meant_so and word in self._known and len(word) > 1:
                return (((word,), 1.0),)
            return tuple(sorted(((long, self._fit(long)) for long in short), key=lambda option: -option[1]))
        if word.isdigit() or len(word) < 2:
            return (((word,), 1.0),)
        if (not meant_so or len(word) > 6) and (found := self._untangled(word)):
            return found
        slips = self._slips(word, _SLIP_OF_A_SYLLABLE if meant_so else _SLIP)
        if meant_so or not slips:
            return (((word,), 0.36 if slips else 1.0), *slips)
        return slips

    def _untangled(self, word: str) -> tuple[Option, ...]:
        """A word that is no syllable: raw Telex, an acronym of the list's own words, or words stuck together."""
        meant = untyped(word)
        if meant in self._known:
            return (((meant,), _SPELLED_OUT),)
        if long := self._acronyms.get(word):
            return ((long, _ACRONYM),)
        if parts := self._split(word, 3):
            return ((parts, _SPLIT),)
        if meant:
            return self._slips(meant, _SLIP) or (((meant,), 1.0),)
        return ()

    def _fit(self, long: Phrase) -> float:
        """An abbreviation's reading is likelier when the list uses its words."""
        if not long:
            return 1.0
        used = sum(word in self._counts for word in long) / len(long)
        return 0.5 + 0.45 * used

    def _split(self, word: str, most: int) -> Phrase:
        """The word as two or three known ones, the commonest pair first; () when it is not stuck together."""
        best: Phrase = ()
        best_worth = -1.0
        for cut in range(2, len(word) - 1):
            left, right = word[:cut], word[cut:]
            if left not in self._known:
                left = untyped(left)
                if left not in self._known:
                    continue
            rest: Phrase = (right,) if right in self._known else ()
            if not rest and (meant := untyped(right)) in self._known:
                rest = (meant,)
            if not rest and most > 2 and len(right) > 3:
                rest = self._split(right, most - 1)
            if rest:
                worth = 2.0 * (f"{left} {rest[0]}" in self._pairs) - 0.5 * len(rest)
                worth += min(self._counts.get(left, 0), self._counts.get(rest[0], 0), 9) / 10
                if worth > best_worth:
                    best, best_worth = (left, *rest), worth
        return best

    def _slips(self, word: str, trust: float) -> tuple[Option, ...]:
        """Known words one slip away, the likeliest six first."""
        if len(word) < 3 or len(word) > 9:
            return ()
        near: set[str] = set(self._lacking_one.get(word, ()))
        for place in range(len(word)):
            shorter = word[:place] + word[place + 1 :]
            if shorter in self._known and len(shorter) > 1:
                near.add(shorter)
            near.update(other for other in self._lacking_one.get(shorter, ()) if len(other) == len(word))
        near.discard(word)
        ranked = sorted(((self._likely(word, other), other) for other in near), reverse=True)
        return tuple(((other,), round(trust * likely, 4)) for likely, other in ranked[:6] if likely > 0)

    def _likely(self, word: str, other: str) -> float:
        slip = slip_between(word, other)
        return slip and slip - 0.1 + min(self._counts.get(other, 0), 20) / 200


def slip_between(typed: str, meant: str) -> float:
    """How likely one slip of the finger turned `meant` into `typed`: 0.0 when it takes more than one."""
    if len(typed) != len(meant):
        longer, shorter = (typed, meant) if len(typed) > len(meant) else (meant, typed)
        if len(longer) - len(shorter) != 1:
            return 0.0
        return 0.9 if any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))) else 0.0
    places = [at for at in range(len(typed)) if typed[at] != meant[at]]
    if len(places) == 1:
        at = places[0]
        return 0.95 if typed[at] in _NEXT_KEYS.get(meant[at], ()) else 0.75
    if len(places) == 2 and places[1] == places[0] + 1:
        first, second = places
        return 1.0 if typed[first] == meant[second] and typed[second] == meant[first] else 0.0
    return 0.0


def _lacking_one(known: Iterable[str]) -> dict[str, list[str]]:
    """Every known word under each of its spellings with one letter left out."""
    found: dict[str, list[str]] = {}
    for word in sorted(known):
        if 2 < len(word) < 9 and not word.isdigit():
            for shorter in {word[:at] + word[at + 1 :] for at in range(len(word))}:
                found.setdefault(shorter, []).append(word)
    return found


def acronyms_of(texts: Iterable[list[str]]) -> dict[str, Phrase]:
    """Initials of three to five words in a row to the commonest such words ('gplx' to 'giay phep lai xe')."""
    counted: dict[str, dict[Phrase, int]] = {}
    for words in texts:
        for at in range(len(words)):
            for length in (3, 4, 5):
                phrase = tuple(words[at : at + length])
                if len(phrase) == length:
                    phrases = counted.setdefault("".join(word[0] for word in phrase), {})
                    phrases[phrase] = phrases.get(phrase, 0) + 1
    return {
        initials: max(sorted(phrases), key=lambda phrase: phrases[phrase])
        for initials, phrases in counted.items()
        if not is_syllable(initials)
    }
