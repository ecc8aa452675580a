"""Writes of a list's definition: drafted, submitted, approved by a second person, published; its menu button.

A press on something that moved meanwhile changes nothing and says so. Once published, what rows are found by stays.
"""

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from motcua.features.lists import cells, definitions, rules
from motcua.features.lists.models import (
    OPEN_STATES,
    ListRow,
    ListStep,
    ListVersion,
    LookupList,
    StepKind,
    VersionState,
)
from motcua.features.lists.rules import ListColumn, Outcome, Verdict, Words
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.procedures.models import ServiceLine
from motcua.foundation.staff.models import Officer
from motcua.messaging.text import fold

__all__ = [
    "approve", "begin_version", "change_draft", "publish", "return_draft", "show_in_menu", "submit", "withdraw",
    "write_list",
]  # fmt: skip

_SLUG = 50
_ROWS_AT_ONCE = 2000


def write_list(*, unit_id: int, words: Words, by: Officer, now: datetime) -> Outcome:
    """Lập danh sách: a list of its own with its first draft. The outcome's id is the version."""
    if rules.faults_of(words) or not _line_is_ours(unit_id, words):
        return Outcome(Verdict.FAULTY)
    with transaction.atomic():
        made = LookupList.objects.create(
            unit_id=unit_id, slug=_free_slug(unit_id, words.title), created_at=now, created_by=by
        )
        return Outcome(Verdict.DONE, _write(made, words, by, now).pk)


def begin_version(*, unit_id: int, list_id: int, by: Officer, now: datetime) -> Outcome:
    """A draft that begins as the published version; an open one is not doubled."""
    try:
        with transaction.atomic():
            owner = LookupList.objects.select_for_update().filter(pk=list_id, unit_id=unit_id).first()
            if owner is None:
                return Outcome(Verdict.NOT_THERE)
            if open_one := owner.versions.filter(state__in=OPEN_STATES).first():
                return Outcome(Verdict.DRAFT_OPEN, open_one.pk)
            latest = owner.versions.order_by("-number").first()
            if latest is None:
                return Outcome(Verdict.NOT_THERE)
            return Outcome(Verdict.DONE, _write(owner, definitions.words_of(latest), by, now).pk)
    except IntegrityError:  # a_list_has_one_open_version: two officers began at the same moment
        return Outcome(Verdict.CHANGED_MEANWHILE)


def change_draft(*, unit_id: int, version_id: int, words: Words, by: Officer, now: datetime) -> Outcome:
    """Change a draft; who does so becomes its author. Rows already there are found by the new key fields at once."""
    if rules.faults_of(words) or not _line_is_ours(unit_id, words):
        return Outcome(Verdict.FAULTY, version_id)
    with transaction.atomic():
        version = _held(unit_id, version_id)
        if version is None:
            return Outcome(Verdict.NOT_THERE)
        if version.state != VersionState.DRAFT:
            return Outcome(Verdict.CHANGED_MEANWHILE, version_id)
        if not _may_rekey(version, words.columns):
            return Outcome(Verdict.KEYS_FIXED, version_id)
        _put(version, words, by, now)
        version.save()
        _step(version, StepKind.WRITTEN, by, now)
        _audit(EventTag.LIST_WRITTEN, version, by, now)
        return Outcome(Verdict.DONE, version_id)


def submit(*, unit_id: int, version_id: int, by: Officer, now: datetime) -> Outcome:
    """Gửi duyệt: the draft waits for a second person."""
    return _take_step(unit_id, version_id, "submit", by, now)


def return_draft(*, unit_id: int, version_id: int, note: str, by: Officer, now: datetime) -> Outcome:
    """Trả lại: back to its author, with what to mend; an approval is taken back with it."""
    return _take_step(unit_id, version_id, "return", by, now, note)


def approve(*, unit_id: int, version_id: int, by: Officer, now: datetime) -> Outcome:
    """Duyệt: never by its author."""
    return _take_step(unit_id, version_id, "approve", by, now)


def publish(*, unit_id: int, version_id: int, by: Officer, now: datetime) -> Outcome:
    """Đăng: citizens meet this version from now on; the former one gives way."""
    return _take_step(unit_id, version_id, "publish", by, now)


def withdraw(*, unit_id: int, version_id: int, note: str, by: Officer, now: datetime) -> Outcome:
    """Rút: citizens no longer meet it, and its menu button goes."""
    return _take_step(unit_id, version_id, "withdraw", by, now, note)


def show_in_menu(*, unit_id: int, list_id: int, shown: bool, by: Officer, now: datetime) -> Outcome:
    """Bật, tắt nút: only a published list has a button in the menu of pages and chats."""
    with transaction.atomic():
        owner = LookupList.objects.select_for_update().filter(pk=list_id, unit_id=unit_id).first()
        if owner is None:
            return Outcome(Verdict.NOT_THERE)
        if shown and not owner.versions.filter(state=VersionState.PUBLISHED).exists():
            return Outcome(Verdict.NOT_PUBLISHED, list_id)
        if shown == (owner.menu_at is not None):
            return Outcome(Verdict.CHANGED_MEANWHILE, list_id)
        _switch(owner, shown, by, now)
        return Outcome(Verdict.DONE, list_id)


