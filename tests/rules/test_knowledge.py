"""Pure rules of answers: what may be done, which days are left, safe Markdown, nameless messages, likeness."""

from datetime import date

import pytest

from motcua.features.knowledge import rules
from motcua.features.knowledge.changes import differences
from motcua.features.knowledge.facts import hours_in_words
from motcua.features.knowledge.likeness import alike
from motcua.features.knowledge.rendering import filled, html, plain
from motcua.features.knowledge.rules import Picture, Span, Words, effect_of_approval, faults_of
from motcua.features.knowledge.stripping import stripped

JAN, MAR, JUN, DEC = (date(2026, month, 1) for month in (1, 3, 6, 12))


def words(**told: object) -> Words:
    given: dict[str, object] = {"title": "Làm thẻ ở đâu", "answer": "Ở quầy 1.", "valid_from": JAN}
    return Words(**{**given, **told})  # type: ignore[arg-type]  # test sugar


@pytest.mark.parametrize(
    ("former", "fresh", "left"),
    [
        (Span(JAN, None), Span(MAR, None), Span(JAN, date(2026, 2, 28))),
        (Span(MAR, None), Span(JAN, None), None),
        (Span(MAR, None), Span(MAR, None), None),
        (Span(JAN, MAR), Span(JUN, None), Span(JAN, MAR)),
        (Span(JAN, None), Span(MAR, JUN), Span(JAN, None)),
        (Span(JAN, MAR), Span(JAN, JUN), None),
        (Span(JUN, DEC), Span(JAN, MAR), Span(JUN, DEC)),
        (Span(JAN, JUN), Span(MAR, DEC), Span(JAN, date(2026, 2, 28))),
    ],
)
def test_a_fresh_version_leaves_the_former_its_earlier_days(former, fresh, left):
    assert effect_of_approval(former, fresh) == left


def test_a_span_holds_its_first_and_last_day():
    assert all(Span(JAN, MAR).holds(day) for day in (JAN, MAR))
    assert not Span(JAN, MAR).holds(JUN)
    assert not Span(MAR, None).holds(JAN)


def test_a_good_draft_has_no_faults():
    picture = Picture("image", "/static/citizen/img/mark.svg", "Cửa vào ở bên trái")
    assert faults_of(words(answer="Gọi {hotline}.", confirmed=False, pictures=(picture,), action="take_number")) == {}


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("title", {"title": "Hả"}),
        ("title", {"title": "a" * 161}),
        ("answer", {"answer": ""}),
        ("answer", {"answer": "a" * 6001}),
        ("answer", {"answer": "Gọi {so_may}"}),
        ("answer", {"answer": "Lệ phí 99.000 đồng.", "confirmed": False}),
        ("phrasings", {"phrasings": ("a" * 201,)}),
        ("phrasings", {"phrasings": tuple(str(one) for one in range(61))}),
        ("action", {"action": "explode"}),
        ("valid_to", {"valid_to": date(2025, 12, 31)}),
        ("pictures", {"pictures": (Picture("image", "http://vi-du.example/a.png", "Cửa vào"),)}),
        ("pictures", {"pictures": (Picture("image", "javascript:alert(1)", "Cửa vào"),)}),
        ("pictures", {"pictures": (Picture("video", "https://vi-du.example/a", ""),)}),
        ("pictures", {"pictures": (Picture("hologram", "https://vi-du.example/a", "Cửa vào"),)}),
        ("pictures", {"pictures": (Picture("image", "/static/a.png", "Cửa vào"),) * 9}),
    ],
)
def test_each_fault_is_said_at_its_field(field, told):
    assert list(faults_of(words(**told))) == [field]


def test_only_the_steps_of_the_table_are_taken():
    assert rules.may("approve", "submitted") and not rules.may("approve", "draft")
    assert not any(rules.may(step, "withdrawn") for step in rules.TRANSITIONS)
    assert rules.after("return") == "draft"


@pytest.mark.parametrize(
    ("source", "holds_not"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("[x](javascript:alert(1))", "href"),
        ("[x](//evil.example/a)", "href"),
        ("[x](http://evil.example/a)", "href"),
        ("![x](https://evil.example/a.png)", "<img"),
        ("<a href='https://a.example' onclick='x()'>x</a>", "<a"),
        ("# Đầu", "<h1"),
    ],
)
def test_nothing_unsafe_comes_out_of_markdown(source, holds_not):
    assert holds_not not in html(source)


def test_steps_links_and_line_ends_are_kept():
    shown = html("Dòng 1\nDòng 2\n\n1. Một\n2. **Hai**\n\n[Cổng](https://a.example/b)")
    for part in ("Dòng 1<br>", "<li>Một</li>", "<strong>Hai</strong>", 'href="https://a.example/b"'):
        assert part in shown


def test_a_chat_reads_no_signs_of_markdown():
    source = "## Cần mang\n- **CCCD** cũ\n- [Tờ khai](https://a.example/b)\n\n1. Đến\n   Nhanh\n2. Chờ"
    assert plain(source) == "Cần mang\n– CCCD cũ\n– Tờ khai (https://a.example/b)\n1. Đến\nNhanh\n2. Chờ"


