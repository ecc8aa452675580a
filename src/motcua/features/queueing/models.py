"""The day at the counters: who sits where, who was called, who came, who did not. Nothing is deleted.

One press of an officer is one `CounterAction`; the rows it made name it, so that an undo undoes exactly those.
The id of a counter's last action is the version a form carries: a page that shows an older one is told, not obeyed.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from motcua.foundation.offices.models import Counter, OrgUnit
from motcua.foundation.procedures.models import ServiceLine
from motcua.foundation.staff.models import Officer
from motcua.tickets.models import Shift, Ticket


class CounterDuty(models.Model):
    """An officer sits at a counter from when until when, for one line of service or, with none named, for all."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    counter = models.ForeignKey(Counter, models.PROTECT, related_name="duties")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="duties")
    line = models.ForeignKey(ServiceLine, models.PROTECT, null=True, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "counter_duty"
        constraints = (
            models.UniqueConstraint(
                name="a_counter_has_one_officer_at_a_time", fields=["counter"], condition=Q(until_at=None)
            ),
            models.UniqueConstraint(
                name="an_officer_sits_at_one_counter_at_a_time", fields=["officer"], condition=Q(until_at=None)
            ),
            models.CheckConstraint(
                name="a_duty_ends_after_it_starts", condition=Q(until_at=None) | Q(until_at__gte=F("from_at"))
            ),
        )


class ActionKind(models.TextChoices):
    """What an officer pressed."""

    CALL = "call", "Gọi tiếp"
    RECALL = "recall", "Gọi lại"
    NO_SHOW = "no_show", "Vắng"
    FINISH = "finish", "Xong"
    REQUEUE = "requeue", "Xếp lại"


class CounterAction(models.Model):
    """One press at a counter. It may be undone for some seconds, the last one first."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    counter = models.ForeignKey(Counter, models.PROTECT, related_name="actions")
    kind = models.CharField(max_length=8, choices=ActionKind)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "counter_action"
        indexes = (models.Index(name="the_last_actions_of_a_counter", fields=["counter", "-id"]),)


class CallKind(models.TextChoices):
    """A recall is an announcement only: it ends at once and never counts as the open call of its ticket."""

    CALL = "call", "Gọi"
    RECALL = "recall", "Gọi lại"


class TicketCall(models.Model):
    """A number was called to a counter. Open while `ended_at` and `undone_at` are null: that person is being served."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    action = models.ForeignKey(CounterAction, models.PROTECT, related_name="calls")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="calls")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="calls")
    counter = models.ForeignKey(Counter, models.PROTECT, related_name="calls")
    kind = models.CharField(max_length=8, choices=CallKind, default=CallKind.CALL)
    called_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ticket_call"
        indexes = (models.Index(name="calls_of_a_shift_latest_first", fields=["shift", "-called_at"]),)
        constraints = (
            models.UniqueConstraint(
                name="a_counter_has_one_open_call", fields=["counter"], condition=Q(ended_at=None, undone_at=None)
            ),
            models.UniqueConstraint(
                name="a_ticket_has_one_open_call", fields=["ticket"], condition=Q(ended_at=None, undone_at=None)
            ),
            models.CheckConstraint(
                name="a_recall_ends_at_once", condition=Q(kind="call") | Q(kind="recall", ended_at=F("called_at"))
            ),
        )


class CompletionResult(models.TextChoices):
    """With what a visit to the counter ended."""

    COMPLETE = "complete", "Đủ hồ sơ"
    PAPERS_MISSING = "papers_missing", "Thiếu giấy tờ"
    COME_BACK = "come_back", "Hẹn lại"


class Completion(models.Model):
    """A person was served, with what result."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    action = models.ForeignKey(CounterAction, models.PROTECT, related_name="completions")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="completions")
    call = models.ForeignKey(TicketCall, models.PROTECT, related_name="completions")
    result = models.CharField(max_length=16, choices=CompletionResult)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "completion"
        constraints = (
            models.UniqueConstraint(name="a_call_is_completed_once", fields=["call"], condition=Q(undone_at=None)),
        )


class NoShow(models.Model):
    """A called person did not come. The number may return to the line until `rejoin_until`."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    action = models.ForeignKey(CounterAction, models.PROTECT, related_name="no_shows")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="no_shows")
    call = models.ForeignKey(TicketCall, models.PROTECT, related_name="no_shows")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    rejoin_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "no_show"
        constraints = (
            models.UniqueConstraint(name="a_call_is_missed_once", fields=["call"], condition=Q(undone_at=None)),
        )


class Rejoin(models.Model):
    """A missed number came back to the line, at whose hands, and from which turn to which."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    action = models.ForeignKey(CounterAction, models.PROTECT, null=True, related_name="rejoins")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="rejoins")
    no_show = models.ForeignKey(NoShow, models.PROTECT, related_name="rejoins")
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()
    turn_before = models.BigIntegerField()
    turn_after = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "rejoin"
        constraints = (
            models.UniqueConstraint(
                name="a_missed_turn_is_made_good_once", fields=["no_show"], condition=Q(undone_at=None)
            ),
        )
