"""Consent, telling, forgetting, and what goes by itself with time."""

import hashlib
import json
from datetime import timedelta

import pytest

from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.audit.tags import ActorKind
from motcua.foundation.citizens import consent_operations, jobs, link_operations, operations, queries
from motcua.foundation.citizens.models import ChannelIdentity, CitizenSession, Consent, Person, PersonalLink
from motcua.tickets import ledger
from motcua.tickets.models import Cancellation, ShiftShare, Ticket
from motcua.tickets.operations import issue
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def take(shift, person) -> Ticket:
    press = ledger.Request(
        shift=shift.pk, unit=shift.unit_id, holder=person.holder_id, person=person.pk,
        actor_kind=ActorKind.CITIZEN, actor=person.holder_id,
    )  # fmt: skip
    [outcome] = issue([press], now=NOW)
    return Ticket.objects.get(pk=outcome.ticket)


@pytest.fixture
def ticket() -> Ticket:
    shift = factories.shift()
    return take(shift, factories.citizen(shift.unit)[1])


def test_names_on_tickets_are_hidden_after_thirty_days(ticket):
    assert jobs.run_retention(NOW + timedelta(days=30))["tickets"] == 0
    assert jobs.run_retention(NOW + timedelta(days=31))["tickets"] == 1
    ticket.refresh_from_db()
    assert "Mẫu" not in ticket.person_name
    assert ticket.pseudonymised_at is not None
    assert ticket.number == 1
    assert AuditEvent.objects.filter(tag="ticket:pseudonymised").count() == 1
    assert jobs.run_retention(NOW + timedelta(days=32))["tickets"] == 0


def test_more_old_tickets_than_one_batch_are_all_hidden(monkeypatch):
    monkeypatch.setattr("motcua.tickets.keeper._BATCH", 2)
    shift = factories.shift()
    for _ in range(5):
        take(shift, factories.citizen(shift.unit)[1])
    assert jobs.run_retention(NOW + timedelta(days=31))["tickets"] == 5


def test_old_links_and_sessions_go_and_live_ones_stay(ticket):
    def link(until):
        return link_operations.personal_link(
            citizen_id=ticket.holder_id, purpose="home", target="/", now=NOW, valid_until=until
        )

    link(NOW + timedelta(hours=1))
    link(NOW + timedelta(days=9))
    link_operations.sign_out(token=link_operations.sign_in_citizen(citizen_id=ticket.holder_id, now=NOW), now=NOW)
    link_operations.sign_in_citizen(citizen_id=ticket.holder_id, now=NOW)
    gone = jobs.delete_old_links_and_sessions(NOW + timedelta(days=2))
    assert gone == {"links": 1, "sessions": 1}
    assert PersonalLink.objects.count() == CitizenSession.objects.count() == 1


def test_erasing_empties_the_citizen_and_keeps_the_rows(ticket):
    citizen = ticket.holder_id
    ChannelIdentity.objects.create(citizen_id=citizen, channel="zalo", account="1", external_id="876")
    cookie = link_operations.sign_in_citizen(citizen_id=citizen, now=NOW)
    consent_operations.give_consents(citizen_id=citizen, purposes=["notices"], channel="web", now=NOW)
    operations.erase(citizen_id=citizen, now=NOW)
    ticket.refresh_from_db()
    assert "Mẫu" not in ticket.person_name
    assert ticket.state == "cancelled"
    assert Cancellation.objects.filter(ticket=ticket).exists()
    assert ShiftShare.objects.get(shift=ticket.shift_id).taken == 0
    person = Person.objects.get(holder_id=citizen)
    assert (person.full_name, person.birth_year, person.born_earliest, bytes(person.phone_encrypted)) == (
        "", None, None, b"",
    )  # fmt: skip
    assert not ChannelIdentity.objects.exists()
    assert not CitizenSession.objects.filter(revoked_at=None).exists()
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert AuditEvent.objects.filter(tag="citizen:erased", subject_id=citizen).count() == 1
    assert link_operations.open_link(token="A" * 43, cookie=cookie, now=NOW).token is None


def test_the_audit_log_of_a_whole_life_names_nobody(ticket):
    operations.add_person(
        citizen_id=ticket.holder_id, relation="child", name="Trần Bé Mẫu", birth=None, phone="+84912345678", now=NOW
    )
    operations.erase(citizen_id=ticket.holder_id, now=NOW)
    log = json.dumps(list(AuditEvent.objects.values("tag", "detail")), ensure_ascii=False)
    assert "Mẫu" not in log
    assert "912345678" not in log


def test_erasing_twice_changes_nothing_more(ticket):
    operations.erase(citizen_id=ticket.holder_id, now=NOW)
    events = AuditEvent.objects.count()
    operations.erase(citizen_id=ticket.holder_id, now=NOW + timedelta(days=1))
    assert AuditEvent.objects.count() == events


def test_who_comes_back_after_erasing_is_a_new_citizen():
    told = {"unit_id": factories.unit().pk, "channel": "zalo", "account": "1", "external_id": "876", "now": NOW}
    first = operations.identify(**told)
    operations.erase(citizen_id=first, now=NOW)
    assert operations.identify(**told) != first


def test_consent_keeps_the_exact_words_the_hash_the_time_and_the_channel(ticket):
    citizen = ticket.holder_id
    consent_operations.give_consents(citizen_id=citizen, purposes=["notices"], channel="web", now=NOW)
    consent = queries.consents_of(citizen).get()
    assert bytes(consent.notice.sha256) == hashlib.sha256(consent.notice.text.encode()).digest()
    assert (consent.purpose, consent.channel, consent.given_at) == ("notices", "web", NOW)
    assert not queries.has_consent(citizen, "broadcast")


def test_withdrawing_keeps_the_row_and_agreeing_again_makes_a_second(ticket):
    citizen = ticket.holder_id
    give = {"citizen_id": citizen, "purposes": ["broadcast"], "channel": "web"}
    consent_operations.give_consents(**give, now=NOW)
    consent_operations.give_consents(**give, now=NOW)
    assert consent_operations.withdraw_consent(citizen_id=citizen, purpose="broadcast", now=NOW + timedelta(hours=1))
    assert not consent_operations.withdraw_consent(citizen_id=citizen, purpose="broadcast", now=NOW)
    consent_operations.give_consents(**give, now=NOW + timedelta(hours=2))
    assert queries.consents_of(citizen).count() == 2
    tags = AuditEvent.objects.filter(actor_id=citizen, tag__startswith="consent").values_list("tag", flat=True)
    assert list(tags.order_by("id")) == ["consent:given", "consent:withdrawn", "consent:given"]


def test_nobody_is_asked_to_agree_to_the_offices_own_duty(ticket):
    consent_operations.give_consents(citizen_id=ticket.holder_id, purposes=["service", "x"], channel="web", now=NOW)
    assert not Consent.objects.exists()


def test_all_we_hold_is_told(ticket):
    told = json.loads(json.dumps(queries.personal_data(ticket.holder_id, NOW), ensure_ascii=False))
    assert told["people"][0]["full_name"] == "Nguyễn Thị Mẫu"
    assert told["people"][0]["birth_date"] == "05/08/1990"
    assert told["tickets"][0]["number"] == "A001"
    assert told["consents"] == told["channels"] == []
