"""Whoever writes too fast is told once, kindly; nothing is lost and nothing goes wrong meanwhile."""

from datetime import timedelta

from motcua.messaging.dialogue import sentences
from motcua.messaging.dialogue.pace import MOST_IN_A_MINUTE
from tests.features.assistant.desk import WORLDS
from tests.features.assistant.transcript import Chat


def test_five_hundred_messages_in_a_minute_get_one_kind_word_and_then_silence() -> None:
    chat = Chat(WORLDS["hỏi đáp"]())
    said = chat.does("500× alo")
    assert len(said) == MOST_IN_A_MINUTE + 1
    assert said[-1].text == sentences.TOO_FAST
    assert [reply.text for reply in said].count(sentences.TOO_FAST) == 1
    chat.waits("+1m")
    assert chat.does("alo")[0].text.startswith("Ông/bà cần việc gì?")


def test_the_flow_stands_where_it_stood_after_a_flood() -> None:
    chat = Chat(WORLDS["hỏi đáp"]())
    chat.does("bấm số")
    chat.does("100× …")
    chat.waits("+2m")
    assert chat.does("1")[0].text.startswith("Nơi làm: Trụ sở Công an quận")


def test_a_quick_talker_is_answered_all_the_time() -> None:
    chat = Chat(WORLDS["hỏi đáp"]())
    for _ in range(60):
        chat.waits("=3s")
        assert chat.does("số đang làm")[0].text != sentences.TOO_FAST


def test_a_flood_reaches_the_officer_who_has_the_conversation_and_nobody_else() -> None:
    chat = Chat(WORLDS["cán bộ đang trả lời"]())
    assert chat.does("50× alo") == ()
    assert len(chat.desk.inbox) == 50


def test_an_old_message_does_not_count() -> None:
    chat = Chat(WORLDS["hỏi đáp"]())
    chat.does(f"{MOST_IN_A_MINUTE}× alo")
    chat.waits("-1h")
    assert sentences.LATE in chat.does("bấm số")[0].text
    assert chat.state.burst == MOST_IN_A_MINUTE
    assert chat.desk.now - chat.state.burst_from < timedelta(minutes=1)


def test_the_flood_of_a_demo_unit_is_told_so_too() -> None:
    chat = Chat(WORLDS["hỏi đáp"](), office=Chat().office.__class__("Mẫu", "028", "Mẫu", demo=True))
    assert "BẢN CHẠY THỬ" in chat.does("40× alo")[-1].text
