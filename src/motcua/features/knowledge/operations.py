"""What an officer does to answers: write, submit, approve or return, withdraw. Each is one transaction with its event.

An operation never raises for what an officer may meet; it says it with a verdict. Whoever last changed the words may
not approve them; the database says so too (`a_version_is_approved_by_a_second_person`).
"""

import re
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q

from motcua.features.knowledge import rules
from motcua.features.knowledge.book import new_edition
from motcua.features.knowledge.models import (
    OPEN_STATES,
    Category,
    Entry,
    EntryVersion,
    StepKind,
    VersionState,
    VersionStep,
)
from motcua.features.knowledge.question_operations import (
    bring_back,
    clear_questions,
    keep_answer,
    keep_question,
    rate,
    settle_phrasing,
    settle_question,
    suggest_phrasing,
)
from motcua.features.knowledge.rules import Outcome, Span, Verdict, Words
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.clock import local_date
from motcua.foundation.staff.models import Officer
from motcua.messaging.text import fold

__all__ = [
    "approve", "bring_back", "change_draft", "clear_questions", "discard", "hide", "keep_answer", "keep_question",
    "rate", "return_draft", "settle_phrasing", "settle_question", "start_draft", "submit", "suggest_phrasing",
    "withdraw", "write_entry",
]  # fmt: skip

_KEY_LENGTH = 60


def write_entry(*, unit_id: int, category_key: str, words: Words, by: Officer, now: datetime) -> Outcome:
    """A new question of the unit, as a draft. `words` have no faults (`rules.faults_of`)."""
    with transaction.atomic():
        if (category := _category(unit_id, category_key)) is None:
            return Outcome(Verdict.NOT_THERE)
        entry = Entry.objects.create(unit_id=unit_id, key=_free_key(unit_id, words.title), category=category, order=900)
        return Outcome(Verdict.DONE, _write(entry, words, by, now).pk)


def start_draft(*, unit_id: int, entry_key: str, by: Officer, now: datetime) -> Outcome:
    """A draft that begins as what is told now. A library entry is copied into the unit and overridden there."""
    try:
        with transaction.atomic():
            own = Entry.objects.select_for_update().filter(unit_id=unit_id, key=entry_key).first()
            if own and (open_one := own.versions.filter(state__in=OPEN_STATES).first()):
                return Outcome(Verdict.DRAFT_OPEN, open_one.pk)
            source = _latest(own) or _latest(Entry.objects.filter(unit=None, key=entry_key).first())
            if source is None:
                return Outcome(Verdict.NOT_THERE)
            return Outcome(Verdict.DONE, _copy(own or _own_entry(source.entry, unit_id), source, by, now).pk)
    except IntegrityError:  # two officers began at the same moment
        return _open_already(unit_id, entry_key)


def hide(*, unit_id: int, entry_key: str, why: str, by: Officer, now: datetime) -> Outcome:
    """Ẩn ở đơn vị: once a second person approves, a shared entry is not told here. Withdrawing that tells it again."""
    try:
        with transaction.atomic():
            shared = _latest(Entry.objects.filter(unit=None, key=entry_key).first())
            if shared is None:
                return Outcome(Verdict.NOT_THERE)
            own = Entry.objects.select_for_update().filter(unit_id=unit_id, key=entry_key).first()
            if own and (open_one := own.versions.filter(state__in=OPEN_STATES).first()):
                return Outcome(Verdict.DRAFT_OPEN, open_one.pk)
            words = replace(shared.words, valid_from=local_date(now), valid_to=None)
            version = _write(own or _own_entry(shared.entry, unit_id), words, by, now, hides=True)
            _move(version, "submit", StepKind.SUBMITTED, by, now, why)
            _audit(EventTag.ENTRY_SUBMITTED, version, by, now)
            return Outcome(Verdict.DONE, version.pk)
    except IntegrityError:  # two officers began at the same moment
        return _open_already(unit_id, entry_key)


