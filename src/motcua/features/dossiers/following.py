"""Báo cho tôi khi có: who wants to hear of which dossier, and the messages that tell her. Jobs may run twice."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F

from motcua.features.dossiers import deadlines, queries, reaching, wording
from motcua.features.dossiers.models import Dossier, DossierFollow, PurgeNotice
from motcua.features.dossiers.operations import Outcome, Verdict
from motcua.features.dossiers.rules import Stage
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.citizens.rules import masked_name
from motcua.foundation.clock import local_date

__all__ = ["announce_purges", "follow", "leave", "tell_followers"]

MOST_FOLLOWED = 5
_BATCH = 200


def follow(*, citizen_id: int, dossier: Dossier, proven: bool, now: datetime) -> Outcome:
    """From now on one message a change. At most five dossiers an account; asking again is fine.

    Consent to messages is asked where this is called; without it nothing is sent.
    """
    with transaction.atomic():
        mine = DossierFollow.objects.select_for_update().filter(citizen_id=citizen_id, ended_at=None)
        known = {one.dossier_id: one for one in mine}
        if (here := known.get(dossier.pk)) is not None:
            here.proven |= proven
            here.save(update_fields=["proven"])
            return Outcome(Verdict.NOTHING_NEW, dossier.pk)
        if len(known) >= MOST_FOLLOWED:
            return Outcome(Verdict.TOO_MANY, dossier.pk)
        DossierFollow.objects.create(
            unit_id=dossier.unit_id, citizen_id=citizen_id, dossier=dossier, proven=proven, asked_at=now, told_at=now,
            told_stage=dossier.stage,
        )  # fmt: skip
        _record(EventTag.DOSSIER_FOLLOWED, dossier, now, citizen_id)
    return Outcome(Verdict.DONE, dossier.pk)


def leave(*, citizen_id: int, dossier_id: int, now: datetime) -> bool:
    """Thôi báo: no more messages about this one. False when there were none."""
    with transaction.atomic():
        mine = DossierFollow.objects.select_for_update(of=("self",)).select_related("dossier")
        found = mine.filter(citizen_id=citizen_id, dossier_id=dossier_id, ended_at=None).first()
        if found is None:
            return False
        found.ended_at = now
        found.save(update_fields=["ended_at"])
        _record(EventTag.DOSSIER_LEFT, found.dossier, now, citizen_id)
    return True


def tell_followers(now: datetime) -> int:
    """One message to each who asked, for what changed since she was told last; several changes are one. How many."""
    return sum(_tell_some(now))


def announce_purges(now: datetime) -> int:
    """Warn at 30, 60, 120 and 150 days of waiting for a fix; each step once, only the latest when several passed."""
    units = set(Dossier.objects.filter(stage=Stage.NEEDS_FIX).values_list("unit_id", flat=True).distinct())
    return sum(_announce(row, now) for row in queries.purge_list(units, now))


def _tell_some(now: datetime) -> Iterator[int]:
    while True:
        with transaction.atomic():
            waiting = DossierFollow.objects.select_for_update(of=("self",), skip_locked=True).filter(
                ended_at=None, dossier__changed_at__gt=F("told_at"), dossier__retracted_at=None
            )
            due = list(waiting.select_related("dossier__unit").order_by("id")[:_BATCH])
            for one in due:
                yield _tell(one, now)
        if len(due) < _BATCH:
            return


def _tell(one: DossierFollow, now: datetime) -> int:
    """She was told, or could not be: either way this change is done with."""
    row = one.dossier
    told = queries.tell(row, now, "" if row.unit.is_trial else row.unit.hotline)
    lines = [_head(row), told.words.say, told.renewed, told.words.next_step]
    place = f"Nơi nhận: {row.place}" if row.place and row.stage == Stage.AT_UNIT_READY else ""
    text = "\n".join(line for line in (*lines, place, "Bấm Tra cứu để xem chi tiết.") if line)
    sent = reaching.tell_citizen(one.citizen_id, text, now)
    one.told_at, one.told_stage = max(now, row.changed_at), row.stage
    one.save(update_fields=["told_at", "told_stage"])
    _record(EventTag.DOSSIER_TOLD, row, now, sent=sent)
    return int(sent)


def _announce(row: Dossier, now: datetime) -> bool:
    step, purge_on = deadlines.purge_step(row.since, now), deadlines.purge_on(Stage(row.stage), row.since)
    if step is None or purge_on is None:
        return False
    with transaction.atomic():
        notice, fresh = PurgeNotice.objects.get_or_create(
            dossier=row, since=row.since, day=step, defaults={"at": now}
        )  # fmt: skip
        if not fresh:
            return False
        text = f"{_head(row)}\n{wording.purge_sentence(purge_on, local_date(now))}\nBấm Tra cứu để xem cần gì."
        followers = DossierFollow.objects.filter(dossier=row, ended_at=None).values_list("citizen_id", flat=True)
        notice.told = sum(reaching.tell_citizen(citizen_id, text, now) for citizen_id in followers)
        notice.save(update_fields=["told"])
        _record(EventTag.DOSSIER_PURGE_ANNOUNCED, row, now, day=step, told=notice.told)
    return True


def _head(row: Dossier) -> str:
    """Which of her household it is about, without the whole name."""
    return f"HỒ SƠ CỦA {masked_name(row.full_name)}"


def _record(tag: EventTag, row: Dossier, now: datetime, citizen_id: int = 0, **detail: int | bool) -> None:
    record(
        tag, at=now, actor_kind=ActorKind.CITIZEN if citizen_id else ActorKind.SYSTEM, actor_id=citizen_id,
        unit_id=row.unit_id, subject_id=row.pk, **detail,
    )  # fmt: skip
