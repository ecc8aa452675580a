"""Reads of what a unit tells: its topic tree, one answer, and what its engine makes of a message."""

from dataclasses import dataclass
from datetime import date, datetime

from motcua.features.knowledge import rendering, rules
from motcua.features.knowledge.book import Leaf, book_of
from motcua.features.knowledge.facts import facts_of
from motcua.features.knowledge.live import tell_live
from motcua.features.knowledge.models import Decision, Preset, Question
from motcua.features.knowledge.rules import Picture

__all__ = [
    "Asked", "CategoryCard", "EntryCard", "PresetCard", "Told", "ask", "asked_at", "categories", "entries_of",
    "filled_text", "presets", "told",
]  # fmt: skip

_LONGEST_MESSAGE = 1000


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """A branch of the tree and how many entries it has."""

    key: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class EntryCard:
    """An entry in a list."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class PresetCard:
    """A menu function of the unit that opens a part of its list."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Told:
    """One answer. `text` is Markdown, `plain` the same for a chat, `live` names the teller that spoke, if one did."""

    key: str
    title: str
    text: str
    plain: str
    source: str
    updated: date
    action: str | None
    live: str | None
    pictures: tuple[Picture, ...]
    category_key: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a message: the entry to tell, at most three to choose from, or nothing."""

    decision: str
    confidence: float
    choices: tuple[EntryCard, ...]


def categories(unit_id: int, today: date, preset: str = "") -> list[CategoryCard]:
    """The branches of the tree, or of the part of it that a preset opens; empty branches are not shown."""
    book = book_of(unit_id, today)
    shown = [leaf.category_key for leaf in book.leaves.values() if not preset or preset in leaf.presets]
    cards = [CategoryCard(branch.key, branch.title, shown.count(branch.key)) for branch in book.branches]
    return [card for card in cards if card.count]


def entries_of(unit_id: int, category_key: str, today: date, preset: str = "") -> list[EntryCard]:
    """The entries of a branch, in their order."""
    leaves = book_of(unit_id, today).leaves.values()
    return [
        EntryCard(leaf.key, leaf.title)
        for leaf in leaves
        if leaf.category_key == category_key and (not preset or preset in leaf.presets)
    ]


def told(unit_id: int, entry_key: str, today: date, now: datetime | None = None) -> Told | None:
    """The answer of an entry on a day. With `now`, a live answer stands in the place of the written one."""
    leaf = book_of(unit_id, today).leaves.get(entry_key)
    if leaf is None:
        return None
    spoken = tell_live(leaf.live, unit_id, now) if leaf.live and now is not None else None
    text = rendering.filled(spoken or _written(leaf), facts_of(unit_id, today))
    return Told(
        key=leaf.key,
        title=leaf.title,
        text=text,
        plain=rendering.plain(text),
        source=leaf.legal_basis if leaf.confirmed else "",
        updated=today if spoken else leaf.updated,
        action=leaf.action or None,
        live=leaf.live or None,
        pictures=leaf.pictures,
        category_key=leaf.category_key,
    )


def ask(unit_id: int, text: str, today: date) -> Asked:
    """What the unit's list says to a message. Emergencies are the caller's to hear first: they are never asked here."""
    book = book_of(unit_id, today)
    if not book.leaves or not text.strip():
        return Asked(Decision.NONE, 0.0, ())
    answer = book.engine.answer(text[:_LONGEST_MESSAGE])
    choices = tuple(EntryCard(key, book.leaves[key].title) for key in answer.entry_ids[:3] if key in book.leaves)
    if not choices:
        return Asked(Decision.NONE, answer.confidence, ())
    return Asked(answer.decision, answer.confidence, choices)


def asked_at(question_id: int) -> datetime | None:
    """When a question that was kept was asked."""
    return Question.objects.filter(pk=question_id).values_list("at", flat=True).first()


def filled_text(markdown: str, unit_id: int, today: date) -> str:
    """Markdown with the unit's own facts where their places stand, for a look before it is told."""
    return rendering.filled(markdown, facts_of(unit_id, today))


def presets(unit_id: int) -> list[PresetCard]:
    """The menu functions of the unit that open a part of the list."""
    rows = Preset.objects.filter(unit_id=unit_id).order_by("order", "id").values_list("key", "title")
    return [PresetCard(key, title) for key, title in rows]


def _written(leaf: Leaf) -> str:
    """Facts that nobody confirmed are never stated: such an answer must send on to a person, or is not told."""
    return leaf.answer if leaf.confirmed or "{hotline}" in leaf.answer else rules.UNCONFIRMED
