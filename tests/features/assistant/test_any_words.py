"""Promises of the conversation that hold for any messages in any order, from any citizen."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.messaging.dialogue import render
from motcua.messaging.dialogue.reply import Reply
from motcua.messaging.dialogue.urgent import danger_in
from tests.features.assistant.desk import OFFICE, WORLDS
from tests.features.assistant.transcript import KINDS, Chat

_FAMILIAR = (
    "bấm số", "bam so", "số của tôi", "so dang lam", "hủy số", "#bamso", "#socuatoi", "#sodanglam", "#huyso", "#menu",
    "menu", "thôi", "hủy", "quay lại", "làm lại", "thêm", "1", "2", "3", "4", "5", "9", "77", "có", "không", "đồng ý",
    "lấy số", "cái cuối", "thứ hai", "Trần Văn An", "5/8/1990", "1990", "31/2/1990", "cướp", "cháy", "đặt lịch",
    "tra cứu", "079090001234", "cảm ơn", "dung", "{ảnh}", "{sticker}", "{vị trí}", "{ghi âm}", "{tệp}", "{liên kết}",
    "{quan tâm}",
    "hỏi đáp", "le phi bao nhieu", "mất thẻ làm lại thế nào", "căn cước cho bé", "không phải", "có ích",
    "chưa đúng", "👍",
    "gặp cán bộ", "làm ăn kiểu gì vậy", "lừa đảo", "tố giác", "góp ý", "{danh thiếp}", "#hoidap",
    "#giup.1.co", "#giup.9.chua",
    "con tôi sinh ở nước ngoài thì sao", "#take_number.1.point.1",
    "#take_number.1.check.press", "#take_number.999999999999.check.press", "#x.1.y.z",
    "một" * 50, "ha " * 900, "Ư" * 2100,
)  # fmt: skip
ANSWERING = sorted(name for name in WORLDS if name != "cán bộ đang trả lời")
MESSAGES = st.sampled_from(_FAMILIAR) | st.text(max_size=60)
PACES = st.sampled_from(["", "", "", "+31m", "+1d", "-20s", "-1h", "=1s"])
SITTINGS = st.lists(st.tuples(PACES, MESSAGES), min_size=1, max_size=12)
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _talk_it_through(chat: Chat, sitting: list[tuple[str, str]]) -> list[Reply]:
    said: list[Reply] = []
    for pace, words in sitting:
        if pace:
            chat.waits(pace)
        replies = chat.hears(KINDS.get(words, "text"), words)
        assert replies, "silence is no answer"
        said.extend(replies)
    return said


@QUIET
@given(world=st.sampled_from(ANSWERING), sitting=SITTINGS)
def test_any_words_get_an_answer_that_fits_and_can_be_read_as_plain_text(
    world: str, sitting: list[tuple[str, str]]
) -> None:
    for reply in _talk_it_through(Chat(WORLDS[world]()), sitting):
        assert reply.text.strip()
        assert len(reply.text) <= render.MAX_TEXT
        assert len(reply.buttons) <= render.MAX_BUTTONS
        assert all(0 < len(button.title) <= 100 and 0 < len(button.value) <= 1000 for button in reply.buttons)
        options = [button.title for button in reply.buttons if button.kind == "say_hidden"]
        assert all(re.search(rf"^\d+\. {re.escape(title)}", reply.text, re.MULTILINE) for title in options)


@QUIET
@given(sitting=SITTINGS)
def test_a_demo_unit_says_so_in_every_message_and_never_dials(sitting: list[tuple[str, str]]) -> None:
    chat = Chat(WORLDS["có hai số"](), office=OFFICE.__class__("Mẫu", "028 0000 0113", "100 đường Mẫu", demo=True))
    for reply in _talk_it_through(chat, sitting):
        assert reply.text.endswith(render.DEMO_STRIP)
        assert len(reply.text) <= render.MAX_TEXT
        assert all(button.kind != "call" for button in reply.buttons)


@QUIET
@given(sitting=SITTINGS, late=MESSAGES)
def test_a_late_message_never_moves_an_open_flow(sitting: list[tuple[str, str]], late: str) -> None:
    chat = Chat(WORLDS["cả nhà"]())
    _talk_it_through(chat, [*sitting, ("", "bấm số")])
    before, presses = chat.state, chat.desk.presses
    chat.waits("-1h")
    assert chat.hears(KINDS.get(late, "text"), late)
    assert chat.state == before
    assert chat.desk.presses == presses


@QUIET
@given(sitting=SITTINGS)
def test_nobody_is_kept_who_was_not_told_what_for(sitting: list[tuple[str, str]]) -> None:
    chat = Chat(WORLDS["mới"]())
    _talk_it_through(chat, sitting)
    assert chat.desk.notices or not chat.desk.kept
    assert chat.desk.notices or not chat.desk.taken


@QUIET
@given(sitting=SITTINGS)
def test_the_bot_says_nothing_but_what_saves_lives_while_a_person_has_the_conversation(
    sitting: list[tuple[str, str]],
) -> None:
    chat = Chat(WORLDS["cán bộ đang trả lời"]())
    for pace, words in sitting:
        if pace:
            chat.waits(pace)
        kind = KINDS.get(words, "text")
        replies = chat.hears(kind, words)
        if kind != "follow" and not words.lstrip().startswith("#"):
            assert len(replies) == (2 if kind == "text" and danger_in(words) else 0)
            assert chat.desk.inbox[-1] == (kind, words)


@QUIET
@given(world=st.sampled_from(ANSWERING), sitting=SITTINGS)
def test_wherever_the_telephone_is_named_it_can_be_tapped(world: str, sitting: list[tuple[str, str]]) -> None:
    for reply in _talk_it_through(Chat(WORLDS[world]()), sitting):
        if OFFICE.hotline in reply.text:
            assert [button.value for button in reply.buttons if button.kind == "call"]
