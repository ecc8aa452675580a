"""Zalo's bad days, in real processes on one movable clock: every message comes to an end, nobody reads one twice, and
the administrator's page says in one sentence what is wrong."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django.plugin import DjangoDbBlocker

from motcua.messaging.channels.models import OaAccount, OaToken, OutboxMessage
from tests.database import cloned_database
from tests.factories import NOW
from tests.faults.platform import Town, town
from tests.processes import Stack, django_on, wait_for

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PEOPLE = 12


@pytest.fixture(scope="module")
def place(django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """One office for the whole file: its bad days follow one another."""
    with cloned_database() as url, Stack(url, NOW) as stack, django_db_blocker.unblock(), django_on(url):
        with town(stack) as made:
            yield made


@pytest.fixture
def people(place: Town) -> Iterator[list[str]]:
    """People who follow the account; when they leave nothing of theirs is open, and nobody read anything twice."""
    made = place.citizens(PEOPLE)
    place.phones.follow_all(made)
    wait_for(
        lambda: all(place.phones.heard(person) for person in made), "every greeting", 40
    )  # the bad day comes after
    yield made
    place.mend()
    wait_for(lambda: not OutboxMessage.objects.filter(state__in=["queued", "sending"]).exists(), "every end", 60)
    for person in made:
        counted = Counter(str(one["text"]) for one in place.phones.heard(person))
        assert {text for text, times in counted.items() if times > 1 and "Mẫu tin" in text} == set()


def ids_of(place: Town, people: list[str]) -> list[str]:
    """By following once more the stand-in tells how the account knows them."""
    return [place.phones.follow(person) for person in people]


def delivered(place: Town, ids: list[int], people: list[str], words: str) -> None:
    assert place.wait_until_ended(ids) == ["delivered"] * len(ids)
    assert len(place.heard(people, words)) == len(ids)


def test_on_a_good_day_the_page_says_that_nothing_is_wrong(place: Town, people: list[str]) -> None:
    delivered(place, place.write(ids_of(place, people), "Mẫu tin ngày tốt"), people, "Mẫu tin ngày tốt")
    place.wait_for_light("Gửi tin", "không có lỗi")
    assert place.headline() == ""
    assert OaAccount.objects.get().message_api == "v2"  # a state agency's: learned on the way


def test_down_for_an_hour_answers_wait_and_calls_to_the_counter_are_given_up(place: Town, people: list[str]) -> None:
    place.fault("outage", how="refused", seconds=3600)
    users = ids_of(place, people)
    answers = place.write(users, "Mẫu tin trả lời")
    calls = place.write(users[:3], "Mẫu tin mời", kind="call")
    place.wait_for_light("Gửi tin", "Không nối được tới Zalo từ")
    assert "tin đang chờ" in place.headline()
    place.let_pass(15 * MINUTE)
    assert place.wait_until_ended(calls) == ["expired"] * 3
    place.let_pass(50 * MINUTE)
    delivered(place, answers, people, "Mẫu tin trả lời")
    assert place.heard(people, "Mẫu tin mời") == []
    wait_for(lambda: not place.headline(), "the page to be calm again", 40)


def test_an_hour_of_error_pages_ends_in_words_of_doubt_never_in_doubles(place: Town, people: list[str]) -> None:
    place.fault("outage", how="page", seconds=3600)
    ids = place.write(ids_of(place, people), "Mẫu tin trang lỗi")
    wait_for(lambda: OutboxMessage.objects.filter(pk__in=ids, uncertain_since=None).count() == 0, "every try", 40)
    place.let_pass(2 * MINUTE)
    assert place.wait_until_ended(ids) == ["unknown"] * PEOPLE
    assert "chưa rõ đã đến; không gửi lại" in place.light("Gửi tin")
    place.mend()
    assert place.heard(people, "Mẫu tin trang lỗi") == []


def test_when_it_is_slow_beyond_patience_the_echo_says_what_arrived(place: Town, people: list[str]) -> None:
    place.let_pass(2 * HOUR)
    place.fault("slow", seconds=9.5, count=3)
    ids = place.write(ids_of(place, people), "Mẫu tin chậm")
    delivered(place, ids, people, "Mẫu tin chậm")


def test_rate_limited_it_waits_and_says_so(place: Town, people: list[str]) -> None:
    place.fault("rate_limit", until_cleared=True)
    ids = place.write(ids_of(place, people), "Mẫu tin giới hạn")
    sentence = place.wait_for_light("Gửi tin", "Zalo giới hạn tốc độ từ")
    assert "sẽ tự gửi" in sentence
    place.mend()
    place.let_pass(2 * MINUTE)
    delivered(place, ids, people, "Mẫu tin giới hạn")


def test_a_lost_answer_is_found_again_by_its_echo(place: Town, people: list[str]) -> None:
    place.fault("answer_lost", count=PEOPLE)
    ids = place.write(ids_of(place, people), "Mẫu tin mất trả lời")
    delivered(place, ids, people, "Mẫu tin mất trả lời")


def test_without_answer_and_echo_nobody_knows_and_nothing_is_sent_again(place: Town, people: list[str]) -> None:
    place.fault("answer_lost", count=4)
    place.fault("echo_missing", until_cleared=True)
    ids = place.write(ids_of(place, people)[:4], "Mẫu tin không dấu vết")
    wait_for(lambda: OutboxMessage.objects.filter(pk__in=ids, uncertain_since=None).count() == 0, "every try", 40)
    place.let_pass(2 * MINUTE)
    assert place.wait_until_ended(ids) == ["unknown"] * 4
    assert place.light("Gửi tin").startswith("4 tin trong một giờ chưa rõ đã đến")
    assert len(place.heard(people, "Mẫu tin không dấu vết")) == 4


def test_an_access_token_revoked_in_mid_rush_is_replaced_and_the_rush_goes_on(place: Town, people: list[str]) -> None:
    place.let_pass(5 * MINUTE)
    version = OaToken.objects.get().version
    place.fault("token_revoked", after=PEOPLE // 2)
    users = ids_of(place, people)
    ids = [one for _ in range(2) for one in place.write(users, "Mẫu tin đổi mã")]
    delivered(place, ids, people, "Mẫu tin đổi mã")
    assert OaToken.objects.get().version == version + 1


def test_a_permission_taken_back_in_mid_rush_asks_for_consent_and_nothing_hangs(place: Town, people: list[str]) -> None:
    place.let_pass(5 * MINUTE)
    place.phones.line.post(f"/control/oas/{place.wire.oa_id}/revoke", json={}).raise_for_status()
    ids = place.write(ids_of(place, people), "Mẫu tin thu hồi")
    wait_for(lambda: "bấm Kết nối lại" in place.headline(), "the page to ask for consent", 40)
    assert place.headline().startswith("Mã truy cập. Zalo không nhận mã làm mới từ")
    place.let_pass(7 * HOUR)
    assert set(place.wait_until_ended(ids)) <= {"expired", "failed"}
    assert place.heard(people, "Mẫu tin thu hồi") == []