def change_draft(
    *, unit_id: int, version_id: int, category_key: str, words: Words, by: Officer, now: datetime
) -> Outcome:
    """Change the words of a draft; who does so becomes its author. What is submitted is first returned."""
    with transaction.atomic():
        version = _held(unit_id, version_id)
        category = _category(unit_id, category_key)
        if version is None or category is None:
            return Outcome(Verdict.NOT_THERE)
        if version.state != VersionState.DRAFT or version.hides:
            return Outcome(Verdict.CHANGED_MEANWHILE, version_id)
        _put(version, words, by, now)
        version.save()
        Entry.objects.filter(pk=version.entry_id).update(category=category)
        _step(version, StepKind.WRITTEN, by, now)
        _audit(EventTag.ENTRY_WRITTEN, version, by, now)
        return Outcome(Verdict.DONE, version_id)


def submit(*, unit_id: int, version_id: int, by: Officer, now: datetime) -> Outcome:
    """Gửi duyệt: the draft waits for a second person. One copied from another must first be looked at and changed."""
    with transaction.atomic():
        if isinstance(version := _ready(unit_id, version_id, "submit"), Outcome):
            return version
        if not version.hides and rules.faults_of(version.words):
            return Outcome(Verdict.NOT_READY, version_id)
        _move(version, "submit", StepKind.SUBMITTED, by, now)
        _audit(EventTag.ENTRY_SUBMITTED, version, by, now)
        return Outcome(Verdict.DONE, version_id)


def discard(*, unit_id: int, version_id: int, by: Officer, now: datetime) -> Outcome:
    """Bỏ bản nháp: nobody has read it, so whoever may write may drop it."""
    with transaction.atomic():
        if isinstance(version := _ready(unit_id, version_id, "discard"), Outcome):
            return version
        _move(version, "discard", StepKind.WITHDRAWN, by, now, "Bỏ bản nháp")
        _audit(EventTag.ENTRY_WITHDRAWN, version, by, now)
        return Outcome(Verdict.DONE, version_id)


def return_draft(*, unit_id: int, version_id: int, note: str, by: Officer, now: datetime) -> Outcome:
    """Trả lại: back to its author, with what to mend."""
    with transaction.atomic():
        if isinstance(version := _ready(unit_id, version_id, "return"), Outcome):
            return version
        _move(version, "return", StepKind.RETURNED, by, now, note)
        _audit(EventTag.ENTRY_RETURNED, version, by, now)
        return Outcome(Verdict.DONE, version_id)


def approve(*, unit_id: int, version_id: int, by: Officer, now: datetime) -> Outcome:
    """Duyệt: citizens read it from now on, on the days it speaks of; former versions give way to it."""
    with transaction.atomic():
        if isinstance(version := _ready(unit_id, version_id, "approve"), Outcome):
            return version
        if version.author_id == by.pk:
            return Outcome(Verdict.OWN_WORDS, version_id)
        _make_way(version, by, now)
        version.approved_by, version.approved_at, version.updated = by, now, local_date(now)
        _move(version, "approve", StepKind.APPROVED, by, now)
        _audit(EventTag.ENTRY_APPROVED, version, by, now)
        new_edition(unit_id)
        return Outcome(Verdict.DONE, version_id)


def withdraw(*, unit_id: int, version_id: int, note: str, by: Officer, now: datetime) -> Outcome:
    """Rút: no longer told; where the library has an entry of that key, the library's is told again."""
    with transaction.atomic():
        if isinstance(version := _ready(unit_id, version_id, "withdraw"), Outcome):
            return version
        was_told = version.state == VersionState.APPROVED
        _move(version, "withdraw", StepKind.WITHDRAWN, by, now, note)
        _audit(EventTag.ENTRY_WITHDRAWN, version, by, now)
        if was_told:
            new_edition(unit_id)
        return Outcome(Verdict.DONE, version_id)


def _category(unit_id: int, key: str) -> Category | None:
    mine = Category.objects.filter(Q(unit_id=unit_id) | Q(unit=None), key=key)
    return mine.order_by(F("unit_id").asc(nulls_last=True)).first()


