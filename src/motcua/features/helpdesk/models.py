"""Letters between citizens and officers: who asked, who answers, what was said. Sealed; nothing is deleted.

A thread lives on the account where the citizen wrote, also after another unit took it over: only there can she read.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from motcua.foundation.citizens.models import Citizen
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer
from motcua.messaging.channels.models import OaAccount

BODY = "thread_message"


class ThreadState(models.TextChoices):
    """Where a thread stands; `rules.TRANSITIONS` says what leads where."""

    WAITING = "waiting", "Chưa nhận"
    CLAIMED = "claimed", "Đang trả lời"
    DONE = "done", "Đã xong"


class ThreadReason(models.TextChoices):
    """Why the bot gave the conversation to a person."""

    ASKED = "asked", "Xin gặp cán bộ"
    ANGRY = "angry", "Đang bức xúc"
    UNANSWERED = "unanswered", "Máy chưa có câu trả lời"
    ATTACHMENT = "attachment", "Gửi tệp, ảnh"
    ELSEWHERE = "elsewhere", "Cán bộ nhắn từ Zalo"


class Thread(models.Model):
    """Hội thoại. While it is claimed and `claim_until` has not passed, a person owns it and the bot is silent.

    `elsewhere_by` is the officer's id in the channel's own tool, when the answer came from there. `waiting_since` is
    the citizen's first message that nobody answered yet, `reply_due_at` by when she was told to expect one.
    """

    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    account = models.ForeignKey(OaAccount, models.PROTECT, db_index=False)
    channel = models.CharField(max_length=12)
    external_id = models.CharField(max_length=64, blank=True)
    citizen = models.ForeignKey(Citizen, models.PROTECT)
    state = models.CharField(max_length=8, choices=ThreadState, default=ThreadState.WAITING)
    reason = models.CharField(max_length=12, choices=ThreadReason)
    claimed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    claim_until = models.DateTimeField(null=True)
    elsewhere_by = models.CharField(max_length=64, blank=True, db_default="", default="")
    first_asked_at = models.DateTimeField()
    last_asked_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    reply_due_at = models.DateTimeField(null=True)
    first_answered_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()
    snoozed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    pseudonymised_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "thread"
        constraints = (
            models.UniqueConstraint(
                name="a_conversation_has_one_open_thread",
                fields=["account", "external_id"],
                condition=~Q(state="done"),
            ),
            models.CheckConstraint(
                name="a_thread_is_in_a_known_state", condition=Q(state__in=["waiting", "claimed", "done"])
            ),
            models.CheckConstraint(
                name="a_claimed_thread_says_by_whom_and_until_when",
                condition=~Q(state="claimed")
                | (Q(claim_until__isnull=False) & (Q(claimed_by__isnull=False) | ~Q(elsewhere_by=""))),
            ),
            models.CheckConstraint(
                name="a_waiting_thread_is_nobodys", condition=~Q(state="waiting") | Q(claimed_by=None, elsewhere_by="")
            ),
            models.CheckConstraint(
                name="a_thread_has_an_end_exactly_when_done",
                condition=(Q(state="done") & Q(finished_at__isnull=False)) | (~Q(state="done") & Q(finished_at=None)),
            ),
        )
        indexes = (
            models.Index(name="thread_open", fields=["unit", "state", "last_at"], condition=~Q(state="done")),
            models.Index(name="thread_done", fields=["unit", "-finished_at"], condition=Q(state="done")),
            models.Index(name="thread_lapsing", fields=["claim_until"], condition=Q(state="claimed")),
            models.Index(
                name="thread_ageing", fields=["finished_at"], condition=Q(state="done", pseudonymised_at=None)
            ),
        )


class Direction(models.TextChoices):
    """Who speaks. An `ours` line without text was written in the channel's own tool; we know only that it was."""

    THEIRS = "in", "Người dân"
    OURS = "out", "Cán bộ"
    NOTE = "note", "Ghi chú nội bộ"
    EVENT = "event", "Việc đã làm"


class ThreadMessage(models.Model):
    """One line of a thread, sealed. `outbox_ids` are its messages on the way to the citizen: their fate is shown.

    `message_key` keeps a channel's repeated event and an officer's double press from adding a line twice.
    `kind` says what a citizen sent; of a photo or a file nothing but that it came is kept.
    """

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=5, choices=Direction)
    kind = models.CharField(max_length=16, default="text")
    body_sealed = models.BinaryField(default=b"")
    at = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    elsewhere_by = models.CharField(max_length=64, blank=True, db_default="", default="")
    question_id = models.BigIntegerField(null=True)
    message_key = models.CharField(max_length=80, blank=True, db_default="", default="")
    outbox_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        db_table = "thread_message"
        constraints = (
            models.UniqueConstraint(
                name="a_message_enters_its_thread_once",
                fields=["thread", "message_key"],
                condition=~Q(message_key=""),
            ),
            models.CheckConstraint(
                name="a_thread_line_has_a_known_direction", condition=Q(direction__in=["in", "out", "note", "event"])
            ),
            models.CheckConstraint(
                name="only_officers_words_are_sent", condition=Q(direction="out") | Q(outbox_ids__len=0)
            ),
        )


class ThreadTransfer(models.Model):
    """A thread went from one unit to another, at whose hands. The words why stand in the thread as a note."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="transfers")
    from_unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "thread_transfer"
        constraints = (
            models.CheckConstraint(
                name="a_thread_is_transferred_to_another_unit", condition=~Q(from_unit=F("to_unit"))
            ),
        )


class CannedAnswer(models.Model):
    """Câu mẫu of a unit, written out by `/shortcut`. Changing one retires it and adds another."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    shortcut = models.CharField(max_length=24)
    text = models.TextField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "canned_answer"
        constraints = (
            models.UniqueConstraint(
                name="a_shortcut_stands_for_one_answer_in_a_unit",
                fields=["unit", "shortcut"],
                condition=Q(retired_at=None),
            ),
        )
