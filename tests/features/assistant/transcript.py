"""Conversations as text files that read like a chat, played against the real engine and flows.

= a conversation begins, with its name      @ one of desk.WORLDS (default: mới)
> what the citizen types                     > [Tên nút] presses a button of any message so far
> {ảnh} {sticker} {vị trí} {ghi âm} {tệp} {liên kết} {danh thiếp} {quan tâm} are other things she does
> 40× alo                                     sends the same forty times within seconds
! cán bộ nhận, ! cán bộ xong: an officer takes the conversation, gives it back to the bot
? báo tin | chuyển cán bộ | câu hỏi | đánh giá: … what the office has kept last; nothing after > means silence
< the office's answer, line by line; … stands for anything; an empty < begins the next message
~ +31m: time passes      ~ -20s: the next message was sent so much earlier (late), ~ =1s: so soon after the last
(seconds, minutes, hours, days; otherwise twenty seconds go by between two messages)
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from motcua.messaging.dialogue import sentences
from motcua.messaging.dialogue.flow import Event, EventKind, Office
from motcua.messaging.dialogue.reply import Reply
from motcua.messaging.dialogue.state import State, from_json, to_json
from motcua.workflows.assistant.turns import respond
from tests.features.assistant.desk import OFFICE, WORLDS, MemoryDesk

KINDS: dict[str, EventKind] = {
    "{ảnh}": "image", "{sticker}": "sticker", "{vị trí}": "location", "{ghi âm}": "voice", "{tệp}": "file",
    "{liên kết}": "link", "{danh thiếp}": "card",
    "{quan tâm}": "follow",
}  # fmt: skip
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_READING_TIME = timedelta(seconds=20)


@dataclass
class Chat:
    """One citizen talking; time goes on by twenty seconds a message."""

    desk: MemoryDesk = field(default_factory=MemoryDesk)
    office: Office = OFFICE
    state: State = field(default_factory=State)
    said: list[Reply] = field(default_factory=list)
    late_by: timedelta = timedelta(0)

    def does(self, line: str) -> tuple[Reply, ...]:
        """Play one line of a transcript."""
        if many := re.fullmatch(r"(\d+)× (.+)", line):
            return tuple(reply for _ in range(int(many[1])) for reply in self._quickly(many[2]))
        kind = KINDS.get(line, "text")
        return self.hears(kind, self._typed(line) if kind == "text" else "")

    def hears(self, kind: EventKind, text: str = "") -> tuple[Reply, ...]:
        """Play one event; the state travels through its stored form every time."""
        self.desk.now += _READING_TIME
        event = Event(kind, self.desk.now - self.late_by, text)
        self.late_by = timedelta(0)
        stored = from_json(json.loads(json.dumps(to_json(self.state))))
        assert stored == self.state
        turn = respond(self.desk, office=self.office, state=stored, event=event, now=self.desk.now)
        self.state = turn.state
        self.said.extend(turn.replies)
        return turn.replies

    def happens(self, what: str) -> None:
        """Something on the officers' side."""
        self.desk.owned = {"cán bộ nhận": True, "cán bộ xong": False}[what]

    def kept(self, what: str) -> str:
        """What the office has kept last, as a line of a transcript."""
        desk = self.desk
        if what == "báo tin":
            return "{}: {}".format(*desk.reported[-1])
        if what == "chuyển cán bộ":
            return "{}: {}".format(*desk.handed[-1][:2])
        if what == "hộp thư":
            return " ".join(filter(None, desk.inbox[-1]))
        if what == "đánh giá":
            number = list(desk.ratings)[-1]
            return f"{desk.questions[int(number) - 1].entry}: {'có' if desk.ratings[number] else 'chưa'}"
        asked = desk.questions[-1]
        return f"{asked.decision}: {asked.text}"

    def _quickly(self, words: str) -> tuple[Reply, ...]:
        self.desk.now -= _READING_TIME - timedelta(milliseconds=100)
        return self.hears("text", words)

    def waits(self, change: str) -> None:
        """'+31m' moves the clock, '-20s' makes the next message an old one, '=1s' a quick one."""
        sign, stretch = change[0], timedelta(**{_UNITS[change[-1]]: int(change[1:-1])})
        if sign == "+":
            self.desk.now += stretch
        elif sign == "=":
            self.desk.now -= _READING_TIME - stretch
        else:
            self.late_by = stretch + _READING_TIME

    def _typed(self, line: str) -> str:
        if not (pressed := re.fullmatch(r"\[(.+)]", line)):
            return line
        buttons = [button for reply in reversed(self.said) for button in reply.buttons]
        return next(button.value for button in buttons if button.title == pressed[1])


@dataclass
class Conversation:
    """One scene of a file: its name, its world, and what is done and expected in turn."""

    name: str
    world: str = "mới"
    demo: bool = False
    lines: list[tuple[str, str]] = field(default_factory=list)

    def chat(self) -> Chat:
        return Chat(WORLDS[self.world](), office=replace(OFFICE, demo=self.demo))


def conversations(folder: Path) -> Iterator[Conversation]:
    """Every scene of every .chat file of a folder."""
    for path in sorted(folder.glob("*.chat")):
        scene: Conversation | None = None
        for line in path.read_text().splitlines():
            sign, _, rest = line.partition(" ")
            if sign == "=":
                scene = Conversation(f"{path.stem}: {rest}")
                yield scene
            elif scene and sign == "@":
                scene.demo, scene.world = rest.endswith(" (chạy thử)"), rest.removesuffix(" (chạy thử)")
            elif scene and sign in (">", "<", "~", "!", "?"):
                scene.lines.append((sign, rest))


def as_lines(replies: tuple[Reply, ...]) -> list[str]:
    """Replies as a transcript shows them: an empty line between two; blank lines and the standing hint left out."""
    hints = ("", sentences.HINT, sentences.HINT_AFTER)
    blocks = [[line for line in reply.text.split("\n") if line not in hints] for reply in replies]
    return [line for index, block in enumerate(blocks) for line in ([""] if index else []) + block]


def reads_as(expected: list[str], said: list[str]) -> bool:
    """Whether the lines are the same, where a line … may stand for any number of lines."""
    if not expected:
        return not said
    if expected[0] == "…":
        return any(reads_as(expected[1:], said[start:]) for start in range(len(said) + 1))
    return bool(said) and expected[0] == said[0] and reads_as(expected[1:], said[1:])
