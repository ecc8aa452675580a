"""Personal links: bound by the first POST, to one browser, for one stretch of time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.citizens import link_operations, links, queries, sign_in
from motcua.foundation.citizens.links import LinkState
from motcua.foundation.citizens.models import CitizenSession, PersonalLink
from motcua.foundation.secrets import token_hash
from tests import factories
from tests.factories import NOW

EVENING = NOW + timedelta(hours=14)


def sent(citizen_id: int, now=NOW, target="/t/7M4K92QH/") -> str:
    url = link_operations.personal_link(
        citizen_id=citizen_id, purpose="ticket", target=target, now=now, valid_until=EVENING
    )
    return url.split("/l/")[1].strip("/")


def whose(token: str | None, now=NOW) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(sign_in.FIND_SESSIONS, [[token_hash(token or "")], now])
        row = cursor.fetchone()
    return row[1] if row else None


@pytest.fixture
def citizen(db) -> int:
    return factories.citizen(factories.unit())[0].pk


def test_the_first_post_signs_the_browser_in(citizen):
    opened = link_operations.open_link(token=sent(citizen), cookie=None, now=NOW)
    assert opened.state is LinkState.FRESH
    assert opened.target == "/t/7M4K92QH/"
    assert whose(opened.token) == citizen


def test_no_token_is_stored_in_clear(citizen):
    token = sent(citizen)
    opened = link_operations.open_link(token=token, cookie=None, now=NOW)
    stored = [bytes(row.token_hash) for row in PersonalLink.objects.all()]
    stored += [bytes(row.token_hash) for row in CitizenSession.objects.all()]
    assert token.encode() not in stored
    assert (opened.token or "").encode() not in stored


def test_the_same_browser_opens_it_again_until_the_day_ends(citizen):
    token = sent(citizen)
    cookie = link_operations.open_link(token=token, cookie=None, now=NOW).token
    later = NOW + timedelta(hours=10)
    assert link_operations.open_link(token=token, cookie=cookie, now=later).state is LinkState.YOURS
    assert link_operations.open_link(token=token, cookie=cookie, now=EVENING).state is LinkState.EXPIRED


def test_a_forwarded_link_opens_nothing_in_another_browser(citizen):
    token = sent(citizen)
    link_operations.open_link(token=token, cookie=None, now=NOW)
    again = link_operations.open_link(token=token, cookie=None, now=NOW)
    assert again.state is LinkState.ELSEWHERE
    assert again.token is None
    assert AuditEvent.objects.filter(tag="link:refused", subject_id=citizen).count() == 1


def test_a_link_must_be_used_within_thirty_minutes(citizen):
    token = sent(citizen)
    late = NOW + timedelta(minutes=30)
    assert link_operations.open_link(token=token, cookie=None, now=late).state is LinkState.EXPIRED
    assert queries.link_of(token).bound_session is None


def test_opening_replaces_another_citizens_cookie_and_ends_that_session(citizen):
    other = factories.citizen(factories.unit())[0].pk
    old = link_operations.sign_in_citizen(citizen_id=other, now=NOW)
    opened = link_operations.open_link(token=sent(citizen), cookie=old, now=NOW)
    assert whose(opened.token) == citizen
    assert whose(old) is None


def test_a_citizen_who_is_signed_in_needs_no_new_cookie(citizen):
    cookie = link_operations.sign_in_citizen(citizen_id=citizen, now=NOW)
    opened = link_operations.open_link(token=sent(citizen), cookie=cookie, now=NOW)
    assert opened.state is LinkState.YOURS
    assert opened.token is None


@pytest.mark.parametrize("forged", ["", "x", "A" * 43, "A" * 44, "ệ" * 43, "../../etc", "A" * 42 + "\x00"])
def test_a_forged_token_is_simply_unknown(forged, citizen):
    assert link_operations.open_link(token=forged, cookie="nonsense", now=NOW).state is LinkState.UNKNOWN


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "/\\example.com", "t/1", "", "/a b"])
def test_a_link_never_leads_out_of_the_house(target, citizen):
    with pytest.raises(ValueError, match="not a path"):
        sent(citizen, target=target)
    assert not links.is_own_path(target)


@pytest.mark.django_db(transaction=True)
def test_two_browsers_at_once_one_is_let_in():
    citizen = factories.citizen(factories.unit())[0].pk
    token = sent(citizen)
    gate = threading.Barrier(5)

    def press(_: int) -> LinkState:
        gate.wait()
        try:
            return link_operations.open_link(token=token, cookie=None, now=NOW).state
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        states = list(pool.map(press, range(5)))
    assert sorted(states) == sorted([LinkState.FRESH, *[LinkState.ELSEWHERE] * 4])
    assert CitizenSession.objects.count() == 1
