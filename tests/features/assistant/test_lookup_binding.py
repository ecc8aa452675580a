"""Tra cứu in a chat against the real rooms: each look-up counted, an answer opens for its own citizen only."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from motcua.features.dossiers.following import announce_purges, leave, tell_followers
from motcua.features.dossiers.intake import Stage
from motcua.features.dossiers.models import Dossier, DossierFollow, PurgeNotice
from motcua.foundation.inquiries.models import Inquiry
from motcua.messaging.channels.contract import Alone, Identity
from motcua.messaging.channels.models import OutboxMessage
from motcua.messaging.channels.outbox import read_reply
from motcua.messaging.channels.webchat import operations as webchat
from motcua.messaging.text import BirthDate
from motcua.workflows.assistant.binding import OfficeDesk
from tests import factories
from tests.features.dossiers.files import NOW, record, told

pytestmark = pytest.mark.django_db
BORN = BirthDate(1990, 8, 5)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def unit():
    return factories.unit()


@pytest.fixture
def account(unit):
    return webchat.open_account(unit=unit, name="Công an quận Mẫu", is_demo=True, valid_from=factories.TODAY)


def desk(unit, account, *, shared=False, now=NOW):
    from motcua.foundation.citizens.operations import identify

    citizen = identify(unit_id=unit.pk, channel="webchat", account=account.oa_id, external_id="a", now=NOW)
    who = Identity("webchat", account.pk, "Mẫu", unit.pk, 0, citizen, "a", True)
    return OfficeDesk(who, now, now, shared=shared)


def messages():
    return [read_reply(bytes(one.reply_sealed)).text for one in OutboxMessage.objects.order_by("id")]


def test_the_short_answer_and_the_details_come_from_the_dossier(unit, account):
    record(unit, told(stage=Stage.NEEDS_FIX, reason="name_differs"))
    mine = desk(unit, account)
    short = mine.look_up("Nguyễn Thị Mẫu", BORN, "")
    assert short.outcome == "found"
    assert "CẦN BỔ SUNG" in short.lines[0]
    assert not any("dân cư" in line for line in short.lines)
    assert mine.open_dossier(short.carried, "GH-0").outcome == "wrong"
    whole = mine.open_dossier(short.carried, "gh 7788")
    assert whole.details
    assert "Lý do: Họ và tên trong hồ sơ khác với dữ liệu dân cư." in whole.lines
    assert list(Inquiry.objects.order_by("id").values_list("outcome", flat=True)) == [
        "found",
        "wrong_factor",
        "details",
    ]


def test_a_shared_transaction_is_left_before_anything_is_counted(unit, account):
    with pytest.raises(Alone):
        desk(unit, account, shared=True).look_up("Nguyễn Thị Mẫu", BORN, "")
    assert not Inquiry.objects.exists()


def test_too_many_tries_are_told_when_to_come_back(unit, account):
    mine = desk(unit, account)
    said = [mine.look_up("Không Ai", BORN, "").outcome for _ in range(21)]
    assert said == ["none"] * 20 + ["refused"]


def test_one_message_for_each_change_and_only_with_consent(unit, account):
    record(unit, told())
    mine = desk(unit, account)
    found = mine.look_up("Nguyễn Thị Mẫu", BORN, "")
    assert mine.words_of_consent()
    assert mine.follow_dossier(found.carried, agrees=True) == "done"
    assert mine.words_of_consent() == ""
    assert tell_followers(NOW) == 0
    later = NOW + timedelta(hours=1)
    record(unit, told(stage=Stage.PRINTED, as_of=NOW), run=2, now=later)
    assert (tell_followers(later), tell_followers(later)) == (1, 0)
    record(unit, told(stage=Stage.PRINTED, as_of=later), run=3, now=later)
    assert tell_followers(later) == 0
    assert "HỒ SƠ CỦA N. T. M***" in messages()[-1]
    assert "Thẻ đã in" in messages()[-1]
    assert mine.followed()[0][0] == "HỒ SƠ CỦA N. T. M***"


def test_who_left_or_never_agreed_hears_nothing(unit, account):
    record(unit, told())
    mine = desk(unit, account)
    found = mine.look_up("Nguyễn Thị Mẫu", BORN, "")
    mine.follow_dossier(found.carried, agrees=False)
    later = NOW + timedelta(hours=1)
    record(unit, told(stage=Stage.PRINTED, as_of=NOW), run=2, now=later)
    assert tell_followers(later) == 0
    assert leave(citizen_id=mine.citizen, dossier_id=Dossier.objects.get().pk, now=later)
    assert not DossierFollow.objects.filter(ended_at=None).exists()
    assert messages() == []


def test_a_purge_is_announced_at_30_60_120_and_150_days_once_each(unit, account):
    record(unit, told(stage=Stage.NEEDS_FIX, reason="name_differs", as_of=NOW))
    mine = desk(unit, account)
    mine.follow_dossier(mine.look_up("Nguyễn Thị Mẫu", BORN, "").carried, agrees=True)
    told_on = [day for day in range(0, 180) if announce_purges(NOW + timedelta(days=day))]
    assert told_on == [30, 60, 120, 150]
    assert announce_purges(NOW + timedelta(days=170)) == 0
    assert PurgeNotice.objects.count() == 4
    assert "trước ngày 18/01/2023" in messages()[0]
