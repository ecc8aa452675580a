"""The answering engine: the right entry in every spelling, an honest "I do not know", and no message that hurts it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.features.knowledge.engine import Answer, Engine, Entry

LIST = (
    Entry("make", "Làm thẻ căn cước ở đâu", ("tôi muốn làm căn cước công dân",), "Đến công an phường nơi cư trú."),
    Entry("lost", "Mất thẻ căn cước phải làm sao", ("làm lại căn cước bị mất",), "Khai báo mất, xin cấp lại."),
    Entry("fee", "Lệ phí cấp căn cước", ("làm căn cước hết bao nhiêu tiền",), "Cấp lần đầu không thu phí."),
    Entry("passport", "Cấp hộ chiếu phổ thông", ("xin hộ chiếu đi nước ngoài",), "Nộp trực tuyến."),
    Entry("passport-lost", "Trình báo mất hộ chiếu", (), "Khai mẫu TK05."),
    Entry("stay", "Đăng ký tạm trú cho người thuê trọ", ("khai báo tạm trú",), "Nộp tờ khai CT01."),
    Entry("birth", "Đăng ký khai sinh cho con", ("làm giấy khai sinh",), "Nộp giấy chứng sinh."),
    Entry("licence", "Đổi giấy phép lái xe", ("đổi bằng lái hết hạn",), "Nộp trực tuyến."),
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.fit(LIST, version="7")


def best(engine: Engine, text: str) -> str | None:
    return next(iter(engine.answer(text).entry_ids), None)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Đăng ký tạm trú cho người thuê trọ", "stay"),
        ("dang ky tam tru cho nguoi thue tro", "stay"),
        ("dk tam tru cho ng thue tro", "stay"),
        ("dang kys tamj trus", "stay"),
        ("dang ky tamtru", "stay"),
        ("dang ky tam tr u", "stay"),
        ("dang ky tma tru", "stay"),
        ("đăng ký tạm trú", "stay"),
        ("ĐĂNG KÝ TẠM TRÚ!!!", "stay"),
        ("lam cccd o dau", "make"),
        ("mat cccd roi lam sao", "lost"),
        ("lam can cuoc bn tien", "fee"),
        ("xin passport", "passport"),
        ("doi gplx het han", "licence"),
        ("lam gks cho con", "birth"),
        ("bằng lái của em hết hạn muốn đổi", "licence"),
    ],
)
def test_a_question_is_found_in_every_spelling(engine: Engine, typed: str, meant: str):
    assert best(engine, typed) == meant


def test_decomposed_text_reads_the_same(engine: Engine):
    import unicodedata

    text = "đăng ký tạm trú"
    assert engine.answer(unicodedata.normalize("NFD", text)).entry_ids == engine.answer(text).entry_ids


def test_a_known_wording_is_answered_and_others_are_not(engine: Engine):
    assert engine.answer("Đăng ký tạm trú cho người thuê trọ").decision == "answer"
    assert engine.answer("căn cước").decision != "answer"
    assert engine.answer("thời tiết Đà Lạt ngày mai").decision == "none"


def test_at_most_three_entries_best_first_with_the_reason(engine: Engine):
    answer = engine.answer("căn cước")
    assert len(answer.entry_ids) == 3
    assert [why.entry_id for why in answer.why] == list(answer.entry_ids)
    assert answer.why[0].words == ("can", "cuoc")
    assert all(why.phrasing and 0 <= why.share <= 1 for why in answer.why)


def test_the_same_list_gives_the_same_answer(engine: Engine):
    again = Engine.fit(LIST)
    for text in ("mat can cuoc", "ho chieu", "khai sinh con nguoi nuoc ngoai", "abc"):
        assert again.answer(text) == engine.answer(text)
    assert engine.version == "7"


def test_a_unit_adds_its_own_abbreviations():
    entries = (Entry("a", "Đăng ký tạm trú"), Entry("b", "Cấp hộ chiếu"))
    assert best(Engine.fit(entries), "xzt") is None
    assert best(Engine.fit(entries, abbreviations={"xzt": "tạm trú"}), "xzt") == "a"


def test_accents_decide_between_entries_that_fold_alike():
    engine = Engine.fit((Entry("market", "Quy định về chợ"), Entry("wait", "Quy định về chờ")))
    assert best(engine, "quy định về chợ") == "market"
    assert best(engine, "quy định về chờ") == "wait"


def test_a_message_without_words_is_not_answered(engine: Engine):
    for text in ("", "   ", "😀😀👍", "?!...", "\u200f\u200e", "\u0301\u0302" * 50):
        assert engine.answer(text) == Answer((), 0.0, "none")


def test_odd_writing_is_read(engine: Engine):
    zalgo = "".join(letter + "\u0335\u0301\u0323\u0330" * 3 for letter in "dang ky tam tru")
    assert best(engine, zalgo) == "stay"
    assert best(engine, "\u202edang ky\u202c tam\u200b tru") == "stay"
    assert best(engine, "<b>đăng ký</b> <a href='x'>tạm trú</a><script>1</script>") == "stay"
    assert best(engine, "ｄａｎｇ ｋｙ ｔａｍ ｔｒｕ") == "stay"


def test_a_very_long_message_is_read_from_both_ends(engine: Engine):
    assert best(engine, "đăng ký tạm trú " + "a" * 100_000) == "stay"
    assert best(engine, "xyz " * 900 + "đăng ký tạm trú cho người thuê trọ") == "stay"
    assert engine.answer("tạm trú " * 500).entry_ids


@given(st.text(max_size=4000))
@settings(max_examples=150, deadline=None)
def test_no_message_raises(text: str):
    answer = Engine.fit(LIST[:3]).answer(text) if len(text) < 5 else _FITTED.answer(text)
    assert 0 <= answer.confidence <= 1
    assert len(answer.entry_ids) <= 3


_FITTED = Engine.fit(LIST)


def test_an_empty_list_answers_nothing():
    assert Engine.fit(()).answer("xin chào") == Answer((), 0.0, "none")
    assert Engine.fit((Entry("a", ""),)).answer("xin chào") == Answer((), 0.0, "none")


def test_a_list_of_one_entry_knows_what_it_does_not_know():
    engine = Engine.fit((Entry("only", "Đăng ký tạm trú cho người thuê trọ"),))
    assert engine.answer("đăng ký tạm trú cho người thuê trọ").entry_ids == ("only",)
    assert engine.answer("mua vé xem phim tối nay").decision == "none"


def test_five_thousand_entries_fit_and_answer():
    numbered = [Entry(str(n), f"Thủ tục số {n} về {one.title}", one.phrasings) for n, one in enumerate(LIST * 625)]
    engine = Engine.fit(numbered)
    assert engine.answer("thủ tục số 4321").entry_ids[0] == "4321"


def test_more_wordings_make_surer():
    few = Engine.fit((*LIST[:5], Entry("stay", "Đăng ký tạm trú")))
    more = Engine.fit((*LIST[:5], Entry("stay", "Đăng ký tạm trú", ("ở trọ khai báo thế nào", "khai báo phòng trọ"))))
    asked = "em ở phòng trọ thì khai báo thế nào"
    assert more.answer(asked).confidence > few.answer(asked).confidence


def test_three_wordings_an_entry_bring_in_the_voter():
    entries = [
        Entry(one.id, one.title, (*one.phrasings, f"hỏi về {one.title.lower()}", f"{one.title} ạ")) for one in LIST
    ]
    message, found = Engine.fit(entries).look("khai bao tam tru")
    assert message is not None and message.vector
    votes = [one.measures[9] for one in found]
    assert all(first >= second for first, second in pairwise(votes[:2]))
