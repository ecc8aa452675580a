"""The wall over HTTP: numbers only, current, for anybody."""

import re

import pytest
from django.test import Client

from motcua.features.queueing import operations
from motcua.tickets import operations as ledger
from tests import factories
from tests.console.conftest import Time
from tests.factories import NOW
from tests.features.queueing.day import numbers, seated
from tests.ledger.asking import by_citizen

pytestmark = pytest.mark.django_db


def shown_numbers(html: str) -> list[str]:
    return re.findall(r'aria-label="([A-Z]\d{3})"', html)


def test_a_call_is_on_the_wall_with_its_counter_and_nobodys_name(client: Client, time: Time) -> None:
    shift = factories.shift()
    _, person = factories.citizen(shift.unit, "Nguyễn Thị Mẫu")
    ledger.issue([by_citizen(shift, person)], now=NOW)
    numbers(shift, "......")
    han, counter = seated(shift, 3)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    html = client.get(f"/display/{shift.point_id}/").content.decode()
    assert '<span class="hero-number">A001</span>' in html
    assert "Quầy 3" in html
    assert shown_numbers(html) == ["A002", "A003", "A004", "A005", "A006"]
    assert "và 1 người nữa" in html
    assert "Nguyễn" not in html
    assert "BẢN CHẠY THỬ – DỮ LIỆU MẪU." in html


def test_the_last_five_stand_beside_the_newest(client: Client, time: Time) -> None:
    shift = factories.shift()
    numbers(shift, "." * 8)
    han, counter = seated(shift, 1)
    for _ in range(8):
        operations.call_next_ticket(counter=counter, by=han, now=time.now)
        time.passes(30)
    html = client.get(f"/display/{shift.point_id}/").content.decode()
    assert '<span class="hero-number">A008</span>' in html
    assert shown_numbers(html) == ["A007", "A006", "A005", "A004", "A003"]
    assert "Chưa có người chờ" in html


def test_an_undone_call_leaves_the_wall(client: Client, time: Time) -> None:
    shift = factories.shift()
    numbers(shift, ".")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    operations.undo_last(counter=counter, by=han, now=NOW)
    html = client.get(f"/display/{shift.point_id}/").content.decode()
    assert "Chưa gọi số nào" in html
    assert shown_numbers(html) == ["A001"]


def test_without_a_script_the_page_renews_itself_and_may_be_light(client: Client, time: Time) -> None:
    shift = factories.shift()
    html = client.get(f"/display/{shift.point_id}/?theme=light").content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in html
    assert 'data-theme="board-light"' in html
    odd = client.get(f"/display/{shift.point_id}/", {"theme": '"><script>'}).content.decode()
    assert 'data-theme="board-dark"' in odd


def test_an_unknown_point_is_not_found(client: Client) -> None:
    assert client.get("/display/999999/").status_code == 404
