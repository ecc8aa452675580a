"""The one ledger: shifts, their shares, and every number given out.

Walk-in, bấm số, kiosk and appointment are all a `Ticket` in a `Shift`. The hot path writes these tables by SQL
(`sql/issue_v1.sql`), so every column it leaves out has a `db_default`, and relations it checks itself under its locks
carry no foreign-key trigger (`db_constraint=False`, docs/adr/0005-ledger.md).
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from motcua.foundation.citizens.models import Citizen, Person
from motcua.foundation.offices.models import IssuingPoint, OrgUnit
from motcua.foundation.procedures.models import Procedure, ServiceLine


class Shift(models.Model):
    """Buổi: one line of service at one point on one date from start to end. Its places are in `ShiftShare`."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    point = models.ForeignKey(IssuingPoint, models.PROTECT)
    line = models.ForeignKey(ServiceLine, models.PROTECT)
    date = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=160, blank=True)

    class Meta:
        db_table = "shift"
        indexes = (models.Index(fields=["unit", "date"], name="shifts_of_a_unit_by_day"),)
        constraints = (
            models.UniqueConstraint(name="a_line_starts_once_at_a_time", fields=["point", "line", "starts_at"]),
            models.CheckConstraint(name="a_shift_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        )


class NumberSeries(models.Model):
    """The numbers of one point, date and prefix: never reused that day, whichever shift gives them out."""

    point = models.ForeignKey(IssuingPoint, models.PROTECT)
    date = models.DateField()
    prefix = models.CharField(max_length=1)
    next_number = models.IntegerField(db_default=1)

    class Meta:
        db_table = "number_series"
        constraints = (
            models.UniqueConstraint(name="a_prefix_counts_once_a_point_and_day", fields=["point", "date", "prefix"]),
            models.CheckConstraint(name="numbers_start_at_one", condition=Q(next_number__gte=1)),
        )


class Share(models.TextChoices):
    """From which part of a shift's places a ticket draws; a shift has either `all` or several of the others."""

    ALL = "all", "Chung"
    HOME = "home", "Lấy từ nhà"
    ONSITE = "onsite", "Ki-ốt và quầy"
    BOOKED = "booked", "Đặt lịch"
    PRIORITY = "priority", "Ưu tiên"


class Mode(models.TextChoices):
    """When a number is known: at once, or at the daily cut-off (until then a ticket is `registered`)."""

    INSTANT = "instant", "Có số ngay"
    CUTOFF = "cutoff", "Có số khi chốt danh sách"


class ShiftShare(models.Model):
    """The narrow row the hot path locks: places and how many are taken. Editors never hold it open (lock_timeout 1 s).

    What the ledger must know to decide stands here, copied from shift, line and rules when the shift is opened, so
    that a press reads this row and nothing else of the shift.
    """

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="shares")
    share = models.CharField(max_length=8, choices=Share)
    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    procedure = models.ForeignKey(Procedure, models.PROTECT)
    date = models.DateField()
    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="+")
    priority_series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode, db_default=Mode.INSTANT, default=Mode.INSTANT)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    seconds_per_ticket = models.PositiveIntegerField(db_default=180, default=180)
    born_not_after = models.DateField(null=True)
    day_limit = models.PositiveSmallIntegerField(db_default=2, default=2)
    capacity = models.IntegerField()
    taken = models.IntegerField(db_default=0, default=0)

    class Meta:
        db_table = "shift_share"
        constraints = (
            models.UniqueConstraint(name="a_shift_has_each_share_once", fields=["shift", "share"]),
            models.CheckConstraint(name="no_share_gives_more_than_it_has", condition=Q(taken__lte=F("capacity"))),
            models.CheckConstraint(name="taken_places_are_not_negative", condition=Q(taken__gte=0)),
        )


class TicketState(models.TextChoices):
    """Where a ticket is. The rows that led there (calls, no-shows) tell by whom and when."""

    REGISTERED = "registered", "Đã ghi tên, chờ chốt số"
    WAITING = "waiting", "Đang chờ"
    CALLED = "called", "Đang gọi"
    SERVED = "served", "Xong"
    NO_SHOW = "no_show", "Lỡ lượt"
    CANCELLED = "cancelled", "Đã hủy"


LIVE_STATES = (TicketState.REGISTERED, TicketState.WAITING, TicketState.CALLED)


