from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "motcua.workflows.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make known what lists can be imported into."""
        from motcua.workflows.imports.dossiers import Dossiers
        from motcua.workflows.imports.lists import Lists
        from motcua.workflows.imports.questions import Questions
        from motcua.workflows.imports.staff import Staff
        from motcua.workflows.imports.targets import register

        for target in (Dossiers(), Lists(), Questions(), Staff()):
            register(target)
