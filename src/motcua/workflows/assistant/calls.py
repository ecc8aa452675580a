"""A number is called: its holder reads it in the chat, if she agreed to messages about her numbers.

Law 91/2025/QH15: who refused or withdrew gets only answers to what she asks; the board and her page call her.
"""

from datetime import datetime

from motcua.features.queueing.listeners import Heard
from motcua.foundation.citizens import queries
from motcua.foundation.citizens.models import Purpose
from motcua.foundation.config import config
from motcua.messaging.channels import outbox
from motcua.messaging.dialogue.reply import Button, Reply
from motcua.tickets import codes
from motcua.tickets.models import Ticket
from motcua.tickets.operations import ticket_row
from motcua.tickets.queries import display_number


def tell_holder(ticket_id: int, counter_number: int, kind: Heard, now: datetime) -> None:
    """Queue the message in the transaction of the call. A ticket nobody holds in a chat tells nobody."""
    ticket = ticket_row(ticket_id)
    if ticket.holder_id is not None and queries.has_consent(ticket.holder_id, Purpose.NOTICES):
        outbox.enqueue_to_citizen(
            citizen=ticket.holder_id, reply=_message(ticket, counter_number, kind), kind="call", now=now
        )


def _message(ticket: Ticket, counter_number: int, kind: Heard) -> Reply:
    number, point = display_number(ticket), ticket.shift.point
    if kind == "undone":
        return Reply(f"Số {number}: lượt gọi vừa rồi là nhầm. Xin lỗi ông/bà, xin ông/bà chờ gọi lại.")
    first = "ĐẾN LƯỢT" if kind == "call" else "GỌI LẠI"
    url = f"{config().base_url}/t/{codes.encode(ticket.pk)}/"
    text = (
        f"{first}: SỐ {number} – QUẦY {counter_number}\n"
        f"Mời {ticket.person_name or 'ông/bà'} đến quầy {counter_number}.\n"
        f"Nơi làm: {point.name}, {point.address}\nXem số chạy: {url}"
    )
    return Reply(text, (Button("Xem số chạy", "open_url", url),))
