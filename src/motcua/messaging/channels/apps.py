from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """The one place of the common code that names the channels there are."""

    name = "motcua.messaging.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from motcua.foundation.citizens import keepers
        from motcua.messaging.channels import registry
        from motcua.messaging.channels.keeper import ChannelKeeper
        from motcua.messaging.channels.webchat.port import WebchatPort
        from motcua.messaging.channels.zalo.port import ZaloPort

        keepers.register(ChannelKeeper())
        registry.register_channel(ZaloPort())
        registry.register_channel(WebchatPort())
