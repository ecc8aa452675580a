"""Tra cứu: the short answer for a name and a birth date, the details for a second factor, nothing for anybody else."""

from datetime import timedelta
from itertools import product
from unicodedata import normalize

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.features.dossiers import lookup
from motcua.features.dossiers.following import follow
from motcua.features.dossiers.intake import Stage
from motcua.features.dossiers.lookup import Question
from motcua.features.dossiers.models import Dossier, Finding, SecondFactor
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.inquiries.models import Inquiry, InquiryLimit
from motcua.foundation.inquiries.rules import Outcome, Scope
from motcua.messaging.text import BirthDate
from tests import factories
from tests.features.dossiers.files import NOW, record, told

BORN = BirthDate(1990, 8, 5)
MAU = Question("Nguyễn Thị Mẫu", BORN)


@pytest.fixture
def unit():
    return factories.unit()


def ask(unit, question=MAU, *, citizen=None, browser="b", now=NOW):
    return lookup.ask(
        unit_id=unit.pk, question=question, citizen_id=citizen, source="203.0.113.7", browser=browser, now=now
    )


def finding(unit, asked, browser="b", now=NOW):
    return lookup.finding_of(asked.token, browser, unit.pk, now)


def test_a_name_and_a_birth_date_find_the_short_answer_and_no_more(unit):
    record(unit, told())
    asked = ask(unit)
    assert (asked.outcome, asked.proven, asked.dossier.stage) == (Outcome.FOUND, False, "processing")
    assert Inquiry.objects.get().outcome == "found"
    assert AuditEvent.objects.filter(tag="lookup:made").count() == 1


@pytest.mark.parametrize(
    "typed",
    ["nguyễn  thị mẫu", "NGUYỄN THỊ MẪU", normalize("NFD", "Nguyễn Thị Mẫu"), " Nguyễn\u00a0Thị Mẫu\u200b"],
)
def test_case_spaces_and_keyboards_do_not_matter(unit, typed):
    record(unit, told())
    assert ask(unit, Question(typed, BORN)).outcome is Outcome.FOUND


@pytest.mark.parametrize(
    ("written", "typed", "found"),
    [
        ("Nguyễn Thị Hoà", "Nguyễn Thị Hòa", True),
        ("Ðặng Thị Huệ", "Đặng Thị Huệ", True),
        ("H'Hen Niê", "H’Hen Niê", True),
        ("Y", "y", True),
        ("Nguyễn Thị Mẫu", "Nguyen Thi Mau", False),
        ("Hoàng Mẫu", "Huỳnh Mẫu", False),
        ("Nguyễn Thị Mẫu", "Nguyễn Thị", False),
    ],
)
def test_accents_count_and_look_alikes_do_not(unit, written, typed, found):
    record(unit, told(full_name=written))
    assert (ask(unit, Question(typed, BORN)).outcome is Outcome.FOUND) is found


@pytest.mark.parametrize(
    ("written", "typed", "found"),
    [
        (BirthDate(1955), BirthDate(1955), True),
        (BirthDate(1955), BirthDate(1955, 5, 6), True),
        (BirthDate(1955, 5), BirthDate(1955, 5, 6), True),
        (BirthDate(1955, 5, 6), BirthDate(1955), False),
        (BirthDate(1955, 5, 6), BirthDate(1955, 5), False),
        (BirthDate(1955, 5, 6), BirthDate(1955, 6, 5), False),
        (BirthDate(1992, 2, 29), BirthDate(1992, 2, 29), True),
        (BirthDate(1992, 2, 29), BirthDate(1992, 2, 28), False),
    ],
)
def test_whoever_types_less_than_is_written_learns_nothing(unit, written, typed, found):
    record(unit, told(birth=written))
    assert (ask(unit, Question("Nguyễn Thị Mẫu", typed)).outcome is Outcome.FOUND) is found


