"""The live page of a number: each state in words, a name for its owner only, giving it back."""

from datetime import timedelta

import pytest
from django.test import Client

from motcua.audiences.citizen import faces
from motcua.audiences.citizen.faces import Situation
from motcua.foundation.audit.models import AuditEvent
from motcua.tickets import codes
from motcua.tickets.models import Cancellation, Ticket
from motcua.tickets.operations import issue
from tests import factories
from tests.citizen.conftest import browser_of
from tests.citizen.reading import text_of
from tests.factories import NOW
from tests.ledger.asking import at_kiosk, by_citizen


@pytest.fixture
def ticket(shift, person) -> Ticket:
    issue([at_kiosk(shift)], now=NOW)
    [outcome] = issue([by_citizen(shift, person)], now=NOW)
    return Ticket.objects.get(pk=outcome.ticket)


def url(ticket: Ticket, more: str = "") -> str:
    return f"/t/{codes.encode(ticket.pk)}/{more}"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "Còn 1 người phía trước"),
        ("called", "ĐẾN LƯỢT"),
        ("no_show", "Ông/bà đã lỡ lượt"),
        ("served", "Cảm ơn ông/bà"),
        ("cancelled", "Số này đã hủy"),
        ("registered", "Ông/bà đã được ghi tên"),
    ],
)
def test_each_state_has_its_own_words(client, ticket, state, words):
    Ticket.objects.filter(pk=ticket.pk).update(state=state)
    page = client.get(url(ticket))
    assert words in text_of(page)
    assert "A002" in text_of(page)
    live = state in ("waiting", "called", "no_show", "registered")
    assert ("data-live=" in page.content.decode()) == live
    assert ('http-equiv="refresh" content="20"' in page.content.decode()) == live


def test_only_the_owners_browser_sees_the_name_and_the_cancel_button(client, browser, ticket):
    stranger, owner = text_of(client.get(url(ticket))), text_of(browser.get(url(ticket)))
    assert "Nguyễn Thị Mẫu" not in stranger
    assert "Hủy số" not in stranger
    assert "Nguyễn Thị Mẫu" in owner
    assert "Hủy số" in owner


def test_another_citizen_of_the_same_unit_is_a_stranger(ticket, unit):
    other = browser_of(factories.citizen(unit, "Người Khác")[1])
    assert "Nguyễn Thị Mẫu" not in text_of(other.get(url(ticket)))
    assert other.post(url(ticket, "cancel/")).status_code == 403
    ticket.refresh_from_db()
    assert ticket.state == "waiting"


def test_cancelling_asks_once_and_then_gives_the_number_back(browser, ticket, person):
    asked = browser.get(url(ticket, "cancel/"))
    assert "Hủy số A002?" in text_of(asked)
    ticket.refresh_from_db()
    assert ticket.state == "waiting"
    done = browser.post(url(ticket, "cancel/"), follow=True)
    assert "Số này đã hủy" in text_of(done)
    cancelled = Cancellation.objects.get(ticket=ticket)
    assert (cancelled.actor_kind, cancelled.actor_id) == ("citizen", person.holder_id)
    assert AuditEvent.objects.filter(tag="ticket:cancelled", subject_id=ticket.pk).count() == 1
    assert browser.post(url(ticket, "cancel/")).status_code == 302
    assert Cancellation.objects.count() == 1


def test_a_called_number_is_not_cancelled_any_more(browser, ticket):
    Ticket.objects.filter(pk=ticket.pk).update(state="called")
    answer = browser.post(url(ticket, "cancel/"))
    assert answer.status_code == 409
    assert "Không hủy được nữa" in text_of(answer)


def test_cancelling_needs_the_forms_token(person, ticket):
    browser = browser_of(person, enforce_csrf_checks=True)
    assert browser.post(url(ticket, "cancel/")).status_code == 403
    ticket.refresh_from_db()
    assert ticket.state == "waiting"


def test_the_owner_is_told_what_to_bring_and_where(browser, ticket):
    words = text_of(browser.get(url(ticket)))
    assert "CMND hoặc CCCD cũ" in words
    assert "100 đường Mẫu 1" in words
    assert "thứ Sáu 22/07/2022" in words


