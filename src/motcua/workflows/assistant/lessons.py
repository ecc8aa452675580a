"""Thêm vào hỏi đáp: a citizen's words in a thread become something to learn from at the improvement desk."""

from datetime import datetime

from django.db import transaction

from motcua.features.helpdesk import operations as helpdesk
from motcua.features.helpdesk import queries
from motcua.features.helpdesk.models import Thread
from motcua.features.knowledge import operations as questions
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.staff.models import Officer

__all__ = ["bring_to_desk"]


def bring_to_desk(*, thread: Thread, line: int, by: Officer, now: datetime) -> int | None:
    """The id of the question that now waits at the desk, without names and numbers, the officer's answer beside it.

    None for a line without words of a citizen. Pressed again it is the same question.
    """
    with transaction.atomic():
        lesson = queries.lesson_of(thread, line)
        if lesson is None:
            return None
        known = lesson.question_id
        if known is None or not questions.bring_back(unit_id=lesson.unit, question_id=known):
            known = questions.keep_question(
                unit_id=lesson.unit, text=lesson.text, decision="none", entry_key=None, confidence=0,
                channel=lesson.channel, at=lesson.asked_at,
            )  # fmt: skip
            helpdesk.tie_question(line=line, question_id=known)
        if lesson.answer:
            questions.settle_question(known, answered_by="staff", entry_key=None, at=now)
            questions.keep_answer(known, answer=lesson.answer)
        record(
            EventTag.QUESTION_RAISED, at=now, actor_kind=ActorKind.OFFICER, actor_id=by.pk, unit_id=lesson.unit,
            subject_id=known, thread=thread.pk,
        )  # fmt: skip
        return known
