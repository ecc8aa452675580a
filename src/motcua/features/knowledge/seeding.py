"""Fill the shared library from files. Safe to run again: an entry whose words are the same stays as it is.

A file holds one category: {"category": {key, title, order}, "entries": [{key, title, phrasings, action, live, presets,
topic, updated, versions: [{valid_from, valid_to, title?, answer, legal_basis, confirmed}]}]}.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from motcua.features.knowledge import rules
from motcua.features.knowledge.book import new_edition
from motcua.features.knowledge.models import Category, Entry, EntryVersion, Preset, StepKind, VersionState, VersionStep
from motcua.features.knowledge.rules import Picture, Words
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import EventTag

__all__ = ["BadList", "give_presets", "load_seeds"]

Told = Mapping[str, Any]  # a part of a JSON file: any value until it is read
ALWAYS = date(2000, 1, 1)
SEEDS = Path(__file__).parent / "seeds"


class BadList(ValueError):
    """A file that is no list of answers; the sentence says where and why."""


@dataclass(slots=True)
class Loaded:
    """How many entries a folder held, and how many of them were new or different."""

    entries: int = 0
    changed: int = 0


def load_seeds(folder: Path, now: datetime, unit_id: int | None = None) -> Loaded:
    """Read every file of a folder into the library (or into a unit), in one transaction. Raises BadList."""
    done = Loaded()
    with transaction.atomic():
        shelf = _shelf(unit_id, now)
        for path in sorted(folder.glob("*.json")):
            _load_file(path, shelf, done)
        if done.changed:
            new_edition(unit_id)
            record(EventTag.KNOWLEDGE_LOADED, at=now, unit_id=unit_id or 0, rows=done.changed)
    return done


def give_presets(unit_id: int, presets: Mapping[str, str]) -> None:
    """The menu functions of a unit, key and title, in their order; those that are there stay."""
    for order, (key, title) in enumerate(presets.items(), 1):
        Preset.objects.get_or_create(unit_id=unit_id, key=key, defaults={"title": title, "order": order})


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What is there already: entries by key, and their versions in order."""

    unit_id: int | None
    now: datetime
    entries: dict[str, Entry]
    versions: dict[int, list[EntryVersion]]


def _shelf(unit_id: int | None, now: datetime) -> _Shelf:
    versions: dict[int, list[EntryVersion]] = {}
    for version in EntryVersion.objects.filter(entry__unit_id=unit_id).order_by("number"):
        versions.setdefault(version.entry_id, []).append(version)
    entries = Entry.objects.select_related("category").filter(unit_id=unit_id)
    return _Shelf(unit_id, now, {entry.key: entry for entry in entries}, versions)


def _load_file(path: Path, shelf: _Shelf, done: Loaded) -> None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        branch = told["category"]
        category, _ = Category.objects.get_or_create(
            unit_id=shelf.unit_id,
            key=branch["key"],
            defaults={"title": branch["title"], "order": branch.get("order", 0)},
        )
        for order, entry in enumerate(told["entries"], 1):
            done.entries += 1
            done.changed += _load_entry(category, entry, order, shelf)
    except (KeyError, TypeError, ValueError) as error:
        raise BadList(f"{path.name}: {error!r}") from error


def _load_entry(category: Category, told: Told, order: int, shelf: _Shelf) -> bool:
    """Whether anything of the entry was new."""
    wanted = [_words(told, one) for one in told["versions"]]
    for words in wanted:
        if faults := rules.faults_of(words):
            raise BadList(f"{told['key']}: {faults}")
    place = {"category": category, "preset_keys": list(told.get("presets") or []), "order": order,
             "topic": str(told.get("topic") or "")}  # fmt: skip
    entry = shelf.entries.get(told["key"])
    if entry is None:
        entry = Entry.objects.create(unit_id=shelf.unit_id, key=told["key"], **place)
    there = shelf.versions.get(entry.pk, [])
    told_now = [one for one in there if one.state == VersionState.APPROVED and one.author_id is None]
    same_place = all(getattr(entry, name) == value for name, value in place.items())
    if told_now and same_place and [one.words for one in told_now] == wanted:
        return False
    Entry.objects.filter(pk=entry.pk).update(**place)
    EntryVersion.objects.filter(pk__in=[one.pk for one in told_now]).update(state=VersionState.REPLACED)
    updated = date.fromisoformat(told["updated"])
    fresh = [_version(entry, number, words, updated, shelf.now) for number, words in enumerate(wanted, len(there) + 1)]
    made = EntryVersion.objects.bulk_create(fresh)
    VersionStep.objects.bulk_create(
        VersionStep(version=one, kind=StepKind.APPROVED, at=shelf.now, note="Nạp từ tệp") for one in made
    )
    return True


def _words(told: Told, version: Told) -> Words:
    return Words(
        title=version.get("title") or told["title"],
        answer=version.get("answer") or "",
        valid_from=date.fromisoformat(version["valid_from"]) if version.get("valid_from") else ALWAYS,
        valid_to=date.fromisoformat(version["valid_to"]) if version.get("valid_to") else None,
        phrasings=rules.lines("\n".join(told.get("phrasings") or [])),
        legal_basis=version.get("legal_basis") or "",
        action=told.get("action") or "",
        live=told.get("live") or "",
        confirmed=bool(version["confirmed"]),
        pictures=tuple(Picture(**one) for one in version.get("pictures") or []),
    )


def _version(entry: Entry, number: int, words: Words, updated: date, now: datetime) -> EntryVersion:
    version = EntryVersion(
        entry=entry, number=number, state=VersionState.APPROVED, updated=updated, written_at=now, approved_at=now
    )
    version.words = words
    return version
