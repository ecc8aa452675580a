from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "motcua.features.helpdesk"
    label = "helpdesk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from motcua.features.helpdesk.keeper import HelpdeskKeeper
        from motcua.foundation.citizens import keepers

        keepers.register(HelpdeskKeeper())
