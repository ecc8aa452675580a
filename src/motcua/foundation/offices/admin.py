"""Reference data of offices in the stock admin. Nothing is deleted there; it is closed by a date."""

from django.contrib import admin
from django.db.models import Model, URLField
from django.http import HttpRequest

from motcua.foundation.offices.models import (
    Counter,
    Holiday,
    IssuingPoint,
    OpeningHours,
    OpeningOverride,
    OrgUnit,
    OrgUnitName,
    OrgUnitPlacement,
    UnitSuccession,
)
from motcua.foundation.offices.wording import name_app, name_model


class Undeletable(admin.ModelAdmin):
    """Rows other rows speak of: they are closed, not deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


class NameInline(admin.TabularInline):
    model = OrgUnitName
    extra = 0
    can_delete = False
    verbose_name, verbose_name_plural = "tên theo thời gian", "Tên theo thời gian"


class PlacementInline(admin.TabularInline):
    model = OrgUnitPlacement
    fk_name = "unit"
    extra = 0
    can_delete = False
    verbose_name, verbose_name_plural = "đơn vị cấp trên", "Đơn vị cấp trên theo thời gian"


class SuccessionInline(admin.TabularInline):
    model = UnitSuccession
    fk_name = "predecessor"
    extra = 0
    can_delete = False
    verbose_name, verbose_name_plural = "đơn vị kế tục", "Đơn vị kế tục"


@admin.register(OrgUnit)
class OrgUnitAdmin(Undeletable):
    """Units; the bound Official Account is shown, and bound elsewhere with its audit."""

    list_display = ("slug", "kind", "valid_from", "valid_to", "external")
    list_filter = ("kind", "external")
    search_fields = ("slug", "names__name")
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    readonly_fields = ("official_account_name", "official_account_id", "official_since")
    inlines = (NameInline, PlacementInline, SuccessionInline)


class CounterInline(admin.TabularInline):
    model = Counter
    extra = 0
    can_delete = False
    verbose_name, verbose_name_plural = "quầy", "Quầy"


class HoursInline(admin.TabularInline):
    model = OpeningHours
    extra = 0
    verbose_name, verbose_name_plural = "giờ mở cửa", "Giờ mở cửa hằng tuần"


class OverrideInline(admin.TabularInline):
    model = OpeningOverride
    extra = 0
    verbose_name, verbose_name_plural = "ngày khác thường", "Ngày khác thường"


@admin.register(IssuingPoint)
class IssuingPointAdmin(Undeletable):
    """Points with their counters and hours."""

    list_display = ("name", "unit", "kind", "address", "valid_from", "valid_to")
    list_filter = ("kind", "unit")
    search_fields = ("name", "address", "unit__slug")
    inlines = (CounterInline, HoursInline, OverrideInline)


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    """Public holidays."""

    list_display = ("date", "name")
    date_hierarchy = "date"


name_app("offices", "Đơn vị và điểm cấp")
for _model, _words in (
    (OrgUnit, "đơn vị"), (OrgUnitName, "tên"), (OrgUnitPlacement, "cấp trên"), (UnitSuccession, "kế tục"),
    (IssuingPoint, "điểm cấp"), (Counter, "quầy"), (OpeningHours, "giờ mở cửa"), (OpeningOverride, "ngày khác thường"),
    (Holiday, "ngày nghỉ lễ"),
):  # fmt: skip
    name_model(_model, _words)
