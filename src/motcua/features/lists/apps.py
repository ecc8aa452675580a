from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "motcua.features.lists"
    label = "lists"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from motcua.features.lists.keeper import ListsKeeper
        from motcua.foundation.citizens import keepers

        keepers.register(ListsKeeper())
