"""The inbox over HTTP: what an officer reads and presses, what is kept from her, and that each look is written down."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from motcua.features.helpdesk import operations
from motcua.features.helpdesk.models import CannedAnswer, Thread, ThreadMessage
from motcua.features.knowledge import operations as operations_of_answers
from motcua.features.knowledge.models import Question
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.citizens.models import Person
from motcua.foundation.citizens.queries import PHONE
from motcua.foundation.secrets import encrypt_text
from motcua.foundation.staff.models import Officer, RoleGrant
from motcua.foundation.staff.roles import Role
from motcua.messaging.channels import outbox
from motcua.messaging.channels.contract import Identity
from motcua.messaging.channels.models import OutboxMessage
from tests.console.conftest import Time
from tests.factories import NOW
from tests.features.helpdesk.conftest import _nothing_remembered  # noqa: F401  # a fixture for all of these
from tests.features.helpdesk.desk import MINUTE, Desk, asks, open_desk, somebody, thread_of, writes
from tests.features.queueing.day import officer

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU."
WORDS = "Con em 13 tuổi 11 tháng làm được chưa ạ"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def han(desk: Desk) -> Officer:
    return officer(desk.unit)


def asked(desk: Desk) -> tuple[Identity, int]:
    who = somebody(desk)
    asks(who)
    return who, thread_of(who).pk


def page(client: Client, thread: int, query: str = "") -> str:
    answer = client.get(f"/console/inbox/{thread}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, thread: int, what: str, **told: object) -> Any:  # Any: the test client's own answer
    return client.post(f"/console/inbox/{thread}/{what}/", told)


def key(shown: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f]+)"', shown)
    assert found is not None
    return found[1]


def views_of(thread: int) -> int:
    return AuditEvent.objects.filter(tag="thread:viewed", subject_id=thread).count()


def test_a_waiting_citizen_is_listed_with_a_masked_name_and_a_clock(
    desk: Desk, han: Officer, browser_of: Browser
) -> None:
    asked(desk)
    shown = browser_of(han).get("/console/inbox/").content.decode()
    assert STRIP in shown
    assert "Đ. N. Á***" in shown
    assert "Đặng Ngọc Ánh" not in shown
    assert WORDS in shown
    assert "chờ 0 phút" in shown
    assert re.search(r'aria-current="page">.*?Hộp thư<span class="nav__count">1</span>', shown, re.S)


def test_the_story_of_one_thread(desk: Desk, han: Officer, browser_of: Browser, time: Time) -> None:
    who, thread = asked(desk)
    client = browser_of(han)
    shown = page(client, thread)
    assert "Đặng Ngọc Ánh" in shown
    assert "Chưa có ai nhận: Xin gặp cán bộ." in shown
    assert "Còn 15 phút để trả lời" in shown
    assert "Zalo: còn 48 giờ nhắn miễn phí" in shown
    assert "Chưa lấy số nào từ hôm nay." in shown
    assert press(client, thread, "claims").status_code == 303
    shown = page(client, thread, "?said=claimed")
    assert "Đồng chí đã nhận hội thoại này." in shown
    time.passes(60)
    answer = press(client, thread, "replies", text="Chào chị.\r\nCháu chưa đủ tuổi.", key=key(shown))
    assert answer.headers["Location"] == f"/console/inbox/{thread}/"
    (sent,) = OutboxMessage.objects.filter(external_id=who.external_id)
    assert outbox.read_reply(bytes(sent.reply_sealed)).text == "Cán bộ trả lời:\nChào chị.\nCháu chưa đủ tuổi."
    shown = page(client, thread)
    assert "Cháu chưa đủ tuổi." in shown
    assert "Chờ gửi" in shown
    OutboxMessage.objects.update(state="rejected", ended_at=NOW)
    shown = page(client, thread)
    assert '<b class="slow">Người dân không nhận được</b>' in shown
    assert "Người dân chưa đọc được tin này. Đồng chí gửi lại hoặc chờ người dân nhắn." in shown
    press(client, thread, "notes", text="Hẹn 20/08", key="n1")
    assert "Ghi chú nội bộ" in page(client, thread)
    assert press(client, thread, "snoozes", until="3h").headers["Location"].endswith("?said=snoozed")
    assert "Hẹn lại 11:41." in page(client, thread)
    assert press(client, thread, "snoozes", until="x").status_code == 409
    press(client, thread, "ends")
    shown = page(client, thread, "?said=finished")
    assert "Đã xong. Máy trả lời người dân trở lại." in shown
    assert "Mở lại" in shown
    press(client, thread, "reopenings")
    press(client, thread, "releases")
    assert Thread.objects.get(pk=thread).state == "waiting"


def test_a_colleague_sees_who_answers_and_can_only_add_a_note(desk: Desk, han: Officer, browser_of: Browser) -> None:
    _, thread = asked(desk)
    operations.claim(thread=thread, by=officer(desk.unit, name="Trần Sơn"), now=NOW)
    client = browser_of(han)
    shown = page(client, thread)
    assert "Trần Sơn đang trả lời. Máy tạm dừng." in shown
    assert "data-reply" not in shown
    assert "Đồng nghiệp đang trả lời" in shown
    refused = press(client, thread, "replies", text="Tôi trả lời nhé", key="k")
    assert refused.status_code == 409
    assert "Đồng nghiệp đang trả lời người này. Máy chưa gửi gì." in refused.content.decode()
    assert press(client, thread, "notes", text="Chưa đủ tuổi", key="n").status_code == 303
    assert not OutboxMessage.objects.exists()


def test_what_could_not_be_sent_stays_in_the_box(desk: Desk, han: Officer, browser_of: Browser, time: Time) -> None:
    _, thread = asked(desk)
    client = browser_of(han)
    press(client, thread, "claims")
    page(client, thread)
    time.passes(49 * 3600)
    shown = page(client, thread)
    assert "Đã hết thời gian nhắn miễn phí, tin này tính phí." in shown
    refused = press(client, thread, "replies", text="Chào <b>chị</b>", key="k")
    assert refused.status_code == 409
    told = refused.content.decode()
    assert "Tin này tính phí. Đánh dấu đồng ý trả phí rồi gửi lại." in told
    assert "Chào &lt;b&gt;chị&lt;/b&gt;</textarea>" in told
    assert press(client, thread, "replies", text="Chào chị", key="k", pays="1").status_code == 303
    time.passes(6 * 86400)
    shown = page(client, thread)
    assert "Kênh này không cho nhắn người này nữa." in shown
    assert "data-reply" not in shown


def test_the_window_names_the_phone_to_whoever_answers_only(
    desk: Desk, han: Officer, browser_of: Browser, time: Time
) -> None:
    who, thread = asked(desk)
    Person.objects.filter(holder_id=who.citizen).update(phone_encrypted=encrypt_text("0901234567", PHONE))
    client = browser_of(han)
    assert "0901234567" not in page(client, thread)
    press(client, thread, "claims")
    time.passes(8 * 86400)
    assert "Đồng chí gọi số 0901234567." in page(client, thread)


def test_each_new_state_of_a_thread_that_is_read_is_written_down_once(
    desk: Desk, han: Officer, browser_of: Browser
) -> None:
    who, thread = asked(desk)
    client = browser_of(han)
    for _ in range(3):
        page(client, thread)
    assert views_of(thread) == 1
    writes(who, "Alo", now=NOW + MINUTE)
    for _ in range(2):
        page(client, thread)
    assert views_of(thread) == 2
    page(browser_of(officer(desk.unit)), thread)
    assert views_of(thread) == 3
    lists = AuditEvent.objects.filter(tag="inbox:viewed", actor_id=han.pk)
    assert lists.count() == 2
    for _ in range(2):  # two pages of hers, each asking every few seconds
        for show in ("waiting", "done"):
            client.get(f"/console/inbox/?show={show}")
    assert lists.count() == 2


def test_a_photo_that_nobody_asked_for_is_named_and_not_fetched(desk: Desk, han: Officer, browser_of: Browser) -> None:
    who, thread = asked(desk)
    operations.take_in(
        who=who, text="Giấy này được không", kind="image", at=NOW + MINUTE, message_id="p", now=NOW + MINUTE
    )
    shown = page(browser_of(han), thread)
    assert "Người dân gửi ảnh. Ảnh không được tải về. Giấy này được không" in shown
    assert "<img" not in shown.split("data-lines")[1].split("</section>")[0]


def test_canned_answers_are_a_list_without_script(desk: Desk, han: Officer, browser_of: Browser) -> None:
    _, thread = asked(desk)
    client = browser_of(han)
    wanted = {"shortcut": "/le-phi", "text": "Ông/bà vui lòng hỏi cán bộ."}
    assert client.post("/console/inbox/answers/new/", wanted).status_code == 303
    again = client.post("/console/inbox/answers/new/", wanted)
    assert again.status_code == 409
    assert "Tên tắt này đã có." in again.content.decode()
    kept = CannedAnswer.objects.get()
    assert 'data-shortcut="le-phi"' in page(client, thread)
    assert "Ông/bà vui lòng hỏi cán bộ.</textarea>" in page(client, thread, f"?answer={kept.pk}")
    assert client.post(f"/console/inbox/answers/{kept.pk}/retirements/").status_code == 303
    assert "data-canned" not in page(client, thread)


def test_one_tap_brings_a_citizens_words_and_the_answer_to_the_improvement_desk(
    desk: Desk, han: Officer, browser_of: Browser
) -> None:
    _, thread = asked(desk)
    client = browser_of(han)
    press(client, thread, "claims")
    press(client, thread, "replies", text="Cháu đủ 14 tuổi mới làm được.", key="k")
    shown = page(client, thread)
    line = re.search(r'form="them-hoi-dap" name="line" value="(\d+)"', shown)
    assert line is not None
    for _ in range(2):
        brought = client.post(f"/console/inbox/{thread}/lessons/", {"line": line[1]}, follow=True)
        told = brought.content.decode()
        assert "Đã đưa câu hỏi lên đầu bàn cải thiện." in told
        assert "group--wanted" in told
        assert WORDS in told and "Cán bộ đã trả lời: Cháu đủ 14 tuổi mới làm được." in told
    question = Question.objects.get()
    assert (question.decision, question.answered_by, question.unit) == ("none", "staff", desk.unit)
    raised = AuditEvent.objects.filter(tag="question:raised", actor_id=han.pk, subject_id=question.pk)
    assert raised.count() == 2
    operations_of_answers.clear_questions(unit_id=desk.unit.pk, question_ids=[question.pk], by=han, now=NOW)
    assert "Đã đưa" in press_lesson(client, thread, line[1])
    question.refresh_from_db()
    assert question.cleared_at is None


def test_what_holds_no_words_teaches_nothing(desk: Desk, han: Officer, browser_of: Browser) -> None:
    who, thread = asked(desk)
    operations.take_in(who=who, text="", kind="image", at=NOW + MINUTE, message_id="p", now=NOW + MINUTE)
    photo = ThreadMessage.objects.get(kind="image")
    client = browser_of(han)
    assert f'value="{photo.pk}"' not in page(client, thread)
    for line in (str(photo.pk), "0", "x", "9" * 20, ""):
        assert "Dòng này không có lời hỏi" in press_lesson(client, thread, line)
    assert not Question.objects.exists()
    editor = browser_of(officer(desk.unit, Role.CONTENT_EDITOR))
    assert press(editor, thread, "lessons", line="1").status_code == 404


def press_lesson(client: Client, thread: int, line: str) -> str:
    return client.post(f"/console/inbox/{thread}/lessons/", {"line": line}, follow=True).content.decode()


def test_another_units_threads_do_not_exist(desk: Desk, browser_of: Browser) -> None:
    _, thread = asked(desk)
    stranger = browser_of(officer(open_desk().unit))
    assert stranger.get(f"/console/inbox/{thread}/").status_code == 404
    for what in ("claims", "releases", "replies", "notes", "snoozes", "transfers", "ends", "reopenings"):
        assert press(stranger, thread, what, text="x", key="k").status_code == 404
    assert ThreadMessage.objects.count() == 1
    assert views_of(thread) == 0


def test_an_editor_has_no_inbox_and_no_line_in_the_menu(desk: Desk, browser_of: Browser) -> None:
    editor = browser_of(officer(desk.unit, Role.CONTENT_EDITOR))
    assert editor.get("/console/inbox/").status_code == 403


def test_a_thread_goes_to_another_unit_and_is_answered_there(desk: Desk, han: Officer, browser_of: Browser) -> None:
    there = open_desk("Công an quận 9")
    _, thread = asked(desk)
    client = browser_of(han)
    press(client, thread, "claims")
    assert "Công an quận 9" in page(client, thread)
    assert press(client, thread, "transfers", unit="99999999", text="x").status_code == 409
    moved = press(client, thread, "transfers", unit=there.unit.pk, text="Hộ khẩu quận 9")
    assert moved.headers["Location"] == "/console/inbox/?said=transferred"
    assert client.get(f"/console/inbox/{thread}/").status_code == 404
    shown = page(browser_of(officer(there.unit)), thread)
    assert "Từ Công an quận Mẫu, 08:40" in shown
    assert "Hộ khẩu quận 9" in shown


def test_who_walked_away_is_relieved_from_the_page(desk: Desk, han: Officer, browser_of: Browser, time: Time) -> None:
    _, thread = asked(desk)
    operations.claim(thread=thread, by=officer(desk.unit, name="Trần Sơn"), now=NOW)
    time.passes(31 * 60)
    client = browser_of(han)
    shown = page(client, thread)
    assert "Trần Sơn đã rời đi. Người dân đang chờ." in shown
    assert "Nhận thay" in shown
    press(client, thread, "claims")
    assert Thread.objects.get(pk=thread).claimed_by == han


def test_a_role_in_two_units_shows_both_lines(desk: Desk, han: Officer, browser_of: Browser) -> None:
    other = open_desk("Công an quận 9")
    RoleGrant.objects.create(officer=han, unit=other.unit, role=Role.LEADER, granted_at=NOW)
    asked(desk)
    asked(other)
    shown = browser_of(han).get("/console/inbox/").content.decode()
    assert shown.count('class="conv"') == 2


def test_words_cannot_break_out_of_the_page(desk: Desk, han: Officer, browser_of: Browser) -> None:
    who = somebody(desk, 'Mẫu <img src=x onerror="alert(1)">')
    asks(who, "</textarea><script>alert(1)</script> **đậm** [x](javascript:alert(1))")
    shown = page(browser_of(han), thread_of(who).pk)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **đậm** [x](javascript:alert(1))" in shown


def test_long_waits_are_told_in_hours(desk: Desk, han: Officer, browser_of: Browser, time: Time) -> None:
    asked(desk)
    time.passes(timedelta(hours=2, minutes=5).total_seconds())
    shown = browser_of(han).get("/console/inbox/").content.decode()
    assert "chờ 2 giờ 05 phút, quá hẹn" in shown
