"""Hỏi đáp trực tuyến without script: words go in, the worker answers, the page shows it to nobody else."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from motcua.features.helpdesk import operations as helpdesk
from motcua.features.helpdesk.models import Thread
from motcua.foundation import proof
from motcua.foundation.citizens.models import ChannelIdentity, Citizen
from motcua.foundation.citizens.sign_in import CITIZEN_COOKIE
from motcua.foundation.staff.models import Officer
from motcua.messaging.channels.models import InboundEvent, OutboxMessage
from motcua.messaging.channels.webchat import queries
from tests import factories
from tests.citizen.chatting import said, say, work
from tests.citizen.conftest import Clock, browser_of
from tests.citizen.reading import form_of, text_of
from tests.factories import NOW

SECOND = timedelta(seconds=1)


class TestTalking:
    def test_words_are_answered_on_the_page_without_any_script(self, client, chat):
        page = say(client, chat, "so dang lam")
        assert page.redirect_chain == [(f"{chat}#cuoi", 303)]
        assert said(page) == [("Ông/bà", "so dang lam")]
        assert "Đang trả lời…" in text_of(page)
        again = re.search(r'<noscript><meta http-equiv="refresh" content="3;url=([^"#]+)#cuoi">', page.content.decode())
        assert again
        assert client.get(again[1]).status_code == 200
        assert again[1] not in client.get(chat).content.decode()  # to the same address browsers would only scroll
        work()
        page = client.get(chat)
        assert [who for who, _ in said(page)] == ["Ông/bà", "Trả lời tự động"]
        assert "Đang trả lời" not in text_of(page)
        assert "refresh" not in page.content.decode()

    def test_nothing_is_made_for_who_only_looks(self, client, chat):
        page = client.get(chat)
        assert "Kính chào ông/bà" in text_of(page)
        assert CITIZEN_COOKIE not in client.cookies
        assert not Citizen.objects.exists()

    def test_a_tap_says_what_stands_on_it_and_sends_what_lies_behind(self, client, chat):
        page = say(client, chat, tap="start.1")
        assert said(page) == [("Ông/bà", "Bấm số")]
        work()
        page = client.get(chat)
        taps = re.findall(r'name="tap" value="([^"]+)"', page.content.decode())
        assert taps
        assert say(client, chat, tap=taps[0]).status_code == 200
        work()
        assert [who for who, _ in said(client.get(chat))].count("Ông/bà") == 2

    def test_two_messages_stand_in_their_order_with_their_answers(self, client, chat, clock_at: Clock):
        for number, text in enumerate(("menu", "so dang lam")):
            clock_at.now = NOW + number * SECOND
            say(client, chat, text)
        work(NOW + 2 * SECOND)
        assert [text for who, text in said(client.get(chat)) if who == "Ông/bà"] == ["menu", "so dang lam"]
        assert next(who for who, _ in said(client.get(chat))) == "Ông/bà"

    def test_the_same_form_twice_is_one_message(self, client, chat):
        page = client.get(chat)
        form = form_of(page, chat) | {"text": "menu"}
        form["proof"] = proof.solve(form["opening"])
        for _ in range(3):
            assert client.post(chat, form).status_code == 303
        assert InboundEvent.objects.count() == 1

    def test_two_first_presses_at_once_begin_one_conversation(self, chat, unit):
        form = form_of(Client().get(chat), chat) | {"text": "menu"}
        form["proof"] = proof.solve(form["opening"])
        for _ in range(2):
            assert Client().post(chat, form).status_code == 303
        assert (Citizen.objects.count(), InboundEvent.objects.count()) == (1, 1)

    def test_a_citizen_known_by_her_number_goes_on_as_herself(self, browser, person, chat):
        assert "data-opening" not in browser.get(chat).content.decode()
        say(browser, chat, "menu")
        say(browser, chat, "so cua toi")
        assert ChannelIdentity.objects.get().citizen_id == person.holder_id
        assert InboundEvent.objects.count() == 2

    def test_an_officers_answer_comes_to_the_page(self, client, chat, account, unit):
        say(client, chat, "gap can bo")
        work()
        say(client, chat, "cháu tôi ở nước ngoài thì làm sao")
        work()
        assert "Câu hỏi đã chuyển cán bộ" in text_of(client.get(chat))
        officer = Officer.objects.create_user("an", "mot-cua-an-1", full_name="Trần Văn An", unit=unit)
        helpdesk.reply(thread=Thread.objects.get().pk, text="Mời <b>bà</b> đến.", key="1", by=officer, now=NOW)
        work()
        page = client.get(chat)
        assert 'name="tap"' not in page.content.decode()  # what the machine offered before is over
        assert said(page)[-1] == ("Cán bộ", "Mời &lt;b&gt;bà&lt;/b&gt; đến.")
        assert "Cán bộ đang xem cuộc trò chuyện này" in text_of(page)
        before = OutboxMessage.objects.count()
        say(client, chat, "xin chao")
        work()
        assert OutboxMessage.objects.count() == before  # a person owns it: the bot is silent

    def test_an_answer_that_takes_long_is_admitted(self, client, chat, clock_at: Clock):
        say(client, chat, "menu")
        clock_at.now = NOW + timedelta(minutes=2)
        words = text_of(client.get(chat))
        assert "câu trả lời đến chậm" in words
        assert "028 0000 0113" in words

    def test_words_that_could_not_be_answered_are_admitted(self, client, chat):
        say(client, chat, "menu")
        InboundEvent.objects.update(parked_at=NOW)
        assert "Chưa trả lời được tin vừa rồi" in text_of(client.get(chat))

    def test_what_is_older_than_seven_days_is_not_shown(self, client, chat, clock_at: Clock):
        say(client, chat, "menu")
        work()
        clock_at.now = NOW + timedelta(days=8)
        page = client.get(chat)
        assert said(page) == []
        assert "Kính chào ông/bà" in text_of(page)


class TestNewLines:
    """What the page's script asks for."""

    def test_nothing_new_is_204_and_a_stranger_401(self, client, chat):
        assert client.get(f"{chat}lines/").status_code == 401
        page = say(client, chat, "menu")
        version = re.search(r'data-version="([^"]+)"', page.content.decode())[1]
        assert client.get(f"{chat}lines/?since={version}").status_code == 204

    def test_only_what_is_new_comes(self, client, chat):
        page = say(client, chat, "menu")
        version = re.search(r'data-version="([^"]+)"', page.content.decode())[1]
        work()
        fresh = client.get(f"{chat}lines/?since={version}")
        assert {who for who, _ in said(fresh)} == {"Trả lời tự động"}
        assert "<html" not in fresh.content.decode()

    @pytest.mark.parametrize("since", ["", "x", "1.2", "9" * 40, "-1.-1.", "1.1.%00"])
    def test_a_strange_version_gets_everything(self, client, chat, since):
        say(client, chat, "menu")
        assert client.get(f"{chat}lines/", {"since": since}).status_code == 200

    def test_words_sent_by_the_script_come_back_as_a_line(self, client, chat):
        form = form_of(client.get(chat), chat) | {"text": "menu"}
        form["proof"] = proof.solve(form["opening"])
        answer = client.post(chat, form, headers={"X-Chat": "1"})
        assert answer.status_code == 200
        assert said(answer) == [("Ông/bà", "menu")]
        assert "data-waiting" in answer.content.decode()
        assert CITIZEN_COOKIE in client.cookies

    def test_a_page_reads_one_conversation_by_index(self, client, chat, account):
        say(client, chat, "menu")
        talker = queries.talker_of(
            queries.account_of(account.bindings.get().unit_id, NOW.date()), Citizen.objects.get().pk
        )
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            for sql, told in (
                (queries.WORDS_SQL, [account.oa_id, talker.external_id, NOW, 60]),
                (queries.ANSWERS_SQL, [account.pk, talker.external_id, NOW, 60]),
            ):
                cursor.execute(f"EXPLAIN {sql}", told)
                plan = "\n".join(line for (line,) in cursor.fetchall())
                assert "inbound_event_page" in plan or "outbox_page" in plan