def _free_key(unit_id: int, title: str) -> str:
    """The title as an address, not yet used by the unit nor by the library."""
    base = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:_KEY_LENGTH] or "cau-hoi"
    taken = set(
        Entry.objects.filter(Q(unit_id=unit_id) | Q(unit=None), key__startswith=base).values_list("key", flat=True)
    )
    number = 2
    while (key := base if base not in taken else f"{base}-{number}") in taken:
        number += 1
    return key


def _latest(entry: Entry | None) -> EntryVersion | None:
    """The version a new draft begins with: the latest that was told, else the latest written."""
    if entry is None:
        return None
    told = entry.versions.filter(state=VersionState.APPROVED).order_by("-valid_from", "-number").first()
    return told or entry.versions.order_by("-number").first()


def _own_entry(entry: Entry, unit_id: int) -> Entry:
    return Entry.objects.create(
        unit_id=unit_id, key=entry.key, category=entry.category, preset_keys=entry.preset_keys, topic=entry.topic,
        order=entry.order,
    )  # fmt: skip


def _copy(entry: Entry, source: EntryVersion, by: Officer, now: datetime) -> EntryVersion:
    """What is copied nobody has checked yet: whoever writes says anew that she did."""
    fresh = replace(source.words, valid_from=local_date(now), valid_to=None, confirmed=False)
    return _write(entry, fresh, by, now)


def _open_already(unit_id: int, entry_key: str) -> Outcome:
    open_now = EntryVersion.objects.filter(entry__unit_id=unit_id, entry__key=entry_key, state__in=OPEN_STATES)
    return Outcome(Verdict.DRAFT_OPEN, open_now.values_list("pk", flat=True).first() or 0)


def _write(entry: Entry, words: Words, by: Officer, now: datetime, *, hides: bool = False) -> EntryVersion:
    last = entry.versions.aggregate(last=Max("number"))["last"] or 0
    version = EntryVersion(entry=entry, number=last + 1, hides=hides)
    _put(version, words, by, now)
    version.save()
    _step(version, StepKind.WRITTEN, by, now)
    _audit(EventTag.ENTRY_WRITTEN, version, by, now)
    return version


def _put(version: EntryVersion, words: Words, by: Officer, now: datetime) -> None:
    version.words = words
    version.updated, version.author, version.written_at = local_date(now), by, now


def _held(unit_id: int, version_id: int) -> EntryVersion | None:
    """The version, locked, if the unit owns its entry: the library is read here, not written."""
    mine = EntryVersion.objects.select_for_update(of=("self",)).select_related("entry")
    return mine.filter(pk=version_id, entry__unit_id=unit_id).first()


def _ready(unit_id: int, version_id: int, step: str) -> EntryVersion | Outcome:
    version = _held(unit_id, version_id)
    if version is None:
        return Outcome(Verdict.NOT_THERE)
    return version if rules.may(step, version.state) else Outcome(Verdict.CHANGED_MEANWHILE, version_id)


def _move(version: EntryVersion, step: str, kind: StepKind, by: Officer, now: datetime, note: str = "") -> None:
    version.state = rules.after(step)
    version.save()
    _step(version, kind, by, now, note)


def _make_way(fresh: EntryVersion, by: Officer, now: datetime) -> None:
    """End or replace the former versions whose days the fresh one takes."""
    span = Span(fresh.valid_from, fresh.valid_to)
    for former in fresh.entry.versions.select_for_update().filter(state=VersionState.APPROVED):
        left = rules.effect_of_approval(Span(former.valid_from, former.valid_to), span)
        if left is None:
            _move(former, "replace", StepKind.REPLACED, by, now)
        elif left.until != former.valid_to:
            former.valid_to = left.until
            former.save(update_fields=["valid_to"])


def _step(version: EntryVersion, kind: StepKind, by: Officer, now: datetime, note: str = "") -> None:
    VersionStep.objects.create(version=version, kind=kind, by=by, at=now, note=note.strip()[:400])


def _audit(tag: EventTag, version: EntryVersion, by: Officer, now: datetime) -> None:
    record(
        tag, at=now, actor_kind=ActorKind.OFFICER, actor_id=by.pk, unit_id=version.entry.unit_id or 0,
        subject_id=version.pk, entry=version.entry.key, number=version.number, hides=int(version.hides),
    )  # fmt: skip
