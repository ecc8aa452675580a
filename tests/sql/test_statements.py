"""Every SQL statement of the house is prepared against the real schema: a renamed column fails here, not at 07:00."""

import psycopg
import pytest
from psycopg.pq import ExecStatus

from tests.database import DATABASE_URL
from tests.sql.statements import Statement, statements

ALL = statements()


@pytest.mark.parametrize("statement", ALL, ids=lambda one: one.where)
def test_postgresql_prepares_it(statement: Statement):
    with psycopg.connect(DATABASE_URL) as connection:
        result = connection.pgconn.prepare(b"", statement.numbered().encode())
        assert result.status == ExecStatus.COMMAND_OK, result.error_message.decode()


def test_the_statements_we_know_of_are_among_them():
    known = {one.where.rpartition(":")[2] for one in ALL}
    assert known >= {
        "issue_tickets",
        "cancel_ticket",
        "shift_state",
        "FIND_SESSIONS",
        "FIND_TOKENS",
        "READY",
        "STORE_SQL",
    }
