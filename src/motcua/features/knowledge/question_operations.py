"""What citizens ask: kept without names, settled, rated; and the ways of asking that officers learn from them."""

import re
from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.features.knowledge import rules
from motcua.features.knowledge.book import book_of, new_edition
from motcua.features.knowledge.models import AnsweredBy, Phrasing, PhrasingState, Question
from motcua.features.knowledge.rules import Outcome, Verdict
from motcua.features.knowledge.stripping import stripped
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.clock import local_date
from motcua.foundation.staff.models import Officer
from motcua.messaging.text import fold

__all__ = [
    "bring_back", "clear_questions", "keep_answer", "keep_question", "rate", "settle_phrasing", "settle_question",
    "suggest_phrasing",
]  # fmt: skip

_LONGEST_ANSWER = 500


def keep_question(
    *, unit_id: int, text: str, decision: str, entry_key: str | None, confidence: float, channel: str, at: datetime
) -> int:
    """Keep a message that asked something, without names, numbers and addresses. The row is its own audit record."""
    return Question.objects.create(
        unit_id=unit_id, text=stripped(text), decision=decision, entry_key=entry_key or "", confidence=confidence,
        channel=channel, at=at,
    ).pk  # fmt: skip


def settle_question(question_id: int, *, answered_by: str, entry_key: str | None, at: datetime) -> None:
    """Say who answered it in the end: "bot", "staff" or "lookup". A later answer by a person beats the machine's."""
    Question.objects.filter(pk=question_id).exclude(answered_by=AnsweredBy.STAFF).update(
        answered_by=AnsweredBy(answered_by), settled_key=entry_key or "", settled_at=at
    )


def keep_answer(question_id: int, *, answer: str) -> None:
    """What an officer answered, without names, numbers and addresses: the improvement desk learns from it."""
    words = stripped(answer)[:_LONGEST_ANSWER]
    Question.objects.filter(pk=question_id).exclude(text="").update(answer=words)


def rate(question_id: int, helpful: bool, at: datetime) -> None:
    """Whether the answer helped; asked once, and the first word stands."""
    Question.objects.filter(pk=question_id, helpful=None).update(helpful=helpful, rated_at=at)


def clear_questions(*, unit_id: int, question_ids: Collection[int], by: Officer, now: datetime) -> int:
    """Take messages from the improvement desk that need nothing; they still count."""
    with transaction.atomic():
        ahead = Question.objects.filter(unit_id=unit_id, pk__in=question_ids, cleared_at=None)
        many = ahead.update(cleared_by=by, cleared_at=now)
        record(EventTag.QUESTION_CLEARED, at=now, actor_kind=ActorKind.OFFICER, actor_id=by.pk, unit_id=unit_id,
               rows=many)  # fmt: skip
        return many


def bring_back(*, unit_id: int, question_id: int) -> bool:
    """Put a question on the improvement desk again; False where its words are gone or it is another unit's."""
    mine = Question.objects.filter(pk=question_id, unit_id=unit_id).exclude(text="")
    return bool(mine.update(cleared_by=None, cleared_at=None))


def suggest_phrasing(
    *, unit_id: int, entry_key: str, text: str, by: Officer, now: datetime, question_ids: Collection[int] = ()
) -> Outcome:
    """Thêm thành cách hỏi: a second person approves it. The messages it was learned from leave the desk."""
    asked = " ".join(re.sub(r"\[[^\[\]]+\]", " ", stripped(text)).split())[: rules.LONGEST_PHRASING]
    leaf = book_of(unit_id, local_date(now)).leaves.get(entry_key)
    if leaf is None or not asked:
        return Outcome(Verdict.NOT_THERE)
    if fold(asked) in {fold(one) for one in (leaf.title, *leaf.phrasings)}:
        return Outcome(Verdict.KNOWN_ALREADY)
    try:
        with transaction.atomic():
            mine = Question.objects.filter(unit_id=unit_id, pk__in=question_ids)
            made = Phrasing.objects.create(
                unit_id=unit_id, entry_key=entry_key, text=asked, folded=fold(asked)[: rules.LONGEST_PHRASING],
                question=mine.order_by("id").first(), suggested_by=by, suggested_at=now,
            )  # fmt: skip
            mine.filter(cleared_at=None).update(cleared_by=by, cleared_at=now)
            _audit(EventTag.PHRASING_SUGGESTED, made, by, now)
            return Outcome(Verdict.DONE, made.pk)
    except IntegrityError:  # the same words are already proposed or learned in this unit
        return Outcome(Verdict.KNOWN_ALREADY)


def settle_phrasing(*, unit_id: int, phrasing_id: int, approved: bool, by: Officer, now: datetime) -> Outcome:
    """Duyệt or bỏ: an approved way of asking is known to the machine from now on, a refused one goes back."""
    with transaction.atomic():
        found = Phrasing.objects.select_for_update().filter(pk=phrasing_id, unit_id=unit_id).first()
        if found is None:
            return Outcome(Verdict.NOT_THERE)
        if found.state != PhrasingState.SUGGESTED:
            return Outcome(Verdict.CHANGED_MEANWHILE, phrasing_id)
        if approved and found.suggested_by_id == by.pk:
            return Outcome(Verdict.OWN_WORDS, phrasing_id)
        found.state = PhrasingState.APPROVED if approved else PhrasingState.REFUSED
        found.settled_by, found.settled_at = by, now
        found.save()
        if approved:
            new_edition(unit_id)
        elif found.question_id:
            Question.objects.filter(pk=found.question_id).update(cleared_by=None, cleared_at=None)
        _audit(EventTag.PHRASING_APPROVED if approved else EventTag.PHRASING_REFUSED, found, by, now)
        return Outcome(Verdict.DONE, phrasing_id)


def _audit(tag: EventTag, phrasing: Phrasing, by: Officer, now: datetime) -> None:
    record(
        tag, at=now, actor_kind=ActorKind.OFFICER, actor_id=by.pk, unit_id=phrasing.unit_id, subject_id=phrasing.pk,
        entry=phrasing.entry_key,
    )  # fmt: skip
