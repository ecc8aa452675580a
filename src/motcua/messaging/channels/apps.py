from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "motcua.messaging.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from motcua.foundation.citizens import keepers
        from motcua.messaging.channels.keeper import ChannelKeeper

        keepers.register(ChannelKeeper())
