"""What happens to a conversation when the office's day moves on between two messages."""

from dataclasses import replace

from motcua.foundation.clock import VIETNAM
from motcua.messaging.text import BirthDate, Refused
from motcua.workflows.assistant import port
from tests.features.assistant.desk import AN, EIGHT, HEADQUARTERS, WORLDS, MemoryDesk, shift
from tests.features.assistant.transcript import Chat


def _chat(world: str, *lines: str) -> Chat:
    chat = Chat(WORLDS[world]())
    for line in lines:
        chat.does(line)
    return chat


def test_a_shift_that_vanished_before_the_check_is_chosen_again() -> None:
    chat = _chat("cả nhà", "bấm số", "1", "1")
    chat.desk.all_shifts = [shift("22", HEADQUARTERS, 13), shift("25", HEADQUARTERS, 18)]
    [reply] = chat.does("1")
    assert reply.text.startswith("Buổi đó không còn nhận bấm số. Xin ông/bà chọn lại.")
    assert "2. Cấp CCCD, hôm nay 18:00–22:00" in reply.text
    assert chat.desk.presses == 0


def test_an_offered_shift_that_vanished_leads_back_to_the_shifts() -> None:
    chat = _chat("vừa hết", "bấm số", "1")
    chat.desk.all_shifts = [shift("21", HEADQUARTERS, 8), shift("26", HEADQUARTERS, 13)]
    [reply] = chat.does("1")
    assert "Ông/bà chọn buổi nào?" in reply.text


def test_a_sixth_person_is_refused_with_the_reason_and_the_known_ones() -> None:
    chat = _chat("mới", "bấm số", "2", "1", "1", "Trần Văn An", "1990")
    chat.desk.kept = [AN]
    chat.desk.limit = 1
    [reply] = chat.does("lấy số")
    assert reply.text.startswith("Ông/bà đã ghi đủ 5 người.")
    assert "1. Trần Văn An, sinh 02/03/1990" in reply.text
    assert chat.desk.presses == 0


def test_the_same_name_and_birth_date_is_the_same_person() -> None:
    chat = _chat("quen", "bấm số", "2", "2", "người khác", "người thân khác", "Trần Văn An", "2/3/1990", "lấy số")
    assert len(chat.desk.kept) == 1


def test_a_birth_date_asked_for_later_is_kept() -> None:
    chat = _chat("thiếu ngày sinh")
    chat.desk.kept = [replace(AN, birth=None)]
    for line in ("bấm số", "lấy số", "tháng 3 năm 1990"):
        chat.does(line)
    assert "Người làm: Trần Văn An, sinh 03/1990" in chat.said[-1].text
    chat.does("lấy số")
    assert chat.desk.kept[0].birth == BirthDate(1990, 3)
    assert len(chat.desk.taken) == 1


def test_a_number_served_meanwhile_needs_no_cancelling() -> None:
    chat = _chat("có số", "hủy số")
    chat.desk.taken = []
    [reply] = chat.does("hủy")
    assert reply.text.startswith("Số này không còn chờ nữa nên không cần hủy.")
    chat = _chat("có hai số", "hủy số")
    chat.desk.taken = chat.desk.taken[:1]
    assert chat.does("2")[0].text.startswith("Số này không còn chờ nữa")


def test_a_city_with_forty_six_points_fits_in_one_message() -> None:
    desk = MemoryDesk(kept=[AN])
    desk.served = [port.NowServing(f"Điểm {n}", ((f"A{n:03}", "quầy 1"),), n, EIGHT) for n in range(46)]
    [reply] = Chat(desk).does("số đang làm")
    assert "Xem tất cả: https://mau.test/l/home" in reply.text
    assert "Điểm 11:" in reply.text
    assert "Điểm 12:" not in reply.text


def test_a_shift_until_midnight_ends_at_24() -> None:
    night = replace(shift("29", HEADQUARTERS, 20), ends_at=EIGHT.replace(day=23, hour=0, tzinfo=VIETNAM))
    chat = _chat("một điểm")
    chat.desk.all_shifts = [night]
    assert "Buổi: 20:00–24:00, thứ Sáu 22/07/2022" in chat.does("bấm số")[0].text


def test_the_double_keeps_its_own_promise_about_the_limit() -> None:
    assert isinstance(MemoryDesk(limit=0).keep_person("An", None, "self"), Refused)
