"""What officers see of answers: the list, one entry with its versions, what waits for a second person, a trial."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import F, Q, QuerySet

from motcua.features.knowledge import rules
from motcua.features.knowledge.book import Book, Leaf, book_of
from motcua.features.knowledge.changes import Change, differences
from motcua.features.knowledge.models import (
    OPEN_STATES,
    Category,
    EntryVersion,
    Phrasing,
    PhrasingState,
    VersionState,
    VersionStep,
)
from motcua.features.knowledge.rules import Words
from motcua.foundation.offices.queries import in_force
from motcua.messaging.text import fold

__all__ = [
    "Clash", "EntryPage", "Proposal", "Row", "Trial", "Waiting", "categories_of", "conflicts", "draft_of",
    "entry_page", "rows", "titles", "trial", "waiting", "waiting_count",
]  # fmt: skip

MOST_WORDINGS = 3000  # a page may take some seconds, not a minute


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list. `open_state`: a draft or a submitted version beside what is told; `hidden`: told elsewhere,
    not in this unit.
    """

    key: str
    title: str
    category_key: str
    category: str
    own: bool
    is_told: bool
    confirmed: bool
    updated: date
    valid_to: date | None
    phrasings: int
    open_state: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry: what is told, its versions from the latest to the first, what changed in each, who did what.

    `hidden_by` keeps a `shared` entry from being told in the unit.
    """

    key: str
    title: str
    category: str
    leaf: Leaf | None
    open_version: EntryVersion | None
    hidden_by: EntryVersion | None
    shared: bool
    versions: tuple[tuple[EntryVersion, tuple[Change, ...], tuple[VersionStep, ...]], ...]
    learned: tuple[Phrasing, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a second person has to look at."""

    versions: tuple[EntryVersion, ...]
    phrasings: tuple[Phrasing, ...]
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry that the engine thought of, the wording that came nearest, and the words both share."""

    key: str
    title: str
    phrasing: str
    words: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What the engine makes of a sentence."""

    decision: str
    confidence: float
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A wording of one entry that is answered by another."""

    phrasing: str
    key: str
    title: str
    winner_key: str
    winner: str


def rows(unit_id: int, today: date, *, category: str = "", show: str = "", search: str = "") -> list[Row]:
    """The unit's list, by topic. `show`: "" all, "own", "shared", "open" (a draft or waiting), "unconfirmed",
    "ending", "hidden".
    """
    book = book_of(unit_id, today)
    titles = {one.key: one.title for one in categories_of(unit_id)}
    drafts = {one.entry.key: one for one in _open_versions(unit_id)}
    hidden = {one.entry.key: one for one in _hiding(unit_id, today) if one.entry.key not in book.leaves}
    told = [_row(leaf, titles, drafts.get(leaf.key)) for leaf in book.leaves.values()]
    told += [_untold_row(one, titles, drafts.get(key)) for key, one in hidden.items()]
    told += [_untold_row(one, titles, one) for key, one in drafts.items() if key not in book.leaves | hidden]
    wanted, place = fold(search), {key: number for number, key in enumerate(titles)}
    return [
        row
        for row in sorted(told, key=lambda row: place.get(row.category_key, len(place)))
        if (not category or row.category_key == category)
        and _is_shown(row, show, today)
        and (not wanted or _holds(wanted, row, book.leaves.get(row.key)))
    ]


def entry_page(unit_id: int, key: str, today: date) -> EntryPage | None:
    """An entry as the unit sees it: its own versions and the library's."""
    mine = EntryVersion.objects.filter(Q(entry__unit_id=unit_id) | Q(entry__unit=None), entry__key=key)
    found = list(
        mine.select_related("entry__category", "author", "approved_by")
        .prefetch_related("steps__by")
        .order_by(F("entry__unit_id").desc(nulls_last=True), "-number")
    )
    if not found:
        return None
    former: dict[int, Words] = {}
    changes: dict[int, tuple[Change, ...]] = {}
    for version in reversed(found):
        before = former.get(version.entry_id) or former.get(0)
        former[version.entry_id] = version.words
        if version.entry.unit_id is None:
            former[0] = former[version.entry_id]
        changes[version.pk] = tuple(differences(before, former[version.entry_id]))
    leaf = book_of(unit_id, today).leaves.get(key)
    learned = Phrasing.objects.filter(unit_id=unit_id, entry_key=key, state=PhrasingState.APPROVED).order_by("id")
    return EntryPage(
        key=key,
        title=leaf.title if leaf else found[0].title,
        category=found[0].entry.category.title,
        leaf=leaf,
        open_version=next((one for one in found if one.state in OPEN_STATES and one.entry.unit_id), None),
        hidden_by=None if leaf else _hiding(unit_id, today).filter(entry__key=key).first(),
        shared=any(one.entry.unit_id is None for one in found),
        versions=tuple((one, changes[one.pk], tuple(one.steps.all())) for one in found),
        learned=tuple(learned),
    )


def draft_of(unit_id: int, version_id: int) -> EntryVersion | None:
    """A version of the unit's own, for its editor."""
    mine = EntryVersion.objects.select_related("entry__category", "author").filter(entry__unit_id=unit_id)
    return mine.filter(pk=version_id).first()