class TestWhoseItIs:
    def test_a_stranger_reads_nothing_of_it(self, client, chat):
        say(client, chat, "bí mật của tôi")
        assert "bí mật" not in Client().get(chat).content.decode()

    def test_a_citizen_of_another_unit_begins_anew(self, chat):
        other = browser_of(factories.citizen(factories.unit())[1])
        assert "data-opening" in other.get(chat).content.decode()

    def test_a_link_opens_it_on_another_machine_once(self, client, chat):
        say(client, chat, "menu")
        page = client.post(f"{chat}link/")
        url = re.search(r'value="[^"]*(/l/[^"]+)"', page.content.decode())[1]
        other, third = Client(), Client()
        proof_of_page = form_of(other.get(url), url)
        assert other.post(url, proof_of_page).headers["location"] == chat
        assert said(other.get(chat)) == [("Ông/bà", "menu")]
        assert "đã mở trên máy khác" in text_of(third.get(url))

    def test_links_are_few(self, client, chat):
        say(client, chat, "menu")
        statuses = [client.post(f"{chat}link/").status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]

    def test_a_link_needs_a_conversation(self, client, browser, chat):
        assert client.post(f"{chat}link/").status_code == 401
        assert browser.post(f"{chat}link/").headers["location"] == chat

    def test_who_leaves_a_shared_machine_leaves_nothing_to_read(self, client, chat, unit):
        say(client, chat, "bí mật của tôi")
        client.post(f"/u/{unit.slug}/me/leave/")
        assert "bí mật" not in client.get(chat).content.decode()

    def test_what_is_forgotten_is_gone_from_the_page(self, client, chat, unit):
        say(client, chat, "menu")
        work()
        client.post(f"/u/{unit.slug}/me/erase/")
        assert not InboundEvent.objects.exists()
        assert set(OutboxMessage.objects.values_list("external_id", flat=True)) == {""}


class TestWhereItIs:
    def test_the_first_page_leads_there_when_the_unit_answers_there(self, client, unit, chat):
        assert f'href="{chat}"' in client.get(f"/u/{unit.slug}/").content.decode()

    def test_a_unit_without_it_says_so_and_nothing_leads_there(self, client, unit):
        page = client.get(f"/u/{unit.slug}/chat/")
        assert "chưa mở hỏi đáp trực tuyến" in text_of(page)
        assert "028 0000 0113" in text_of(page)
        for path in ("", "answers/"):
            assert "/chat/" not in client.get(f"/u/{unit.slug}/{path}").content.decode()
        assert client.get(f"/u/{unit.slug}/chat/opener.js").status_code == 404

    def test_a_units_own_site_loads_a_button(self, client, chat):
        script = client.get(f"{chat}opener.js")
        assert script["Content-Type"] == "text/javascript; charset=utf-8"
        assert script["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "max-age=3600" in script["Cache-Control"]
        assert b"window.open" in script.content
        assert b"iframe" not in script.content
