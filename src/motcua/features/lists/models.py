"""Tiện ích: lists a unit makes itself (S-A13), their dated definitions, and their rows, sealed.

A list's definition goes from an officer through a second person to citizens. Rows belong to the list, not to a version:
sheets come and go while words change. Nothing is deleted; a row is closed with actor, time and why.
"""

from django.db import models
from django.db.models import F, Q

from motcua.foundation.citizens.models import Citizen
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.procedures.models import ServiceLine
from motcua.foundation.staff.models import Officer

CELLS = "list_row.cells"
TYPED = "list_request.typed"


class VersionState(models.TextChoices):
    """The ways between them are `rules.TRANSITIONS`."""

    DRAFT = "draft", "Bản nháp"
    SUBMITTED = "submitted", "Chờ duyệt"
    APPROVED = "approved", "Đã duyệt, chưa đăng"
    PUBLISHED = "published", "Đang dùng"
    REPLACED = "replaced", "Đã có bản mới"
    WITHDRAWN = "withdrawn", "Đã rút"


OPEN_STATES = (VersionState.DRAFT, VersionState.SUBMITTED, VersionState.APPROVED)


class LookupList(models.Model):
    """Danh sách. `menu_at`: its button is in the menu since then. `told_at`: followers were last looked through."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    menu_at = models.DateTimeField(null=True)
    menu_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "lookup_list"
        constraints = (
            models.UniqueConstraint(name="a_list_has_its_own_address_in_a_unit", fields=["unit", "slug"]),
            models.CheckConstraint(
                name="a_menu_button_names_who_put_it_there",
                condition=Q(menu_at=None, menu_by=None) | Q(menu_at__isnull=False, menu_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.slug


class ListVersion(models.Model):
    """One definition of a list. `columns` is data: (key, label, kind, role, correctable) each, see `rules.ListColumn`.

    `author` is who last changed it; somebody else approves it.
    """

    lookup_list = models.ForeignKey(LookupList, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    title = models.CharField(max_length=80)
    intro = models.CharField(max_length=600, blank=True)
    found = models.CharField(max_length=600)
    advice = models.CharField(max_length=600, blank=True)
    columns = models.JSONField()
    pick_up = models.BooleanField(default=False)
    hands_over = models.BooleanField(default=False)
    tells_followers = models.BooleanField(default=False)
    fix_line = models.ForeignKey(ServiceLine, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "list_version"
        constraints = (
            models.UniqueConstraint(name="a_version_of_a_list_has_its_number", fields=["lookup_list", "number"]),
            models.UniqueConstraint(
                name="a_list_has_one_open_version",
                fields=["lookup_list"],
                condition=Q(state__in=["draft", "submitted", "approved"]),
            ),
            models.UniqueConstraint(
                name="a_list_has_one_published_version", fields=["lookup_list"], condition=Q(state="published")
            ),
            models.CheckConstraint(
                name="a_list_is_approved_by_another_than_its_author",
                condition=Q(approved_by=None) | ~Q(approved_by=F("author")),
            ),
            models.CheckConstraint(
                name="what_citizens_read_of_a_list_was_approved",
                condition=~Q(state__in=["approved", "published", "replaced"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_list_version_is_in_a_known_state", condition=Q(state__in=list(VersionState.values))
            ),
        )


class StepKind(models.TextChoices):
    """What was done to a version."""

    WRITTEN = "written", "Soạn"
    SUBMITTED = "submitted", "Gửi duyệt"
    RETURNED = "returned", "Trả lại"
    APPROVED = "approved", "Duyệt"
    PUBLISHED = "published", "Đăng"
    REPLACED = "replaced", "Thay bằng bản mới"
    WITHDRAWN = "withdrawn", "Rút"


class ListStep(models.Model):
    """Who did what to a version, when."""

    version = models.ForeignKey(ListVersion, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "list_step"


class RowState(models.TextChoices):
    """Only open rows are told to citizens."""

    OPEN = "open", "Đang mở"
    CLOSED = "closed", "Đã đóng"


class RowEnd(models.TextChoices):
    """Why a row is closed."""

    HANDED_OVER = "handed_over", "Đã trả cho người dân"
    FIXED = "fixed", "Đã giải quyết"
    MISTAKE = "mistake", "Nhập nhầm"
    UNDONE = "undone", "Hoàn tác lần nhập"


class ListRow(models.Model):
    """One line of a list. All cells are sealed together; rows are found by keyed hashes alone.

    `row_key`: what makes it that line when a sheet comes again (its code, else its key fields). `key_hash`: what a
    citizen types, wider than a match. `digest`: equal for equal cells, so that a sheet is compared without unsealing.
    """

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", db_index=False)
    lookup_list = models.ForeignKey(LookupList, models.PROTECT, related_name="rows", db_index=False)
    row_key = models.BinaryField()
    key_hash = models.BinaryField()
    digest = models.BinaryField()
    cells_sealed = models.BinaryField()
    state = models.CharField(max_length=6, choices=RowState, default=RowState.OPEN)
    run_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    end = models.CharField(max_length=12, choices=RowEnd, blank=True)
    pseudonymised_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "list_row"
        constraints = (
            models.UniqueConstraint(name="a_list_holds_a_line_once", fields=["unit", "lookup_list", "row_key"]),
            models.CheckConstraint(name="a_row_is_open_or_closed", condition=Q(state__in=["open", "closed"])),
            models.CheckConstraint(
                name="a_row_has_an_end_exactly_when_closed",
                condition=Q(state="open", closed_at=None, end="")
                | (Q(state="closed", closed_at__isnull=False) & ~Q(end="")),
            ),
        )
        indexes = (
            models.Index(name="list_row_by_key", fields=["unit", "lookup_list", "key_hash"]),
            models.Index(name="list_row_open", fields=["unit", "lookup_list", "id"], condition=Q(state="open")),
            models.Index(name="list_row_by_run", fields=["unit", "lookup_list", "run_id"]),
            models.Index(
                name="list_row_closed", fields=["closed_at"], condition=Q(state="closed", pseudonymised_at=None)
            ),
        )


class ChangeKind(models.TextChoices):
    """What happened to an existing row."""

    CHANGED = "changed", "Nhập lại, khác trước"
    REVIVED = "revived", "Nhập lại sau hoàn tác"
    CORRECTED = "corrected", "Sửa theo đề nghị của người dân"
    REOPENED = "reopened", "Mở lại"
    UNDONE = "undone", "Hoàn tác"


class ListRowChange(models.Model):
    """What a row was before it changed; `before_sealed` is empty where its cells stayed."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", db_index=False)
    row = models.ForeignKey(ListRow, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=9, choices=ChangeKind)
    run_id = models.BigIntegerField(null=True)
    before_sealed = models.BinaryField(default=b"")
    before_digest = models.BinaryField(default=b"")
    before_key_hash = models.BinaryField(default=b"")
    at = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        db_table = "list_row_change"
        indexes = (models.Index(name="list_row_change_by_run", fields=["unit", "run_id"]),)


