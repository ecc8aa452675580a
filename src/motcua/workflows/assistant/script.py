"""What this assistant talks about today, and the functions it must send to a person because they are not built."""

from motcua.messaging.dialogue.flow import Talk
from motcua.messaging.dialogue.listening import Listener
from motcua.messaging.dialogue.script import Script
from motcua.workflows.assistant.flows import (
    answers,
    cancel_number,
    hand_over,
    lists,
    lookup,
    numbers,
    report,
    take_number,
)
from motcua.workflows.assistant.port import Desk

_MENU = ("take_number", "my_numbers", "now_serving", "cancel_number", "ask", "ask_officer")
_NOT_HERE_YET = {
    "Đặt lịch": ("#datlich", "dat lich", "dat hen", "dat lich hen", "lich hen", "hen lich"),
    "Kê khai": ("#kekhai", "ke khai", "to khai"),
    "Tin tức": ("#tintuc", "tin tuc", "tin moi", "thong bao"),
    "Danh bạ": ("#danhba", "danh ba", "so dien thoai", "duong day nong", "hotline", "tong dai"),
    "Lịch tiếp công dân": ("lich tiep cong dan", "tiep cong dan"),
}  # fmt: skip


def _home(talk: Talk[Desk], first: bool) -> str:
    if not first:
        return "Ông/bà cần việc gì?"
    return (
        f"Kính chào ông/bà. Đây là tin trả lời tự động của {talk.office.name}.\n"
        "Ông/bà bấm số từ nhà, đến đúng giờ, không phải chờ lâu.\n"
        "Ông/bà hỏi gì cứ gõ tại đây, không dấu cũng được.\n"
        "Chúng tôi không bao giờ hỏi mã OTP, mật khẩu hay số thẻ ngân hàng.\n"
        f"Cần gặp người, ông/bà gõ “gặp cán bộ” hoặc gọi {talk.office.hotline}."
    )


SCRIPT: Script[Desk] = Script(
    flows=(
        take_number.FLOW, numbers.MINE, numbers.SERVING, cancel_number.FLOW, lookup.FLOW, lists.FLOW,
        answers.FLOW, hand_over.FLOW,
        report.CRIME, report.TROUBLE,
    ),
    home=_home,
    menu=_MENU,
    topics=_NOT_HERE_YET,
    extras=lambda world: (*lookup.in_menu(world), *lists.in_menu(world)),
    listener=Listener(
        flow=answers.NAME, report=report.CRIME.name, hear=answers.hear, judge=answers.judge,
        hand_over=hand_over.hand_over, alarm=report.alarm,
    ),
)  # fmt: skip
