from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "motcua.features.dossiers"
    label = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from motcua.features.dossiers.keeper import DossiersKeeper
        from motcua.foundation.citizens import keepers

        keepers.register(DossiersKeeper())
