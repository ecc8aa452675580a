"""Before a message is promised: free, paid or blocked, and the next best way."""

from datetime import timedelta

import pytest

from motcua.messaging.channels import reach
from motcua.messaging.channels.models import ConversationState, OaAccount, OaCheckup
from motcua.messaging.channels.reach import Reach, Way
from motcua.messaging.channels.rules import Window
from motcua.messaging.channels.zalo import choices
from tests.channels.wire import NOW, Wire

pytestmark = pytest.mark.django_db
OFFERS = {"templates": [{"usable": True, "price_phone": 120, "price_user": 84}, {"usable": False}]}


def look(wire: Wire, age: timedelta | None, *, has_phone: bool = True) -> Reach:
    if age is not None:
        ConversationState.objects.update_or_create(
            account=wire.account, external_id="u1", defaults={"last_event_at": NOW - age}
        )
    to = "u1" if age is not None else ""
    return reach.reach_of(account=wire.account.pk, external_id=to, now=NOW, has_phone=has_phone)


def test_it_is_free_then_paid_then_blocked(wire: Wire) -> None:
    OaCheckup.objects.create(account=wire.account, asked_at=NOW, facts=OFFERS)
    free, paid, closed = (look(wire, timedelta(days=days)) for days in (1, 3, 8))
    assert (free.window, free.price, free.until) == (Window.FREE, 0, NOW + timedelta(days=1))
    assert (paid.window, paid.price, paid.until) == (Window.PAID, 55, NOW + timedelta(days=4))
    assert (closed.blocked, closed.price, closed.template_price) == (True, None, 84)
    assert closed.ways == (Way.TEMPLATE_BY_USER, Way.TEMPLATE_BY_PHONE, Way.CALL, Way.PAGE)


def test_the_next_best_way_is_one_that_is_open(wire: Wire) -> None:
    assert look(wire, timedelta(days=8)).ways == (Way.CALL, Way.PAGE)  # no approved template is known
    OaCheckup.objects.create(account=wire.account, asked_at=NOW, facts=OFFERS)
    assert look(wire, timedelta(days=8), has_phone=False).ways == (Way.TEMPLATE_BY_USER, Way.PAGE)
    stranger = look(wire, None)
    assert stranger.blocked and stranger.ways == (Way.TEMPLATE_BY_PHONE, Way.CALL, Way.PAGE)
    choices.choose_unknown(account=wire.account.pk, name="templates", value="refused", by=0, now=NOW)
    assert look(wire, timedelta(days=8)).ways == (Way.CALL, Way.PAGE)


def test_what_was_decided_about_the_account_counts(wire: Wire) -> None:
    assert look(wire, timedelta(days=3)).window is Window.PAID
    choices.choose_unknown(account=wire.account.pk, name="paid_replies", value="no", by=0, now=NOW)
    assert look(wire, timedelta(days=3)).blocked
    choices.choose_unknown(account=wire.account.pk, name="v2_windows", value="ignored", by=0, now=NOW)
    assert look(wire, timedelta(days=30)).blocked  # this account speaks v3
    OaAccount.objects.update(message_api="v2")
    assert look(wire, timedelta(days=30)).window is Window.FREE


def test_an_empty_purse_closes_what_costs(wire: Wire) -> None:
    OaAccount.objects.update(paid_stopped_at=NOW)
    assert look(wire, timedelta(days=3)).blocked
    assert not look(wire, timedelta(days=1)).blocked
