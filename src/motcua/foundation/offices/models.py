"""Organisation units (a dated tree of any depth), the places they run, and when those are open.

Units, names and trees are dated data: in 2021 there were 63 provinces and districts, since 1-7-2025 34 provinces and
no districts (domain.md 2.8). Nothing is deleted; it is closed by a `valid_to`.
"""

from django.db import models
from django.db.models import F, Q


class UnitKind(models.TextChoices):
    """What a unit is; police or not is never assumed elsewhere."""

    MINISTRY = "ministry", "Bộ, cơ quan trung ương"
    PROVINCIAL_POLICE = "provincial_police", "Công an cấp tỉnh"
    PROVINCIAL_DEPARTMENT = "provincial_department", "Phòng thuộc Công an cấp tỉnh"
    DISTRICT_POLICE = "district_police", "Công an cấp huyện"
    DISTRICT_TEAM = "district_team", "Đội thuộc Công an cấp huyện"
    COMMUNE_POLICE = "commune_police", "Công an cấp xã"
    PEOPLES_COMMITTEE = "peoples_committee", "Ủy ban nhân dân"
    NATIONAL_CENTRE = "national_centre", "Trung tâm quốc gia"


class OrgUnit(models.Model):
    """Đơn vị. A trial unit until a real Official Account is bound to it; external ones are directory entries only."""

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=24, choices=UnitKind)
    address = models.CharField(max_length=200, blank=True)
    hotline = models.CharField(max_length=20, blank=True)
    website = models.URLField(blank=True)
    external = models.BooleanField(default=False)
    accent = models.CharField(max_length=12, default="cua-chop")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    official_account_name = models.CharField(max_length=120, blank=True)
    official_account_id = models.CharField(max_length=40, blank=True)
    official_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "org_unit"
        constraints = (
            models.CheckConstraint(
                name="a_unit_closes_after_it_opens", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
        )

    def __str__(self) -> str:
        return self.slug

    @property
    def is_trial(self) -> bool:
        """True until a real Official Account is bound: every page then carries the trial strip."""
        return self.official_since is None


class OrgUnitName(models.Model):
    """What a unit was called from when to when."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="names")
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_unit_name"
        constraints = (models.UniqueConstraint(name="a_unit_has_one_name_at_a_time", fields=["unit", "valid_from"]),)

    def __str__(self) -> str:
        return self.name


class OrgUnitPlacement(models.Model):
    """Under which parent a unit stood from when to when."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(OrgUnit, models.PROTECT, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_unit_placement"
        constraints = (
            models.UniqueConstraint(name="a_unit_has_one_parent_at_a_time", fields=["unit", "valid_from"]),
            models.CheckConstraint(name="a_unit_is_not_its_own_parent", condition=~Q(unit=F("parent"))),
        )


class UnitSuccession(models.Model):
    """Which unit carries on the work of another (merge, split, transfer)."""

    predecessor = models.ForeignKey(OrgUnit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(OrgUnit, models.PROTECT, related_name="predecessions")
    on = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "org_unit_succession"


class PointKind(models.TextChoices):
    """What sort of place a point is."""

    HEADQUARTERS = "headquarters", "Trụ sở"
    WARD = "ward", "Điểm tại phường, xã"
    MOBILE = "mobile", "Điểm lưu động"
    KIOSK = "kiosk", "Ki-ốt"


class IssuingPoint(models.Model):
    """Điểm cấp: a place, not a unit; the building survives the unit that runs it."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="points")
    slug = models.SlugField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=PointKind, default=PointKind.HEADQUARTERS)
    address = models.CharField(max_length=200)
    access_note = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "issuing_point"
        constraints = (models.UniqueConstraint(name="a_point_slug_is_unique_in_its_unit", fields=["unit", "slug"]),)

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """Quầy."""

    point = models.ForeignKey(IssuingPoint, models.PROTECT, related_name="counters")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "counter"
        constraints = (
            models.UniqueConstraint(name="a_counter_number_is_unique_at_its_point", fields=["point", "number"]),
        )

    def __str__(self) -> str:
        return f"Quầy {self.number}"


def _minutes_are_a_stretch(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(opens_minute__gte=0) & Q(closes_minute__lte=1440) & Q(opens_minute__lt=F("closes_minute")),
    )


class OpeningHours(models.Model):
    """A weekly rule for a stretch of dates. Minutes since midnight; 1440 is 24:00. Several a day make a noon rest."""

    point = models.ForeignKey(IssuingPoint, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(help_text="0 = thứ Hai … 6 = Chủ nhật")
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "opening_hours"
        constraints = (
            _minutes_are_a_stretch("opening_hours_are_a_stretch_of_one_day"),
            models.CheckConstraint(name="a_weekday_is_0_to_6", condition=Q(weekday__lte=6)),
        )


class OpeningOverride(models.Model):
    """One date that beats the weekly rules: closed, or open at other hours. Several rows make several stretches."""

    point = models.ForeignKey(IssuingPoint, models.CASCADE, related_name="overrides")
    date = models.DateField()
    closed = models.BooleanField(default=False)
    opens_minute = models.PositiveSmallIntegerField(default=0)
    closes_minute = models.PositiveSmallIntegerField(default=1440)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "opening_override"
        constraints = (_minutes_are_a_stretch("an_override_is_a_stretch_of_one_day"),)


class Holiday(models.Model):
    """A public holiday. It closes points that have no override of that date: campaigns do work on holidays."""

    date = models.DateField(unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        db_table = "holiday"