def test_namesakes_of_one_day_are_told_nothing_until_a_slip_says_which(unit):
    record(unit, told(), told(code="H2", identity_number="079190000002", slip_code="GH-9999", stage=Stage.PRINTED))
    asked = ask(unit)
    assert (asked.outcome, asked.dossier) == (Outcome.SEVERAL, None)
    assert Finding.objects.get().dossier is None
    proof = lookup.prove_by_slip(
        finding=finding(unit, asked), code="gh 9999", citizen_id=None, source="203.0.113.7", now=NOW
    )
    assert (proof.outcome, proof.dossier.code) == (Outcome.DETAILS, "H2")
    assert finding(unit, asked).proven


def test_one_person_with_two_dossiers_sees_the_latest(unit):
    record(unit, told(), told(code="H2", as_of=NOW, stage=Stage.PRINTED, slip_code="GH-2"))
    asked = ask(unit)
    assert (asked.outcome, asked.dossier.code) == (Outcome.FOUND, "H2")


def test_a_slips_code_a_dossier_number_and_an_identity_number_find_the_short_answer(unit):
    record(unit, told())
    for code in ("GH-7788", "gh 7788", "h29-001", "079190000001"):
        asked = ask(unit, Question(code=code))
        assert (asked.outcome, asked.proven) == (Outcome.FOUND, False), code
    assert ask(unit, Question(code="GH-7789")).outcome is Outcome.NONE
    assert ask(unit, Question(code="...")).outcome is Outcome.NONE


def test_a_name_with_the_slip_opens_the_details_even_without_accents(unit):
    record(unit, told())
    asked = ask(unit, Question("nguyen thi mau", BirthDate(1990), "GH7788"))
    assert (asked.outcome, asked.proven) == (Outcome.FOUND, True)
    assert Inquiry.objects.get().outcome == "details"
    assert ask(unit, Question("Lê Thị Khác", BORN, "GH7788")).outcome is Outcome.NONE
    assert ask(unit, Question("Nguyễn Thị Mẫu", BORN, "GH0000")).outcome is Outcome.NONE


def test_a_dossier_number_is_no_second_factor(unit):
    record(unit, told())
    assert ask(unit, Question("Nguyễn Thị Mẫu", BORN, "H29-001")).outcome is Outcome.NONE


def test_none_and_not_yours_cost_the_same_statements_and_say_the_same(unit):
    record(unit, told())
    ask(unit)  # what is remembered is remembered for all
    counts = set()
    for question in (MAU, Question("Không Có Ai", BORN), Question("Nguyễn Thị Mẫu", BirthDate(1991))):
        with CaptureQueriesContext(connection) as seen:
            asked = ask(unit, question)
        counts.add(len(seen))
    assert len(counts) == 1
    tries = set()
    answers = []
    guesses = ((MAU, "GH-0"), (Question("Không Có Ai", BORN), "GH-0"), (Question("Ai Đó", BORN), "GH-7788"))
    for question, slip in guesses:
        found = finding(unit, ask(unit, question))
        with CaptureQueriesContext(connection) as seen:
            asked = lookup.prove_by_slip(finding=found, code=slip, citizen_id=None, source="", now=NOW)
        tries.add(len(seen))
        answers.append((asked.outcome, asked.dossier, asked.proven))
    assert len(tries) == 1
    assert set(answers) == {(Outcome.WRONG_FACTOR, None, False)}


def test_an_answer_opens_in_the_browser_that_asked_for_a_quarter_of_an_hour(unit):
    record(unit, told())
    asked = ask(unit)
    assert finding(unit, asked) is not None
    assert finding(unit, asked, browser="another") is None
    assert finding(unit, asked, now=NOW + timedelta(minutes=16)) is None
    assert lookup.finding_of(asked.token, "b", factories.unit().pk, NOW) is None
    assert asked.token not in repr(Finding.objects.values().get())


def test_twenty_look_ups_of_an_account_and_no_more(unit):
    record(unit, told())
    citizen, _ = factories.citizen(unit)
    assert {ask(unit, citizen=citizen.pk).outcome for _ in range(20)} == {Outcome.FOUND}
    refused = ask(unit, citizen=citizen.pk)
    assert (refused.outcome, refused.dossier, refused.token) == (Outcome.REFUSED, None, "")
    assert refused.retry_at > NOW


