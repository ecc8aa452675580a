"""Questions, hand-over and reports through the real rooms: webhook bodies in; rows, threads and messages out."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from motcua.features.helpdesk import operations as helpdesk
from motcua.features.helpdesk import queries as helpdesk_queries
from motcua.features.helpdesk.models import Thread, ThreadMessage
from motcua.features.knowledge import learning
from motcua.features.knowledge.book import new_edition
from motcua.features.knowledge.live import live_titles, tell_live
from motcua.features.knowledge.models import EntryVersion, Question
from motcua.features.knowledge.seeding import SEEDS, give_presets, load_seeds
from motcua.features.reports.models import Report
from motcua.foundation.offices.models import Holiday, IssuingPoint, OpeningHours, OpeningOverride, PointKind
from motcua.foundation.staff.models import Officer
from motcua.messaging.channels import inbox, registry
from motcua.messaging.channels.contract import Answer, Conversation, Identity, Inbound
from motcua.workflows.assistant import answering
from tests import factories
from tests.channels.wire import put
from tests.factories import NOW, TODAY
from tests.features.assistant.test_binding import Phone, known

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
def unlisted() -> Phone:
    """Somebody at a unit that works on weekdays and has no answers written yet."""
    phone = known()
    _works_on_weekdays(factories.point(phone.wire.unit))
    return phone


@pytest.fixture
def mine(unlisted: Phone) -> Phone:
    """Somebody at a unit that tells the shipped list."""
    load_seeds(SEEDS, NOW)
    return unlisted


def _works_on_weekdays(point: IssuingPoint) -> None:
    for weekday in range(5):
        OpeningHours.objects.create(
            point=point, weekday=weekday, opens_minute=450, closes_minute=1020, valid_from=date(2000, 1, 1)
        )


def _officer() -> Officer:
    return Officer.objects.create_user("ha", password="mau-mau-mau", full_name="Lê Thị Hà")


def _who(phone: Phone) -> Identity:
    account = phone.wire.account
    return Identity("zalo", account.pk, account.name, phone.wire.unit.pk, 1, phone.citizen.pk, phone.sender)


def test_a_question_without_marks_is_answered_with_source_and_date_and_kept_without_names(mine: Phone) -> None:
    said = mine.says("lam can cuoc het bao nhieu tien")
    assert said.startswith("“Lệ phí làm thẻ bao nhiêu”")
    assert "Nguồn: Thông tư 59/2019/TT-BTC. Cập nhật ngày" in said
    assert "Câu trả lời này có giúp được ông/bà không?" in said
    kept = Question.objects.get()
    assert (kept.decision, kept.entry_key, kept.answered_by, kept.channel) == ("answer", "le-phi", "bot", "zalo")
    mine.says("chưa đúng ý tôi")
    kept.refresh_from_db()
    assert kept.helpful is False


def test_the_tree_leads_to_an_answer_in_three_taps(mine: Phone) -> None:
    mine.says("#hoidap")
    mine.says("lệ phí, thời gian, nhận thẻ")
    assert "30.000 đồng" in mine.says("1")
    assert Question.objects.get().text == "Lệ phí làm thẻ bao nhiêu"


def test_a_units_own_menu_function_opens_its_part_of_the_tree(mine: Phone) -> None:
    give_presets(mine.wire.unit.pk, {"thong-bao-cap-cccd": "Thông báo cấp CCCD"})
    told = mine.says("thong bao cap cccd")
    assert "Chọn một mục" in told
    assert "Thủ tục khác" not in told


def test_an_unknown_question_goes_to_an_officer_whose_answer_settles_it(unlisted: Phone) -> None:
    said = unlisted.says("xin hỏi thủ tục nhận con nuôi nước ngoài")
    assert "chưa có câu trả lời" in said
    assert "dự kiến trước 08:5" in said
    thread, asked = Thread.objects.get(), Question.objects.get()
    assert (thread.reason, thread.state, asked.decision) == ("unanswered", "waiting", "none")
    officer = _officer()
    helpdesk.claim(thread=thread.pk, by=officer, now=unlisted.now)
    assert unlisted.says("em gửi thêm thông tin ạ") == ""
    assert ThreadMessage.objects.filter(thread=thread, direction="in").count() == 2
    assert unlisted.says("#menu").startswith("Ông/bà cần việc gì?")
    helpdesk.reply(thread=thread.pk, text="Mời anh đến Sở Tư pháp.", key="k1", by=officer, now=unlisted.now)
    asked.refresh_from_db()
    assert asked.answered_by == "staff"
    helpdesk.finish(thread=thread.pk, by=officer, now=unlisted.now)
    load_seeds(SEEDS, unlisted.now)
    assert "“Lệ phí làm thẻ bao nhiêu”" in unlisted.says("lệ phí làm thẻ bao nhiêu")


def test_what_was_refused_is_explained_by_the_officers_own_answer(mine: Phone) -> None:
    offered = mine.says("the cua toi bi cho can, con dung duoc khong")
    assert "Có phải ông/bà muốn hỏi một trong các câu này?" in offered
    assert "Thẻ bị gãy" not in offered
    mine.says("Không phải")
    thread, officer = Thread.objects.get(), _officer()
    answer = "Chào bà. Thẻ đã gãy thì bà không dùng được nữa, bà đến đổi thẻ."
    helpdesk.reply(thread=thread.pk, text=answer, key="k1", by=officer, now=mine.now)
    question = Question.objects.get()
    assert (question.decision, question.answered_by, question.answer) == ("offer", "staff", answer)
    [group] = learning.groups(mine.wire.unit.pk, mine.now, 40)[0]
    assert group.proposals[0].key == "the-bi-hong"


def test_a_question_whose_choices_were_refused_stands_where_it_was_asked(mine: Phone) -> None:
    mine.says("the cua toi bi cho can, con dung duoc khong")
    asked_at = mine.now
    mine.now += timedelta(minutes=4)
    mine.says("Không phải")
    thread = Thread.objects.get()
    assert thread.first_asked_at == ThreadMessage.objects.get().at == Question.objects.get().at == asked_at
    page = helpdesk_queries.thread_page(thread, 0, mine.now)
    said = [line.text for line in page.lines]
    offered, handed = said[said.index("the cua toi bi cho can, con dung duoc khong") + 1 :]
    assert offered.startswith("Có phải ông/bà muốn hỏi một trong các câu này?")
    assert "Tôi đã chuyển tin của ông/bà cho cán bộ." in handed
    assert not any("BẢN CHẠY THỬ" in one for one in said)


def test_a_long_answer_names_the_page_where_it_stands_whole(mine: Phone) -> None:
    EntryVersion.objects.filter(entry__key="le-phi", state="approved").update(answer="Một câu dài. " * 200)
    new_edition(None)
    slug = mine.wire.unit.slug
    assert f"/u/{slug}/answers/entries/le-phi/\n" in mine.says("lệ phí làm thẻ bao nhiêu")


def test_at_night_she_is_told_when_to_expect_an_answer(mine: Phone) -> None:
    mine.now = NOW + timedelta(hours=16)
    mine.says("gặp cán bộ")
    said = mine.says("nhà tôi bị sai tên trong hộ khẩu")
    assert "Hiện ngoài giờ làm việc." in said
    assert "dự kiến trước 07:45 thứ Hai 25/07/2022" in said


def test_a_crime_gets_a_receipt_and_no_answer_from_the_list(mine: Phone) -> None:
    said = mine.says("toi bi lua dao chuyen khoan mat 5 trieu")
    report = Report.objects.get()
    assert report.kind == "crime"
    assert said.index("113") < said.index("Mã tiếp nhận")
    assert not Question.objects.exists()
    assert "Đã ghi thêm vào tin báo" in mine.says("nó giả danh công an nữa, bị lừa đảo thêm")
    assert Report.objects.count() == 1


def test_danger_reaches_those_on_duty_even_while_an_officer_has_the_conversation(mine: Phone) -> None:
    mine.says("gặp cán bộ")
    mine.says("cho hỏi về hộ khẩu của mẹ")
    helpdesk.claim(thread=Thread.objects.get().pk, by=_officer(), now=mine.now)
    assert mine.says("cứu tôi với, có cướp").startswith("KHẨN CẤP: ông/bà gọi ngay 113.")
    assert Report.objects.get().kind == "emergency"


def test_an_answer_in_the_channels_own_tool_silences_the_bot(mine: Phone) -> None:
    inbound = Inbound("zalo", mine.wire.oa_id, mine.sender, "staff_replied", mine.now, source="admin-1")
    assert answering.handle(inbound, _who(mine), Conversation({}), mine.now) == Answer()
    thread = Thread.objects.get()
    assert (thread.state, thread.elsewhere_by) == ("claimed", "admin-1")
    assert mine.says("dạ cảm ơn anh") == ""
    assert mine.says("#bamso") != ""
    assert thread.messages.filter(direction="in").count() == 1


def test_an_echo_with_an_officers_name_reaches_the_thread_and_so_do_the_citizens_next_words(mine: Phone) -> None:
    put(mine.wire.echo("Chào ông, tôi nghe.", "oa-1", citizen=mine.sender, admin="ad7", at=mine.now), now=mine.now)
    assert inbox.work(now=mine.now) == 1
    assert mine.says("dạ cảm ơn anh") == ""
    thread = Thread.objects.get()
    assert thread.elsewhere_by == "ad7"
    assert thread.messages.filter(direction="in").count() == 1


def test_a_question_costs_few_statements(mine: Phone) -> None:
    mine.says("lệ phí làm thẻ bao nhiêu")
    put(mine.wire.text("mất thẻ làm lại thế nào", at=mine.now), now=mine.now)
    with CaptureQueriesContext(connection) as asked:
        assert inbox.work(now=mine.now) == 1
    assert len(asked) <= 20


def test_live_answers_follow_the_days_own_figures() -> None:
    unit = factories.unit()
    point, line = factories.point(unit), factories.line(unit)
    _works_on_weekdays(point)
    mobile = factories.point(unit)
    IssuingPoint.objects.filter(pk=mobile.pk).update(kind=PointKind.MOBILE, name="Xe lưu động")
    Holiday.objects.create(date=TODAY + timedelta(days=3), name="Ngày Mẫu")
    OpeningOverride.objects.create(point=point, date=TODAY + timedelta(days=4), closed=True, reason="tập huấn")
    assert {"open_now", "hours", "numbers_left", "now_serving", "where", "my_number"} <= set(live_titles())

    def told(name: str, later: int = 0) -> str:
        return tell_live(name, unit.pk, NOW + timedelta(seconds=later)) or ""

    assert "Trụ sở: Đang mở đến 17:00." in told("open_now")
    assert "thứ Hai đến thứ Sáu 7:30–17:00" in told("hours")
    assert "25/07/2022: nghỉ Ngày Mẫu." in told("hours")
    assert "26/07/2022, Trụ sở: nghỉ (tập huấn)." in told("hours")
    assert told("numbers_left") == ""
    assert told("mobile_points") == "Hôm nay không có điểm lưu động nào."
    assert told("now_serving") == "Hiện không có nơi nào đang gọi số."
    factories.shift(point, line)
    factories.shift(mobile, line)
    assert "- Trụ sở, Cấp CCCD 07:00–22:00: còn 100 số." in told("numbers_left", later=60)
    assert told("mobile_points", later=60).startswith("- Xe lưu động")
    assert "chưa gọi số nào" in told("now_serving", later=60)
    assert "thứ Sáu 22/07/2022" in told("calendar", later=60)
    assert "100 đường Mẫu 1" in told("where", later=60)
    assert "{hotline}" in told("phone_numbers")


def test_officers_choose_live_answers_by_vietnamese_names(mine: Phone) -> None:
    assert all(title != name for name, title in live_titles().items())
