"""No foreign key points to a higher floor of the house, so a floor can be lifted off without breaking those below."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import ForeignKey, Model

FLOORS = (  # from top to bottom; inside `foundation` house.md gives each room its place
    "motcua.workflows",
    "motcua.features",
    "motcua.tickets",
    "motcua.messaging",
    "motcua.foundation.procedures",
    "motcua.foundation.inquiries",
    "motcua.foundation.citizens",
    "motcua.foundation.staff",
    "motcua.foundation.offices",
    "motcua.foundation.audit",
    "motcua.foundation.jobs",
    "django.",
)


def floor(model: type[Model]) -> int:
    """How far down a model lives; 0 is the roof."""
    return next(place for place, room in enumerate(FLOORS) if model.__module__.startswith(room))


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("motcua.")]


def test_every_model_lives_in_a_room_of_the_plan():
    assert our_models()
    for model in our_models():
        assert any(model.__module__.startswith(room) for room in FLOORS[:-1]), f"{model.__module__} is no room"


def test_no_foreign_key_points_up():
    upward = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and floor(field.related_model) < floor(model)
    ]
    assert upward == []


def test_features_do_not_point_at_each_other():
    across = [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and model.__module__.startswith("motcua.features")
        and field.related_model.__module__.startswith("motcua.features")
        and field.related_model.__module__.split(".")[2] != model.__module__.split(".")[2]
    ]  # fmt: skip
    assert across == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("motcua.")}
    call_command("makemigrations", *sorted(ours), check=True, dry_run=True, verbosity=3)
