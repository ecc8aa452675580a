"""Many citizens' turns in one list: who presses or cancels is answered alone, and holds no lock over the others."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.foundation.citizens.models import Person
from motcua.messaging.channels import inbox, outbox, registry
from motcua.messaging.channels.contract import Alone, Answer, Conversation, Handler, Identity, Inbound
from motcua.messaging.channels.models import InboundEvent, OutboxMessage
from motcua.tickets.models import Ticket, TicketState
from motcua.workflows.assistant import answering
from tests import factories
from tests.channels.wire import Wire, open_wire, put
from tests.factories import NOW
from tests.features.assistant.test_binding import Phone, known, phone

LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def handling() -> Iterator[Callable[[Handler], None]]:
    before = list(registry._handlers)
    answering.register()
    yield registry.register_handler
    registry._handlers[:] = before


def two_shifts(wire: Wire) -> None:
    """At two points, so that no lock is shared by both."""
    line = factories.line(wire.unit)
    for _ in range(2):
        factories.shift(factories.point(wire.unit), line)


def about_to_press(sender: str, wire: Wire, choice: str) -> Phone:
    mine = known(sender, wire)
    assert "Lấy số" in mine.talks("bấm số", choice)
    return mine


def last_said(sender: str) -> str:
    row = OutboxMessage.objects.filter(external_id=sender).order_by("-id")[0]
    return outbox.read_reply(bytes(row.reply_sealed)).text


@pytest.mark.django_db(transaction=True)
def test_two_talkers_who_press_crossed_shifts_both_give_numbers(handling: Callable[[Handler], None]) -> None:
    wire = open_wire()
    two_shifts(wire)
    for sender, choice in (("u1", "1"), ("u2", "2"), ("u3", "2"), ("u4", "1")):
        about_to_press(sender, wire, choice)
    put(*(wire.text("lấy số", citizen=f"u{n}", at=LATER) for n in (1, 2, 3, 4)), now=LATER)
    lists = [inbox.claim(limit=2, now=LATER) for _ in range(2)]
    both_pressed, first = threading.Barrier(2), threading.local()

    def meets_after_its_first_press(inbound: Inbound, who: Identity, talk: Conversation, now: datetime) -> Answer:
        answered = answering.handle(inbound, who, talk, now)
        if not getattr(first, "done", False):
            first.done = True
            both_pressed.wait(20)
        return answered

    handling(meets_after_its_first_press)

    def talker(index: int) -> None:
        inbox.answer(lists[index], now=LATER)
        connection.close()

    threads = [threading.Thread(target=talker, args=[index]) for index in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert ["Ông/bà đã có số." in last_said(f"u{n}") for n in (1, 2, 3, 4)] == [True] * 4
    assert Ticket.objects.count() == 4
    assert not InboundEvent.objects.filter(handled_at=None).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("words", ["lấy số", "hủy số này"])
def test_no_share_is_locked_while_another_event_of_the_list_is_handled(
    words: str, handling: Callable[[Handler], None], database_url: str
) -> None:
    wire = open_wire()
    two_shifts(wire)
    mine = about_to_press("u1", wire, "1")
    if words != "lấy số":
        mine.talks("lấy số", "hủy số")
    locked: list[bool] = []

    def looks_at_the_shares(inbound: Inbound, who: Identity, talk: Conversation, now: datetime) -> Answer:
        if inbound.sender != "u1":
            with psycopg.connect(database_url) as other:
                free = other.execute("SELECT 1 FROM shift_share FOR UPDATE SKIP LOCKED").fetchall()
            locked.append(len(free) < 2)
        return answering.handle(inbound, who, talk, now)

    handling(looks_at_the_shares)
    put(wire.text(words, at=LATER), wire.text("menu", citizen="u2", at=LATER), now=LATER)
    assert inbox.work(now=LATER) == 2
    assert locked == [False]
    assert Ticket.objects.get().state == (TicketState.WAITING if words == "lấy số" else TicketState.CANCELLED)
    assert not InboundEvent.objects.filter(handled_at=None).exists()


@pytest.mark.django_db
def test_a_turn_asks_to_be_alone_before_it_writes_anything(handling: Callable[[Handler], None]) -> None:
    mine = phone()
    factories.shift(factories.point(mine.wire.unit))
    mine.talks("bấm số", "không", "1", "Trần Văn An", "1990")
    written: list[str] = []

    def watches_writes(inbound: Inbound, who: Identity, talk: Conversation, now: datetime) -> Answer:
        seen: list[str] = []

        def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
            seen.append(sql.split()[0])
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            try:
                return answering.handle(inbound, who, talk, now)
            except Alone:
                written.extend(word for word in seen if word != "SELECT")
                written.append("alone")
                raise

    handling(watches_writes)
    put(
        mine.wire.text("lấy số", at=LATER), mine.wire.text("menu", citizen="u2", at=LATER),
        mine.wire.text("menu", at=LATER + timedelta(seconds=1)), now=LATER,
    )  # fmt: skip
    while inbox.work(now=LATER):
        pass
    assert written == ["alone"]
    assert (Person.objects.count(), Ticket.objects.count()) == (1, 1)
    said = [reply.text for reply in mine.new_messages()]
    assert [text.startswith("Ông/bà đã có số.") for text in said[-2:]] == [True, False]


@pytest.mark.django_db
def test_a_whole_list_that_asks_for_a_number_costs_few_statements_a_head() -> None:
    wire = open_wire()
    factories.shift(factories.point(wire.unit))
    known("u0", wire).says("bấm số")
    for number in range(1, 11):
        phone(f"u{number}", wire).says("menu")
    put(*(wire.text("bấm số", citizen=f"u{n}", at=LATER) for n in range(1, 11)), now=LATER)
    with CaptureQueriesContext(connection) as asked:
        assert inbox.work(now=LATER) == 10
    assert len(asked) <= 10 * 5 + 28
    assert "Chỉ cán bộ của đơn vị xem được." in last_said("u10")
