"""What every channel promises of a reply. Its test module subclasses `Conformance` and says how it dresses one."""

from abc import ABC, abstractmethod
from unicodedata import is_normalized

import pytest

from motcua.messaging.channels.contract import Capabilities
from motcua.messaging.dialogue.reply import Button, Item, Reply

LONG = "\n".join(
    f"{number}. Mang theo giấy tờ số {number} của ông/bà, bản chính và bản sao." for number in range(1, 90)
)

REPLIES = {
    "text": Reply("Ông/bà đang là số A045."),
    "buttons": Reply(
        "Ông/bà cần gì?\n1. Bấm số\n2. Số của tôi",
        buttons=(Button("Bấm số", "say", "#bamso"), Button("Số của tôi", "say_hidden", "#socuatoi")),
    ),
    "link": Reply("Xem số đang chạy.", buttons=(Button("Mở trang", "open_url", "https://motcua.example/so/1"),)),
    "call": Reply("Gọi cho đơn vị.", buttons=(Button("Gọi", "call", "028 0000 0113"),)),
    "many buttons": Reply(
        "Chọn khung giờ.", buttons=tuple(Button(f"Khung {number}", "say", f"#k{number}") for number in range(9))
    ),
    "items": Reply(
        "Chọn điểm cấp.\n1. Phường 1\n2. Phường 2",
        items=(Item("Phường 1", "còn 12 số", "#p1"), Item("Phường 2", "còn 3 số", "#p2")),
    ),
    "many items": Reply("Chọn điểm.", items=tuple(Item(f"Điểm {number}", "", f"#d{number}") for number in range(12))),
    "image": Reply("Mã của ông/bà.", image_url="https://motcua.example/ma.png"),
    "image and buttons": Reply(
        "Mã của ông/bà.", buttons=(Button("Hủy số", "say", "#huyso"),), image_url="https://motcua.example/ma.png"
    ),
    "long": Reply(LONG),
    "one endless word": Reply("ắ" * 5000),
    "decomposed": Reply("Ba\u0302\u0301m so\u0302\u0301"),
    "emoji": Reply("🙂" * 1999),
    "empty": Reply(""),
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES.keys())
class Conformance(ABC):
    """Every reply can be said in plain text, and nothing the citizen could choose is lost on the way."""

    @abstractmethod
    def capabilities(self) -> Capabilities:
        """What the channel says it can do."""

    @abstractmethod
    def plain(self, reply: Reply) -> list[str]:
        """The texts of the reply as it is said where nothing but text passes."""

    @abstractmethod
    def rich(self, reply: Reply) -> list[dict[str, object]]:
        """Every body the channel might send for it, richest first."""

    def test_plain_text_is_never_over_the_limit_and_is_nfc(self, reply: Reply) -> None:
        for text in self.plain(reply):
            assert len(text.encode("utf-16-le")) // 2 <= self.capabilities().text_limit
            assert is_normalized("NFC", text)

    def test_plain_text_says_every_choice(self, reply: Reply) -> None:
        said = "\n".join(self.plain(reply))
        for button in reply.buttons:
            assert button.title in said or button.value in said
            if button.kind in ("open_url", "call"):
                assert button.value in said
        for item in reply.items:
            assert item.title in said
        assert reply.image_url is None or reply.image_url in said

    def test_no_word_is_lost_when_a_text_is_split(self, reply: Reply) -> None:
        def letters(text: str) -> str:
            return "".join(text.split())

        whole = letters("".join(part.split("\n", 1)[1] if part.startswith("(") else part for part in self.plain(reply)))
        assert letters(Reply(reply.text).text) in whole or not is_normalized("NFC", reply.text)

    def test_some_body_can_be_sent_and_the_last_is_plain_text(self, reply: Reply) -> None:
        bodies = self.rich(reply)
        assert bodies
        assert set(bodies[-1]) == {"text"}
