"""Số của tôi and số đang làm: told at once, in the middle of anything, changing nothing."""

from motcua.messaging.dialogue.flow import End, Flow, Talk
from motcua.messaging.dialogue.reply import Button
from motcua.workflows.assistant import phrases
from motcua.workflows.assistant.port import Desk, NowServing, Ticket

_MOST_POINTS = 12
_ASKS_FOR_MINE = (
    "so cua toi", "so toi", "so", "so cua em", "so cua minh", "so cua con", "xem so", "xem so cua toi", "toi so may",
    "kiem tra so", "so thu tu cua toi", "con bao nhieu nguoi", "con may nguoi", "bao gio toi luot",
    "bao gio den luot", "khi nao den luot",
)  # fmt: skip
_ASKS_FOR_SERVING = (
    "so dang lam", "so dang goi", "dang goi so may", "dang lam so may", "dang lam den so may", "so hien tai",
    "dang goi den so may", "den so may", "den so may roi", "xem so cccd dang lam", "so cccd dang lam",
)  # fmt: skip


def _tell_mine(talk: Talk[Desk]) -> End:
    tickets = talk.world.tickets()
    if not tickets:
        return End("Ông/bà chưa có số nào đang chờ.", ("take_number", "now_serving", "menu"))
    links = [talk.world.personal_link("ticket", ticket.id) for ticket in tickets]
    blocks = [_mine(ticket, link) for ticket, link in zip(tickets, links, strict=True)]
    button = Button("Xem số chạy", "open_url", links[0])
    text = "\n\n".join([f"Số của ông/bà, lúc {phrases.hour(talk.now)}:", *blocks])
    return End(text, ("cancel_number", "now_serving", "menu"), (button,))


def _mine(ticket: Ticket, link: str) -> str:
    return "\n".join(
        (
            phrases.ticket_line(ticket),
            f"{ticket.person} – {ticket.service}, {phrases.when(ticket)}",
            f"Nơi làm: {phrases.place(ticket.point)}",
            f"Mã {ticket.code}. Xem số chạy: {link}",
        )
    )


def _tell_serving(talk: Talk[Desk]) -> End:
    points = talk.world.now_serving()
    suggest = ("take_number", "my_numbers", "menu")
    if not points:
        return End("Hiện không có nơi nào đang gọi số.", suggest)
    lines = [_serving(point) for point in points[:_MOST_POINTS]]
    if len(points) > _MOST_POINTS:
        lines.append(f"Xem tất cả: {talk.world.personal_link('home')}")
    return End("\n".join(["SỐ ĐANG LÀM", *lines, f"Cập nhật lúc {phrases.hour(points[0].at)}."]), suggest)


def _serving(point: NowServing) -> str:
    calls = ", ".join(f"{number} ({counter})" for number, counter in point.calls) or "chưa gọi số nào"
    return f"{point.point}: {calls}. Đang chờ: {point.waiting} người."


MINE: Flow[Desk] = Flow("my_numbers", "Số của tôi", "#socuatoi", _ASKS_FOR_MINE, tell=_tell_mine)
SERVING: Flow[Desk] = Flow("now_serving", "Số đang làm", "#sodanglam", _ASKS_FOR_SERVING, tell=_tell_serving)
