"""Words that work everywhere, in a flow or between two, and the phrases that open flows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from motcua.messaging.dialogue.readings import holds, plain, wordings

MENU_QUERY = "#menu"
MENU_TITLE = "Về đầu"
MENU = frozenset({
    MENU_QUERY, "menu", "me nu", "trang chu", "ve dau", "bat dau", "start", "hello", "helo", "hi", "alo", "xin chao",
    "chao", "chao ban", "danh sach", "chuc nang", "huong dan", "help", "giup", "giup toi",
})  # fmt: skip
LEAVE = frozenset({
    "thoi", "huy", "huy bo", "dung lai", "ngung", "ngung lai", "thoat", "ket thuc", "stop", "cancel",
    "thoi khong lam nua", "khong lam nua", "thoi khong lay nua", "thoi nhe", "de sau", "bo qua", "thoi khoi",
})  # fmt: skip
BACK = frozenset({"quay lai", "tro lai", "lui lai", "back", "buoc truoc", "quay ve", "tro ve", "sua lai"})
RESTART = frozenset({"lam lai", "lam lai tu dau", "bat dau lai", "tu dau", "lai tu dau"})
MORE = frozenset({"them", "xem them", "tiep", "xem tiep", "con nua khong"})

THANKS = frozenset({
    "cam on", "cam on nhieu", "cam on rat nhieu", "xin cam on", "thanks", "thank you", "tks", "thank", "cam on ong",
    "cam on ban", "cam on can bo", "cam on dong chi", "tot qua cam on", "da cam on", "camon", "cam on nhiu",
    "cam on nhe",
})  # fmt: skip
HELPFUL = frozenset({"co ich", "huu ich", "rat huu ich", "giup duoc", "giup duoc roi", "co giup", "giup ich"})
NOT_HELPFUL = frozenset({
    "chua dung", "khong dung", "chua dung y", "khong dung y", "khong co ich", "khong huu ich", "khong giup duoc",
    "chua giup duoc", "tra loi sai", "sai y", "khong phai y toi", "khong phai cau do", "chua dung y toi", "vo ich",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """From what people type to what they want: `commands` by flow, `topics` (not offered yet) by title.

    `names`: more words for flows, heard only when nothing else is said.
    """

    commands: Mapping[str, Sequence[str]]
    topics: Mapping[str, Sequence[str]]
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def command(self, text: str) -> str | None:
        """The flow asked for, by its query or phrase, or by a phrase of several words anywhere in the message."""
        return self.named(text) or self.mentioned(text)

    def named(self, text: str) -> str | None:
        """The flow whose query or phrase is all that the message says."""
        said = set(wordings(text))
        either = (*self.commands.items(), *self.names.items())
        return next((flow for flow, phrases in either if said.intersection(phrases)), None)

    def mentioned(self, text: str) -> str | None:
        """The flow whose phrase of several words stands anywhere in the message."""
        return _earliest(plain(text), self.commands) if not plain(text).startswith("khong ") else None

    def topic(self, text: str) -> str | None:
        """The title of a function not offered yet, when the message is just its name."""
        said = set(wordings(text))
        return next((title for title, phrases in self.topics.items() if said.intersection(phrases)), None)

    def topic_within(self, text: str) -> str | None:
        """The same, mentioned anywhere in the message."""
        return _earliest(plain(text), self.topics)


def is_one_of(text: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(wordings(text))


def _earliest(text: str, phrases_of: Mapping[str, Sequence[str]]) -> str | None:
    found = [
        (f" {text} ".index(f" {phrase} "), -len(phrase), name)
        for name, phrases in phrases_of.items()
        for phrase in phrases
        if " " in phrase and holds(text, phrase)
    ]
    return min(found)[2] if found else None
