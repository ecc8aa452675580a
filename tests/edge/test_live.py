"""Live pages: whom they ask, how often, and when they stop."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import psycopg
import pytest

from motcua.edge.hub import Hub
from motcua.edge.live import LiveDoor
from motcua.edge.metrics import Figures
from motcua.foundation import clock
from motcua.tickets import codes, operations, streams
from motcua.tickets.ledger import QUERIES as LEDGER
from motcua.tickets.models import Shift
from tests import factories
from tests.edge.looking import CountingLink, looking, until
from tests.ledger.asking import at_kiosk

Story = Callable[[CountingLink, Hub, LiveDoor], Awaitable[None]]


def run(url: str, story: Story, *, heartbeat_s: float = 20.0) -> None:
    """Tell a story with a hub and a door of its own."""

    async def told() -> None:
        link = CountingLink(url)
        hub = Hub(link, poll_s=0.01)
        try:
            await story(link, hub, LiveDoor(hub, link, Figures({}).streams, heartbeat_s))
        finally:
            await link.close()

    asyncio.run(told())


def ticket_of(shift: Shift) -> int:
    """A waiting ticket."""
    (given,) = operations.issue([at_kiosk(shift)], now=factories.NOW)
    assert given.ticket is not None
    return given.ticket


async def change(url: str, hub: Hub, shift: int, statement: str = "SELECT 1", *params: object) -> None:
    """Something happens in a shift, and the hub hears of it."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(statement, params)
        await connection.execute(LEDGER["touch_live_state"], {"topic": f"shift:{shift}", "now": factories.NOW})
    hub.moved(f"shift:{shift}")


def test_all_who_come_before_the_first_read_share_it(office: str) -> None:
    shift = factories.shift().pk

    async def story(link: CountingLink, hub: Hub, _: LiveDoor) -> None:
        hub.watch(shift, asyncio.Event())
        states = await asyncio.gather(*(hub.state(shift) for _ in range(500)))
        assert len(states) == 500
        assert link.asked["shift_state"] == 1

    run(office, story)


def test_one_who_leaves_before_the_first_read_does_not_take_it_from_the_others(office: str) -> None:
    shift = factories.shift().pk

    async def story(_: CountingLink, hub: Hub, __: LiveDoor) -> None:
        hub.watch(shift, asyncio.Event())
        hasty, patient = asyncio.create_task(hub.state(shift)), asyncio.create_task(hub.state(shift))
        await asyncio.sleep(0)
        hasty.cancel()
        assert (await patient).waiting == ()

    run(office, story)


@pytest.mark.parametrize("state", ["served", "cancelled"])
def test_a_page_of_a_finished_ticket_asks_no_more_while_its_shift_goes_on(office: str, state: str) -> None:
    shift = factories.shift()
    ticket = ticket_of(shift)

    async def story(link: CountingLink, hub: Hub, door: LiveDoor) -> None:
        async with looking(door, "tickets", codes.encode(ticket)) as page:
            assert page.heard[-1]["state"] == "waiting"
            await change(office, hub, shift.pk, "UPDATE ticket SET state = %s WHERE id = %s", state, ticket)
            await until(lambda: page.heard[-1]["state"] == state, "the last event")
            link.asked.clear()
            for _ in range(3):
                await change(office, hub, shift.pk)
                await asyncio.sleep(0.3)
            assert link.asked["ticket_state"] == 0
            heard, beats = len(page.heard), page.heartbeats
            await until(lambda: page.heartbeats > beats + 1, "heartbeats of the open stream")
            link.asked.clear()
            await change(office, hub, shift.pk)
            await asyncio.sleep(0.3)
            assert not link.asked, "nobody watches this shift any more"
            assert len(page.heard) == heard

    run(office, story, heartbeat_s=0.2)


def test_pages_of_a_missed_turn_ask_no_more_at_each_change_and_hear_when_it_is_given_again(office: str) -> None:
    shift = factories.shift()
    ticket = ticket_of(shift)

    async def story(link: CountingLink, hub: Hub, door: LiveDoor) -> None:
        async with looking(door, "tickets", codes.encode(ticket)) as page:
            await change(office, hub, shift.pk, "UPDATE ticket SET state = 'no_show' WHERE id = %s", ticket)
            await until(lambda: page.heard[-1]["state"] == "no_show", "the missed turn")
            link.asked.clear()
            for _ in range(3):
                await change(office, hub, shift.pk)
                await asyncio.sleep(0.3)
            assert link.asked["shift_state"] >= 2
            assert link.asked["ticket_state"] == 0
            await change(office, hub, shift.pk, "UPDATE ticket SET state = 'waiting' WHERE id = %s", ticket)
            await until(lambda: page.heard[-1]["state"] == "waiting", "the turn given again")

    run(office, story)


def test_a_board_left_on_overnight_shows_the_new_day(office: str, monkeypatch: pytest.MonkeyPatch) -> None:
    today = factories.shift()
    ticket_of(today)
    line, night = today.line, timedelta(days=1)
    tomorrow = factories.shift(
        today.point, line, on=factories.TODAY + night, starts_at=today.starts_at + night,
        ends_at=today.ends_at + night, opens_at=today.starts_at,
    )  # fmt: skip
    assert tomorrow.date != today.date

    async def story(_: CountingLink, __: Hub, door: LiveDoor) -> None:
        async with looking(door, "points", str(today.point_id)) as board:
            assert board.heard[-1]["waiting"] == 1
            monkeypatch.setattr(clock, "now", lambda: factories.NOW + night)
            await until(lambda: board.heard[-1]["waiting"] == 0, "the new day")

    run(office, story, heartbeat_s=0.1)


@pytest.mark.parametrize("what", ["999999999", "²", "٣", "1" * 40, "-1", ""])
def test_a_point_that_does_not_exist_is_not_found(office: str, what: str) -> None:
    async def story(_: CountingLink, __: Hub, door: LiveDoor) -> None:
        async with looking(door, "points", what) as page:
            assert page.status == 404

    run(office, story)


def test_a_point_without_a_shift_today_is_a_stream_all_the_same(office: str) -> None:
    point = factories.point().pk

    async def story(_: CountingLink, __: Hub, door: LiveDoor) -> None:
        async with looking(door, "points", str(point)) as page:
            assert (page.status, page.heard[-1]["serving"]) == (200, [])

    run(office, story)


def test_the_poll_survives_any_error_of_the_database(office: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shift = factories.shift().pk

    async def story(link: CountingLink, hub: Hub, _: LiveDoor) -> None:
        hub.watch(shift, asyncio.Event())
        monkeypatch.setitem(streams.QUERIES, "versions", "SELECT 1 FROM no_such_table WHERE %(topics)s IS NULL")
        poll = asyncio.create_task(hub.poll_forever())
        await until(lambda: poll.done() or link.asked["versions"] > 1, "the poll to go on")
        assert not poll.done()
        poll.cancel()

    run(office, story)
