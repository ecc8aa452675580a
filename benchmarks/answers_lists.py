"""The development lists of the answering engine, and the three levels a message is asked in.

The lists are ours (`answers_data/`), written by hand, of three styles; the noise function is seeded and shares no
word list with the engine. `without` holds entries out: their messages become near misses that nobody may answer.
"""

import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from motcua.features.knowledge.engine import Entry

LEVELS = ("clean", "plain", "noisy")
LISTS = ("police", "services", "admissions")
_DATA = Path(__file__).parent / "answers_data"


@dataclass(frozen=True, slots=True)
class Asked:
    """A message and the entry that answers it; None when nothing in the list does."""

    text: str
    entry: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One list with the messages it is judged on."""

    name: str
    entries: tuple[Entry, ...]
    asked: tuple[Asked, ...]

    def at(self, level: str, seed: int = 1) -> "Case":
        """The same messages at another level."""
        return replace(self, asked=tuple(replace(one, text=spoil(one.text, level, seed)) for one in self.asked))

    def with_unknowns(self, seed: int = 1, share: float = 0.2) -> "Case":
        """A fifth of the entries taken out, their messages kept, and messages of elsewhere mixed in."""
        chance = random.Random(seed)
        ids = [entry.id for entry in self.entries]
        gone = set(chance.sample(ids, int(len(ids) * share)))
        asked = [replace(one, entry=None) if one.entry in gone else one for one in self.asked]
        foreign = [Asked(text, None) for text in elsewhere(self.name)]
        chance.shuffle(foreign)
        return replace(
            self,
            entries=tuple(entry for entry in self.entries if entry.id not in gone),
            asked=(*asked, *foreign[: max(20, len(self.asked) // 5)]),
        )


def case(name: str, phrasings: int | None = None, *, titled: bool = True) -> Case:
    """A list with its title and at most `phrasings` wordings an entry (all of them when None)."""
    entries, asked = _police() if name == "police" else _lines(name)
    if phrasings is not None:
        entries = [replace(entry, phrasings=entry.phrasings[:phrasings]) for entry in entries]
    if not titled:
        entries = [replace(entry, title=entry.phrasings[0] if entry.phrasings else entry.title) for entry in entries]
    return Case(name, tuple(entries), tuple(asked))


def rotated(name: str, known: int, seed: int) -> Case:
    """`known` wordings drawn from all of an entry's; every other one becomes a message."""
    whole = case(name)
    chance = random.Random(seed)
    entries: list[Entry] = []
    asked: list[Asked] = []
    for entry in whole.entries:
        wordings = [entry.title, *entry.phrasings, *(one.text for one in whole.asked if one.entry == entry.id)]
        chance.shuffle(wordings)
        entries.append(replace(entry, title=wordings[0], phrasings=tuple(wordings[1:known])))
        asked.extend(Asked(text, entry.id) for text in wordings[known:])
    return Case(name, tuple(entries), tuple(asked))


