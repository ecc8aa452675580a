"""A hundred thousand guesses from thousands of accounts and addresses: what all of them together learn.

Each is counted and judged by the statement that admits a look-up, as it was sent for a real one; only the account, the
address and which of a unit's sixteen counts it falls to are put in anew, by a loop in the server.
"""

from typing import Any

import pytest
from django.db import connection

from motcua.features.dossiers import lookup
from motcua.features.dossiers.lookup import Question
from motcua.foundation.inquiries.models import Inquiry, InquiryLimit
from motcua.foundation.inquiries.rules import LIMITS, Outcome, Scope
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.text import BirthDate
from tests import factories
from tests.features.dossiers.files import NOW, record, told

pytestmark = pytest.mark.django_db(transaction=True)

TRIES = 100_000
A_BATCH = 500
ACCOUNTS = 5_000
RIGHT = Question("Nguyễn Thị Mẫu", BirthDate(1990, 8, 5))
WRONG = Question("Lê Thị Khác", BirthDate(1990, 8, 5))
Asking = tuple[str, dict[str, Any]]  # a statement of psycopg's and what goes into it
LOOP = """
CREATE FUNCTION pg_temp.answered(first int, last int, between_keys bytea[]) RETURNS int LANGUAGE plpgsql AS $loop$
DECLARE
    account bigint; address bytea; asked_keys bytea[]; kept_id bigint; refused_by text[]; allowed int := 0;
BEGIN
    FOR number IN first..last LOOP
        account := 1 + number % {accounts};
        address := int8send(-account);
        asked_keys := ARRAY[int8send(account), address] || between_keys || set_byte('\\x00', 0, number % 16);
        FOR kept_id, refused_by IN {admit} LOOP
            allowed := allowed + (refused_by IS NULL)::int;
        END LOOP;
    END LOOP;
    RETURN allowed;
END $loop$
"""


@pytest.fixture
def unit() -> OrgUnit:
    made = factories.unit()
    record(made, told())
    return made


def ask(unit: OrgUnit, question: Question, account: int) -> lookup.Asked:
    """One look-up, from start to end."""
    address = f"10.{account >> 16 & 255}.{account >> 8 & 255}.{account & 255}"
    return lookup.ask(unit_id=unit.pk, question=question, citizen_id=account, source=address, now=NOW)


def admitted_by(unit: OrgUnit, question: Question) -> Asking:
    """The statement that counts a look-up of this question and judges it, as it was sent, with its parameters."""
    sent: list[Asking] = []

    def keep(run, sql, params, many, context):  # type: ignore[no-untyped-def]  # Django's wrapper
        if "inquiry_tally" in sql:
            sent.append((sql, params))
        return run(sql, params, many, context)

    with connection.execute_wrapper(keep):
        assert ask(unit, question, 1_000_000).outcome is Outcome.NONE
    ((sql, params),) = sent
    assert [str(scope) for scope in params["scopes"][:2]] == ["citizen", "source"]
    return sql, params


def answered(asking: Asking, many: int) -> int:
    """How many of so many look-ups would have been answered at all."""
    sql, params = asking
    between = [bytes(key) for key in params["keys"][2:-1]]
    allowed = 0
    with connection.cursor() as cursor:
        same = {name: cursor.mogrify("%s", [value]) for name, value in params.items()}
        admit = sql % {**same, "citizen": "account", "source": "address", "keys": "asked_keys"}
        cursor.execute(LOOP.format(accounts=ACCOUNTS, admit=admit))
        for first in range(0, many, A_BATCH):
            cursor.execute("SELECT pg_temp.answered(%s, %s, %s::bytea[])", [first, first + A_BATCH - 1, between])
            allowed += cursor.fetchone()[0]
    return allowed


def test_of_a_hundred_thousand_guesses_of_names_dates_and_codes_a_unit_answers_its_share_and_no_more(
    unit: OrgUnit,
) -> None:
    assert answered(admitted_by(unit, WRONG), TRIES) == LIMITS[Scope.UNIT].many - 1
    assert Inquiry.objects.filter(outcome="refused").count() == TRIES - LIMITS[Scope.UNIT].many + 1
    for right in (RIGHT, Question(code="GH-7788"), Question(code="H29-001"), Question(code="079190000001")):
        late = ask(unit, right, 2_000_000)
        assert (late.outcome, late.dossier, late.token) == (Outcome.REFUSED, None, "")


def test_of_ten_thousand_guesses_of_a_slip_about_one_person_ten_are_answered_whoever_guesses(unit: OrgUnit) -> None:
    InquiryLimit.objects.create(unit=unit, scope=Scope.UNIT, many=10 * TRIES, since=NOW)
    guess = Question(RIGHT.full_name, RIGHT.birth, "GH-0000")
    assert answered(admitted_by(unit, guess), TRIES // 10) == LIMITS[Scope.ABOUT].many - 1
    late = ask(unit, Question(RIGHT.full_name, RIGHT.birth, "GH-7788"), 2_000_000)
    assert (late.outcome, late.dossier, late.token) == (Outcome.REFUSED, None, "")
    assert ask(unit, RIGHT, 2_000_000).outcome is Outcome.FOUND
