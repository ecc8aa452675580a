"""Citizens of a unit, the people they act for, how they reach us, and what they agreed to.

A citizen belongs to one unit: an Official Account gives each person another id per account, so there is nothing that
would join two units' citizens, and a province can later be split off whole.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from motcua.foundation.offices.models import OrgUnit


class Citizen(models.Model):
    """An account holder. Erasing empties it and keeps the row, because tickets and consents name it."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    created_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "citizen"


class Relation(models.TextChoices):
    """Who the person is to the account holder."""

    SELF = "self", "Tôi"
    PARENT = "parent", "Cha hoặc mẹ"
    CHILD = "child", "Con"
    SPOUSE = "spouse", "Vợ hoặc chồng"
    OTHER = "other", "Người thân khác"


class Person(models.Model):
    """Someone a citizen takes numbers for: herself or a relative, at most five.

    A birth date may be a year only, or month and year, as old papers have it (domain.md 3.3). `born_earliest` is the
    earliest date those fields allow, against which age rules are read in the citizen's favour.
    """

    holder = models.ForeignKey(Citizen, models.CASCADE, related_name="people")
    place = models.PositiveSmallIntegerField()
    relation = models.CharField(max_length=8, choices=Relation)
    full_name = models.CharField(max_length=100)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField(null=True, blank=True)
    born_earliest = models.DateField(null=True, blank=True)
    phone_encrypted = models.BinaryField(default=b"")
    created_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "person"
        constraints = (
            models.UniqueConstraint(
                name="an_account_has_one_person_a_place", fields=["holder", "place"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(
                name="an_account_acts_for_at_most_five_people", condition=Q(place__gte=1) & Q(place__lte=5)
            ),
            models.CheckConstraint(
                name="the_first_place_is_the_holder", condition=Q(place=1) & Q(relation="self") | Q(place__gt=1)
            ),
        )

    def __str__(self) -> str:
        return self.full_name


class ChannelIdentity(models.Model):
    """The id a channel gives a citizen: for Zalo, the user id for this Official Account."""

    citizen = models.ForeignKey(Citizen, models.CASCADE, related_name="identities")
    channel = models.CharField(max_length=12)
    account = models.CharField(max_length=40)
    external_id = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channel_identity"
        constraints = (
            models.UniqueConstraint(
                name="an_external_id_belongs_to_one_citizen", fields=["channel", "account", "external_id"]
            ),
        )


class CitizenSession(models.Model):
    """SHA-256 of the opaque 32-byte token in the `mc_citizen` cookie."""

    token_hash = models.BinaryField(primary_key=True)
    citizen = models.ForeignKey(Citizen, models.CASCADE)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "citizen_session"


class LinkPurpose(models.TextChoices):
    """What a personal link opens; one purpose each."""

    HOME = "home", "Trang chính"
    TICKET = "ticket", "Số thứ tự"
    TAKE = "take", "Bấm số"
    PERSONAL_DATA = "personal_data", "Dữ liệu cá nhân"
    CHAT = "chat", "Hỏi đáp trực tuyến"


class PersonalLink(models.Model):
    """A link sent in a chat. The first POST binds it to one browser; others then see only the public state."""

    token_hash = models.BinaryField(primary_key=True)
    citizen = models.ForeignKey(Citizen, models.CASCADE)
    purpose = models.CharField(max_length=16, choices=LinkPurpose)
    target = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())
    first_use_until = models.DateTimeField()
    valid_until = models.DateTimeField()
    bound_at = models.DateTimeField(null=True, blank=True)
    bound_session = models.BinaryField(null=True, blank=True)

    class Meta:
        db_table = "personal_link"


class Purpose(models.TextChoices):
    """What personal data is used for; each is told, and agreed to, apart."""

    SERVICE = "service", "Thực hiện thủ tục của ông/bà"
    NOTICES = "notices", "Nhắn tin về số thứ tự và hồ sơ"
    BROADCAST = "broadcast", "Tin tức và cảnh báo"


class NoticeText(models.Model):
    """The exact words a citizen was shown, by purpose and version; never changed once shown."""

    purpose = models.CharField(max_length=12, choices=Purpose)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    sha256 = models.BinaryField()
    basis = models.CharField(max_length=60, help_text="Căn cứ: 'consent' hoặc điều luật")
    valid_from = models.DateField()

    class Meta:
        db_table = "notice_text"
        constraints = (models.UniqueConstraint(name="a_notice_version_is_written_once", fields=["purpose", "version"]),)


class Consent(models.Model):
    """A citizen agreed to a purpose after reading a notice (Law 91/2025: explicit, provable, one by one)."""

    citizen = models.ForeignKey(Citizen, models.CASCADE, related_name="consents")
    notice = models.ForeignKey(NoticeText, models.PROTECT)
    purpose = models.CharField(max_length=12, choices=Purpose)
    channel = models.CharField(max_length=12)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "consent"
        constraints = (
            models.UniqueConstraint(
                name="a_purpose_is_agreed_to_once_at_a_time",
                fields=["citizen", "purpose"],
                condition=Q(withdrawn_at=None),
            ),
        )
