from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "motcua.tickets"
    label = "tickets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from motcua.foundation.citizens import keepers
        from motcua.tickets.keeper import TicketKeeper

        keepers.register(TicketKeeper())
