"""Shifts and tickets to look at in the stock admin. They change only through operations, which audit them."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from motcua.foundation.offices.admin import Undeletable
from motcua.foundation.offices.wording import name_app, name_model
from motcua.tickets.models import Shift, Ticket
from motcua.tickets.queries import display_number


class ReadOnly(Undeletable):
    """Nothing is added or changed here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


@admin.register(Shift)
class ShiftAdmin(ReadOnly):
    """Shifts."""

    list_display = ("unit", "point", "line", "date", "starts_at", "ends_at", "closed_at")
    list_filter = ("date", "unit")


@admin.register(Ticket)
class TicketAdmin(ReadOnly):
    """Tickets, without names: those are shown where showing them is audited."""

    list_display = ("shown_number", "date", "unit", "state", "priority", "issued_at")
    list_filter = ("state", "date", "unit")
    fields = ("unit", "shift", "date", "prefix", "number", "priority", "state", "issued_at", "state_since")

    @admin.display(description="Số")
    def shown_number(self, ticket: Ticket) -> str:
        """A045."""
        return display_number(ticket)


name_app("tickets", "Sổ số thứ tự (chỉ xem)")
name_model(Shift, "buổi")
name_model(Ticket, "số thứ tự")
