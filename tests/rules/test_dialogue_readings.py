"""What few words mean: which option, yes or no, which flow, and what cannot wait."""

import pytest

from motcua.messaging.dialogue.readings import read_choice, read_loose_choice, read_yes_no, without_manners
from motcua.messaging.dialogue.urgent import sounds_urgent
from motcua.messaging.dialogue.vocabulary import Phrasebook

PLACES = ("Trụ sở Công an quận", "Điểm phường Tây Thạnh", "Điểm phường Sơn Kỳ", "Thứ Hai 27/11")


@pytest.mark.parametrize(
    "typed, index",
    [
        ("1", 0), ("1.", 0), ("(2)", 1), ("２", 1), ("số 1", 0), ("so mot", 0), ("một", 0), ("cái đầu", 0),
        ("cái đầu tiên", 0), ("thứ nhất", 0), ("thứ nhì", 1), ("thứ ba", 2), ("cái thứ ba", 2), ("cái cuối", 3),
        ("chọn 2 nhé", 1), ("dạ số ba ạ", 2), ("em chọn cái thứ tư", 3), ("Điểm phường Tây Thạnh", 1),
        ("diem phuong tay thanh", 1), ("DIEM PHUONG SON KY", 2), ("tây thạnh", 1), ("thứ hai", 3),
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


def test_no_options_are_never_chosen() -> None:
    assert read_choice("1", ()) is None
    assert read_loose_choice("một hai", ("", "ab")) is None


@pytest.mark.parametrize(
    "typed",
    ["có", "Vâng", "dạ", "dạ vâng ạ", "ừ", "ok", "oke", "đồng ý", "Đúng", "đúng rồi", "được ạ", "tôi đồng ý", "co"],
)
def test_consent_as_people_say_it(typed: str) -> None:
    assert read_yes_no(typed) == "yes"


@pytest.mark.parametrize(
    "typed", ["không", "ko", "dạ không ạ", "không đồng ý", "chưa", "thôi", "khong phai", "đừng", "Dừng!", "sai"]
)
def test_refusal_as_people_say_it(typed: str) -> None:
    assert read_yes_no(typed) == "no"


@pytest.mark.parametrize("typed", ["", "dung", "không sao", "chưa biết", "có được không", "1", "để xem", "?"])
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
