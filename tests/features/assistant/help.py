"""Answers, officers and reports of the office in memory. The list is the shipped one, searched by the real engine."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from motcua.features import knowledge
from motcua.features.knowledge import rendering
from motcua.features.knowledge.engine import Engine
from motcua.features.knowledge.engine import Entry as EngineEntry
from motcua.features.reports import rules as reports
from motcua.workflows.assistant.phrases import MY_NUMBER
from motcua.workflows.assistant.port_help import Danger, Decision, Entry, Found, HandedOver, Told, Topic, Why

_FACTS = {
    "hotline": "028 0000 0113", "unit": "Công an quận Mẫu", "address": "100 đường Mẫu 1", "website": "",
    "hours": "thứ Hai đến thứ Sáu 7:30–17:00",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One entry as told on the office's day."""

    told: Told
    topic: str
    presets: tuple[str, ...]
    phrasings: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """The shipped list on a day."""

    topics: dict[str, str]
    pages: dict[str, Page]
    engine: Engine


@lru_cache
def book_on(day: date) -> Book:
    """The shipped list as it was told on a day, and the engine fitted to it."""
    files = [json.loads(path.read_text()) for path in (Path(knowledge.__path__[0]) / "seeds").glob("*.json")]
    files.sort(key=lambda one: one["category"]["order"])
    topics = {one["category"]["key"]: one["category"]["title"] for one in files}
    pages = {}
    for one in files:
        for entry in one["entries"]:
            if (page := _page(entry, one["category"]["key"], day)) is not None:
                pages[page.told.key] = page
    fitted = Engine.fit(
        [EngineEntry(page.told.key, page.told.title, page.phrasings, page.told.text, topics[page.topic])
         for page in pages.values()]
    )  # fmt: skip
    return Book(topics, pages, fitted)


def _page(entry: dict, topic: str, day: date) -> Page | None:
    spoken = [
        one for one in entry["versions"]
        if (one["valid_from"] or "0000") <= day.isoformat() <= (one["valid_to"] or "9999")
    ]  # fmt: skip
    if not spoken:
        return None
    text = MY_NUMBER if entry["live"] == "my_number" else rendering.filled(spoken[-1]["answer"], _FACTS)
    text = rendering.plain(text)
    told = Told(
        entry["key"], entry["title"], text, spoken[-1]["legal_basis"], date(2022, 7, 1), entry["action"] or "",
        entry["live"] or "",
    )  # fmt: skip
    return Page(told, topic, tuple(entry["presets"]), tuple(entry["phrasings"]))


@dataclass(frozen=True, slots=True)
class Kept:
    """A question as it was kept."""

    text: str
    decision: Decision
    entry: str


@dataclass
class MemoryHelp:
    """Behaves as `port_help.Help` promises. `open_now`: officers are there; `owned`: one of them has the conversation.

    `sayings` are decisions to give before the engine is asked, for scenes that need an unclear message.
    """

    now: datetime
    open_now: bool = True
    owned: bool = False
    sayings: dict[str, tuple[Decision, tuple[str, ...]]] = field(default_factory=dict)
    own_presets: list[Entry] = field(default_factory=list)
    questions: list[Kept] = field(default_factory=list)
    told_of: dict[str, str] = field(default_factory=dict)
    ratings: dict[str, bool] = field(default_factory=dict)
    handed: list[tuple[Why, str, str]] = field(default_factory=list)
    inbox: list[tuple[str, str]] = field(default_factory=list)
    reported: list[tuple[Danger, str]] = field(default_factory=list)
    empty: bool = False

    @property
    def book(self) -> Book:
        return book_on(date(2022, 7, 22))

    def ask(self, text: str) -> Found:
        if self.empty:
            return Found("none", 0.0, ())
        if text in self.sayings:
            decision, keys = self.sayings[text]
            return Found(decision, 0.5, tuple(Entry(key, self.book.pages[key].told.title) for key in keys))
        answer = self.book.engine.answer(text)
        entries = tuple(Entry(key, self.book.pages[key].told.title) for key in answer.entry_ids[:3])
        return Found(answer.decision if entries else "none", answer.confidence, entries)

    def told(self, key: str) -> Told | None:
        page = self.book.pages.get(key)
        return None if page is None or self.empty else page.told

    def topics(self, preset: str = "") -> list[Topic]:
        shown = [page.topic for page in self._shown(preset)]
        return [Topic(key, title, shown.count(key)) for key, title in self.book.topics.items() if key in shown]

    def entries(self, topic: str, preset: str = "") -> list[Entry]:
        return [Entry(one.told.key, one.told.title) for one in self._shown(preset) if one.topic == topic]

    def presets(self) -> list[Entry]:
        return self.own_presets

    def keep_question(self, text: str, decision: Decision, entry: str, confidence: float) -> str:
        self.questions.append(Kept(text, decision, entry))
        return str(len(self.questions))

    def answered(self, question: str, entry: str) -> None:
        self.told_of[question] = entry

    def rate(self, question: str, helpful: bool) -> None:
        self.ratings.setdefault(question, helpful)

    def hand_over(self, why: Why, text: str, question: str = "") -> HandedOver:
        self.handed.append((why, text, question))
        morning = self.now.replace(hour=7, minute=45, second=0)
        later = morning if self.now < morning else morning + timedelta(days=1)
        return HandedOver(self.open_now, self.now + timedelta(minutes=15) if self.open_now else later)

    def take_in(self, text: str, kind: str, at: datetime, message_id: str) -> bool:
        if self.owned:
            self.inbox.append((kind, text))
        return self.owned

    def report(self, kind: Danger, text: str) -> str:
        repeated = kind in [known for known, _ in self.reported]
        self.reported.append((kind, text))
        return reports.acknowledgement(kind, "KMTR-2345", repeated=repeated)

    def _shown(self, preset: str) -> list[Page]:
        pages = [] if self.empty else list(self.book.pages.values())
        return [page for page in pages if not preset or preset in page.presets]
