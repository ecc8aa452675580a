"""Look-ups stay index reads among many dossiers: the plans, seen on tables that have grown."""

import re

import pytest
from django.db import connection

from motcua.features.dossiers import queries
from motcua.features.dossiers.models import Dossier
from motcua.messaging.text import BirthDate
from tests import factories

FILL = """
INSERT INTO dossier (unit_id, code, full_name, name_key, birth_year, birth_month, birth_day, stage, source, as_of,
    since, changed_at, identity_hash, slip_hash)
SELECT %s, 'H' || n, 'Nguyễn Văn', 'nguyễn văn ' || n %% 500, 1940 + n %% 70, 1, 1, 'processing', 'import', now(),
    now(), now(), sha256(('i' || n)::bytea), sha256(('s' || n)::bytea)
FROM generate_series(1, 20000) AS n
"""


@pytest.fixture
def unit():
    made = factories.unit()
    with connection.cursor() as cursor:
        cursor.execute(FILL, [made.pk])
        cursor.execute("ANALYZE dossier")
    return made


def plan_of(read):
    """The plan of the one statement that a read sends."""
    sent = []

    def keep(run, sql, params, many, context):
        sent.append((sql, params))
        return run(sql, params, many, context)

    with connection.execute_wrapper(keep):
        read()
    ((sql, params),) = sent
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())


def test_a_name_and_a_birth_date_are_one_index_read(unit):
    plan = plan_of(lambda: queries.by_name(unit.pk, "Nguyễn Văn 7", BirthDate(1950, 1, 1)))
    assert "dossier_name" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("code", ["H77", "GH-7788", "079190000001"])
def test_a_code_is_looked_for_in_its_indexes(unit, code):
    plan = plan_of(lambda: queries.by_code(unit.pk, code))
    assert "Seq Scan" not in plan, plan
    assert len(re.findall("a_code_names_one_dossier_of_a_unit|dossier_slip|dossier_identity", plan)) >= 2, plan
    assert Dossier.objects.count() == 20_000