def elsewhere(name: str) -> list[str]:
    """Messages that belong to no entry of the list: small talk and the other lists' messages, in turn."""
    others = [other for other in LISTS if other != name and "admissions" in (name, other)]
    strange = [one.text for other in others for one in case(other).asked]
    chatter = [line for line in (_DATA / "chatter.txt").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    return chatter + strange[:: max(1, len(strange) // len(chatter))]


def _lines(name: str) -> tuple[list[Entry], list[Asked]]:
    entries: list[Entry] = []
    asked: list[Asked] = []
    for number, line in enumerate(_data_lines(name), 1):
        known, _, messages = line.partition("||")
        title, *phrasings = (part.strip() for part in known.split("|"))
        entry = Entry(f"{name}-{number}", title, tuple(phrasings))
        entries.append(entry)
        asked.extend(Asked(text.strip(), entry.id) for text in messages.split("|") if text.strip())
    return entries, asked


def _police() -> tuple[list[Entry], list[Asked]]:
    entries: list[Entry] = []
    asked: list[Asked] = []
    for line in _data_lines("police"):
        mark, text = line[0], line[1:].strip()
        if mark == "=":
            entries.append(Entry(f"police-{len(entries) + 1}", text))
        elif mark == "!":
            entries[-1] = replace(entries[-1], answer=text)
        elif mark == "~":
            entries[-1] = replace(entries[-1], phrasings=(*entries[-1].phrasings, text))
        else:
            asked.append(Asked(text, entries[-1].id))
    return entries, asked


def _data_lines(name: str) -> Iterator[str]:
    for line in (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


# Levels


def spoil(text: str, level: str, seed: int = 1) -> str:
    """The message without marks (plain), or as a thumb on a bus types it (noisy); the same for the same seed."""
    if level == "clean":
        return text
    if level == "plain":
        return _unmarked(text)
    chance = random.Random(f"{seed}:{text}")
    words = text.lower().split()
    telex = chance.random() < 0.15
    typed = [word for word in (_typed(word, chance, telex) for word in words if chance.random() > 0.03) if word]
    return " ".join(_stuck(typed or [_unmarked(text)], chance))


_STREET = {
    "không": "k ko kh hok hong khum", "được": "dc đc dk duoc", "gì": "j gi", "vậy": "v z vay", "làm": "lm",
    "nhiêu": "nhiu", "người": "ng ngừi", "với": "vs", "rồi": "r rùi", "trước": "trc", "mình": "mk mik", "anh": "a",
    "em": "e", "chị": "c", "biết": "bit bik", "cũng": "cx cug", "nhưng": "nhg", "giờ": "h gio", "tôi": "t toi",
    "muốn": "mun", "quá": "wa", "phải": "p fai", "những": "nhg", "trường": "trg", "học": "hoc hc", "đăng": "dag",
    "gia": "ja", "vợ": "vk", "chồng": "ck", "điện": "dt", "thế": "the", "nào": "nao nèo", "tháng": "thg",
    "trong": "trog", "năm": "nam", "mới": "ms", "hôm": "hum", "thôi": "thui", "luôn": "lun", "bây": "bi", "đi": "di đy",
    "nhà": "nha", "giấy": "zấy giay", "tờ": "to",
}  # fmt: skip
_PHRASES = {
    "căn cước công dân": "cccd", "căn cước": "cc", "bao nhiêu": "bn", "như thế nào": "ntn", "thế nào": "tn",
    "đăng ký": "dk", "hồ sơ": "hs", "bảo hiểm y tế": "bhyt", "bảo hiểm xã hội": "bhxh", "điện thoại": "dt",
    "thủ tục": "tt", "học phí": "hp", "ký túc xá": "ktx", "công ty": "cty", "sinh viên": "sv", "thông tin": "tt",
    "hộ khẩu": "hk", "sổ hộ khẩu": "shk", "giấy phép lái xe": "gplx", "bằng lái": "bl", "ủy ban": "ub", "công an": "ca",
    "xét tuyển": "xt", "nước ngoài": "nn", "kết hôn": "kh", "giấy khai sinh": "gks", "ở đâu": "o dau",
    "nguyện vọng": "nv", "số điện thoại": "sdt",
}  # fmt: skip
_NEAR = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqrtyuiopoasdfghjklxzvcbnm", strict=True))
_TELEX_TONE = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_TELEX_SHAPE = {"\u0302": "", "\u0306": "w", "\u031b": "w"}


def _typed(word: str, chance: random.Random, telex: bool) -> str:
    bare = re.sub(r"[^\w]", "", word)
    if telex and chance.random() < 0.5:
        return _as_telex(bare)
    if bare in _STREET and chance.random() < 0.3:
        return _unmarked(chance.choice(_STREET[bare].split()))
    plain = _unmarked(bare)
    if len(plain) > 2 and chance.random() < 0.07:
        return _slip(plain, chance)
    return plain


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + _NEAR.get(word[at], word[at]) + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if kind == 2 else word[:at] + word[at] + word[at:]


def _stuck(words: Sequence[str], chance: random.Random) -> list[str]:
    text = " ".join(words)
    for whole, short in _PHRASES.items():
        if chance.random() < 0.3:
            text = re.sub(rf"\b{_unmarked(whole)}\b", _unmarked(short), text)
    out: list[str] = []
    for word in text.split():
        if out and chance.random() < 0.05:
            out[-1] += word
        else:
            out.append(word)
    return out


def _as_telex(word: str) -> str:
    typed, tone = "", ""
    for letter in word:
        base, *marks = list(unicodedata.normalize("NFD", letter))
        typed += "dd" if base == "đ" else base
        for mark in marks:
            if mark in _TELEX_TONE:
                tone = _TELEX_TONE[mark]
            else:
                typed += _TELEX_SHAPE.get(mark) or base
    return typed + tone


def _unmarked(text: str) -> str:
    letters = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# Nearer messages


_AROUND = (
    "{}", "{}", "cho em hỏi {} với ạ", "tôi muốn {}", "{} thì làm thế nào ạ", "{} cần giấy tờ gì", "{} ở đâu vậy",
    "{} mất bao lâu", "hướng dẫn giúp tôi {}", "ad ơi {}", "cho hỏi về {}", "xin tư vấn {} ạ",
)  # fmt: skip


def nearer(of: Case, seed: int = 1) -> Case:
    """One more message an entry that keeps most of a known wording's words: half of what people write is like that."""
    chance = random.Random(seed)
    asked: list[Asked] = []
    for entry in of.entries:
        words = chance.choice([entry.title, *entry.phrasings]).rstrip("?").split()
        left = [word for word in words if chance.random() > 0.25]
        asked.append(Asked(chance.choice(_AROUND).format(" ".join(left if len(left) > 1 else words)), entry.id))
    return replace(of, asked=tuple(asked))