class PaperSeen(models.TextChoices):
    """Which paper proved who stood at the counter."""

    OLD_CARD = "old_card", "Thẻ cũ hoặc CMND"
    BIRTH_CERTIFICATE = "birth_certificate", "Giấy khai sinh"
    VNEID = "vneid", "Tài khoản định danh VNeID mức 2"
    REPRESENTATIVE = "representative", "Giấy tờ của người đại diện và giấy ủy quyền"


class HandOver(models.Model):
    """A thing was handed to its owner after a paper was seen. Once: a second claim finds the constraint."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", db_index=False)
    row = models.ForeignKey(ListRow, models.PROTECT, related_name="hand_overs", db_index=False)
    paper = models.CharField(max_length=20, choices=PaperSeen)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "hand_over"
        constraints = (
            models.UniqueConstraint(
                name="a_thing_is_handed_over_once", fields=["row"], condition=Q(undone_at=None)
            ),
        )  # fmt: skip


class RequestKind(models.TextChoices):
    """What a citizen may ask about her row."""

    CORRECTION = "correction", "Sửa thông tin"
    PICK_UP = "pick_up", "Đến nhận tại đơn vị"


class RequestState(models.TextChoices):
    """A correction waits for an officer; a choice to come is simply noted."""

    WAITING = "waiting", "Chờ cán bộ xem"
    APPLIED = "applied", "Đã nhận"
    REFUSED = "refused", "Không sửa"


class ListRequest(models.Model):
    """Đề nghị: what a citizen typed is sealed; `citizen` is known only when she was signed in."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", db_index=False)
    row = models.ForeignKey(ListRow, models.PROTECT, related_name="requests")
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=RequestKind)
    state = models.CharField(max_length=8, choices=RequestState, default=RequestState.WAITING)
    typed_sealed = models.BinaryField(default=b"")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "list_request"
        constraints = (
            models.UniqueConstraint(
                name="a_row_has_one_waiting_request_of_a_kind", fields=["row", "kind"], condition=Q(state="waiting")
            ),
            models.UniqueConstraint(
                name="a_row_is_chosen_for_pick_up_once", fields=["row"], condition=Q(kind="pick_up")
            ),
            models.CheckConstraint(
                name="a_refused_request_says_why", condition=~Q(state="refused") | ~Q(reason="")
            ),
        )  # fmt: skip
        indexes = (
            models.Index(name="list_request_waiting", fields=["unit", "asked_at"], condition=Q(state="waiting")),
        )


class ListNotice(models.Model):
    """A consenting follower who matches a row was told so, once. `sent` is False where no message could reach her."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", db_index=False)
    row = models.ForeignKey(ListRow, models.PROTECT, related_name="notices")
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="+")
    sent = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "list_notice"
        constraints = (models.UniqueConstraint(name="a_citizen_is_told_of_a_row_once", fields=["row", "citizen"]),)
