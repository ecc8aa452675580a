"""The shipped word lists: chat abbreviations, groups of words that mean the same, and words that say little.

A unit may hand its own abbreviations to `Engine.fit`; they win over the shipped ones. The lists are ours.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from motcua.features.knowledge.engine.letters import syllables

Phrase = tuple[str, ...]

# How often a word of each kind stands in questions in general, out of one. Whatever is in no list is "other".
BACKGROUND = {"chat": 0.6, "function": 0.25, "common": 0.1}
BACKGROUND_OF_OTHERS = 0.015


def readings(spelled: Mapping[str, str | Sequence[str]]) -> dict[str, tuple[Phrase, ...]]:
    """Abbreviation (folded) to its readings, likeliest first; an empty reading means a word to leave out."""
    found: dict[str, tuple[Phrase, ...]] = {}
    for short, longs in spelled.items():
        key = syllables(short)
        several = [longs] if isinstance(longs, str) else longs
        if len(key) == 1:
            found[key[0]] = tuple(tuple(syllables(long)) for long in several)
    return found


@cache
def shipped_abbreviations() -> Mapping[str, tuple[Phrase, ...]]:
    """Teencode and office abbreviations as Vietnamese citizens type them."""
    return readings(_shipped("abbreviations"))


@dataclass(frozen=True, slots=True)
class Concepts:
    """The groups that a word is in by itself, and by its next word the longer phrases it begins, longest first."""

    alone: tuple[int, ...]
    longer: Mapping[str, tuple[tuple[Phrase, int], ...]]


@cache
def concepts() -> Mapping[str, Concepts]:
    """First syllable to what it can mean."""
    groups: dict[str, set[tuple[Phrase, int]]] = {}
    for number, group in enumerate(_shipped("concepts")):
        for spelled in group:
            phrase = tuple(syllables(spelled))
            groups.setdefault(phrase[0], set()).add((phrase, number))
    return {first: _concepts(found) for first, found in groups.items()}


def _concepts(found: set[tuple[Phrase, int]]) -> Concepts:
    longer: dict[str, list[tuple[Phrase, int]]] = {}
    for phrase, number in sorted(found, key=lambda one: (-len(one[0]), one)):
        if len(phrase) > 1:
            longer.setdefault(phrase[1], []).append((phrase, number))
    alone = tuple(sorted(number for phrase, number in found if len(phrase) == 1))
    return Concepts(alone, {second: tuple(phrases) for second, phrases in longer.items()})


@cache
def concept_words() -> frozenset[str]:
    """Every syllable of every group, so that a slip in one is found even where the list does not use it."""
    return frozenset(word for group in _shipped("concepts") for spelled in group for word in syllables(spelled))


@cache
def background() -> Mapping[str, float]:
    """How common a syllable is in any question, for the words of the shipped list."""
    kinds = _shipped("ordinary")
    return {word: BACKGROUND[kind] for kind in ("common", "function", "chat") for word in syllables_of(kinds[kind])}


def syllables_of(listed: str) -> list[str]:
    """All syllables of a long list (`syllables` itself stops at a message's length)."""
    return [syllable for word in listed.split() for syllable in syllables(word)]


def _shipped(name: str):  # type: ignore[no-untyped-def]  # three files, three shapes
    return json.loads((resources.files(__package__) / "words" / f"{name}.json").read_text(encoding="utf-8"))
