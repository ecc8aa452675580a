"""Citizens and their people: who is created once, how many fit, what may be stored."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.citizens import operations, queries, rules
from motcua.foundation.citizens.models import ChannelIdentity, Citizen, Person
from motcua.foundation.citizens.rules import Birth
from tests import factories
from tests.factories import NOW

BORN = Birth(1990, 8, 5)


def add(citizen: int, name: str = "Trần Văn Mẫu", relation: str = "other", now=NOW) -> int:
    return operations.add_person(citizen_id=citizen, relation=relation, name=name, birth=BORN, phone="", now=now)


@pytest.fixture
def citizen(db) -> int:
    unit = factories.unit()
    return operations.create_web_citizen(
        unit_id=unit.pk, name="Nguyễn Thị Mẫu", birth=BORN, phone="+84912345678", now=NOW
    )


def test_a_web_citizen_is_her_own_first_person(citizen):
    person = queries.people_of(citizen).get()
    assert (person.place, person.relation, person.full_name) == (1, "self", "Nguyễn Thị Mẫu")
    assert queries.phone_of(person) == "+84912345678"
    assert b"912345678" not in bytes(person.phone_encrypted)
    assert set(AuditEvent.objects.values_list("tag", flat=True)) == {"citizen:created", "person:added"}


def test_a_birth_year_alone_is_read_as_1_january(citizen):
    operations.change_person(
        citizen_id=citizen, person_id=queries.people_of(citizen).get().pk, name="Nguyễn Thị Mẫu", birth=Birth(1944),
        phone="", now=NOW,
    )  # fmt: skip
    person = queries.people_of(citizen).get()
    assert person.born_earliest == date(1944, 1, 1)
    assert str(queries.birth_of(person)) == "1944"
    assert queries.phone_of(person) == ""


def test_five_people_fit_and_the_sixth_is_told_why(citizen):
    for _ in range(4):
        add(citizen)
    with pytest.raises(rules.TooManyPeople, match="tối đa 5 người"):
        add(citizen)


def test_the_database_itself_refuses_a_sixth_place(citizen):
    with pytest.raises(IntegrityError, match="an_account_acts_for_at_most_five_people"), transaction.atomic():
        Person.objects.create(holder_id=citizen, place=6, relation="other", full_name="Người thứ sáu")


def test_a_place_emptied_today_is_free_tomorrow_so_that_places_are_not_traded(citizen):
    last = [add(citizen) for _ in range(4)][-1]
    operations.remove_person(citizen_id=citizen, person_id=last, now=NOW)
    with pytest.raises(rules.TooManyPeople):
        add(citizen)
    assert add(citizen, now=NOW + timedelta(days=1)) > last
    assert Person.objects.get(pk=last).full_name == ""


def test_the_holder_is_not_removed_alone(citizen):
    with pytest.raises(rules.HolderStays):
        operations.remove_person(citizen_id=citizen, person_id=queries.people_of(citizen).get().pk, now=NOW)


def test_nobody_changes_another_accounts_person(citizen):
    other, hers = factories.citizen(factories.unit())
    with pytest.raises(rules.UnknownPerson):
        operations.remove_person(citizen_id=citizen, person_id=hers.pk, now=NOW)
    with pytest.raises(rules.UnknownPerson):
        operations.change_person(citizen_id=citizen, person_id=hers.pk, name="X", birth=None, phone="", now=NOW)
    assert queries.person_of(citizen, hers.pk) is None
    assert queries.person_of(other.pk, hers.pk) == hers


@pytest.mark.parametrize(
    ("name", "birth"),
    [
        ("", BORN),
        ("x" * 101, BORN),
        ("Nguyễn\x00", BORN),
        ("An", Birth(2022, 7, 23)),
        ("An", Birth(1990, 2, 30)),
        ("An", Birth(1990, None, 5)),
    ],
)
def test_what_no_form_should_let_through_is_refused(citizen, name, birth):
    with pytest.raises(rules.PersonRefused):
        operations.add_person(citizen_id=citizen, relation="other", name=name, birth=birth, phone="", now=NOW)
    assert queries.people_of(citizen).count() == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Nguyễn Văn An", "N. V. A***"), ("H'Hen Niê", "H. N***"), ("An", "A***"), ("", "")],
)
def test_a_masked_name_shows_initials_only(name, shown):
    assert rules.masked_name(name) == shown


@pytest.mark.django_db
def test_the_same_follower_is_one_citizen():
    told = {"unit_id": factories.unit().pk, "channel": "zalo", "account": "1", "external_id": "876", "now": NOW}
    first = operations.identify(**told)
    assert operations.identify(**told) == first
    assert queries.masked_account(first) == "Zalo …876"
    assert operations.identify(**{**told, "account": "2"}) != first


@pytest.mark.django_db(transaction=True)
def test_two_first_messages_at_once_make_one_citizen():
    unit = factories.unit()
    gate = threading.Barrier(6)

    def meet(_: int) -> int:
        gate.wait()
        try:
            return operations.identify(unit_id=unit.pk, channel="zalo", account="1", external_id="876", now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(meet, range(6)))
    assert len(found) == 1
    assert Citizen.objects.count() == ChannelIdentity.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_added_at_once_take_two_places_and_never_six():
    citizen, _ = factories.citizen(factories.unit())
    gate = threading.Barrier(7)

    def enter(number: int) -> bool:
        gate.wait()
        try:
            add(citizen.pk, f"Người {'abcdefg'[number]}")
        except rules.TooManyPeople:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(7) as pool:
        assert sum(pool.map(enter, range(7))) == 4
    assert sorted(queries.people_of(citizen.pk).values_list("place", flat=True)) == [1, 2, 3, 4, 5]
