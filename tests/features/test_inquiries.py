"""Look-ups are counted for the citizen, the address and the unit; each leaves a row and an audit event."""

from datetime import timedelta

import pytest

from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.inquiries import operations, queries
from motcua.foundation.inquiries.keeper import InquiriesKeeper
from motcua.foundation.inquiries.models import Inquiry, InquiryLimit
from motcua.foundation.inquiries.rules import LIMITS, Outcome, Scope
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def admit(unit, citizen=None, source="", now=NOW):
    return operations.admit(unit_id=unit.pk, citizen_id=citizen, source=source, subject="dossier", now=now)


def test_the_twenty_first_look_up_of_a_citizen_is_refused_until_the_next_stretch():
    unit = factories.unit()
    assert all(admit(unit, citizen=1).allowed for _ in range(20))
    refused = admit(unit, citizen=1)
    assert not refused.allowed
    assert NOW < refused.retry_at <= NOW + timedelta(days=1)
    assert admit(unit, citizen=1, now=refused.retry_at).allowed
    assert admit(unit, citizen=2).allowed


def test_an_address_has_its_share_and_ipv6_neighbours_are_one():
    unit = factories.unit()
    for number in range(LIMITS[Scope.SOURCE].many):
        assert admit(unit, source=f"2001:db8::{number + 1:x}").allowed
    assert not admit(unit, source="2001:db8::ffff").allowed
    assert admit(unit, source="203.0.113.7").allowed


def test_a_unit_has_its_share_whoever_asks_and_may_set_another():
    unit, other = factories.unit(), factories.unit()
    InquiryLimit.objects.create(unit=unit, scope=Scope.UNIT, many=5, since=NOW - timedelta(days=1))
    said = [admit(unit, citizen=number).allowed for number in range(8)]
    assert said == [True] * 5 + [False] * 3
    assert admit(other).allowed


def test_each_look_up_is_kept_and_audited_with_its_outcome():
    unit = factories.unit()
    operations.settle(admit(unit, citizen=7), Outcome.FOUND, NOW)
    operations.settle(admit(unit), Outcome.NONE, NOW)
    assert queries.counts_between(unit.pk, NOW, NOW + timedelta(minutes=1)) == {"found": 1, "none": 1}
    events = AuditEvent.objects.filter(tag="lookup:made").order_by("id")
    assert [(one.actor_kind, one.actor_id, one.detail) for one in events] == [
        ("citizen", 7, {"outcome": "found"}), ("system", 0, {"outcome": "none"}),
    ]  # fmt: skip


def test_addresses_are_kept_as_keyed_hashes_only_and_rows_go_after_180_days():
    unit = factories.unit()
    admit(unit, citizen=7, source="203.0.113.7")
    kept = Inquiry.objects.get()
    assert b"203" not in bytes(kept.source_hash)
    keeper = InquiriesKeeper()
    assert len(keeper.tell(7)) == 1
    keeper.forget(7, NOW)
    assert keeper.tell(7) == []
    assert keeper.expire(NOW + timedelta(days=181)) == 1
