"""Letters and syllables: a message cut into folded syllables, and what a Vietnamese syllable can look like.

Folding is `motcua.messaging.text.fold`, letter by letter and remembered, because whole messages come by the thousand.
"""

import re
import unicodedata

from motcua.messaging.text import fold

LONGEST_TEXT = 4000
MOST_SYLLABLES = 160  # a longer message is read from both its ends
LONGEST_SYLLABLE = 40
_MOST_REMEMBERED_LETTERS = 4000
_TAGS_AND_LINKS = re.compile(r"<[^<>]{1,200}>|https?://\S{1,300}")


class _Letters(dict[int, str]):
    """A table for str.translate that asks `letter` once for each letter and remembers the answer."""

    def __init__(self, *, folded: bool) -> None:
        super().__init__()
        self._folded = folded

    def __missing__(self, code: int) -> str:
        kept = self._kept(chr(code))
        if len(self) < _MOST_REMEMBERED_LETTERS:
            self[code] = kept
        return kept

    def _kept(self, letter: str) -> str:
        if letter.isspace():
            return " "
        bare = fold(letter)
        if bare and not bare.isalnum():
            return " "
        return bare if self._folded else (bare and letter.lower())


_FOLDED = _Letters(folded=True)
_ACCENTED = _Letters(folded=False)


def syllables(text: str) -> list[str]:
    """The text as folded syllables and numbers, everything else gone; never more than MOST_SYLLABLES."""
    return _cut(_composed(text).translate(_FOLDED))


def accented_syllables(text: str) -> list[str]:
    """The same syllables in the same places, lower case with their accents."""
    return _cut(_composed(text).translate(_ACCENTED))


def _composed(text: str) -> str:
    text = text[:LONGEST_TEXT]
    if "<" in text or "://" in text:
        text = _TAGS_AND_LINKS.sub(" ", text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _cut(text: str) -> list[str]:
    words = text.split()
    if len(words) > MOST_SYLLABLES:
        words = words[: MOST_SYLLABLES // 2] + words[-MOST_SYLLABLES // 2 :]
    return [word if len(word) <= LONGEST_SYLLABLE else word[:LONGEST_SYLLABLE] for word in words]


_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx]"
_RHYME = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|e|ec|ech|em|en|eng|enh|eo|ep|et|eu|i|ia|ich|iec|iem|ien|ieng|"
    "iep|iet|ieu|im|in|inh|ip|it|iu|o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay|oc|oe|oen|oeo|oet|oi|"
    "om|on|ong|oong|op|ot|u|ua|uan|uang|uanh|uat|uay|uc|ue|uech|uenh|ui|um|un|ung|uo|uoc|uoi|uom|uon|uong|"
    "uop|uot|uou|up|ut|uu|uy|uya|uych|uyen|uyet|uynh|uyt|uyu|y|yem|yen|yet|yeu"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_RHYME})")


def is_syllable(word: str) -> bool:
    """Whether a folded word can be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


_DOUBLED = re.compile(r"dd|aa|ee|oo")
_HORN = re.compile(r"(?<=[aou])w|w(?=[aou])")
_TONE_AT_END = re.compile(r"(?<=[aeiouy])([a-z]{0,3}?)[sfrxj]+$")
_TONE_INSIDE = re.compile(r"(?<=[aeiouy])[sfrxj](?=[a-z])")
_VNI = re.compile("[1-9]")
_LETTERS_KEPT_LONG = re.compile(r"(.)\1{2,}")
_LETTERS_KEPT_DOUBLE = re.compile(r"([b-df-hj-np-z]|[iuy])\1+$")


def untyped(word: str) -> str:
    """'cuwowcs' or 'ddangw' or 'can8' as the syllable meant: raw Telex and VNI undone; '' when it is none."""
    shorter = _LETTERS_KEPT_LONG.sub(r"\1", word)
    if shorter[0].isalpha() and _VNI.search(shorter):
        plain = _VNI.sub("", shorter)
        return plain if is_syllable(plain) and len(plain) > 1 else ""
    plain = _HORN.sub("", _DOUBLED.sub(lambda pair: pair.group()[0], shorter))
    plain = plain.replace("w", "u")
    for candidate in (plain, _TONE_AT_END.sub(r"\1", plain), _TONE_INSIDE.sub("", plain), _bare(shorter)):
        if candidate != word and is_syllable(candidate):
            return candidate
    return ""


def _bare(word: str) -> str:
    """'duowcj' typed as 'dduocwj', 'giayas': every tone letter after the first vowel and every doubled vowel gone."""
    word = _DOUBLED.sub(lambda pair: pair.group()[0], word.replace("w", ""))
    word = _TONE_INSIDE.sub("", _TONE_AT_END.sub(r"\1", word))
    word = _LETTERS_KEPT_DOUBLE.sub(r"\1", word)
    first = re.match(r"([^aeiouy]*[aeiouy]+[a-z]*?)([aeo])$", word)
    if first and first[2] in first[1]:  # 'giaya': the hat typed at the end
        return first[1]
    return word