def categories_of(unit_id: int) -> list[Category]:
    """Every branch an entry may stand under, the unit's own before the library's of the same key."""
    mine = Category.objects.filter(Q(unit_id=unit_id) | Q(unit=None)).order_by(F("unit_id").asc(nulls_first=True))
    return sorted({one.key: one for one in mine}.values(), key=lambda one: (one.order, one.title))


def waiting(unit_id: int, today: date) -> Waiting:
    """What waits for a second person, the oldest first."""
    phrasings = Phrasing.objects.filter(unit_id=unit_id, state=PhrasingState.SUGGESTED).select_related(
        "suggested_by", "question"
    )
    submitted = _open_versions(unit_id).filter(state=VersionState.SUBMITTED).select_related("author")
    return Waiting(tuple(submitted.order_by("written_at")), tuple(phrasings.order_by("id")), titles(unit_id, today))


def waiting_count(unit_ids: Iterable[int]) -> int:
    """How many versions and phrasings of these units wait for a second person."""
    units = list(unit_ids)
    versions = EntryVersion.objects.filter(entry__unit_id__in=units, state=VersionState.SUBMITTED).count()
    return versions + Phrasing.objects.filter(unit_id__in=units, state=PhrasingState.SUGGESTED).count()


def titles(unit_id: int, today: date) -> dict[str, str]:
    """What is told today, key to title: what an officer may choose an entry by."""
    return {leaf.key: leaf.title for leaf in book_of(unit_id, today).leaves.values()}


def trial(unit_id: int, text: str, today: date) -> Trial:
    """Thử một câu: which answer wins and why."""
    book = book_of(unit_id, today)
    answer = book.engine.answer(text[:1000]) if book.leaves else None
    if answer is None:
        return Trial("none", 0.0, ())
    proposals = tuple(
        Proposal(one.entry_id, book.leaves[one.entry_id].title, one.phrasing, one.words, one.share)
        for one in answer.why
        if one.entry_id in book.leaves
    )
    return Trial(answer.decision, answer.confidence, proposals)


def conflicts(unit_id: int, today: date) -> list[Clash]:
    """Wordings that another entry answers best, of the first 3,000. Worked out once an edition, kept with the book."""
    book = book_of(unit_id, today)
    if book.clashes is None:
        book.clashes = tuple(_clashes(book))
    return [
        Clash(phrasing, key, book.leaves[key].title, winner, book.leaves[winner].title)
        for phrasing, key, winner in book.clashes
    ]


def _clashes(book: Book) -> Iterable[tuple[str, str, str]]:
    wordings = ((text, leaf.key) for leaf in book.leaves.values() for text in (leaf.title, *leaf.phrasings))
    for phrasing, key in islice(wordings, MOST_WORDINGS):
        best = book.engine.answer(phrasing).entry_ids[:1]
        if best and best[0] != key and best[0] in book.leaves:
            yield phrasing, key, best[0]


def _open_versions(unit_id: int) -> QuerySet[EntryVersion]:
    return EntryVersion.objects.select_related("entry__category").filter(
        entry__unit_id=unit_id, state__in=OPEN_STATES
    )  # fmt: skip


def _hiding(unit_id: int, today: date) -> QuerySet[EntryVersion]:
    """The versions of a unit that keep shared entries from being told on a day."""
    mine = EntryVersion.objects.filter(in_force(today), entry__unit_id=unit_id, state=VersionState.APPROVED, hides=True)
    return mine.select_related("entry__category").order_by("number")


def _row(leaf: Leaf, titles: dict[str, str], draft: EntryVersion | None) -> Row:
    return Row(
        leaf.key, leaf.title, leaf.category_key, titles.get(leaf.category_key, ""), leaf.own, True, leaf.confirmed,
        leaf.updated, leaf.valid_to, len(leaf.phrasings), draft.state if draft else "", hidden=False,
    )  # fmt: skip


def _untold_row(version: EntryVersion, titles: dict[str, str], draft: EntryVersion | None) -> Row:
    """A draft nobody reads yet, or a shared entry that the unit hides."""
    key = version.entry.category.key
    return Row(
        version.entry.key, version.title, key, titles.get(key, ""), True, False, version.confirmed, version.updated,
        version.valid_to, len(rules.lines(version.phrasings)), draft.state if draft else "",
        hidden=version.state == VersionState.APPROVED,
    )  # fmt: skip


def _is_shown(row: Row, show: str, today: date) -> bool:
    match show:
        case "own":
            return row.own and not row.hidden
        case "hidden":
            return row.hidden
        case "shared":
            return not row.own
        case "open":
            return bool(row.open_state)
        case "unconfirmed":
            return not row.confirmed
        case "ending":
            return row.valid_to is not None and (row.valid_to - today).days <= 30
    return True


def _holds(wanted: str, row: Row, leaf: Leaf | None) -> bool:
    texts = (row.title, *(leaf.phrasings if leaf else ()), leaf.answer if leaf else "")
    return any(wanted in fold(text) for text in texts)
