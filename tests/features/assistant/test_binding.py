"""The conversation bound to the real product: webhook bodies in, rows and outbox messages out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache

from motcua.features.queueing import operations as counters
from motcua.foundation import secrets
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.audit.tags import EventTag
from motcua.foundation.citizens import consent_operations
from motcua.foundation.citizens.models import ChannelIdentity, Citizen, Consent, Person, PersonalLink
from motcua.messaging.channels import conversations, inbox, outbox, registry
from motcua.messaging.channels.models import ConversationState, InboundEvent, OutboxMessage
from motcua.messaging.dialogue.render import DEMO_STRIP
from motcua.messaging.dialogue.reply import Reply
from motcua.tickets.models import Mode, Share, Ticket, TicketState
from motcua.tickets.operations import change_capacity, close_shift
from motcua.workflows.assistant import answering, calls
from tests import factories
from tests.channels.wire import Wire, open_wire, put
from tests.factories import NOW, TODAY
from tests.features.assistant.test_office_desk import desk_of
from tests.features.queueing.day import numbers, seated

pytestmark = pytest.mark.django_db
AFTERNOON = NOW.replace(hour=6, minute=0)  # 13:00 in Vietnam


@pytest.fixture(autouse=True)
def _answering() -> Iterator[None]:
    before = list(registry._handlers)
    answering.register()
    yield
    registry._handlers[:] = before


@dataclass
class Phone:
    """A citizen's phone on one account; each message is answered by the worker's own code at once."""

    wire: Wire
    sender: str = "u1"
    now: datetime = NOW
    seen: set[int] = field(default_factory=set)

    def says(self, words: str) -> str:
        self.now += timedelta(seconds=20)
        return self._after(self.wire.text(words, citizen=self.sender, at=self.now))

    def does(self, name: str, **fields: object) -> str:
        self.now += timedelta(seconds=20)
        return self._after(self.wire.body(name, citizen=self.sender, at=self.now, **fields))

    def talks(self, *lines: str) -> str:
        return [self.says(line) for line in lines][-1]

    def new_messages(self) -> list[Reply]:
        rows = OutboxMessage.objects.filter(external_id=self.sender).exclude(pk__in=self.seen).order_by("id")
        self.seen |= {row.pk for row in rows}
        return [outbox.read_reply(bytes(row.reply_sealed)) for row in rows]

    @property
    def citizen(self) -> Citizen:
        return ChannelIdentity.objects.get(external_id=self.sender, account=self.wire.oa_id).citizen

    def _after(self, body: bytes) -> str:
        put(body, now=self.now)
        inbox.work(now=self.now)
        assert not InboundEvent.objects.filter(handled_at=None).exists(), "the worker failed on this message"
        return "\n\n".join(reply.text for reply in self.new_messages())


def phone(sender: str = "u1", of: Wire | None = None) -> Phone:
    return Phone(of or open_wire(), sender)


def agrees(mine: Phone) -> None:
    """To messages about her numbers, on any page."""
    consent_operations.give_consents(citizen_id=mine.citizen.pk, purposes=["notices"], channel="zalo", now=mine.now)


def known(sender: str = "u1", of: Wire | None = None, born: date | None = date(1990, 8, 5)) -> Phone:
    """A phone whose owner has a name already."""
    made = phone(sender, of)
    made.says("menu")
    factories.person(made.citizen, "Trần Văn An", born)
    return made


def test_a_newcomer_takes_a_number_by_typing_without_marks() -> None:
    mine = phone()
    shift = factories.shift(factories.point(mine.wire.unit))
    assert "1. Bấm số" in mine.does("follow")
    told = mine.says("bam so")
    assert "Chỉ cán bộ của đơn vị xem được." in told
    assert "/l/" in told
    mine.talks("dong y", "cho toi", "Trần Văn An", "mung 5 thang 8 nam 1990")
    assert Person.objects.count() == 0
    card = mine.says("lay so")
    ticket = Ticket.objects.get()
    assert (ticket.shift_id, ticket.state, ticket.person_name) == (shift.pk, TicketState.WAITING, "Trần Văn An")
    assert "SỐ A001" in card
    assert "Nơi làm: Trụ sở, 100 đường Mẫu 1" in card
    assert "Mang theo: CMND hoặc CCCD cũ." in card
    assert "22/07/2022" in card
    person = Person.objects.get()
    assert (person.relation, person.birth_year, person.birth_month, person.birth_day) == ("self", 1990, 8, 5)
    assert Consent.objects.get().purpose == "notices"
    assert AuditEvent.objects.filter(tag=EventTag.NOTICE_SHOWN).count() == 3
    link = PersonalLink.objects.get(purpose="ticket")
    assert link.target.startswith("/t/")
    assert link.valid_until > NOW + timedelta(hours=12)


def test_who_refuses_messages_still_takes_a_number() -> None:
    mine = phone()
    factories.shift(factories.point(mine.wire.unit))
    assert "SỐ A001" in mine.talks("bấm số", "không", "1", "H'Hen Niê", "1990", "có")
    assert Consent.objects.count() == 0


def test_every_message_of_a_trial_unit_says_so_once() -> None:
    mine = known()
    factories.shift(factories.point(mine.wire.unit))
    for words in ("bấm số", "lấy số", "cướp", "số của tôi", "asdf"):
        mine.now += timedelta(seconds=20)
        put(mine.wire.text(words, at=mine.now), now=mine.now)
        inbox.work(now=mine.now)
    said = mine.new_messages()
    assert len(said) == 6
    assert all(reply.text.count(DEMO_STRIP) == 1 for reply in said)
    assert all(button.kind != "call" for reply in said for button in reply.buttons)


def test_a_returning_citizen_needs_two_messages_and_a_second_press_gives_the_same_number() -> None:
    mine = known()
    factories.shift(factories.point(mine.wire.unit))
    assert "SỐ A001" in mine.talks("bấm số", "1")
    assert "đã có số này từ trước" in mine.talks("bấm số", "1")
    assert Ticket.objects.count() == 1


def test_two_points_two_shifts_are_chosen_by_name_and_rank() -> None:
    mine = known()
    here, there = factories.point(mine.wire.unit), factories.point(mine.wire.unit)
    line = factories.line(mine.wire.unit)
    there.__class__.objects.filter(pk=there.pk).update(name="Điểm lưu động")
    factories.shift(here, line)
    factories.shift(there, line, ends_at=NOW + timedelta(hours=2))
    late = factories.shift(there, line, starts_at=AFTERNOON, ends_at=AFTERNOON + timedelta(hours=4))
    assert "1. Trụ sở" in mine.says("bấm số")
    assert "Làm ở" not in mine.says("điểm lưu động")
    check = mine.says("cái thứ hai")
    assert "Buổi: 13:00–17:00, thứ Sáu 22/07/2022" in check
    mine.says("lấy số")
    assert Ticket.objects.get().shift_id == late.pk


def test_a_full_shift_offers_the_next_one_and_takes_it() -> None:
    mine = known()
    point, line = factories.point(mine.wire.unit), factories.line(mine.wire.unit)
    first = factories.shift(point, line, capacity=1, ends_at=NOW + timedelta(hours=2))
    second = factories.shift(point, line, starts_at=AFTERNOON, ends_at=AFTERNOON + timedelta(hours=4))
    mine.talks("bấm số", "1")
    numbers(first, ".")
    assert "Buổi này vừa hết số." in mine.says("lấy số")
    mine.says("lấy số buổi này")
    assert Ticket.objects.get(person__isnull=False).shift_id == second.pk
    other = known("u2", mine.wire)
    other.now = mine.now
    assert "Đã hết số: Cấp CCCD, hôm nay 07:00–10:40." in other.says("bấm số")


def test_a_shift_that_closes_while_she_checks_says_so() -> None:
    mine = known()
    shift = factories.shift(factories.point(mine.wire.unit))
    mine.says("bấm số")
    close_shift(shift.pk, reason="mất điện", by=0, now=mine.now)
    assert "Buổi này đã thôi nhận số." in mine.says("lấy số")
    assert "không có buổi nào nhận bấm số" in mine.says("bấm số")


def test_a_point_that_opens_tomorrow_says_when() -> None:
    mine = known()
    point = factories.point(mine.wire.unit)
    tomorrow = NOW + timedelta(days=1)
    factories.shift(point, on=TODAY + timedelta(days=1), starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=3),
                    opens_at=tomorrow)  # fmt: skip
    assert "Bấm số mở lúc 08:40 ngày mai." in mine.says("bấm số")
    assert "Hiện chưa có nơi nào mở bấm số." in phone("u9").says("bấm số")


def test_a_place_kept_until_the_cut_off_has_no_number_yet() -> None:
    mine = known()
    factories.shift(factories.point(mine.wire.unit), mode=Mode.CUTOFF)
    told = mine.talks("bấm số", "1")
    assert "ĐÃ GHI TÊN, CHƯA CÓ SỐ" in told
    assert "đã ghi tên, chờ có số" in mine.says("số của tôi")
    assert "Đã hủy số" in mine.talks("hủy số", "hủy")


def test_another_shift_of_the_day_is_refused_with_the_live_number() -> None:
    mine = known()
    point, line = factories.point(mine.wire.unit), factories.line(mine.wire.unit)
    factories.shift(point, line)
    factories.shift(point, line, starts_at=AFTERNOON, ends_at=AFTERNOON + timedelta(hours=4))
    mine.talks("bấm số", "1", "1")
    told = mine.talks("bấm số", "2", "1")
    assert "Người này đang có một số chưa làm xong." in told
    assert "SỐ A001" in told


def test_the_day_limit_counts_cancelled_numbers_too() -> None:
    mine = known()
    factories.shift(factories.point(mine.wire.unit), day_limit=1)
    mine.talks("bấm số", "1", "hủy số", "hủy")
    assert "đã lấy đủ số lượt trong ngày" in mine.talks("bấm số", "1")


def test_a_child_under_the_age_is_told_so_and_the_birth_date_is_asked_where_it_matters() -> None:
    mine = known(born=None)
    factories.shift(factories.point(mine.wire.unit), born_not_after=date(2008, 7, 22))
    assert "cần biết ngày sinh" in mine.talks("bấm số", "1")
    mine.says("23/7/2008")
    assert "chưa đủ tuổi" in mine.says("lấy số")
    assert "Số này cho ai?" in mine.talks("menu", "bấm số", "2")
    assert Ticket.objects.count() == 0


def test_a_relative_is_kept_once_and_six_are_too_many() -> None:
    mine = known()
    factories.shift(factories.point(mine.wire.unit))
    for name in ("Một", "Hai", "Ba"):
        factories.person(mine.citizen, f"Trần Văn {name}")
    mine.talks("bấm số", "người khác", "con", "Trần Thị Hoà", "1/6/2012")
    assert "SỐ A001" in mine.says("lấy số")
    mine.talks("bấm số", "trần thị hoà")
    assert "đã có số này" in mine.says("lấy số")
    assert Person.objects.count() == 5
    assert "6. " not in mine.says("bấm số")


def test_a_place_taken_on_another_device_meanwhile_is_refused_kindly() -> None:
    mine = phone()
    factories.shift(factories.point(mine.wire.unit))
    mine.talks("bấm số", "không", "1", "Trần Văn An", "1990")
    factories.person(mine.citizen, "Trần Văn Bình")
    assert "Mỗi tài khoản lấy số cho tối đa 5 người." in mine.says("lấy số")
    assert Ticket.objects.count() == 0


def test_my_numbers_tell_who_is_ahead_and_who_is_called() -> None:
    mine = known()
    agrees(mine)
    shift = factories.shift(factories.point(mine.wire.unit))
    numbers(shift, "..")
    mine.talks("bấm số", "1")
    assert "A003: còn 2 người phía trước." in mine.says("số của tôi")
    for number in (1, 2, 3):
        officer, counter = seated(shift, number)
        counters.call_next_ticket(counter=counter, by=officer, now=mine.now)
    called = "\n".join(reply.text for reply in mine.new_messages())
    assert "ĐẾN LƯỢT: SỐ A003 – QUẦY 3" in called
    assert "Mời Trần Văn An đến quầy 3." in called
    assert "ĐẾN LƯỢT. Mời ông/bà đến quầy 3." in mine.says("số của tôi")
    serving = mine.says("số đang làm")
    assert "A003 (quầy 3)" in serving
    assert "A001 (quầy 1)" in serving
    assert "Đang chờ: 0 người." in serving
    assert "không có số nào để hủy" in mine.says("hủy số")


def test_a_missed_number_is_shown_and_a_called_one_cannot_be_cancelled() -> None:
    mine = known()
    factories.shift(factories.point(mine.wire.unit))
    mine.talks("bấm số", "1")
    mine.says("hủy số")
    Ticket.objects.update(state=TicketState.CALLED)
    assert "không còn chờ nữa" in mine.says("hủy")
    Ticket.objects.update(state=TicketState.NO_SHOW)
    assert "A001: đã lỡ lượt." in mine.says("số của tôi")


def test_nobody_cancels_or_sees_anothers_number() -> None:
    mine = known()
    factories.shift(factories.point(mine.wire.unit))
    mine.talks("bấm số", "1")
    other = known("u2", mine.wire)
    desk = desk_of(other.citizen.pk, mine.wire.unit.pk, other.now)
    assert desk.cancel(str(Ticket.objects.get().pk)) == "too_late"
    assert desk.tickets() == []
    assert Ticket.objects.get().state == TicketState.WAITING


def test_another_units_shift_is_no_shift() -> None:
    mine, foreign = known(), factories.shift()
    desk = desk_of(mine.citizen.pk, mine.wire.unit.pk, mine.now)
    assert desk.shift(str(foreign.pk)) is None
    person = Person.objects.get()
    assert type(desk.press(str(foreign.pk), str(person.pk))).__name__ == "Closed"
    own = factories.shift(factories.point(mine.wire.unit))
    stranger = factories.citizen(mine.wire.unit)[1]
    assert type(desk.press(str(own.pk), str(stranger.pk))).__name__ == "NotEligible"


def test_a_cancelled_number_frees_its_place() -> None:
    mine = known()
    shift = factories.shift(factories.point(mine.wire.unit))
    mine.talks("bấm số", "1")
    assert "Đã hủy số A001." in mine.talks("hủy số", "đồng ý")
    assert Ticket.objects.get().state == TicketState.CANCELLED
    assert shift.shares.get().taken == 0
    change_capacity(shift.pk, Share.ALL, 0, by=0, now=NOW)


def test_a_late_message_is_answered_and_moves_nothing() -> None:
    mine = known()
    factories.shift(factories.point(mine.wire.unit))
    mine.says("bấm số")
    before = _remembered()
    put(mine.wire.text("thôi", at=NOW - timedelta(hours=1)), now=mine.now)
    inbox.work(now=mine.now)
    assert [reply.text.split(".")[0] for reply in mine.new_messages()] == [
        "Tin này gửi từ trước nên tôi không dùng để thay câu trả lời sau"
    ]
    assert _remembered() == before
    assert "SỐ A001" in mine.says("1")


def _remembered() -> str:
    return secrets.decrypt_text(bytes(ConversationState.objects.get().state_sealed), conversations.SEALED_AS)


def test_a_photo_is_warned_about_and_an_unknown_thing_is_answered() -> None:
    mine = known()
    photo = {"msg_id": "m1", "attachments": [{"type": "image", "payload": {"url": "https://mau.test/cccd.jpg"}}]}
    assert "không gửi ảnh căn cước" in mine.does("user_send_image", message=photo)
    assert "danh thiếp" in mine.does("user_send_business_card", message={"msg_id": "m2"})


def test_who_takes_everything_back_is_forgotten_without_a_word() -> None:
    mine = known()
    citizen = mine.citizen
    assert mine.does("user_withdraw") == ""
    citizen.refresh_from_db()
    assert citizen.erased_at is not None
    assert not ChannelIdentity.objects.exists()


def test_a_function_of_later_days_gives_hotline_and_address() -> None:
    told = known().says("Đặt lịch")
    assert "028 0000 0113" in told
    assert "100 đường Mẫu 1" in told


def test_a_unit_without_a_hotline_never_leaves_a_hole_in_the_sentence() -> None:
    mine = known()
    mine.wire.unit.__class__.objects.filter(pk=mine.wire.unit.pk).update(hotline="")
    cache.clear()
    assert "gọi số ghi ở trang của đơn vị hoặc" in mine.says("tra cứu")


def test_a_call_that_was_a_mistake_is_taken_back_and_a_walk_in_hears_nothing() -> None:
    mine = known()
    agrees(mine)
    shift = factories.shift(factories.point(mine.wire.unit))
    [walk_in] = numbers(shift, ".")
    calls.tell_holder(walk_in.pk, 2, "call", NOW)
    mine.talks("bấm số", "1")
    mine_now = Ticket.objects.get(holder__isnull=False)
    for kind in ("recall", "undone"):
        calls.tell_holder(mine_now.pk, 2, kind, mine.now)
    again, undone = mine.new_messages()
    assert again.text.startswith("GỌI LẠI: SỐ A002 – QUẦY 2")
    assert "lượt gọi vừa rồi là nhầm" in undone.text
    assert OutboxMessage.objects.exclude(external_id="u1").count() == 0


@pytest.mark.parametrize(("words", "heard"), [("dong y", True), ("không đồng ý", False)])
def test_only_who_agreed_to_messages_is_told_that_her_number_is_called(words: str, heard: bool) -> None:
    mine = phone()
    shift = factories.shift(factories.point(mine.wire.unit))
    mine.says("bấm số")
    assert ("không nhắn khi đến lượt" in mine.says(words)) is not heard
    assert "SỐ A001" in mine.talks("cho tôi", "Trần Văn An", "5/8/1990", "lấy số")
    officer, counter = seated(shift, 3)
    counters.call_next_ticket(counter=counter, by=officer, now=mine.now)
    assert [reply.text.split("\n")[0] for reply in mine.new_messages()] == ["ĐẾN LƯỢT: SỐ A001 – QUẦY 3"] * heard
    assert "ĐẾN LƯỢT. Mời ông/bà đến quầy 3." in mine.says("số của tôi")


def test_who_withdrew_her_agreement_is_told_of_no_call() -> None:
    mine = known()
    agrees(mine)
    shift = factories.shift(factories.point(mine.wire.unit))
    mine.talks("bấm số", "1")
    consent_operations.withdraw_consent(citizen_id=mine.citizen.pk, purpose="notices", now=mine.now)
    officer, counter = seated(shift, 3)
    counters.call_next_ticket(counter=counter, by=officer, now=mine.now)
    assert mine.new_messages() == []
