"""A rush on a real database: many connections, each running lists of requests through the one function."""

from collections.abc import Callable
from datetime import datetime

import psycopg
import pytest

from motcua.tickets import ledger
from tests.factories import NOW

Run = Callable[..., list[ledger.Outcome]]


@pytest.fixture
def press(database_url: str) -> Run:
    """Run one list on a connection of its own and commit."""

    def run(*requests: ledger.Request, now: datetime = NOW) -> list[ledger.Outcome]:
        with psycopg.connect(database_url) as connection, connection.cursor() as cursor:
            return ledger.issue_tickets(cursor, requests, now)

    return run
