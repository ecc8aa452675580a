"""The catalogue in the stock admin: procedures, their dated words and age rules, lines of service."""

from django.contrib import admin

from motcua.foundation.offices.admin import Undeletable
from motcua.foundation.offices.wording import name_app, name_model
from motcua.foundation.procedures.models import AgeRule, Procedure, ProcedureText, ServiceLine


class TextInline(admin.StackedInline):
    model = ProcedureText
    extra = 0
    can_delete = False
    verbose_name, verbose_name_plural = "tên và giấy tờ theo thời gian", "Tên và giấy tờ theo thời gian"


class AgeInline(admin.TabularInline):
    model = AgeRule
    extra = 0
    can_delete = False
    verbose_name, verbose_name_plural = "độ tuổi theo thời gian", "Độ tuổi theo thời gian"


@admin.register(Procedure)
class ProcedureAdmin(Undeletable):
    """Procedures shared by units."""

    list_display = ("code",)
    inlines = (TextInline, AgeInline)


@admin.register(ServiceLine)
class ServiceLineAdmin(Undeletable):
    """What people queue for at a unit."""

    list_display = ("name", "prefix", "unit", "procedure", "minutes_per_ticket")
    list_filter = ("unit",)


name_app("procedures", "Thủ tục")
for _model, _words in (
    (Procedure, "thủ tục"), (ProcedureText, "tên và giấy tờ"), (AgeRule, "độ tuổi"), (ServiceLine, "hàng tiếp nhận"),
):  # fmt: skip
    name_model(_model, _words)
