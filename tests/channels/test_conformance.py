"""One set of promises for every channel: Zalo through the emulator, and the pages of our own, in real processes."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from motcua.features.helpdesk import operations as helpdesk
from motcua.features.helpdesk.models import Thread, ThreadMessage
from motcua.foundation import clock
from motcua.foundation.staff.models import Officer
from motcua.messaging.channels import outbox
from motcua.messaging.channels.contract import DeliveryStatus
from motcua.messaging.channels.models import InboundEvent, OaAccount, OutboxMessage
from motcua.messaging.dialogue.reply import Item, Reply
from tests.channels.streets import Heard, Street, WebStreet, ZaloStreet
from tests.database import cloned_database
from tests.factories import NOW
from tests.faults.chat import Phones, seeded_account
from tests.faults.zalo import Account
from tests.processes import Process, Stack, django_on, pytest_runtest_makereport, wait_for

__all__ = ["pytest_runtest_makereport"]

UNIT, SLUG = "Công an quận 4", "cong-an-quan-4"
SOON = 40.0


@dataclass
class Town:
    """The seeded demo in its processes, with both streets."""

    stack: Stack
    worker: Process
    streets: dict[str, Street]

    def now(self) -> datetime:
        """The moment all processes of the town agree on."""
        return datetime.now(UTC) + timedelta(seconds=clock.read_offset(self.stack.clock_file))


@pytest.fixture(scope="module")
def town(django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    demo = {"MOTCUA_DEMO": "1"}
    with cloned_database() as url, Stack(url, NOW, demo) as stack, django_db_blocker.unblock(), django_on(url):
        stack.run("demo-data")
        seed = stack.folder / "emulator-seed.json"
        told = seeded_account(seed, UNIT)
        emulator, worker, edge = stack.emulator(seed), stack.worker(), stack.serve()
        wire = Account(told["app_id"], told["oa_id"], told["oa_secret_key"])
        with httpx.Client(base_url=emulator.url, timeout=20) as line:
            zalo, page = OaAccount.objects.get(oa_id=told["oa_id"]), OaAccount.objects.get(oa_id=f"web-{SLUG}")
            pages = WebStreet(page, f"/u/{SLUG}/chat/", edge)
            yield Town(
                stack, worker, {"zalo": ZaloStreet(zalo, Phones(line, zalo.oa_id), wire, edge), "webchat": pages}
            )
            pages.close()


@pytest.fixture(params=["zalo", "webchat"])
def street(town: Town, request: pytest.FixtureRequest) -> Street:
    return town.streets[request.param]


@pytest.fixture
def tell(town: Town, street: Street) -> Callable[..., list[int]]:
    """The office says something to a citizen."""

    def told(who: str, reply: Reply, **more: datetime) -> list[int]:
        return outbox.enqueue(
            account=street.account.pk, to=who, reply=reply, kind="reply", now=more.pop("now", town.now()), **more
        )

    return told


def until(street: Street, who: str, met: Callable[[list[Heard]], bool], what: str) -> list[Heard]:
    """What she has heard once it is as it should be."""

    def look() -> list[Heard] | None:
        heard = street.heard(who)
        return heard if met(heard) else None

    return wait_for(look, f"{what} on {street.channel}", SOON, 0.2)


def more_than(known: list[Heard]) -> Callable[[list[Heard]], bool]:
    return lambda heard: len(heard) > len(known)


def events_of(street: Street, who: str) -> list[int]:
    """All that came from her, in its order."""
    mine = InboundEvent.objects.filter(account=street.account.oa_id, external_id=who, lane="talk")
    return list(mine.order_by("id").values_list("id", flat=True))


def handled(street: Street, who: str, known: list[int], many: int = 1) -> list[int]:
    """So many events besides the known ones, once all are handled."""

    def fresh() -> list[int] | None:
        came = [event for event in events_of(street, who) if event not in known]
        waiting = InboundEvent.objects.filter(pk__in=came, handled_at=None)
        assert not waiting.exclude(parked_at=None).exists()
        return came if len(came) >= many and not waiting.exists() else None

    return wait_for(fresh, "her words to be handled", SOON)


def ended(messages: list[int]) -> set[str]:
    """The states of messages once all are at an end."""

    def states() -> set[str] | None:
        found = set(OutboxMessage.objects.filter(pk__in=messages).values_list("state", flat=True))
        return found if all(DeliveryStatus(one).is_end for one in found) else None

    return wait_for(states, "every message to end", SOON)


def test_words_in_answer_out(street: Street) -> None:
    who = street.newcomer()
    street.say(who, "so dang lam")
    until(street, who, lambda heard: any("SỐ ĐANG LÀM" in one.text for one in heard), "an answer")


def test_what_is_offered_can_be_tapped(street: Street) -> None:
    who = street.newcomer()
    before = street.heard(who)
    assert "Bấm số" in street.offered(who)
    street.tap(who, "Bấm số")
    asked = until(street, who, more_than(before), "the next question")
    assert street.offered(who)
    street.tap(who, street.offered(who)[0])
    until(street, who, more_than(asked), "the one after it")


def test_a_list_is_read_and_its_rows_can_be_chosen(street: Street, tell) -> None:
    who = street.newcomer()
    tell(who, Reply(
        "Chọn việc.\n1. Số đang làm\n2. Số của tôi",
        items=(Item("Số đang làm", "từng quầy", "#sodanglam"), Item("Số của tôi", "đang chờ", "#socuatoi")),
    ))  # fmt: skip
    wait_for(lambda: "Số của tôi" in street.offered(who) and "Số đang làm" in street.offered(who), "the rows", SOON)
    street.tap(who, "Số đang làm")
    until(street, who, lambda heard: any("SỐ ĐANG LÀM" in one.text for one in heard), "an answer")


def test_a_long_text_arrives_whole_and_in_its_order(street: Street, tell) -> None:
    who = street.newcomer()
    lines = [f"Mục {number}: mang theo giấy tờ số {number} của ông/bà, bản chính và bản sao." for number in range(90)]
    before = street.heard(who)
    tell(who, Reply("\n".join(lines)))
    heard = until(street, who, lambda heard: any(lines[-1] in one.text for one in heard), "the last line")
    whole = "\n".join(one.text for one in heard[len(before) :])
    places = [whole.find(line) for line in lines]
    assert -1 not in places
    assert places == sorted(places)


def test_a_picture_is_shown_or_its_address_said(street: Street, tell) -> None:
    who = street.newcomer()
    before = street.heard(who)
    tell(who, Reply("Mã của ông/bà.", image_url=f"{_base(street)}/static/citizen/img/favicon-180.png"))
    came = until(street, who, lambda heard: any("Mã của ông/bà." in one.text for one in heard), "the picture")
    assert any("favicon-180.png" in f"{one.image} {one.text}" for one in came[len(before) :])


def test_a_citizens_words_are_answered_in_their_order(street: Street) -> None:
    who = street.newcomer()
    known = events_of(street, who)
    for text in ("so dang lam", "so cua toi", "menu", "so dang lam", "cam on"):
        street.say(who, text)
    events = handled(street, who, known, 5)
    assert len(events) == 5
    answers = OutboxMessage.objects.filter(external_id=who, reply_to__in=events).order_by("id")
    order = list(answers.values_list("reply_to", flat=True))
    assert set(order) == set(events)
    assert order == sorted(order)


def test_what_the_office_says_arrives_in_its_order(street: Street, tell) -> None:
    who = street.newcomer()
    for number in range(6):
        tell(who, Reply(f"Tin thứ {number}."))
    heard = until(street, who, lambda heard: any("Tin thứ 5." in one.text for one in heard), "the sixth message")
    assert [one.text for one in heard if one.text.startswith("Tin thứ")] == [f"Tin thứ {n}." for n in range(6)]


def test_the_same_message_handed_in_five_times_is_answered_once(street: Street) -> None:
    who = street.newcomer()
    known = events_of(street, who)
    street.say(who, "so dang lam", copies=5)
    (event,) = handled(street, who, known)
    answers = list(OutboxMessage.objects.filter(reply_to=event).values_list("pk", flat=True))
    assert len(answers) == 1
    assert ended(answers) == {"delivered"}
    assert sum("SỐ ĐANG LÀM" in one.text for one in street.heard(who)) == 1


def test_an_officers_answer_arrives_and_the_bot_is_silent_while_she_has_the_conversation(
    street: Street, town: Town
) -> None:
    who = street.newcomer()
    known = street.heard(who)
    street.say(who, "gặp cán bộ")
    before = until(street, who, more_than(known), "what happens next")
    street.say(who, "Cháu tôi ở nước ngoài, tôi nhận thẻ thay được không?")
    until(street, who, more_than(before), "that an officer will answer")
    thread = Thread.objects.get(external_id=who)
    officer = Officer.objects.get(username="quan4.quay3")
    helpdesk.reply(thread=thread.pk, text="Ông/bà nhận thay được.", key="1", by=officer, now=town.now())
    until(street, who, lambda heard: "Ông/bà nhận thay được." in heard[-1].text, "the officer's answer")
    asked = events_of(street, who)
    street.say(who, "so dang lam")
    (event,) = handled(street, who, asked)
    assert not OutboxMessage.objects.filter(reply_to=event).exists()
    assert ThreadMessage.objects.filter(thread=thread, direction="in").count() >= 2
    helpdesk.finish(thread=thread.pk, by=officer, now=town.now())
    street.say(who, "so dang lam")
    until(street, who, lambda heard: "SỐ ĐANG LÀM" in heard[-1].text, "the bot again")


def test_a_message_to_somebody_who_turned_away_ends(street: Street, tell) -> None:
    who = street.newcomer()
    street.turns_away(who)
    (state,) = ended(tell(who, Reply("Còn đó không?")))
    assert state == ("rejected" if street.channel == "zalo" else "delivered")


def test_a_message_that_could_not_go_in_its_time_expires_and_is_never_read(street: Street, town: Town, tell) -> None:
    who = street.newcomer()
    account = OaAccount.objects.filter(pk=street.account.pk)
    account.update(stopped_at=town.now())
    try:
        wait_for(lambda: _rests(tell(who, Reply("Có ai không?"))), "the account to rest", SOON)
        late = tell(who, Reply("Quá muộn."), not_after=town.now() + timedelta(seconds=30))
        town.stack.move_clock(timedelta(minutes=1))
        assert ended(late) == {"expired"}
    finally:
        account.update(stopped_at=None)
    tell(who, Reply("Đã thông."))
    heard = until(street, who, lambda heard: any("Đã thông." in one.text for one in heard), "the next message")
    assert not any("Quá muộn." in one.text for one in heard)


def test_a_worker_killed_in_the_midst_tells_nobody_twice(street: Street, town: Town, tell) -> None:
    who = street.newcomer()
    texts = [f"Lượt {number}." for number in range(12)]
    messages = [message for text in texts for message in tell(who, Reply(text))]
    mine = OutboxMessage.objects.filter(pk__in=messages)
    wait_for(lambda: mine.exclude(state="queued").exists(), "the first to go", SOON, 0.01)
    town.worker.kill()
    ago = timezone.now() - timedelta(seconds=1)
    InboundEvent.objects.exclude(lease_until=None).update(lease_until=ago)
    OutboxMessage.objects.exclude(lease_until=None).update(lease_until=ago)
    town.worker.start()
    wait_for(lambda: not mine.filter(state="queued").exists(), "the rest to go", SOON)
    town.stack.move_clock(timedelta(minutes=2))  # an echo is waited for a minute
    assert ended(messages) <= {"delivered", "unknown"}
    heard = [one.text for one in street.heard(who) if one.text in texts]
    assert heard == sorted(set(heard), key=texts.index)
    assert len(heard) >= mine.filter(state="delivered").count()


def _base(street: Street) -> str:
    assert isinstance(street, WebStreet | ZaloStreet)
    return street.edge.url


def _rests(message: list[int]) -> bool:
    """A message is left in the queue for longer than a sender takes to notice that an account may not send."""
    with suppress(AssertionError):
        wait_for(lambda: OutboxMessage.objects.filter(pk__in=message, state="delivered").exists(), "it to go", 1.5)
        return False
    return True