_STEPS: dict[str, tuple[StepKind, EventTag]] = {
    "submit": (StepKind.SUBMITTED, EventTag.LIST_SUBMITTED),
    "return": (StepKind.RETURNED, EventTag.LIST_RETURNED),
    "approve": (StepKind.APPROVED, EventTag.LIST_APPROVED),
    "publish": (StepKind.PUBLISHED, EventTag.LIST_PUBLISHED),
    "withdraw": (StepKind.WITHDRAWN, EventTag.LIST_WITHDRAWN),
}


def _take_step(unit_id: int, version_id: int, step: str, by: Officer, now: datetime, note: str = "") -> Outcome:
    kind, tag = _STEPS[step]
    with transaction.atomic():
        version = _held(unit_id, version_id)
        if version is None:
            return Outcome(Verdict.NOT_THERE)
        if not rules.may(step, version.state):
            return Outcome(Verdict.CHANGED_MEANWHILE, version_id)
        if step == "approve" and version.author_id == by.pk:
            return Outcome(Verdict.OWN_WORDS, version_id)
        _before(version, step, by, now)
        version.state = rules.after(step)
        version.save()
        _step(version, kind, by, now, note)
        _audit(tag, version, by, now)
        return Outcome(Verdict.DONE, version_id)


def _before(version: ListVersion, step: str, by: Officer, now: datetime) -> None:
    """What a step brings with it."""
    if step == "approve":
        version.approved_by, version.approved_at = by, now
    elif step == "return":
        version.approved_by, version.approved_at = None, None
    elif step == "publish":
        for former in version.lookup_list.versions.select_for_update().filter(state=VersionState.PUBLISHED):
            former.state = rules.after("replace")
            former.save(update_fields=["state"])
            _step(former, StepKind.REPLACED, by, now)
    elif step == "withdraw" and version.state == VersionState.PUBLISHED and version.lookup_list.menu_at:
        _switch(version.lookup_list, False, by, now)


def _switch(owner: LookupList, shown: bool, by: Officer, now: datetime) -> None:
    owner.menu_at, owner.menu_by = (now, by) if shown else (None, None)
    owner.save(update_fields=["menu_at", "menu_by"])
    record(
        EventTag.LIST_MENU_CHANGED, at=now, actor_kind=ActorKind.OFFICER, actor_id=by.pk, unit_id=owner.unit_id,
        subject_id=owner.pk, shown=shown,
    )  # fmt: skip


def _may_rekey(version: ListVersion, columns: tuple[ListColumn, ...]) -> bool:
    """Rows follow new key fields as long as nobody has ever read the list; from then on the fields stay."""
    owner = version.lookup_list
    if rules.keys_of(definitions.columns_in(version.columns)) == rules.keys_of(columns):
        return True
    if owner.versions.filter(state__in=[VersionState.PUBLISHED, VersionState.REPLACED]).exists():
        return False
    rows = ListRow.objects.filter(unit_id=owner.unit_id, lookup_list=owner).order_by("pk")
    former: list[ListRow] = []
    for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        told = cells.unseal(row.cells_sealed)
        row.key_hash = cells.find_hash(owner.pk, columns, told)
        former.append(row)
    ListRow.objects.bulk_update(former, ["key_hash"], batch_size=_ROWS_AT_ONCE)
    return True


def _line_is_ours(unit_id: int, words: Words) -> bool:
    return words.fix_line is None or ServiceLine.objects.filter(pk=words.fix_line, unit_id=unit_id).exists()


def _free_slug(unit_id: int, title: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:_SLUG].strip("-") or "danh-sach"
    taken = set(
        LookupList.objects.filter(unit_id=unit_id, slug__startswith=base).values_list("slug", flat=True)
    )  # fmt: skip
    number = 2
    while (slug := base if base not in taken else f"{base}-{number}") in taken:
        number += 1
    return slug


def _write(owner: LookupList, words: Words, by: Officer, now: datetime) -> ListVersion:
    last = owner.versions.aggregate(last=Max("number"))["last"] or 0
    version = ListVersion(lookup_list=owner, number=last + 1)
    _put(version, words, by, now)
    version.save()
    _step(version, StepKind.WRITTEN, by, now)
    _audit(EventTag.LIST_WRITTEN, version, by, now)
    return version


def _put(version: ListVersion, words: Words, by: Officer, now: datetime) -> None:
    version.title, version.intro, version.found, version.advice = words.title, words.intro, words.found, words.advice
    version.columns = definitions.columns_out(words.columns)
    version.pick_up, version.hands_over = words.pick_up, words.hands_over
    version.tells_followers, version.fix_line_id = words.tells_followers, words.fix_line
    version.author, version.written_at = by, now


def _held(unit_id: int, version_id: int) -> ListVersion | None:
    mine = ListVersion.objects.select_for_update(of=("self", "lookup_list")).select_related("lookup_list")
    return mine.filter(pk=version_id, lookup_list__unit_id=unit_id).first()


def _step(version: ListVersion, kind: StepKind, by: Officer, now: datetime, note: str = "") -> None:
    ListStep.objects.create(version=version, kind=kind, by=by, at=now, note=note.strip()[:400])


def _audit(tag: EventTag, version: ListVersion, by: Officer, now: datetime) -> None:
    record(
        tag, at=now, actor_kind=ActorKind.OFFICER, actor_id=by.pk, unit_id=version.lookup_list.unit_id,
        subject_id=version.lookup_list_id, version=version.number,
    )  # fmt: skip
