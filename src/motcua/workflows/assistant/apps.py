from django.apps import AppConfig


class AssistantConfig(AppConfig):
    """No tables: at start it takes the channels' handler slot and listens for calls."""

    name = "motcua.workflows.assistant"
    label = "assistant"

    def ready(self) -> None:
        from motcua.workflows.assistant.answering import register

        register()
