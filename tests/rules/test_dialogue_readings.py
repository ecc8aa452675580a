"""What few words mean: which option, yes or no, which flow, and what cannot wait."""

import pytest

from motcua.messaging.dialogue.moods import (
    looks_like_question,
    only_a_link,
    only_pictures,
    says_enough,
    sounds_angry,
    thumb,
)
from motcua.messaging.dialogue.readings import read_choice, read_loose_choice, read_yes_no, without_manners
from motcua.messaging.dialogue.urgent import danger_in, sounds_urgent, tells_of_it
from motcua.messaging.dialogue.vocabulary import Phrasebook

PLACES = ("Trụ sở Công an quận", "Điểm phường Tây Thạnh", "Điểm phường Sơn Kỳ", "Thứ Hai 27/11")


@pytest.mark.parametrize(
    "typed, index",
    [
        ("1", 0), ("1.", 0), ("(2)", 1), ("２", 1), ("số 1", 0), ("so mot", 0), ("một", 0), ("cái đầu", 0),
        ("cái đầu tiên", 0), ("thứ nhất", 0), ("thứ nhì", 1), ("thứ ba", 2), ("cái thứ ba", 2), ("cái cuối", 3),
        ("chọn 2 nhé", 1), ("dạ số ba ạ", 2), ("em chọn cái thứ tư", 3), ("Điểm phường Tây Thạnh", 1),
        ("diem phuong tay thanh", 1), ("DIEM PHUONG SON KY", 2), ("tây thạnh", 1), ("thứ hai", 3),
        ("số 1 đó", 0), ("1️⃣", 0), ("cái áp chót", 2), ("cuối cùng nha", 3), ("đáp án 2", 1), ("dạ cái đầu ạ", 0),
        ("lựa chọn thứ hai nhé", 1), ("cái giữa", None), ("cái trên", None),
        ("5", None), ("0", None), ("1 2", None), ("", None), ("điểm phường", None), ("không rõ", None),
    ],
)  # fmt: skip
def test_an_option_is_meant_by_number_rank_or_name(typed: str, index: int | None) -> None:
    assert read_choice(typed, PLACES) == index


@pytest.mark.parametrize(
    "typed, index",
    [
        ("tôi ra Điểm phường Sơn Kỳ cho gần", 2), ("thạnh", 1), ("trụ sở", 0), ("ky", None), ("phường", None),
        ("Trụ sở Công an quận hay Điểm phường Sơn Kỳ", None),
    ],
)  # fmt: skip
def test_an_option_is_guessed_only_when_it_is_the_only_one(typed: str, index: int | None) -> None:
    assert read_loose_choice(typed, PLACES) == index


@pytest.mark.parametrize(
    "typed, count, index",
    [
        ("cái giữa", 3, 1),
        ("ở giữa", 5, 2),
        ("cái trên", 2, 0),
        ("cái dưới", 2, 1),
        ("áp chót", 1, None),
        ("chốt", 1, 0),
    ],
)
def test_places_among_options(typed: str, count: int, index: int | None) -> None:
    assert read_choice(typed, [f"Mục {chr(65 + number)}" for number in range(count)]) == index


def test_no_options_are_never_chosen() -> None:
    assert read_choice("1", ()) is None
    assert read_loose_choice("một hai", ("", "ab")) is None


@pytest.mark.parametrize(
    "typed",
    ["có", "Vâng", "dạ", "dạ vâng ạ", "ừ", "ok", "oke", "đồng ý", "Đúng", "đúng rồi", "được ạ", "tôi đồng ý", "co",
     "ừa", "oki ạ", "dc", "Dạ có", "chuẩn luôn", "dạ đúng", "vg", "co\u0301"],
)  # fmt: skip
def test_consent_as_people_say_it(typed: str) -> None:
    assert read_yes_no(typed) == "yes"


@pytest.mark.parametrize(
    "typed", ["không", "ko", "dạ không ạ", "không đồng ý", "chưa", "thôi", "khong phai", "đừng", "Dừng!", "sai",
     "hk", "hok", "hổng", "kh cần", "thôi khỏi ạ", "không đâu", "sai rồi", "kho\u0302ng"],
)  # fmt: skip
def test_refusal_as_people_say_it(typed: str) -> None:
    assert read_yes_no(typed) == "no"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "dung",
        "không sao",
        "chưa biết",
        "có được không",
        "1",
        "để xem",
        "?",
        "không biết nữa",
        "ko rõ lắm",
        "chưa chắc",
        "không nhớ ngày",
    ],
)
def test_what_is_neither_is_never_a_yes(typed: str) -> None:
    assert read_yes_no(typed) is None


def test_politeness_is_heard_and_set_aside_but_never_everything() -> None:
    assert without_manners("Dạ cho em bấm số với ạ") == "bam so"
    assert without_manners("dạ") == "da"
    assert without_manners("xin chào ạ") == "a"


BOOK = Phrasebook(
    {"take": ("#bamso", "bam so", "lay so"), "mine": ("so cua toi", "so"), "cancel": ("huy so", "huy")},
    {"Tra cứu": ("tra cuu",), "Tin tức": ("tin tuc", "tin")},
)


