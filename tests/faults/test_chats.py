"""The worker dies, events come ten times, old buttons are pressed: each citizen is answered once, or told kindly."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from motcua.messaging.channels.models import InboundEvent, OutboxMessage
from motcua.tickets.models import Ticket
from tests.database import cloned_database
from tests.factories import NOW
from tests.faults.chat import Message, Phones, seeded_account
from tests.faults.zalo import Account
from tests.processes import Process, Stack, django_on, wait_for

UNIT = "Công an quận 4"
CROWD = 80
ENDS = ("delivered", "unknown")


@dataclass
class Town:
    """The seeded demo with its processes."""

    stack: Stack
    edge: Process
    worker: Process
    phones: Phones
    account: Account


@pytest.fixture(scope="module")
def town(django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """Edge, worker and emulator on the demo's offices."""
    demo = {"MOTCUA_DEMO": "1"}
    with cloned_database() as url, Stack(url, NOW, demo) as stack, django_db_blocker.unblock(), django_on(url):
        stack.run("demo-data")
        seed = stack.folder / "emulator-seed.json"
        told = seeded_account(seed, UNIT)
        emulator, worker, edge = stack.emulator(seed), stack.worker(), stack.serve()
        account = Account(told["app_id"], told["oa_id"], told["oa_secret_key"])
        with httpx.Client(base_url=emulator.url, timeout=60) as line:
            yield Town(stack, edge, worker, Phones(line, told["oa_id"]), account)


def test_the_same_event_ten_times_is_answered_once(town: Town) -> None:
    citizen = town.phones.citizen("Lê Văn Lặp")
    user = town.phones.follow(citizen)
    wait_for(lambda: town.phones.heard(citizen), "the welcome")
    body = town.account.event("lap-muoi-lan", "so dang lam").replace(b"7000000000000000001", user.encode())
    with ThreadPoolExecutor(10) as pool:
        told = list(pool.map(lambda _: town.account.call(town.edge, body), range(10)))
    assert {status for status, _ in told} == {200}
    _wait_until_all_is_said()
    assert InboundEvent.objects.filter(external_id=user, event_name="user_send_text").count() == 1
    assert len(town.phones.heard(citizen)) == 2


def test_a_button_of_a_closed_flow_takes_no_number_and_is_answered(town: Town) -> None:
    citizen = town.phones.citizen("Trần Thị Muộn")
    town.phones.follow(citizen)
    _answers(town, citizen, 1)
    town.phones.say(citizen, "bam so")
    asked = _answers(town, citizen, 2)[-1]
    town.phones.press(citizen, asked, 0)
    _answers(town, citizen, 3)
    town.phones.say(citizen, "thoi")
    _answers(town, citizen, 4)
    before = Ticket.objects.count()
    town.phones.press(citizen, asked, 0)
    said = _answers(town, citizen, 5)[-1]
    assert str(said["text"]).strip()
    town.phones.say(citizen, "so cua toi")
    assert "chưa" in str(_answers(town, citizen, 6)[-1]["text"])
    assert Ticket.objects.count() == before


def test_a_worker_killed_in_mid_rush_answers_everybody_at_most_once(town: Town) -> None:
    citizens = [town.phones.citizen(f"Nguyễn Văn Đông {number}") for number in range(CROWD)]
    before = OutboxMessage.objects.filter(state="delivered").count()
    town.phones.follow_all(citizens)
    wait_for(lambda: OutboxMessage.objects.filter(state="delivered").count() >= before + 5, "the first answers")
    town.worker.kill()
    assert OutboxMessage.objects.filter(state="delivered").count() < before + CROWD, "too late: nothing was in hand"
    _let_leases_run_out()
    town.worker.start()
    _wait_until_all_is_said(but=("sending",))
    town.stack.move_clock(timedelta(minutes=2))  # echoes of what was on its way are waited for a minute
    _wait_until_all_is_said()
    assert not InboundEvent.objects.exclude(parked_at=None).exists()

    heard = {citizen: len(town.phones.heard(citizen)) for citizen in citizens}
    assert max(heard.values()) == 1, "somebody was told twice"
    silent = [citizen for citizen, messages in heard.items() if not messages]
    assert len(silent) <= OutboxMessage.objects.filter(state="unknown").count()
    for citizen in [*silent[:3], citizens[0]]:
        already = heard[citizen]
        town.phones.say(citizen, "so dang lam")
        _answers(town, citizen, already + 1)


def _answers(town: Town, citizen: str, many: int) -> list[Message]:
    """What she heard, once there are so many messages."""

    def heard() -> list[Message] | None:
        found = town.phones.heard(citizen)
        return found if len(found) >= many else None

    return wait_for(heard, f"message {many} to citizen {citizen}")


def _wait_until_all_is_said(but: tuple[str, ...] = ()) -> None:
    """Every event handled and every message at its end, or in one of the states in `but`."""

    def left() -> dict[str, int]:
        waiting = InboundEvent.objects.filter(lane="talk", handled_at=None, parked_at=None).count()
        states = OutboxMessage.objects.exclude(state__in=ENDS + but).values_list("state", flat=True)
        return {**Counter(states), **({"events": waiting} if waiting else {})}

    try:
        wait_for(lambda: not left(), "everything to be said", within_s=90)
    except AssertionError as error:
        raise AssertionError(f"{error}; left: {left()}") from None


def _let_leases_run_out() -> None:
    """Fifteen seconds pass for what the dead worker held."""
    ago = timezone.now() - timedelta(seconds=1)
    InboundEvent.objects.exclude(lease_until=None).update(lease_until=ago)
    OutboxMessage.objects.exclude(lease_until=None).update(lease_until=ago)
