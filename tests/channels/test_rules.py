"""What follows from an outcome."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from motcua.messaging.channels import rules
from motcua.messaging.channels.contract import Capabilities, DeliveryStatus, Outcome
from motcua.messaging.channels.rules import Window

NOW = datetime(2022, 7, 22, 1, 40, tzinfo=UTC)
CHAT = Capabilities(
    text_limit=2000, buttons=5, list_items=4, image=True, free_reply=timedelta(hours=48), paid_reply=timedelta(days=7)
)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("attempts", [1, 2, 3, 50])
def test_only_outcomes_that_delivered_nothing_lead_back_to_the_queue(outcome: Outcome, attempts: int) -> None:
    after = rules.after_call(outcome, attempts=attempts)
    if after.state is DeliveryStatus.QUEUED:
        assert outcome in (Outcome.LATER, Outcome.ONCE_MORE, Outcome.NEW_TOKEN)
        assert after.wait > timedelta(0)
    elif after.uncertain:
        assert outcome is Outcome.UNSURE
    else:
        assert after.state.is_end


def test_waiting_grows_and_holds_the_whole_account() -> None:
    waits = [rules.after_call(Outcome.LATER, attempts=n) for n in range(1, 12)]
    assert [after.wait.total_seconds() for after in waits] == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    assert all(after.hold == after.wait for after in waits)


def test_a_citizen_who_received_enough_does_not_hold_up_the_others() -> None:
    after = rules.after_call(Outcome.LATER, attempts=1, wait=timedelta(hours=1))
    assert (after.wait, after.hold) == (timedelta(hours=1), timedelta(0))


def test_some_outcomes_are_worth_a_bounded_number_of_tries() -> None:
    assert rules.after_call(Outcome.ONCE_MORE, attempts=1).state is DeliveryStatus.QUEUED
    assert rules.after_call(Outcome.ONCE_MORE, attempts=2).state is DeliveryStatus.FAILED
    assert rules.after_call(Outcome.NEW_TOKEN, attempts=1).renew_token
    assert rules.after_call(Outcome.NEW_TOKEN, attempts=3).state is DeliveryStatus.FAILED
    assert rules.after_call(Outcome.STOP, attempts=1).stop_account


def test_a_call_is_sent_once_more_and_a_reply_never() -> None:
    assert rules.is_sent_once_more("call", is_repetition=False)
    assert not rules.is_sent_once_more("call", is_repetition=True)
    assert not rules.is_sent_once_more("reply", is_repetition=False)


def window(age: timedelta | None, of: Capabilities = CHAT) -> tuple[Window, datetime | None]:
    return rules.window_of(None if age is None else NOW - age, NOW, of)


def test_a_message_is_free_for_two_days_costs_until_seven_and_then_goes_no_more() -> None:
    assert window(None) == (Window.FREE, None)
    assert window(timedelta(hours=48)) == (Window.FREE, NOW)
    assert window(timedelta(hours=48, seconds=1)) == (Window.PAID, NOW + timedelta(days=5, seconds=-1))
    assert window(timedelta(days=7))[0] is Window.PAID
    assert window(timedelta(hours=49)) == (Window.PAID, NOW + timedelta(hours=168 - 49))
    assert window(timedelta(days=7, seconds=1)) == (Window.CLOSED, None)
    assert window(timedelta(days=99), Capabilities(500, 0, 0, image=False)) == (Window.FREE, None)


def test_where_nothing_may_be_paid_the_free_window_is_the_only_one() -> None:
    assert window(timedelta(hours=49), replace(CHAT, paid_reply=None)) == (Window.CLOSED, None)


def test_an_empty_purse_stops_what_costs_and_only_where_that_is_known() -> None:
    paid = rules.after_call(Outcome.NO_QUOTA, attempts=1, window=Window.PAID)
    free = rules.after_call(Outcome.NO_QUOTA, attempts=1, window=Window.FREE)
    assert (paid.stop_paid, paid.stop_account) == (True, False)
    assert (free.stop_paid, free.stop_account) == (False, True)
    assert {paid.state, free.state} == {DeliveryStatus.REJECTED}


def test_a_failed_event_waits_a_little_longer_each_time() -> None:
    assert [rules.retry_talk_after(n).total_seconds() for n in (1, 2)] == [1, 2]
