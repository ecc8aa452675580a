"""Everything a unit tells on a day, read once and kept while its edition stands; and the engine fitted to it.

A cache with an age: the edition is asked for at most every two seconds, so each process follows an approval in that
time, and the process in which it happened at once.
"""

import threading
import time
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import transaction
from django.db.models import F, Q

from motcua.features.knowledge import rules
from motcua.features.knowledge.engine import Engine
from motcua.features.knowledge.engine import Entry as EngineEntry
from motcua.features.knowledge.models import Category, Edition, EntryVersion, Phrasing
from motcua.features.knowledge.rules import Picture
from motcua.foundation.offices.queries import in_force

_ASK_AGAIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry as it is told on the book's day. `own`: the unit's own words, not the library's."""

    key: str
    title: str
    category_key: str
    phrasings: tuple[str, ...]
    answer: str
    legal_basis: str
    action: str
    live: str
    confirmed: bool
    pictures: tuple[Picture, ...]
    updated: date
    presets: tuple[str, ...]
    own: bool
    entry_id: int
    version_id: int
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A category that has entries on the book's day."""

    key: str
    title: str


@dataclass
class Book:
    """A unit's list on a day."""

    unit_id: int
    day: date
    edition: str
    branches: tuple[Branch, ...]
    leaves: dict[str, Leaf]
    clashes: tuple[tuple[str, str, str], ...] | None = None

    @cached_property
    def engine(self) -> Engine:
        """The engine fitted to this book. Units that tell the same share one; one thread fits, the others wait."""
        titles = {branch.key: branch.title for branch in self.branches}
        entries = tuple(
            EngineEntry(leaf.key, leaf.title, leaf.phrasings, leaf.answer, titles.get(leaf.category_key, ""))
            for leaf in self.leaves.values()
        )
        with _fitting:
            fitted = _engines.get(entries)
            if fitted is None:
                fitted = _engines[entries] = Engine.fit(entries, version=f"{self.unit_id}:{self.day}:{self.edition}")
            return fitted


_books: dict[int, tuple[float, Book]] = {}
_engines: weakref.WeakValueDictionary[tuple[EngineEntry, ...], Engine] = weakref.WeakValueDictionary()
_fitting = threading.Lock()
_reading = threading.Lock()


def book_of(unit_id: int, today: date) -> Book:
    """The book of a unit, not older than two seconds behind what was approved."""
    kept = _books.get(unit_id)
    if kept is not None and kept[1].day == today and time.monotonic() - kept[0] < _ASK_AGAIN_S:
        return kept[1]
    with _reading:
        edition = _edition_of(unit_id)
        kept = _books.get(unit_id)
        fresh = kept[1] if kept is not None and kept[1].day == today and kept[1].edition == edition else None
        book = fresh or _read(unit_id, today, edition)
        _books[unit_id] = (time.monotonic(), book)
        return book


def new_edition(unit_id: int | None) -> None:
    """What is told in a unit (None: in the library) has changed; inside the caller's transaction."""
    counter, fresh = Edition.objects.get_or_create(unit_id=unit_id)
    if not fresh:
        Edition.objects.filter(pk=counter.pk).update(number=F("number") + 1)
    _ask_again()
    transaction.on_commit(_ask_again)


def _ask_again() -> None:
    for unit_id, (_, book) in list(_books.items()):
        _books[unit_id] = (float("-inf"), book)


def _edition_of(unit_id: int) -> str:
    rows = Edition.objects.filter(Q(unit_id=unit_id) | Q(unit=None)).values_list("unit_id", "number")
    numbers = {unit or 0: number for unit, number in rows}
    return f"{numbers.get(0, 0)}.{numbers.get(unit_id, 0)}"


def _read(unit_id: int, today: date, edition: str) -> Book:
    mine = Q(unit_id=unit_id) | Q(unit=None)
    leaves = _leaves(unit_id, today)
    branches: dict[str, Category] = {}
    for category in Category.objects.filter(mine).order_by(F("unit_id").asc(nulls_first=True)):
        branches[category.key] = category
    told = {leaf.category_key for leaf in leaves.values()}
    shown = sorted((one for one in branches.values() if one.key in told), key=lambda one: (one.order, one.title))
    return Book(unit_id, today, edition, tuple(Branch(one.key, one.title) for one in shown), leaves)


def _leaves(unit_id: int, today: date) -> dict[str, Leaf]:
    """One version an entry: the unit's own before the library's, the latest approved of those that speak of today.

    Where that one hides, nothing is told.
    """
    learned: dict[str, list[str]] = {}
    for key, text in Phrasing.objects.filter(unit_id=unit_id, state="approved").values_list("entry_key", "text"):
        learned.setdefault(key, []).append(text)
    versions = (
        EntryVersion.objects.filter(in_force(today), Q(entry__unit_id=unit_id) | Q(entry__unit=None), state="approved")
        .select_related("entry__category")
        .order_by(F("entry__unit_id").asc(nulls_first=True), "number")
    )
    best = {version.entry.key: version for version in versions}
    told = sorted(
        (one for one in best.values() if not one.hides),
        key=lambda one: (one.entry.category.order, one.entry.order, one.entry_id),
    )
    return {version.entry.key: _leaf(version, learned.get(version.entry.key, ())) for version in told}


def _leaf(version: EntryVersion, learned: Iterable[str]) -> Leaf:
    entry = version.entry
    return Leaf(
        key=entry.key,
        title=version.title,
        category_key=entry.category.key,
        phrasings=tuple(dict.fromkeys((*rules.lines(version.phrasings), *learned))),
        answer=version.answer,
        legal_basis=version.legal_basis,
        action=version.action,
        live=version.live,
        confirmed=version.confirmed,
        pictures=tuple(Picture(**one) for one in version.pictures),
        updated=version.updated,
        presets=tuple(entry.preset_keys),
        own=entry.unit_id is not None,
        entry_id=version.entry_id,
        version_id=version.pk,
        valid_to=version.valid_to,
    )
