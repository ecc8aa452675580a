"""The counter screen over HTTP: what an officer sees and presses, and what she cannot reach."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from motcua.features.queueing.models import Completion, CounterAction, CounterDuty, NoShow, TicketCall
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.offices.models import Counter
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.roles import Role
from motcua.tickets import operations as ledger
from motcua.tickets.models import Shift, Ticket, TicketState
from tests import factories
from tests.console.conftest import Time
from tests.factories import NOW
from tests.features.queueing.day import numbers, officer, seated
from tests.ledger.asking import by_citizen

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU."


def page(client: Client, counter: int, query: str = "") -> str:
    answer = client.get(f"/console/counters/{counter}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, counter: int, what: str, **more: object) -> Any:  # Any: the test client's own answer
    """Press as the page shown now would: with its version."""
    version = re.search(r'name="version" value="(\d+)"', page(client, counter))
    assert version is not None
    return client.post(f"/console/counters/{counter}/{what}/", {"version": version[1], **more})


def state(ticket: Ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).state


def test_an_officer_chooses_a_counter_and_works(browser_of: Browser) -> None:
    shift = factories.shift()
    numbers(shift, "..")
    han = officer(shift.unit)
    client = browser_of(han)
    counter = Counter.objects.get(point=shift.point, number=3).pk
    home = client.get("/console/").content.decode()
    assert STRIP in home
    assert "Ngồi Quầy 3" in home
    answer = client.post(f"/console/counters/{counter}/duties/", {"line": ""})
    assert answer.headers["Location"] == f"/console/counters/{counter}/"
    shown = page(client, counter)
    assert STRIP in shown
    assert "Gọi tiếp A001" in shown
    assert 'data-stream="/live/points/' in shown


def test_the_story_of_one_person_at_the_counter(browser_of: Browser, time: Time) -> None:
    shift = factories.shift()
    first, second = numbers(shift, "..")
    han, counter = seated(shift, 3)
    client = browser_of(han)
    assert press(client, counter, "calls").status_code == 303
    shown = page(client, counter)
    assert "Đã gọi A001 đến quầy 3 lúc 08:40." in shown
    assert "Hoàn tác, còn" in shown
    time.passes(60)
    press(client, counter, "recalls")
    assert "Đã gọi lại 1 lần" in page(client, counter)
    time.passes(60)
    press(client, counter, "completions", result="papers_missing")
    assert state(first) == TicketState.SERVED
    assert Completion.objects.get(ticket=first).result == "papers_missing"
    time.passes(60)
    press(client, counter, "calls")
    time.passes(60)
    press(client, counter, "no-shows")
    assert state(second) == TicketState.NO_SHOW
    assert "Xếp lại A002" in page(client, counter, "?show=missed")
    time.passes(60)
    press(client, counter, "rejoins", ticket=second.pk)
    assert state(second) == TicketState.WAITING


def test_undo_within_ten_seconds_and_not_after(browser_of: Browser, time: Time) -> None:
    shift = factories.shift()
    first, _ = numbers(shift, "..")
    han, counter = seated(shift, 1)
    client = browser_of(han)
    press(client, counter, "calls")
    time.passes(9)
    assert "còn <span data-seconds>1</span> giây" in page(client, counter)
    press(client, counter, "undo")
    assert state(first) == TicketState.WAITING
    press(client, counter, "calls")
    time.passes(11)
    shown = page(client, counter)
    assert "Hoàn tác, còn" not in shown
    late = press(client, counter, "undo")
    assert late.headers["Location"].endswith("?said=nothing_to_undo")
    assert "Đã quá 10 giây" in client.get(late.headers["Location"]).content.decode()
    assert state(first) == TicketState.CALLED


def test_an_old_page_is_told_and_not_obeyed(browser_of: Browser, time: Time) -> None:
    shift = factories.shift()
    numbers(shift, "..")
    han, counter = seated(shift, 1)
    client = browser_of(han)
    press(client, counter, "calls")
    time.passes(30)
    answer = client.post(f"/console/counters/{counter}/no-shows/", {"version": "0"})
    assert "Màn hình vừa rồi đã cũ" in client.get(answer.headers["Location"]).content.decode()
    assert NoShow.objects.count() == 0


def test_with_nobody_waiting_the_officer_is_told(browser_of: Browser) -> None:
    shift = factories.shift()
    han, counter = seated(shift, 1)
    client = browser_of(han)
    answer = press(client, counter, "calls")
    assert "Chưa có người chờ." in client.get(answer.headers["Location"]).content.decode()
    assert TicketCall.objects.count() == 0


@pytest.mark.parametrize(
    "what", ["", "duties/", "calls/", "recalls/", "no-shows/", "completions/", "rejoins/", "undo/"]
)
def test_another_units_counter_does_not_exist_for_her(browser_of: Browser, what: str) -> None:
    ours, theirs = factories.shift(), factories.shift()
    (waiting,) = numbers(theirs, ".")
    counter = Counter.objects.get(point=theirs.point, number=1).pk
    client = browser_of(officer(ours.unit))
    address = f"/console/counters/{counter}/{what}"
    answer = client.post(address, {"version": "0", "ticket": waiting.pk}) if what else client.get(address)
    assert answer.status_code == 404
    assert "Không có quầy này trong đơn vị của đồng chí." in answer.content.decode()
    assert CounterDuty.objects.count() == CounterAction.objects.count() == 0


def test_another_counter_of_her_own_point_sends_her_to_choose(browser_of: Browser) -> None:
    shift = factories.shift()
    (waiting,) = numbers(shift, ".")
    _, counter = seated(shift, 1)
    client = browser_of(officer(shift.unit))
    assert client.get(f"/console/counters/{counter}/").headers["Location"] == "/console/"
    answer = client.post(f"/console/counters/{counter}/calls/", {"version": "0"})
    assert answer.headers["Location"] == "/console/?said=not_your_counter"
    assert state(waiting) == TicketState.WAITING


@pytest.mark.parametrize("role,home", [(Role.LEADER, 200), (Role.CONTENT_EDITOR, 403)])
def test_roles_without_the_permission_do_not_call(browser_of: Browser, role: Role, home: int) -> None:
    shift = factories.shift()
    client = browser_of(officer(shift.unit, role))
    counter = Counter.objects.get(point=shift.point, number=1).pk
    shown = client.get("/console/")
    assert shown.status_code == home
    assert "Ngồi Quầy" not in shown.content.decode()
    assert client.post(f"/console/counters/{counter}/duties/").status_code == 403
    assert client.post(f"/console/counters/{counter}/calls/", {"version": "0"}).status_code == 403


def test_a_stranger_is_sent_to_sign_in() -> None:
    shift = factories.shift()
    counter = Counter.objects.get(point=shift.point, number=1).pk
    answer = Client().post(f"/console/counters/{counter}/calls/", {"version": "0"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/console/sign-in/?next=")


def test_a_press_without_our_own_form_is_refused(browser_of: Browser) -> None:
    shift = factories.shift()
    (waiting,) = numbers(shift, ".")
    han, counter = seated(shift, 1)
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(han)
    assert forger.post(f"/console/counters/{counter}/calls/", {"version": "0"}).status_code == 403
    assert state(waiting) == TicketState.WAITING


@pytest.mark.parametrize(
    "what,body",
    [
        ("calls", {}),
        ("calls", {"version": "x"}),
        ("calls", {"version": "-1"}),
        ("completions", {"version": "0", "result": "nonsense"}),
        ("rejoins", {"version": "0", "ticket": "A001"}),
        ("rejoins", {"version": "0"}),
        ("duties", {"line": "1 OR 1=1"}),
    ],
)
def test_bad_forms_get_a_clear_answer(browser_of: Browser, what: str, body: dict[str, str]) -> None:
    shift = factories.shift()
    han, counter = seated(shift, 1)
    answer = browser_of(han).post(f"/console/counters/{counter}/{what}/", body)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert CounterAction.objects.count() == 0


def test_a_line_of_another_unit_cannot_be_taken(browser_of: Browser) -> None:
    ours, theirs = factories.shift(), factories.shift()
    counter = Counter.objects.get(point=ours.point, number=1).pk
    answer = browser_of(officer(ours.unit)).post(f"/console/counters/{counter}/duties/", {"line": theirs.line_id})
    assert answer.status_code == 422
    assert CounterDuty.objects.count() == 0


def test_seeing_a_name_is_audited_once_a_call(browser_of: Browser) -> None:
    shift = factories.shift()
    holder, person = factories.citizen(shift.unit, "H'Mẫu Niê")
    ticket = ledger.issue([by_citizen(shift, person)], now=NOW)[0].ticket
    han, counter = seated(shift, 1)
    client = browser_of(han)
    assert "H&#x27;Mẫu Niê" not in page(client, counter)
    press(client, counter, "calls")
    for _ in range(3):
        assert "H&#x27;Mẫu Niê" in page(client, counter)
    (seen,) = AuditEvent.objects.filter(tag="citizen:viewed")
    assert (seen.subject_id, seen.actor_id, seen.detail) == (holder.pk, han.pk, {"ticket": ticket})


def test_a_ticket_id_above_a_thousand_stays_a_number_in_forms(browser_of: Browser) -> None:
    shift = factories.shift()
    numbers(shift, ".")
    han, counter = seated(shift, 1)
    CounterAction.objects.create(
        pk=1_234_567, unit=shift.unit, counter_id=counter, kind="recall", by=han, at=NOW.replace(hour=0)
    )
    client = browser_of(han)
    assert 'name="version" value="1234567"' in page(client, counter)
    assert press(client, counter, "calls").status_code == 303


def test_a_taken_counter_can_be_relieved_but_not_shared(browser_of: Browser) -> None:
    shift = factories.shift()
    han, counter = seated(shift, 1)
    nam = officer(shift.unit, name="Trần Văn Nam")
    client = browser_of(nam)
    refused = client.post(f"/console/counters/{counter}/duties/", {})
    assert "Nhận bàn giao nếu đồng chí thay ca" in client.get(refused.headers["Location"]).content.decode()
    assert client.post(f"/console/counters/{counter}/duties/", {"take_over": "1"}).status_code == 302
    assert CounterDuty.objects.get(until_at=None).officer_id == nam.pk
    assert browser_of(han).get(f"/console/counters/{counter}/").headers["Location"] == "/console/"


def test_leaving_while_somebody_is_served_is_refused_with_words(browser_of: Browser, time: Time) -> None:
    shift = factories.shift()
    numbers(shift, ".")
    han, counter = seated(shift, 1)
    client = browser_of(han)
    press(client, counter, "calls")
    answer = client.post(f"/console/counters/{counter}/departures/")
    time.passes(30)
    assert "Bấm F8 Xong trước khi rời quầy" in client.get(answer.headers["Location"]).content.decode()
    press(client, counter, "completions")
    assert client.post(f"/console/counters/{counter}/departures/").headers["Location"] == "/console/"
    assert not CounterDuty.objects.filter(until_at=None).exists()


def test_every_file_a_page_names_exists(browser_of: Browser) -> None:
    shift = factories.shift()
    numbers(shift, "P.")
    han, counter = seated(shift, 1)
    client = browser_of(han)
    shown = page(client, counter) + client.get(f"/display/{shift.point_id}/").content.decode()
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', shown))
    assert len(files) > 12
    assert [name for name in files if not finders.find(name.removeprefix("/static/"))] == []


def test_a_counter_of_the_point_of_a_closed_shift_still_shows_its_people(browser_of: Browser) -> None:
    shift: Shift = factories.shift()
    numbers(shift, ".")
    ledger.close_shift(shift.pk, reason="Hết giờ nhận số", by=0, now=NOW)
    han, counter = seated(shift, 1)
    assert "Gọi tiếp A001" in page(browser_of(han), counter)
