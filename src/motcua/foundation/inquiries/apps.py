from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "motcua.foundation.inquiries"
    label = "inquiries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from motcua.foundation.citizens import keepers
        from motcua.foundation.inquiries.keeper import InquiriesKeeper

        keepers.register(InquiriesKeeper())