def test_decomposed_letters_are_composed():
    assert plain("Thẻ") == "Thẻ"


def test_places_are_filled_and_unknown_ones_stand():
    assert filled("Gọi {hotline} {x}", {"hotline": "028"}) == "Gọi 028 {x}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("số cccd 079 190 012 345 sao chưa có thẻ", "số cccd [số] sao chưa có thẻ"),
        ("gọi em 0912.345.678 nhé", "gọi em [số] nhé"),
        ("con sinh 5/8/2012 làm được chưa", "con sinh [ngày] làm được chưa"),
        ("tôi tên Nguyễn Văn Mẫu mất thẻ", "tôi tên [tên] mất thẻ"),
        ("em la tran thi mau mat the", "em la [tên] the"),
        ("mẹ tôi Đặng Thị Kín Tiếng 80 tuổi", "mẹ tôi [tên] 80 tuổi"),
        ("gửi về 12/3 Lê Lợi giúp", "gửi về [địa chỉ] [tên] giúp"),
        ("thư mau@vi-du.example", "thư [thư điện tử]"),
        ("vào www.vi-du.example được không", "vào [liên kết] được không"),
        ("hồ sơ HS-123456 đâu", "hồ sơ [số] đâu"),
        ("Lệ phí cấp lại năm 2026 bao nhiêu", "Lệ phí cấp lại năm 2026 bao nhiêu"),
        ("Căn Cước Công Dân làm ở phường 8 quận 4", "Căn Cước Công Dân làm ở phường 8 quận 4"),
        ("le thanh toan the nao", "le thanh toan the nao"),
        ("Cháu đủ 14 tuổi làm được chưa", "Cháu đủ 14 tuổi làm được chưa"),
        ("gặp Đặng Ứng ở đâu", "gặp [tên] ở đâu"),
    ],
)
def test_a_message_is_kept_without_who_wrote_it(typed, kept):
    assert stripped(typed) == kept


def test_a_kept_message_is_short():
    assert len(stripped("hỏi " * 2000)) <= 500


LIST = ("Lệ phí cấp lại thẻ", "Mất thẻ làm lại ở đâu", "Làm thẻ cho trẻ em", "Mấy giờ làm việc", "Thẻ hỏng đổi ở đâu")


def test_five_ways_to_ask_the_unknown_are_one_group():
    told = [
        "đăng ký kết hôn ở đâu", "ket hon can giay gi", "muốn kết hôn thì tới phường hả",
        "thủ tục kết hôn với người nước ngoài", "ket hon mat bao lau",
    ]  # fmt: skip
    others = ["giá vàng hôm nay", "nuôi chó có phải khai không"]
    groups = alike(list(enumerate([*told, *others])), LIST)
    assert groups == [[0, 1, 2, 3, 4], [5], [6]]


def test_a_message_between_two_questions_does_not_make_them_one():
    told = ["nuoi cho khai bao o dau", "nuoi meo khai bao o dau", "cho xin nuoi con nuoi nuoc ngoai",
            "di hoc nuoc ngoai kip Tet khong"]  # fmt: skip
    groups = alike(list(enumerate(told)), LIST)
    assert not any({0, 3} <= set(group) or {1, 3} <= set(group) for group in groups)
    assert [0, 1] in groups


def test_words_everybody_uses_join_nothing():
    assert alike([(1, "làm thẻ"), (2, "thẻ ở đâu"), (3, "làm thẻ trẻ em")], LIST * 20) == [[1], [2], [3]]


def test_no_messages_make_no_groups():
    assert alike([], LIST) == []


def test_differences_name_the_field_and_the_lines():
    before = words(answer="Một\nHai", phrasings=("a", "b"))
    after = words(answer="Một\nBa", phrasings=("a", "b"), valid_to=JUN)
    told = {one.label: one.lines for one in differences(before, after)}
    assert told["Câu trả lời"] == (("same", "Một"), ("gone", "Hai"), ("new", "Ba"))
    assert [mark for mark, _ in told["Hiệu lực"]] == ["gone", "new"]
    assert set(told) == {"Câu trả lời", "Hiệu lực"}


def test_the_first_version_is_all_new():
    told = differences(None, words())
    assert {mark for one in told for mark, _ in one.lines} == {"new"}


@pytest.mark.parametrize(
    ("weekly", "said"),
    [
        ([(day, 420, 1320) for day in range(7)], "mọi ngày trong tuần 7:00–22:00"),
        (
            [(day, 450, 690) for day in range(6)] + [(day, 810, 1020) for day in range(5)],
            "thứ Hai đến thứ Sáu 7:30–11:30, 13:30–17:00; thứ Bảy 7:30–11:30",
        ),
        ([(6, 480, 1440)], "Chủ nhật 8:00–24:00"),
        ([(0, 480, 600), (2, 480, 600)], "thứ Hai 8:00–10:00; thứ Tư 8:00–10:00"),
        ([], "xem ở trang chính"),
    ],
)
def test_weekly_hours_are_said_shortly(weekly, said):
    assert hours_in_words(weekly) == said
