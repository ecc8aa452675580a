"""Hủy số: which one, sure, done. Only a clear yes gives a number back."""

from motcua.messaging.dialogue.flow import Accepted, Asked, Chosen, End, Flow, Goto, Question, Step, Talk
from motcua.messaging.dialogue.state import Option
from motcua.workflows.assistant import phrases
from motcua.workflows.assistant.port import Desk, Ticket

_AFTER = ("take_number", "my_numbers", "menu")


def _ask_which(talk: Talk[Desk]) -> Asked:
    tickets = _waiting(talk)
    if not tickets:
        return End("Ông/bà không có số nào để hủy.", _AFTER)
    if len(tickets) == 1:
        return Chosen(tickets[0].id)
    options = (Option(one.id, f"{_named(one)} – {one.person}", phrases.when(one)) for one in tickets)
    return Question("Ông/bà muốn hủy số nào?", tuple(options))


def _accept_which(talk: Talk[Desk], value: str) -> Accepted:
    talk.answers["ticket"] = value
    return None


def _ask_sure(talk: Talk[Desk]) -> Asked:
    ticket = _ticket(talk)
    if ticket is None:
        return End("Số này không còn chờ nữa nên không cần hủy.", _AFTER)
    text = (
        f"Hủy số {_named(ticket)} của {ticket.person}, {phrases.when(ticket)}?\n"
        "Số đã hủy không lấy lại được và vẫn tính vào số lượt trong ngày."
    )
    return Question(
        text,
        (
            Option("cancel", "Hủy số này", words=("huy", "huy so", "huy di"), means="yes"),
            Option("keep", "Giữ lại số", words=("giu", "giu so", "giu lai"), means="no"),
        ),
    )


def _accept_sure(talk: Talk[Desk], value: str) -> Accepted:
    ticket = _ticket(talk)
    if ticket is None:
        return Goto("sure")
    if value == "keep":
        return End(f"Số {_named(ticket)} vẫn được giữ.", ("my_numbers", "menu"))
    if talk.world.cancel(ticket.id) == "too_late":
        return End(f"Số {_named(ticket)} không hủy được nữa. Xin ông/bà gọi {talk.office.hotline}.", _AFTER)
    return End(f"Đã hủy số {_named(ticket)}. Cảm ơn ông/bà đã nhường chỗ cho người khác.", _AFTER)


def _ticket(talk: Talk[Desk]) -> Ticket | None:
    return next((ticket for ticket in _waiting(talk) if ticket.id == talk.answers["ticket"]), None)


def _waiting(talk: Talk[Desk]) -> list[Ticket]:
    return [ticket for ticket in talk.world.tickets() if ticket.state in ("waiting", "registered")]


def _named(ticket: Ticket) -> str:
    return ticket.code if ticket.state == "registered" else ticket.display


FLOW: Flow[Desk] = Flow(
    name="cancel_number",
    title="Hủy số",
    query="#huyso",
    phrases=(
        "huy so",
        "huy",
        "bo so",
        "tra so",
        "huy so cua toi",
        "huy lay so",
        "khong di nua",
        "huy bam so",
        "huy ve",
    ),
    steps=(Step("which", _ask_which, _accept_which, "sure"), Step("sure", _ask_sure, _accept_sure)),
    left="Đã dừng hủy số. Số của ông/bà vẫn được giữ.",
)
