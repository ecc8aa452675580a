"""Odd words, files, buttons nobody offered, floods: nothing of it harms a chat, and people are told what to do."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation import proof
from motcua.foundation.citizens.models import Citizen
from motcua.messaging.channels.models import InboundEvent
from motcua.messaging.channels.webchat import pace, rules
from motcua.messaging.dialogue.reply import Button, Reply
from tests.citizen.chatting import said, say, say_all, tell, work
from tests.citizen.conftest import Clock
from tests.citizen.reading import form_of, text_of
from tests.factories import NOW

SECOND = timedelta(seconds=1)


class TestBadInput:
    """Issue 3 §7: whatever is typed is stored as words and shown as words."""

    @pytest.mark.parametrize(
        "text",
        [
            "a" * 4000, "🙂🙂🙂", "z̷̨̛͙a̸͎l̵g̶o", "\u202eđảo ngược\u202c", "Ba\u0302\u0301m so\u0302\u0301",
            "<script>alert(1)</script>", "**đậm** [x](javascript:y)", "https://la.example/x", "{{ 7*7 }} {% csrf %}",
            "079190012345", "dòng một\r\ndòng hai",
        ],
    )  # fmt: skip
    def test_odd_words_are_answered_and_shown_as_words(self, client, chat, text):
        page = say(client, chat, text)
        assert page.status_code == 200
        work()
        assert InboundEvent.objects.get().handled_at is not None
        shown = client.get(chat).content.decode()
        assert "<script>alert" not in shown
        assert 'href="javascript' not in shown
        assert 'href="https://la.example' not in shown
        assert len(said(client.get(chat))) >= 2

    @pytest.mark.parametrize("text", ["", "   ", "\r\n\r\n", "\x00\x07"])
    def test_nothing_said_is_asked_for_again(self, client, chat, text):
        page = say(client, chat, text)
        assert page.status_code == 422
        assert "Xin ông/bà gõ câu hỏi" in text_of(page)
        assert not Citizen.objects.exists()

    def test_too_long_a_message_is_kept_in_the_box(self, client, chat):
        page = say(client, chat, "b" * 4001)
        assert page.status_code == 422
        assert "b" * 4001 in page.content.decode()
        assert not InboundEvent.objects.exists()

    def test_a_file_is_not_taken(self, client, chat):
        form = form_of(client.get(chat), chat)
        photo = SimpleUploadedFile("cccd.txt", b"anh the", "text/plain")
        answer = client.post(chat, form | {"text": "anh cua toi", "anh": photo})
        assert answer.status_code == 422
        assert "không nhận ảnh và tệp" in text_of(answer)
        binary = client.post(chat, form | {"anh": SimpleUploadedFile("x.jpg", b"\xff\xd8\xff\xe0")})
        assert binary.status_code == 400
        assert not InboundEvent.objects.exists()

    @pytest.mark.parametrize("tap", ["start.9", "1.b0", "x", "99999999999999999999.b0", "-1.b0", "1.b0; DROP", "٣.b0"])
    def test_a_button_nobody_offered_does_nothing(self, client, chat, tap):
        say(client, chat, "menu")
        answer = say(client, chat, tap=tap)
        assert answer.status_code == 422
        assert "không còn dùng được" in text_of(answer)
        assert InboundEvent.objects.count() == 1

    def test_a_button_of_somebody_elses_message_does_nothing(self, client, chat, account):
        say(client, chat, "menu")
        message = tell(account, Reply("Chọn", (Button("Một", "say", "#mot"),)))
        assert say(Client(), chat, tap=f"{message}.b0").status_code == 422

    def test_a_body_over_the_limit_is_refused_unread(self, client, chat):
        form = form_of(client.get(chat), chat)
        assert client.post(chat, form | {"text": "c" * 300_000}).status_code == 400


class TestFloods:
    def test_twenty_messages_a_minute_are_taken_then_the_writer_waits_with_her_words(self, client, chat):
        say(client, chat, "tin đầu")
        say_all(client, chat, [f"tin {number}" for number in range(19)])
        page = say(client, chat, "tin thứ hai mươi mốt")
        assert page.status_code == 429
        assert 0 < int(page["Retry-After"]) <= 60
        assert "gửi nhanh quá" in text_of(page)
        assert "tin thứ hai mươi mốt" in page.content.decode()
        assert InboundEvent.objects.count() == 20

    def test_who_goes_on_all_day_waits_longer(self, client, chat, clock_at: Clock):
        say(client, chat, "menu")
        waits = []
        for minute in range(6):
            clock_at.now = NOW + timedelta(minutes=minute)
            answers = say_all(client, chat, ["lặp"] * 20)
            waits += [int(one["Retry-After"]) for one in answers if one.status_code == 429]
        assert max(waits) > 60

    def test_another_citizen_is_not_held_up(self, client, chat):
        say(client, chat, "tin đầu")
        assert say_all(client, chat, [f"tin {number}" for number in range(20)])[-1].status_code == 429
        assert say(Client(), chat, "menu").status_code == 200

    def test_without_a_solution_a_page_must_have_been_open_for_some_seconds(self, client, chat, clock_at: Clock):
        form = form_of(client.get(chat), chat) | {"text": "menu", "proof": ""}
        early = client.post(chat, form)
        assert early.status_code == 429
        assert "Xin ông/bà chờ một chút" in text_of(early)
        assert not Citizen.objects.exists()
        again = form_of(early, chat) | {"text": "menu"}
        clock_at.now = NOW + 4 * SECOND
        assert client.post(chat, again).status_code == 303
        assert InboundEvent.objects.count() == 1

    def test_few_are_let_in_without_a_solution(self, chat, clock_at: Clock):
        statuses = []
        for _ in range(5):
            form = form_of(Client().get(chat), chat) | {"text": "menu", "proof": ""}
            clock_at.now += 10 * SECOND
            statuses.append(Client().post(chat, form).status_code)
        assert statuses.count(303) == 3
        assert statuses[-1] == 429

    @pytest.mark.parametrize("opening", ["", "rac", "eyJ9"])
    def test_without_a_challenge_of_ours_nothing_begins(self, client, chat, opening):
        form = form_of(client.get(chat), chat) | {"text": "menu", "opening": opening}
        answer = client.post(chat, form)
        assert answer.status_code == 422
        assert "bấm Gửi lần nữa" in text_of(answer)
        assert not Citizen.objects.exists()

    def test_one_solution_is_good_for_one_conversation(self, chat, clock_at: Clock):
        form = form_of(Client().get(chat), chat) | {"text": "menu"}
        form["proof"] = proof.solve(form["opening"])
        assert Client().post(chat, form).status_code == 303
        clock_at.now = NOW + timedelta(minutes=5)
        assert Client().post(chat, form | {"key": "khac"}).status_code == 422
        assert Citizen.objects.count() == 1

    def test_the_work_grows_where_many_were_opened(self, chat):
        for _ in range(60):
            pace.count("opening/127.0.0.1", rules.OPENINGS, NOW)
        carried = form_of(Client().get(chat), chat)["opening"]
        solved = proof.read(carried, proof.solve(carried), NOW)
        assert solved is not None
        assert solved.solved
        assert rules.effort(60) == 4

    def test_another_site_cannot_post_for_her(self, chat):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(chat, {"text": "menu"}).status_code == 403
