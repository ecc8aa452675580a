"""Official Accounts, what came in, what goes out, and what a conversation remembers.

Events and messages are our own tables, claimed by workers with a lease. What citizens wrote or read is encrypted.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.channels.contract import DeliveryStatus


class ZaloApp(models.Model):
    """An app at developers.zalo.me. One webhook address serves all accounts linked to it."""

    app_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80, blank=True)
    app_secret_sealed = models.BinaryField()
    oa_secret_key_sealed = models.BinaryField(help_text="Khóa ký webhook (OA Secret Key), không phải khóa ứng dụng.")
    demands_proof = models.BooleanField(default=False, help_text="Ứng dụng bật kiểm tra appsecret_proof.")
    pkce_verifier_sealed = models.BinaryField(default=b"", db_default=b"", help_text="Trống: mỗi lần xin quyền một mã.")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "zalo_app"

    def __str__(self) -> str:
        return self.name or self.app_id


class MessageApi(models.TextChoices):
    """Which of Zalo's two message APIs an account takes; learned from -235 and -240 only."""

    V3 = "v3", "v3"
    V2 = "v2", "v2"


class OaAccount(models.Model):
    """Tài khoản Official Account, or a unit's account on another channel. `name` is exact, as citizens see it. Demo
    accounts live in the emulator only and make no unit official.
    """

    channel = models.CharField(max_length=12, default="zalo", db_default="zalo")
    app = models.ForeignKey(ZaloApp, models.PROTECT, null=True, blank=True, related_name="accounts")
    oa_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    oa_type = models.PositiveSmallIntegerField(default=4, help_text="2 doanh nghiệp, 4 cơ quan nhà nước")
    is_demo = models.BooleanField(default=False)
    message_api = models.CharField(max_length=2, choices=MessageApi, default=MessageApi.V3)
    button_form = models.CharField(max_length=8, blank=True, help_text="Dạng nút OA này nhận; trống là chưa biết.")
    officer_pause_minutes = models.PositiveSmallIntegerField(default=60)
    hold_until = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=200, blank=True)
    stopped_by = models.BigIntegerField(null=True, blank=True, help_text="Officer's id; empty: the sender stopped it.")
    paid_stopped_at = models.DateTimeField(null=True, blank=True, help_text="Only messages that cost money rest.")

    class Meta:
        db_table = "oa_account"
        constraints = (
            models.CheckConstraint(
                name="a_zalo_account_is_linked_to_an_app", condition=~Q(channel="zalo") | Q(app__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.name


class OaBinding(models.Model):
    """Which unit an account speaks for, from when to when; a merger hands it to the successor."""

    account = models.ForeignKey(OaAccount, models.PROTECT, related_name="bindings")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="oa_bindings")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "oa_binding"
        constraints = (
            models.UniqueConstraint(
                name="an_account_speaks_for_one_unit_at_a_time", fields=["account"], condition=Q(valid_to=None)
            ),
            models.CheckConstraint(
                name="a_binding_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
        )


class OaToken(models.Model):
    """The token pair of an account. A refresh token is good once: whoever holds `leased_until` alone may use it."""

    account = models.OneToOneField(OaAccount, models.CASCADE, primary_key=True, related_name="token")
    access_sealed = models.BinaryField()
    refresh_sealed = models.BinaryField()
    expires_at = models.DateTimeField()
    refresh_expires_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    refreshed_at = models.DateTimeField(db_default=Now())
    leased_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    consent_needed_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "oa_token"


class OaConsent(models.Model):
    """One officer's walk to the platform's consent page and back; its state is good once, in her session only."""

    account = models.ForeignKey(OaAccount, models.CASCADE, related_name="consents")
    officer_id = models.BigIntegerField()
    state_hash = models.BinaryField(unique=True)
    session_hash = models.BinaryField()
    verifier_sealed = models.BinaryField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=24, blank=True, db_default="", default="")

    class Meta:
        db_table = "oa_consent"


class OaChoice(models.Model):
    """A decision about an account, with who and when. The latest of a name counts; the others are its history."""

    account = models.ForeignKey(OaAccount, models.CASCADE, db_index=False, related_name="choices")
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=200, blank=True)
    chosen_at = models.DateTimeField()
    chosen_by = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "oa_choice"
        indexes = (models.Index(name="oa_choice_latest", fields=["account", "name", "-id"]),)


class OaCheckup(models.Model):
    """What the platform last said of an account when it was asked; shown, never believed for a single message."""

    account = models.OneToOneField(OaAccount, models.CASCADE, primary_key=True, related_name="checkup")
    asked_at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "oa_checkup"


class WebhookTally(models.Model):
    """How often webhook calls of an app ended in a way, by day; counted at the edge. Apps not ours have no name."""

    app_id = models.CharField(max_length=40)
    on = models.DateField()
    word = models.CharField(max_length=12)
    times = models.BigIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "webhook_tally"
        constraints = (models.UniqueConstraint(name="a_day_is_tallied_once", fields=["app_id", "on", "word"]),)


class Lane(models.TextChoices):
    """`talk` keeps its order per citizen and may need an answer; `receipt` is handled by the hundred."""

    TALK = "talk"
    RECEIPT = "receipt"


_WAITING = Q(handled_at=None, parked_at=None)


class InboundEvent(models.Model):
    """A verified webhook body as it came, encrypted; written by SQL at the edge. Lives seven days."""

    channel = models.CharField(max_length=12)
    app_id = models.CharField(max_length=64)
    account = models.CharField(max_length=64)
    external_id = models.CharField(max_length=64)
    event_name = models.CharField(max_length=64)
    lane = models.CharField(max_length=8, choices=Lane)
    dedupe_key = models.BinaryField()
    body_sealed = models.BinaryField()
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(db_default=0)
    lease_until = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbound_event"
        constraints = (
            models.UniqueConstraint(name="an_event_is_stored_once", fields=["account", "dedupe_key"]),
            models.CheckConstraint(
                name="an_event_is_handled_or_parked_not_both", condition=Q(handled_at=None) | Q(parked_at=None)
            ),
        )
        indexes = (
            models.Index(name="inbound_event_waiting", fields=["lane", "id"], condition=_WAITING),
            models.Index(
                name="inbound_event_citizen",
                fields=["account", "external_id", "id"],
                condition=_WAITING & Q(lane="talk"),
            ),
            models.Index(name="inbound_event_parked", fields=["parked_at"], condition=Q(parked_at__isnull=False)),
        )


class Follower(models.Model):
    """One stretch of Quan tâm. Rows are follows ever made; rows without an end are followers now."""

    account = models.ForeignKey(OaAccount, models.CASCADE)
    external_id = models.CharField(max_length=64)
    source = models.CharField(max_length=64, blank=True, db_default="")
    followed_at = models.DateTimeField()
    unfollowed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "follower"
        constraints = (
            models.UniqueConstraint(
                name="a_person_follows_an_account_once_at_a_time",
                fields=["account", "external_id"],
                condition=Q(unfollowed_at=None),
            ),
        )


class ConversationState(models.Model):
    """What the flow remembers of one citizen on one account."""

    account = models.ForeignKey(OaAccount, models.CASCADE, db_index=False)
    external_id = models.CharField(max_length=64)
    state_sealed = models.BinaryField(db_default=b"")
    last_event_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "conversation_state"
        constraints = (models.UniqueConstraint(name="a_conversation_is_kept_once", fields=["account", "external_id"]),)


class MessageKind(models.TextChoices):
    """A call to the counter is sent once more, marked, when its fate is unknown; the others never."""

    REPLY = "reply", "Trả lời"
    CALL = "call", "Mời đến quầy"
    TEMPLATE = "template", "Tin theo mẫu"


class MessageState(models.TextChoices):
    """`contract.DeliveryStatus` with the words officers read."""

    QUEUED = DeliveryStatus.QUEUED.value, "Chờ gửi"
    SENDING = DeliveryStatus.SENDING.value, "Đang gửi"
    DELIVERED = DeliveryStatus.DELIVERED.value, "Đã gửi"
    REJECTED = DeliveryStatus.REJECTED.value, "Người dân không nhận được"
    EXPIRED = DeliveryStatus.EXPIRED.value, "Quá hạn, không gửi"
    FAILED = DeliveryStatus.FAILED.value, "Gửi không thành"
    UNKNOWN = DeliveryStatus.UNKNOWN.value, "Chưa rõ đã đến hay chưa"


_OPEN = Q(state__in=["queued", "sending"])


class OutboxMessage(models.Model):
    """One message to one citizen, written in the transaction of the operation that says it.

    `charge`: what the platform took it from: "reply" and "welcome_msg" are free, others cost. A template for a phone
    number has a hash of it as `external_id`.
    `uncertain_since`: the call went out and no answer came; its echo is awaited, later messages no longer wait for it.
    No plain index on `account`: with old statistics the claim took it, and read every message ever sent.
    """

    unit = models.ForeignKey(OrgUnit, models.PROTECT, db_index=False)
    account = models.ForeignKey(OaAccount, models.PROTECT, db_index=False)
    external_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=MessageKind)
    reply_to = models.BigIntegerField(null=True, blank=True, help_text="inbound_event.id; the event may be gone")
    reply_sealed = models.BinaryField()
    echo_hash = models.BinaryField(db_default=b"")
    echo_length = models.PositiveSmallIntegerField(db_default=0)
    state = models.CharField(max_length=12, choices=MessageState, db_default="queued", default="queued")
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    not_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(db_default=0, default=0)
    sending_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    uncertain_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    channel_message_id = models.CharField(max_length=64, blank=True, db_default="", default="")
    charge = models.CharField(max_length=24, blank=True, db_default="", default="")
    code = models.IntegerField(null=True, blank=True)
    said = models.CharField(max_length=300, blank=True, db_default="", default="")
    repeats = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="repeated_by")

    class Meta:
        db_table = "outbox_message"
        constraints = (
            models.CheckConstraint(
                name="a_message_is_in_a_known_state", condition=Q(state__in=[status.value for status in DeliveryStatus])
            ),
            models.CheckConstraint(
                name="a_message_has_an_end_time_exactly_when_ended",
                condition=(_OPEN & Q(ended_at=None)) | (~_OPEN & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_message_being_sent_says_since_when", condition=~Q(state="sending") | Q(sending_at__isnull=False)
            ),
            models.CheckConstraint(
                name="a_message_is_of_a_known_kind", condition=Q(kind__in=["reply", "call", "template"])
            ),
        )
        indexes = (
            models.Index(name="outbox_queued", fields=["id"], condition=Q(state="queued")),
            models.Index(name="outbox_recipient", fields=["account", "external_id", "id"], condition=_OPEN),
            models.Index(name="outbox_sending", fields=["id"], condition=Q(state="sending")),
            models.Index(
                name="outbox_awaits_echo", fields=["external_id"], condition=Q(state__in=["sending", "unknown"])
            ),
            models.Index(
                name="outbox_channel_message",
                fields=["account", "channel_message_id"],
                condition=~Q(channel_message_id=""),
            ),
            models.Index(name="outbox_unit", fields=["unit", "created_at"]),
        )
