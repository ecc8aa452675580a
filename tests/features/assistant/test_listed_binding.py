"""A list of the unit in a real chat: its button, its questions, the details, "tôi đến nhận"; counted as on the page."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from motcua.features.lists.models import ListRequest
from motcua.foundation.audit.models import AuditEvent
from motcua.messaging.channels import registry
from motcua.workflows.assistant import answering
from tests.features.assistant.test_binding import Phone, known
from tests.features.lists.made import published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _answering(settings: Settings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    before = list(registry._handlers)
    answering.register()
    yield
    registry._handlers[:] = before


@pytest.fixture
def mine() -> Phone:
    phone = known()
    published(phone.wire.unit)
    return phone


def test_a_list_with_its_button_answers_in_the_chat(mine: Phone) -> None:
    assert "7. Thẻ đã về phường" in mine.says("menu")
    assert "ghi họ và tên" in mine.says("7")
    mine.says("Nguyễn Thị Mẫu")
    told = mine.says("5/8/1990")
    assert "CÓ TRONG DANH SÁCH" in told and "Đợt: Đợt •••" in told
    assert "Sai số nhà" not in told
    details = mine.says("GH-0001")
    assert "Lý do: Sai số nhà" in details
    assert "Đã ghi: ông/bà đến nhận." in mine.says("1")
    asked = ListRequest.objects.get()
    assert (asked.kind, asked.citizen_id is not None) == ("pick_up", True)
    assert AuditEvent.objects.filter(tag="lookup:made").count() == 2


def test_who_is_not_in_it_reads_what_everybody_reads(mine: Phone) -> None:
    mine.says("thẻ đã về phường")
    mine.says("Không Có Ai")
    assert mine.says("1980").startswith("Không thấy trong danh sách này.")
