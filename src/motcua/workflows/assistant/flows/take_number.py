"""Bấm số: where, which shift, what the data is for, for whom, check, and the one press that gives a number."""

from typing import assert_never

from motcua.foundation.clock import local_date
from motcua.messaging.dialogue.flow import Accepted, Asked, End, Flow, Goto, Question, Step, Talk
from motcua.messaging.dialogue.reply import Button
from motcua.messaging.dialogue.state import Option
from motcua.messaging.text import Refused
from motcua.workflows.assistant import phrases, port
from motcua.workflows.assistant.flows import where_and_when, who
from motcua.workflows.assistant.port import Desk, Outcome, Ticket

_AFTER = ("my_numbers", "cancel_number", "menu")
_ELSEWHERE = ("take_number", "my_numbers", "menu")
_SAID_FIRST: dict[type[Outcome], str] = {
    port.Issued: "Ông/bà đã có số.",
    port.Yours: "Ông/bà đã có số này từ trước. Bấm lại vẫn chỉ có một số.",
    port.Registered: "Đã ghi tên ông/bà. Số sẽ được nhắn khi chốt danh sách.",
    port.Full: "Buổi này vừa hết số.",
    port.Closed: "Buổi này đã thôi nhận số.",
}
_PHRASES = (
    "bam so", "lay so", "lay so thu tu", "boc so", "xin so", "dat so", "bam so online", "lay stt", "bam so lam cccd",
    "bam so lam can cuoc", "bam so tu dong", "bam so thu tu", "dat cho",
)  # fmt: skip


def _after_shift(talk: Talk[Desk]) -> str:
    """Who only changed the place or the shift is not asked again for whom."""
    return "check" if "person" in talk.answers or "birth" in talk.answers else "notice"


def _ask_check(talk: Talk[Desk]) -> Asked:
    shift = talk.world.shift(talk.answers["shift"])
    if shift is None:
        return Goto("shift", "Buổi đó không còn nhận bấm số. Xin ông/bà chọn lại.")
    lines = (
        "Xin ông/bà kiểm tra rồi lấy số.",
        f"Người làm: {who.person_in_words(talk)}",
        f"Việc: {shift.service}",
        f"Nơi làm: {phrases.place(shift.point)}",
        f"Buổi: {phrases.hours(shift.starts_at, shift.ends_at)}, {phrases.day(shift.starts_at)}",
    )
    options = (
        Option("press", "Lấy số", words=("lay so", "bam so", "lay"), means="yes"),
        Option("person", "Đổi người làm", words=("doi nguoi", "sua nguoi", "sua ten", "sua ngay sinh")),
        Option("shift", "Đổi nơi hoặc buổi", words=("doi noi", "doi buoi", "doi gio", "sua buoi")),
        Option("leave", "Thôi, không lấy số", means="no"),
    )
    return Question("\n".join(lines), options)


def _accept_check(talk: Talk[Desk], value: str) -> Accepted:
    if value == "leave":
        return End("Đã thôi bấm số. Chưa có số nào được lấy.", _ELSEWHERE)
    if value != "press":
        talk.answers["choose"] = "yes"
        return Goto("person" if value == "person" else "point")
    person_id = who.keep_person(talk)
    if isinstance(person_id, Refused):
        talk.answers["choose"] = "yes"
        return Goto("person", person_id.sentence)
    talk.answers["person"] = person_id
    return _answer_to(talk, talk.world.press(talk.answers["shift"], person_id))


def _answer_to(talk: Talk[Desk], outcome: Outcome) -> Accepted:
    match outcome:
        case port.Issued(ticket) | port.Yours(ticket) | port.Registered(ticket):
            return _card(talk, _SAID_FIRST[type(outcome)], ticket)
        case port.Full(next_open) | port.Closed(next_open):
            return _offer(talk, _SAID_FIRST[type(outcome)], next_open)
        case port.LimitReached(ticket):
            return _limit(talk, ticket)
        case port.NotYetOpen(opens_at):
            opens = phrases.hour_and_day(opens_at, local_date(talk.now))
            return End(f"Chưa đến giờ bấm số. Bấm số mở lúc {opens}.", _ELSEWHERE)
        case port.NotEligible(reason):
            talk.answers["choose"] = "yes"
            return Goto("person", reason)
        case port.BirthDateNeeded():
            return Goto("birth", "Việc này cần biết ngày sinh của người làm.")
        case port.TryLater():
            return Goto("check", "Đang rất đông nên chưa lấy được số. Xin bấm “Lấy số” lần nữa sau ít giây.")
    assert_never(outcome)


def _card(talk: Talk[Desk], first: str, ticket: Ticket) -> End:
    link = talk.world.personal_link("ticket", ticket.id)
    text = f"{first}\n\n{phrases.ticket_card(ticket, link)}"
    return End(text, _AFTER, (Button("Xem số chạy", "open_url", link),))


def _offer(talk: Talk[Desk], why: str, next_open: port.Shift | None) -> Accepted:
    if next_open is None:
        return End(f"{why}\nHiện chưa có buổi nào khác còn số. Hỏi thêm: {talk.office.hotline}.", _ELSEWHERE)
    if next_open.door == "not_yet_open":
        opens = phrases.hour_and_day(next_open.opens_at, local_date(talk.now))
        return End(f"{why}\nBuổi tới bắt đầu bấm số lúc {opens}.", _ELSEWHERE)
    talk.answers["offer"] = next_open.id
    return Goto("offer", why)


def _limit(talk: Talk[Desk], ticket: Ticket | None) -> End:
    if ticket is None:
        return End("Người này đã lấy đủ số lượt trong ngày. Xin ông/bà bấm số vào ngày khác.", _ELSEWHERE)
    return _card(talk, "Người này đang có một số chưa làm xong. Mỗi người một số cho một việc trong ngày.", ticket)


def _ask_offer(talk: Talk[Desk]) -> Asked:
    shift = talk.world.shift(talk.answers["offer"])
    if shift is None:
        return Goto("shift")
    title = phrases.shift_title(shift, local_date(talk.now))
    options = (
        Option("take", "Lấy số buổi này", words=("lay so", "lay", "bam so"), means="yes"),
        Option("shift", "Chọn buổi khác", words=("buoi khac", "doi buoi")),
        Option("leave", "Thôi, không lấy số", means="no"),
    )
    return Question(f"Buổi gần nhất còn số: {title}.\nNơi làm: {phrases.place(shift.point)}.", options)


def _accept_offer(talk: Talk[Desk], value: str) -> Accepted:
    if value == "shift":
        talk.answers["choose"] = "yes"
        return Goto("shift")
    if value == "take":
        talk.answers["shift"] = talk.answers["offer"]
        value = "press"
    return _accept_check(talk, value)


FLOW: Flow[Desk] = Flow(
    name="take_number",
    title="Bấm số",
    query="#bamso",
    phrases=_PHRASES,
    steps=(
        Step("point", where_and_when.ask_point, where_and_when.accept_point, "shift"),
        Step("shift", where_and_when.ask_shift, where_and_when.accept_shift, _after_shift),
        Step("notice", who.ask_notice, who.accept_notice, "person"),
        Step("person", who.ask_person, who.accept_person),
        Step("relation", who.ask_relation, who.accept_relation, "name"),
        Step("name", who.ask_name, who.accept_name, "birth", free=True),
        Step("birth", who.ask_birth, who.accept_birth, "check", free=True),
        Step("check", _ask_check, _accept_check),
        Step("offer", _ask_offer, _accept_offer),
    ),
    left="Đã dừng bấm số. Chưa có số nào được lấy.",
)
