"""What the office says in a chat, with everything that can be tapped."""

import re
from datetime import timedelta

import pytest

from motcua.messaging.channels.models import InboundEvent
from motcua.messaging.dialogue.reply import Button, Item, Reply
from tests.citizen.chatting import said, say, tell
from tests.citizen.reading import text_of
from tests.factories import NOW


class TestFaces:
    """What the office says, with everything that can be tapped."""

    @pytest.fixture(autouse=True)
    def begun(self, client, chat):
        say(client, chat, "menu")
        InboundEvent.objects.update(handled_at=NOW)

    def test_numbered_options_become_buttons_and_are_not_said_twice(self, client, chat, account, clock_at):
        tell(account, Reply(
            "Chọn điểm.\n\n1. Phường 1 – còn 3 số\n2. Phường 2\n3. Phường 3\nGõ số để chọn.",
            buttons=(Button("Phường 1", "say_hidden", "#p.1"), Button("Phường 2", "say_hidden", "#p.2")),
        ))  # fmt: skip
        page = client.get(chat)
        assert said(page)[-1][1] == "Chọn điểm. Gõ số để chọn."
        shown = re.findall(r'name="tap" value="\d+\.(\w+)">.*?<span>(.*?)</span>', page.content.decode(), re.S)
        assert [(tap, re.split("<", title)[0]) for tap, title in shown] == [
            ("b0", "Phường 1"), ("b1", "Phường 2"), ("n3", "Phường 3"),
        ]  # fmt: skip
        assert "còn 3 số" in text_of(page)
        tap = re.findall(r'name="tap" value="(\d+\.n3)"', page.content.decode())[0]
        clock_at.now += timedelta(seconds=1)
        assert said(say(client, chat, tap=tap))[-1] == ("Ông/bà", "Phường 3")

    def test_numbered_steps_of_an_answer_stay_text(self, client, chat, account):
        steps = "Ông/bà làm thế này:\n1. Mang giấy tờ\n2. Lấy số\n\nCó ích không?"
        tell(account, Reply(steps, buttons=(Button("Có ích", "say", "có ích"),)))
        assert said(client.get(chat))[-1][1] == " ".join(steps.split())

    def test_a_list_a_link_and_a_picture_of_ours_are_shown_and_nothing_is_loaded_from_elsewhere(
        self, client, chat, account
    ):
        tell(account, Reply("Danh sách", items=(Item("Phường 1", "còn 12 số", "#p1"),)))
        tell(account, Reply(
            "Mã của ông/bà", (Button("Mở trang", "open_url", "https://motcua.example/so"),), (), "/t/ABC/qr.svg"
        ))  # fmt: skip
        tell(account, Reply("Bản đồ", image_url="https://anh.example/x.png"))
        page = client.get(chat).content.decode()
        assert "còn 12 số" in page
        assert 'href="https://motcua.example/so"' in page
        assert '<img class="say__image" src="/t/ABC/qr.svg" alt="Hình kèm tin: Mã của ông/bà">' in page
        assert '<a href="https://anh.example/x.png" rel="nofollow noopener">Xem hình kèm tin này</a>' in page
        assert 'src="https' not in page

    def test_an_address_in_a_text_can_be_tapped_a_script_cannot(self, client, chat, account):
        text = "Xem https://dichvucong.gov.vn <script>alert(1)</script> javascript:alert(2)"
        tell(account, Reply(text, (Button("Xấu", "open_url", "javascript:alert(3)"),)))
        page = client.get(chat).content.decode()
        assert 'href="https://dichvucong.gov.vn"' in page
        assert "<script>alert" not in page
        assert 'href="javascript' not in page

    def test_a_trial_says_so_at_its_top_and_not_again_in_each_message(self, client, chat, account):
        tell(account, Reply("Chào\n\nBẢN CHẠY THỬ – DỮ LIỆU MẪU. Không phải trang của cơ quan Công an."))
        page = client.get(chat)
        assert said(page)[-1][1] == "Chào"
        assert text_of(page).count("BẢN CHẠY THỬ") == 1

    def test_a_trial_dials_nobody(self, client, chat, account):
        tell(account, Reply("Gọi", (Button("Gọi", "call", "113"),)))
        assert 'href="tel:113"' not in client.get(chat).content.decode()

    def test_a_very_long_text_is_shown_whole(self, client, chat, account):
        tell(account, Reply("ắ" * 5000))
        assert "ắ" * 5000 in client.get(chat).content.decode()