def test_six_digits_go_to_the_account_on_file_and_open_the_details_once(unit, monkeypatch):
    record(unit, told())
    citizen, _ = factories.citizen(unit)
    follow(citizen_id=citizen.pk, dossier=Dossier.objects.get(), proven=True, now=NOW)
    sent = []
    monkeypatch.setattr("motcua.features.dossiers.reaching.send_code", lambda _, code, *__: sent.append(code) or True)
    found = finding(unit, ask(unit))
    assert lookup.send_code(finding=found, now=NOW)
    wrong = f"{(int(sent[0]) + 1) % 1_000_000:06}"

    def prove(code, at=NOW):
        return lookup.prove_by_message(finding=found, code=code, citizen_id=None, source="", now=at).outcome

    assert prove(wrong) is Outcome.WRONG_FACTOR
    assert prove(sent[0], NOW + timedelta(minutes=11)) is Outcome.WRONG_FACTOR
    assert prove(f"{sent[0][:3]} {sent[0][3:]}") is Outcome.DETAILS
    assert prove(sent[0]) is Outcome.WRONG_FACTOR
    assert sent[0] not in repr(SecondFactor.objects.values().get())


def test_five_wrong_digits_end_a_code_and_three_codes_a_day_are_sent(unit, monkeypatch):
    record(unit, told())
    sent = []
    monkeypatch.setattr("motcua.features.dossiers.reaching.send_code", lambda _, code, *__: sent.append(code) or True)
    found = finding(unit, ask(unit))
    lookup.send_code(finding=found, now=NOW)
    for _ in range(5):
        lookup.prove_by_message(finding=found, code="x", citizen_id=None, source="", now=NOW)
    late = lookup.prove_by_message(finding=found, code=sent[0], citizen_id=None, source="", now=NOW)
    assert late.outcome is Outcome.WRONG_FACTOR
    others = [finding(unit, ask(unit)) for _ in range(4)]
    assert [lookup.send_code(finding=one, now=NOW) for one in others] == [True, True, False, False]


def test_without_an_account_or_a_phone_way_no_code_is_sent(unit):
    record(unit, told())
    assert not lookup.send_code(finding=finding(unit, ask(unit)), now=NOW)
    assert not SecondFactor.objects.exists()


def test_however_many_accounts_and_addresses_try_a_unit_answers_no_more_than_its_limit(unit):
    record(unit, told())
    InquiryLimit.objects.create(unit=unit, scope=Scope.UNIT, many=100, since=NOW - timedelta(days=1))
    names = [f"{family} {middle} Mẫu" for family, middle in product(("Trần", "Lê", "Nguyễn"), ("Văn", "Thị"))]
    answered = {Outcome.FOUND: 0, Outcome.NONE: 0, Outcome.REFUSED: 0}
    for account in range(600):
        question = Question(names[account % 6], BirthDate(1950 + account % 50, 8, 5))
        asked = lookup.ask(
            unit_id=unit.pk, question=question, citizen_id=account, source=f"203.0.{account}.1", now=NOW
        )  # fmt: skip
        answered[asked.outcome] += 1
    assert answered == {Outcome.FOUND: 0, Outcome.NONE: 100, Outcome.REFUSED: 500}


def test_guesses_of_a_slip_about_one_person_end_after_ten_whoever_makes_them(unit):
    record(unit, told())
    for account in range(10):
        found = finding(unit, ask(unit, citizen=account))
        lookup.prove_by_slip(finding=found, code=f"GH-{account}", citizen_id=account, source="", now=NOW)
    found = finding(unit, ask(unit, citizen=99))
    late = lookup.prove_by_slip(finding=found, code="GH-7788", citizen_id=99, source="", now=NOW)
    assert (late.outcome, late.dossier) == (Outcome.REFUSED, None)
    assert ask(unit, Question("Nguyễn Thị Mẫu", BORN, "GH-7788")).outcome is Outcome.REFUSED
    after = lookup.prove_by_slip(
        finding=finding(unit, ask(unit, now=late.retry_at), now=late.retry_at), code="GH-7788", citizen_id=99,
        source="", now=late.retry_at,
    )  # fmt: skip
    assert after.outcome is Outcome.DETAILS