@pytest.mark.parametrize(
    "typed, flow",
    [
        ("#bamso", "take"), ("Bấm số", "take"), ("cho tôi lấy số ạ", "take"), ("hủy số của tôi", "cancel"),
        ("số", "mine"),
        ("em ơi bấm số ở đâu", "take"), ("số nhà 12", None), ("không bấm số được", None), ("bam", None), ("", None),
    ],
)  # fmt: skip
def test_a_flow_is_opened_by_its_name_anywhere_in_a_sentence(typed: str, flow: str | None) -> None:
    assert BOOK.command(typed) == flow


def test_a_topic_is_known_by_name_and_by_mention() -> None:
    assert BOOK.topic("Tin tức") == "Tin tức"
    assert BOOK.topic("muốn biết tra cứu ở đâu") is None
    assert BOOK.topic_within("muốn biết tra cứu ở đâu") == "Tra cứu"
    assert BOOK.topic_within("tin nhắn") is None


@pytest.mark.parametrize(
    "typed",
    [
        "Cướp!", "có cướp", "cuop", "nhà cháy", "CHÁY", "chay nha", "chay", "cứu tôi với", "cuu toi",
        "đánh nhau ngoài chợ",
        "danh nhau", "nó đòi giết tôi", "tai nạn", "bị đánh", "bi danh", "tự tử", "muon tu tu", "có trộm", "đột nhập",
    ],
)  # fmt: skip
def test_danger_is_heard_with_and_without_marks(typed: str) -> None:
    assert sounds_urgent(typed)


@pytest.mark.parametrize(
    "typed", ["máy chạy chậm", "từ từ đã", "ăn chay", "bí danh của tôi", "tu tu", "bấm số", "", "Trần Văn Chạy", "123"]
)
def test_everyday_words_are_not_danger(typed: str) -> None:
    assert not sounds_urgent(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "tra cứu con tôi có thẻ chưa", "tra cuu toi da co the chua", "bấm số để làm căn cước", "cccd bị mất cấp lại",
        "the bi mat cap lai o dau", "bảo hành điện thoại", "muốn đổi nó", "mà tùy lúc", "đưa xe đi đăng ký",
        "có bác nào", "giặt đồ", "tra cứu giúp em với",
    ],
)  # fmt: skip
def test_words_that_only_look_like_danger_are_none(typed: str) -> None:
    assert danger_in(typed) is None


@pytest.mark.parametrize(
    "typed, danger",
    [
        ("tôi bị lừa đảo mất 50 triệu", "crime"), ("bi lua dao qua mang", "crime"), ("hàng xóm đánh bạc", "crime"),
        ("mất cắp xe máy", "crime"), ("co nguoi ban ma tuy", "crime"), ("bị trộm xe", "crime"), ("tố giác", "crime"),
        ("giả danh công an gọi điện", "crime"), ("có cướp, bị giật đồ", "emergency"), ("đang đánh nhau", "emergency"),
    ],
)  # fmt: skip
def test_crimes_are_told_from_what_cannot_wait(typed: str, danger: str) -> None:
    assert danger_in(typed) == danger


def test_asking_how_to_report_is_not_reporting() -> None:
    assert tells_of_it("nhà bên cạnh đánh bạc suốt đêm")
    assert not tells_of_it("tố giác tội phạm ở đâu")


@pytest.mark.parametrize(
    "typed",
    [
        "lệ phí bao nhiêu", "le phi bn tien", "mất bao lâu", "cần gì", "ở đâu", "làm được chưa", "thẻ?",
        "co can so ho khau ko", "tre em lam dc k", "cho hỏi",
        "làm căn cước ở đâu vậy ạ", "trang phục thế nào", "bao h mo cua", "ntn ạ",
        "mình ở tỉnh khác làm được không",
    ],
)  # fmt: skip
def test_questions_are_known_with_and_without_a_mark(typed: str) -> None:
    assert looks_like_question(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Nguyễn Thị Ái", "Trần Văn Sao", "Nguyễn Thị Hồng", "nguyen thi hong", "5/8/1990", "không", "chưa", "?", "1",
        "Trụ sở", "bấm số", "Lê Thị Gì", "",
    ],
)  # fmt: skip
def test_names_and_answers_are_no_questions(typed: str) -> None:
    assert not looks_like_question(typed)


@pytest.mark.parametrize(
    "typed", ["làm ăn kiểu gì vậy", "buc minh qua", "vô trách nhiệm", "ngu thế", "hỏi hoài không trả lời"]
)
def test_anger_is_heard(typed: str) -> None:
    assert sounds_angry(typed)


@pytest.mark.parametrize(
    "typed", ["tôi buồn ngủ", "ngủ quá giờ", "làm ăn xa có làm được không", "cúc", "", "Vũ Đình Mậu"]
)
def test_everyday_words_are_no_anger(typed: str) -> None:
    assert not sounds_angry(typed)


def test_little_pictures_are_known_and_thumbs_read() -> None:
    assert [only_pictures(one) for one in ("👍👍", "❤️", "…", "???", "", "ok 👍")] == [True, True, *[False] * 4]
    assert [only_a_link(one) for one in ("https://mau.test/a?b", "www.mau.test", "xem https://mau.test")] == [
        True, True, False,
    ]  # fmt: skip
    assert [thumb(one) for one in ("👍🏽", "👎", "👍👎", "ok", "")] == [True, False, None, None, None]


def test_more_than_a_stray_word_says_enough() -> None:
    assert [says_enough(one) for one in ("asdf qwer", "con tôi sinh ở Lào", "bao lâu")] == [False, True, True]
