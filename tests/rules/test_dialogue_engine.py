"""The engine alone, with a flow of three small steps and a world that is a list of what was done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from motcua.messaging.dialogue import render, sentences
from motcua.messaging.dialogue.engine import Turn, take_turn
from motcua.messaging.dialogue.flow import (
    Accepted,
    Asked,
    Chosen,
    End,
    Event,
    EventKind,
    Flow,
    Goto,
    Office,
    Open,
    Question,
    Step,
    Talk,
)
from motcua.messaging.dialogue.reply import Button, Item, Reply
from motcua.messaging.dialogue.script import Script
from motcua.messaging.dialogue.state import Option, State
from motcua.messaging.text import Refused

NOON = datetime(2022, 7, 22, 5, tzinfo=UTC)
OFFICE = Office("Công an quận Mẫu", "028 0000 0113", "100 đường Mẫu 1", demo=False)
World = list[str]


def _ask_colour(talk: Talk[World]) -> Asked:
    return Question("Màu gì?", (Option("red", "Đỏ"), Option("blue", "Xanh", means="yes"), Option("wave", "Sóng")))


def _accept_colour(talk: Talk[World], value: str) -> Accepted:
    talk.answers["colour"] = value
    return Open("sea") if value == "wave" else None


def _ask_size(talk: Talk[World]) -> Asked:
    if "fixed" in talk.world:
        return Chosen("7")
    if "circle" in talk.world:
        return Goto("size")
    return Question("Cỡ mấy?")


def _accept_size(talk: Talk[World], value: str) -> Accepted:
    if not value.isdigit():
        return Refused("Xin ghi số.")
    if value == "99":
        return Goto("colour", "Cỡ đó hết màu này.")
    if value == "7" and "refuse" in talk.world:
        return Refused("Cỡ 7 hết.")
    talk.answers["size"] = value
    return None


def _finish(talk: Talk[World]) -> Asked:
    talk.world.append(f"{talk.answers['colour']} {talk.answers['size']}")
    return End("Xong.", ("shirt", "nowhere"), (Button("Xem", "open_url", "https://mau.test"),))


def _never(talk: Talk[World], value: str) -> Accepted:
    raise AssertionError("this step only ends")


SHIRT = Flow(
    "shirt",
    "Chọn áo",
    "#ao",
    ("chon ao", "ao"),
    (
        Step("colour", _ask_colour, _accept_colour, "size"),
        Step("size", _ask_size, _accept_size, lambda talk: "done", free=True),
        Step("done", _finish, _never),
    ),
)
SEA: Flow[World] = Flow("sea", "Ra biển", "#bien", ("ra bien",), (Step("go", lambda talk: End("Sóng."), _never),))
LOST: Flow[World] = Flow(
    "lost", "Lạc", "#lac", ("lac duong",), (Step("a", lambda talk: Chosen("x"), lambda talk, value: None, "nowhere"),)
)
ENDLESS: Flow[World] = Flow(
    "endless", "Mãi", "#mai", ("mai mai",), (Step("a", lambda talk: Chosen("x"), lambda talk, value: None),)
)
TIME: Flow[World] = Flow("time", "Mấy giờ", "#gio", ("may gio",), tell=lambda talk: End("Giữa trưa.", ("shirt",)))
SCRIPT: Script[World] = Script(
    flows=(SHIRT, SEA, LOST, ENDLESS, TIME),
    home=lambda talk, first: "Chào." if first else "Cần gì?",
    menu=("shirt", "time"),
    topics={"Tra cứu": ("tra cuu",)},
)


def hear(
    text: str = "", *, kind: EventKind = "text", state: State | None = None, world: World | None = None,
    at: datetime = NOON, office: Office = OFFICE,
) -> Turn:  # fmt: skip
    return take_turn(
        SCRIPT,
        world=[] if world is None else world,
        office=office,
        state=state or State(),
        event=Event(kind, at, text),
        now=at,
    )


def test_a_flow_goes_from_step_to_step_and_closes() -> None:
    world: World = []
    first = hear("Chọn áo", world=world)
    second = hear("đỏ", state=first.state, world=world, at=NOON + timedelta(seconds=9))
    third = hear("40", state=second.state, world=world, at=NOON + timedelta(seconds=18))
    assert world == ["red 40"]
    assert third.replies[0].text == f"Xong.\n\n1. Chọn áo\n2. Về đầu\n{sentences.HINT_AFTER}"
    assert [button.value for button in third.replies[0].buttons] == ["#ao", "#menu", "https://mau.test"]
    assert (third.state.flow, third.state.answers) == ("", {})


def test_the_last_suggestion_leads_home() -> None:
    ended = replace(State(), options=SCRIPT.suggestions(("shirt", "nowhere")), shown=2)
    assert hear("2", state=ended).replies[0].text.startswith("Cần gì?")
    assert hear("1", state=ended).state.flow == "shirt"


def test_a_step_that_knows_its_answer_is_not_asked() -> None:
    world = ["fixed"]
    first = hear("#ao", world=world)
    hear("1", state=first.state, world=world)
    assert world == ["fixed", "red 7"]


@pytest.mark.parametrize("world", [["circle"], ["fixed", "refuse"]])
def test_a_circle_of_steps_ends_at_a_person(world: World) -> None:
    first = hear("#ao", world=world)
    turn = hear("1", state=first.state, world=world)
    assert OFFICE.hotline in turn.replies[0].text
    assert turn.state.flow == ""


def test_a_step_that_does_not_exist_ends_at_a_person() -> None:
    assert OFFICE.hotline in hear("#lac").replies[0].text


def test_a_last_step_must_end_its_flow() -> None:
    with pytest.raises(LookupError):
        hear("#mai")


def test_a_step_may_send_back_with_a_reason() -> None:
    asked = hear("xanh", state=hear("#ao").state)
    turn = hear("99", state=asked.state)
    assert turn.replies[0].text.startswith("Cỡ đó hết màu này.\n\nMàu gì?")
    assert (turn.state.step, turn.state.trail) == ("colour", ())


def test_a_refused_answer_leaves_the_answers_alone_and_offers_a_person_the_second_time() -> None:
    asked = hear("1", state=hear("#ao").state)
    once = hear("to", state=asked.state)
    twice = hear("rất to", state=once.state)
    assert once.replies[0].text == "Xin ghi số.\n\nCỡ mấy?"
    assert OFFICE.hotline in twice.replies[0].text
    assert twice.state.answers == asked.state.answers
    assert hear("40", state=twice.state).state.misses == 0


def test_an_answer_may_lead_to_another_flow() -> None:
    turn = hear("sóng", state=hear("#ao").state)
    assert turn.replies[0].text == "Sóng."
    assert turn.state.flow == ""


def test_a_yes_means_the_option_that_says_so() -> None:
    assert hear("vâng ạ", state=hear("#ao").state).state.answers == {"colour": "blue"}


def test_a_no_without_such_an_option_is_not_understood() -> None:
    assert hear("không", state=hear("#ao").state).replies[0].text.startswith(sentences.NOT_UNDERSTOOD)


def test_a_telling_flow_answers_in_the_middle_and_late() -> None:
    asked = hear("#ao")
    aside = hear("mấy giờ rồi", state=asked.state)
    assert [reply.text.split("\n")[0] for reply in aside.replies] == ["Giữa trưa.", "Màu gì?"]
    late = hear("mấy giờ", state=asked.state, at=NOON - timedelta(minutes=1))
    assert [reply.text for reply in late.replies] == ["Giữa trưa."]
    assert late.state == asked.state
    assert hear("#gio").replies[0].text.startswith("Giữa trưa.\n\n1. Chọn áo")


def test_a_step_a_newer_release_dropped_is_a_closed_flow() -> None:
    for flow, step in (("shirt", "gone"), ("gone", "colour")):
        turn = hear("1", state=State(flow=flow, step=step, options=(Option("red", "Đỏ"),), shown=1))
        assert turn.replies[0].text.startswith(sentences.NOT_UNDERSTOOD)


def test_an_option_that_belongs_to_no_flow_changes_nothing_and_is_answered() -> None:
    stale = replace(State(), options=(Option("red", "Đỏ"),), shown=1)
    assert hear("1", state=stale).replies[0].text.startswith(sentences.NOT_UNDERSTOOD)


def test_back_at_the_first_step_and_between_flows_is_home() -> None:
    assert hear("quay lại", state=hear("#ao").state).state.flow == ""
    assert hear("quay lại").replies[0].text.startswith("Cần gì?")


def test_leaving_a_flow_that_has_nothing_to_say_about_it() -> None:
    assert hear("thôi", state=hear("#ao").state).replies[0].text.startswith(sentences.WELL_THEN)


def test_a_demo_reply_keeps_its_list_and_picture() -> None:
    items, picture = (Item("Đỏ", "đẹp", "1"),), "https://mau.test/a.png"
    reply = render.with_demo_strip(Reply("Chào", (Button("Gọi", "call", "113"),), items, picture))
    assert reply == Reply(f"Chào\n\n{render.DEMO_STRIP}", (), items, picture)


def test_a_question_too_long_is_cut_and_its_options_are_not() -> None:
    options = [Option(str(number), "Lựa chọn " * 20, "chi tiết " * 20) for number in range(20)]
    text = render.numbered("câu hỏi " * 500, options, 8, sentences.HINT)
    assert len(text) <= render.MAX_TEXT - len(render.DEMO_STRIP) - 2
    assert text.endswith(sentences.HINT)
    assert "…\n\n1. Lựa chọn" in text
    assert "\n8. Lựa chọn" in text


@pytest.mark.parametrize("text, cut", [("ngắn", "ngắn"), ("một hai ba", "một hai…"), ("mộthaibabốn", "mộthaiba…")])
def test_cutting_keeps_whole_words_where_it_can(text: str, cut: str) -> None:
    assert render.shortened(text, 9) == cut


def test_media_of_an_unforeseen_kind_still_gets_an_answer() -> None:
    assert sentences.about_media("follow") == sentences.NOT_UNDERSTOOD


def test_dates_of_another_day_start_afresh_in_the_first_step() -> None:
    asked = hear("1", state=hear("#ao").state)
    turn = hear("40", state=asked.state, at=NOON + timedelta(days=1))
    assert turn.state.step == "colour"
    assert sentences.restarted("Chọn áo") in turn.replies[0].text


def test_a_unit_without_a_telephone_offers_no_button_that_dials_nowhere() -> None:
    mute = replace(OFFICE, hotline="số ghi ở trang của đơn vị")
    [reply] = hear("tra cứu", office=mute).replies
    assert mute.hotline in reply.text
    assert [button for button in reply.buttons if button.kind == "call"] == []


def test_words_of_danger_and_anger_without_a_listener_still_name_whom_to_call() -> None:
    assert hear("cứu tôi với").replies[0].buttons[0].value == "113"
    assert OFFICE.hotline in hear("làm ăn kiểu gì vậy").replies[0].text
    assert hear("bị lừa đảo").replies[0].text.startswith(sentences.NOT_UNDERSTOOD)
