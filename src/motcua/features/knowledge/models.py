"""Hỏi đáp: what a unit answers, who wrote and who approved it, and what citizens asked.

An entry belongs to a unit, or to the shared library when it names none: every unit inherits the library and overrides
an entry by one of its own with the same key. What is told is a dated version; nothing is deleted, it is withdrawn.
"""

from dataclasses import asdict

from django.db import models
from django.db.models import F, Q

from motcua.features.knowledge.rules import Picture, Words, lines
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer


class Category(models.Model):
    """A branch of the topic tree. A unit's own title and place beat the library's of the same key."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "knowledge_category"
        constraints = (
            models.UniqueConstraint(
                name="a_category_key_is_unique_in_its_unit", fields=["unit", "key"], nulls_distinct=False
            ),
            models.CheckConstraint(name="a_category_has_a_title", condition=~Q(title="")),
        )

    def __str__(self) -> str:
        return self.title


class Preset(models.Model):
    """A menu function of a unit's account that opens a part of the list, e.g. "Thông báo cấp CCCD" (S-F14)."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "knowledge_preset"
        constraints = (models.UniqueConstraint(name="a_unit_has_each_preset_once", fields=["unit", "key"]),)

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """One question and its answer through the years. `preset_keys`: the presets that show it, in any unit."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.SlugField(max_length=80)
    category = models.ForeignKey(Category, models.PROTECT, related_name="entries")
    preset_keys = models.JSONField(default=list, blank=True)
    topic = models.CharField(max_length=12, blank=True, help_text="Số chủ đề trong danh mục mẫu.")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "knowledge_entry"
        constraints = (
            models.UniqueConstraint(
                name="an_entry_key_is_unique_in_its_unit", fields=["unit", "key"], nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return self.key


class VersionState(models.TextChoices):
    """From a draft to what citizens read; the ways between them are `rules.TRANSITIONS`."""

    DRAFT = "draft", "Bản nháp"
    SUBMITTED = "submitted", "Chờ duyệt"
    APPROVED = "approved", "Đang dùng"
    REPLACED = "replaced", "Đã có bản mới"
    WITHDRAWN = "withdrawn", "Đã rút"


OPEN_STATES = (VersionState.DRAFT, VersionState.SUBMITTED)


class EntryVersion(models.Model):
    """What an entry says from when to when. `author` is who last changed the words; somebody else approves them.

    One that `hides` says nothing: it keeps a shared entry from being told in its unit.

    The library's own versions came with the house: they have neither author nor approver.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    title = models.CharField(max_length=160)
    phrasings = models.TextField(blank=True, help_text="Mỗi dòng một cách hỏi.")
    answer = models.TextField(help_text="Markdown.")
    legal_basis = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=40, blank=True)
    live = models.CharField(max_length=40, blank=True)
    confirmed = models.BooleanField(default=True)
    pictures = models.JSONField(default=list, blank=True)
    hides = models.BooleanField(default=False)
    updated = models.DateField()
    author = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "knowledge_version"
        constraints = (
            models.UniqueConstraint(name="a_version_number_is_used_once_in_its_entry", fields=["entry", "number"]),
            models.UniqueConstraint(
                name="an_entry_has_one_open_draft", fields=["entry"], condition=Q(state__in=["draft", "submitted"])
            ),
            models.CheckConstraint(
                name="a_version_is_approved_by_a_second_person",
                condition=Q(approved_by=None) | Q(author=None) | ~Q(approved_by=F("author")),
            ),
            models.CheckConstraint(
                name="words_of_an_officer_are_told_only_when_approved",
                condition=Q(author=None) | ~Q(state__in=["approved", "replaced"]) | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_version_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="a_version_has_a_title_and_an_answer", condition=~Q(title="") & (~Q(answer="") | ~Q(live=""))
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def words(self) -> Words:
        """All that an officer wrote in it."""
        return Words(
            title=self.title, answer=self.answer, valid_from=self.valid_from, valid_to=self.valid_to,
            phrasings=lines(self.phrasings), legal_basis=self.legal_basis, action=self.action, live=self.live,
            confirmed=self.confirmed, pictures=tuple(Picture(**one) for one in self.pictures),
        )  # fmt: skip

    @words.setter
    def words(self, words: Words) -> None:
        self.title, self.answer, self.phrasings = words.title, words.answer, "\n".join(words.phrasings)
        self.valid_from, self.valid_to, self.legal_basis = words.valid_from, words.valid_to, words.legal_basis
        self.action, self.live, self.confirmed = words.action, words.live, words.confirmed
        self.pictures = [asdict(one) for one in words.pictures]


class StepKind(models.TextChoices):
    """What was done to a version."""

    WRITTEN = "written", "Soạn"
    SUBMITTED = "submitted", "Gửi duyệt"
    RETURNED = "returned", "Trả lại"
    APPROVED = "approved", "Duyệt"
    REPLACED = "replaced", "Thay bằng bản mới"
    WITHDRAWN = "withdrawn", "Rút"


class VersionStep(models.Model):
    """Who did what to a version, when, and why."""

    version = models.ForeignKey(EntryVersion, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "knowledge_version_step"


class Decision(models.TextChoices):
    """What the machine decided about a message: the engine's words."""

    ANSWER = "answer", "Trả lời"
    OFFER = "offer", "Đưa ra ba lựa chọn"
    NONE = "none", "Chưa có câu trả lời"


class AnsweredBy(models.TextChoices):
    """Who settled a question in the end (S-K8)."""

    BOT = "bot", "Máy trả lời"
    STAFF = "staff", "Cán bộ trả lời"
    LOOKUP = "lookup", "Tra cứu"


class Question(models.Model):
    """A message that asked something, without names, numbers and addresses. The row is its own audit record."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    text = models.CharField(max_length=500, blank=True)
    decision = models.CharField(max_length=8, choices=Decision)
    entry_key = models.CharField(max_length=80, blank=True)
    confidence = models.FloatField(default=0)
    channel = models.CharField(max_length=12)
    at = models.DateTimeField()
    answered_by = models.CharField(max_length=8, choices=AnsweredBy, blank=True)
    settled_key = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True, help_text="Lời cán bộ đã trả lời, đã cắt tên, số, địa chỉ.")
    helpful = models.BooleanField(null=True)
    rated_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "knowledge_question"
        indexes = (models.Index(name="questions_of_a_unit_by_time", fields=["unit", "at"]),)
        constraints = (
            models.CheckConstraint(
                name="a_settled_question_says_who_settled_it_and_when",
                condition=Q(answered_by="", settled_at=None) | (~Q(answered_by="") & Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_rating_has_its_moment", condition=Q(helpful=None, rated_at=None) | Q(rated_at__isnull=False)
            ),
        )


class PhrasingState(models.TextChoices):
    """A way of asking that an officer proposed."""

    SUGGESTED = "suggested", "Chờ duyệt"
    APPROVED = "approved", "Đang dùng"
    REFUSED = "refused", "Không dùng"


class Phrasing(models.Model):
    """One more way to ask for an entry in a unit, learned from a citizen's message; a second person approves it."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    entry_key = models.CharField(max_length=80)
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    question = models.ForeignKey(Question, models.SET_NULL, null=True, related_name="phrasings")
    state = models.CharField(max_length=10, choices=PhrasingState, default=PhrasingState.SUGGESTED)
    suggested_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField()
    settled_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "knowledge_phrasing"
        constraints = (
            models.UniqueConstraint(
                name="a_phrasing_is_suggested_once_in_a_unit", fields=["unit", "folded"], condition=~Q(state="refused")
            ),
            models.CheckConstraint(
                name="a_phrasing_is_approved_by_a_second_person",
                condition=~Q(state="approved") | (Q(settled_by__isnull=False) & ~Q(settled_by=F("suggested_by"))),
            ),
        )


class Edition(models.Model):
    """How often what is told has changed, in a unit or (no unit) in the library; engines are refitted by it."""

    unit = models.ForeignKey(OrgUnit, models.CASCADE, null=True, related_name="+")
    number = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "knowledge_edition"
        constraints = (
            models.UniqueConstraint(name="a_unit_has_one_edition_counter", fields=["unit"], nulls_distinct=False),
        )