class Ticket(models.Model):
    """Số. `holder` took it, `person` is served; anonymous kiosk and walk-in tickets have neither.

    `turn` orders the waiting line: the ledger gives the ticket's own id, re-queueing gives a later one.
    `day_ordinal` is the person's how-manieth ticket of the unit that day, cancelled ones counted.
    """

    unit = models.ForeignKey(OrgUnit, models.PROTECT, db_constraint=False, db_index=False)
    shift = models.ForeignKey(Shift, models.PROTECT, db_constraint=False, db_index=False)
    share = models.ForeignKey(ShiftShare, models.PROTECT, db_constraint=False, db_index=False)
    series = models.ForeignKey(NumberSeries, models.PROTECT, db_constraint=False, db_index=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, db_constraint=False, db_index=False)
    date = models.DateField()
    number = models.IntegerField(null=True)
    prefix = models.CharField(max_length=1)
    priority = models.BooleanField(db_default=False, default=False)
    state = models.CharField(max_length=10, choices=TicketState, db_default=TicketState.WAITING)
    holder = models.ForeignKey(Citizen, models.PROTECT, null=True, db_constraint=False, db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, db_constraint=False, db_index=False)
    person_name = models.CharField(max_length=100, db_default="", default="")
    day_ordinal = models.SmallIntegerField(null=True)
    turn = models.BigIntegerField()
    idempotency_key = models.BinaryField(null=True)
    expected_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(db_default=Now())
    state_since = models.DateTimeField(db_default=Now())
    pseudonymised_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ticket"
        indexes = (
            models.Index(
                name="the_waiting_line_of_a_shift",
                fields=["shift", "turn"],
                condition=Q(state__in=("waiting", "called")),
            ),
        )
        constraints = (
            models.UniqueConstraint(name="a_number_is_given_once_a_day", fields=["series", "number"]),
            models.UniqueConstraint(
                name="a_person_has_one_live_ticket_a_procedure_and_day",
                fields=["person", "procedure", "date"],
                condition=Q(person__isnull=False, state__in=("registered", "waiting", "called")),
            ),
            models.UniqueConstraint(
                name="each_ticket_of_a_person_counts_once_a_day",
                fields=["person", "date", "day_ordinal"],
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                name="an_idempotency_key_gives_one_ticket",
                fields=["idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
            ),
            models.CheckConstraint(
                name="a_ticket_is_in_a_known_state",
                condition=Q(state__in=("registered", "waiting", "called", "served", "no_show", "cancelled")),
            ),
            models.CheckConstraint(
                name="only_registered_or_cancelled_tickets_lack_a_number",
                condition=Q(number__isnull=False) | Q(state__in=("registered", "cancelled")),
            ),
            models.CheckConstraint(
                name="a_person_counts_and_nobody_does_not",
                condition=Q(person=None, day_ordinal=None) | Q(person__isnull=False, day_ordinal__gte=1),
            ),
        )


class Cancellation(models.Model):
    """A ticket was given back: by whom, when, why."""

    ticket = models.OneToOneField(Ticket, models.PROTECT)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField()
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "ticket_cancellation"


class LiveState(models.Model):
    """`version` rises with every change of a topic ("shift:12"); pages compare it to know that they are behind."""

    topic = models.CharField(max_length=40, primary_key=True)
    version = models.BigIntegerField(db_default=1)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "live_state"


class ShiftPlan(models.Model):
    """The weekly plan from which shifts are opened: one line at one point on one weekday, for a stretch of dates."""

    point = models.ForeignKey(IssuingPoint, models.CASCADE, related_name="shift_plans")
    line = models.ForeignKey(ServiceLine, models.CASCADE)
    weekday = models.PositiveSmallIntegerField(help_text="0 = thứ Hai … 6 = Chủ nhật")
    starts_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField()
    home_places = models.PositiveIntegerField(help_text="Số lấy từ nhà")
    onsite_places = models.PositiveIntegerField(default=0, help_text="Số lấy tại quầy, ki-ốt; 0 là dùng chung")
    open_counters = models.PositiveSmallIntegerField(default=1)
    opens_hours_before = models.PositiveSmallIntegerField(default=24, help_text="Mở lấy số trước bao nhiêu giờ")
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.INSTANT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "shift_plan"
        constraints = (
            models.UniqueConstraint(
                name="a_plan_starts_a_line_once_at_a_time",
                fields=["point", "line", "weekday", "starts_minute", "valid_from"],
            ),
            models.CheckConstraint(
                name="a_plan_is_a_stretch_of_one_day",
                condition=Q(starts_minute__lt=F("ends_minute")) & Q(ends_minute__lte=1440),
            ),
        )
