from django.apps import AppConfig


class WebchatConfig(AppConfig):
    """How often somebody wrote, and two indexes on the channels' tables. `channels.apps` registers the port."""

    name = "motcua.messaging.channels.webchat"
    label = "webchat"
    default_auto_field = "django.db.models.BigAutoField"
