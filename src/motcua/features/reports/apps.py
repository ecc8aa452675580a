from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "motcua.features.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from motcua.features.reports.keeper import ReportsKeeper
        from motcua.foundation.citizens import keepers

        keepers.register(ReportsKeeper())