@pytest.mark.parametrize("code", ["XXXX", "7M4K92QX", "ệệệệệệệệ", "00000000", "A" * 300])
def test_a_wrong_code_says_how_a_code_looks(client, db, code):
    answer = client.get(f"/t/{code}/")
    assert answer.status_code == 404
    assert "Mã có 8 chữ và số" in text_of(answer)


def test_a_code_typed_small_with_a_space_leads_to_its_page(client, ticket):
    code = codes.encode(ticket.pk)
    answer = client.get(f"/t/{code[:4].lower()} {code[4:].lower()}/")
    assert answer.headers["location"] == url(ticket)


def test_the_card_is_the_same_words_without_the_page(client, ticket):
    card = client.get(url(ticket, "card/"))
    assert "Còn 1 người phía trước" in text_of(card)
    assert "<html" not in card.content.decode()


def test_the_qr_holds_the_pages_address_and_nothing_personal(client, ticket):
    answer = client.get(url(ticket, "qr.svg"))
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg xmlns=")
    assert client.get("/t/XXXX/qr.svg").status_code == 404


def test_my_tickets_shows_live_ones_first_and_the_past_below(browser, unit, ticket):
    words = text_of(browser.get(f"/u/{unit.slug}/my/"))
    assert "A002" in words
    assert "30 ngày qua" not in words
    Ticket.objects.filter(pk=ticket.pk).update(state="served")
    words = text_of(browser.get(f"/u/{unit.slug}/my/"))
    assert "chưa có số nào đang chờ" in words
    assert words.index("30 ngày qua") < words.index("A002")


def test_my_tickets_needs_a_sign_in_and_says_how(client, unit, shift):
    answer = client.get(f"/u/{unit.slug}/my/")
    assert answer.status_code == 401
    assert "mở từ tin nhắn Zalo" in text_of(answer)
    assert f"/u/{unit.slug}/take/" in answer.content.decode()


def situation(**told: object) -> Situation:
    usual = {
        "state": "waiting", "number": "A045", "ahead": 12, "counter": None, "seconds_each": 180,
        "starts_at": NOW - timedelta(hours=1), "window": (NOW, NOW + timedelta(minutes=30)), "since": NOW,
        "from_home": True,
    }  # fmt: skip
    return Situation(**{**usual, **told})  # type: ignore[arg-type]  # test sugar


@pytest.mark.parametrize(
    ("ahead", "key"), [(40, "far"), (9, "far"), (8, "go"), (4, "go"), (3, "near"), (1, "near"), (0, "near")]
)
def test_the_door_opens_as_the_turn_comes(ahead, key):
    assert faces.face_of(situation(ahead=ahead), NOW).key == key


def test_an_open_page_asks_again_exactly_where_the_face_changes():
    for ahead in range(60, 0, -1):
        face = faces.face_of(situation(ahead=ahead), NOW)
        below = faces.face_of(situation(ahead=ahead - 1), NOW)
        changes = (face.key, face.door, face.advice) != (below.key, below.door, below.advice) or ahead == 1
        assert (ahead - 1 <= face.refetch_at) == changes


def test_who_is_in_the_building_is_not_sent_on_the_way():
    assert faces.face_of(situation(ahead=6, from_home=False), NOW).key == "far"


def test_before_the_shift_a_window_is_told_and_no_minutes():
    face = faces.face_of(situation(starts_at=NOW + timedelta(hours=1)), NOW)
    assert face.more == "Dự kiến gọi 8:40–9:10 hôm nay"
    assert face.key == "far"


def test_the_turn_names_the_counter():
    face = faces.face_of(situation(state="called", counter=3, ahead=None), NOW)
    assert (face.say, face.more, face.door) == ("ĐẾN LƯỢT", "Quầy 3", "open")


def test_private_pages_are_kept_by_nobody(browser, ticket):
    answer = browser.get(url(ticket))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_a_ticket_without_a_unit_page_is_unknown(client: Client, ticket):
    ticket.unit.external = True
    ticket.unit.save()
    assert client.get(url(ticket)).status_code == 404
