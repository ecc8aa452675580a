"""The database keeps the rules of the ledger under names that are sentences, and each sentence has its answer.

The table below is the outcome table of house.md: what stands in the database, and what the citizen or officer hears
long before the database would have to say no. A constraint that is missing from the table, or the other way round,
fails here.
"""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CheckConstraint, UniqueConstraint

from motcua.tickets.ledger import Verdict

NEVER = "never met: the ledger writes it so"
BY_OPERATION = "the operation's own refusal"

ANSWERS: dict[str, dict[str, str]] = {
    "ticket": {
        "a_number_is_given_once_a_day": NEVER,
        "a_person_has_one_live_ticket_a_procedure_and_day": f"{Verdict.YOURS}, {Verdict.LIMIT_REACHED}",
        "each_ticket_of_a_person_counts_once_a_day": Verdict.LIMIT_REACHED,
        "an_idempotency_key_gives_one_ticket": Verdict.YOURS,
        "a_ticket_is_in_a_known_state": NEVER,
        "only_registered_or_cancelled_tickets_lack_a_number": Verdict.REGISTERED,
        "a_person_counts_and_nobody_does_not": NEVER,
    },
    "shift_share": {
        "a_shift_has_each_share_once": NEVER,
        "no_share_gives_more_than_it_has": f"{Verdict.FULL}; {BY_OPERATION} when places are lowered",
        "taken_places_are_not_negative": NEVER,
    },
    "number_series": {
        "a_prefix_counts_once_a_point_and_day": NEVER,
        "numbers_start_at_one": NEVER,
    },
}
_POSITIVE = re.compile(r"(_check|_key|_uniq)$")  # PostgreSQL's and Django's own names for types like PositiveInteger

_NAMES = """
SELECT c.conname FROM pg_constraint c WHERE c.conrelid = %(table)s::regclass AND c.contype IN ('u', 'c')
UNION
SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = %(table)s::regclass AND x.indisunique AND NOT x.indisprimary
"""


@pytest.mark.django_db
@pytest.mark.parametrize("table", ANSWERS)
def test_every_constraint_of_the_ledger_has_its_answer(table):
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, {"table": table})
        names = {name for (name,) in cursor.fetchall()}
    assert {name for name in names if not _POSITIVE.search(name)} == set(ANSWERS[table])


@pytest.mark.django_db
def test_every_constraint_of_our_models_is_there_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class WHERE relkind = 'i'")
        there = {name for (name,) in cursor.fetchall()}
    assert {name for name, _ in _constraints()} <= there


def test_names_are_sentences():
    for name, model in _constraints():
        assert len(name.split("_")) >= 4, f"{model}: {name} says nothing"
        assert name == name.lower()
        assert len(name) <= 63, f"PostgreSQL would cut {name}"


def _constraints() -> list[tuple[str, str]]:
    return [
        (constraint.name, model.__name__)
        for model in apps.get_models()
        if model.__module__.startswith("motcua.")
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    ]
