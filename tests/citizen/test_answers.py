"""Hỏi đáp on the phone: by tapping in three taps, by typing in one's own spelling, and to a person when all fails."""

import re

import pytest
from django.test import Client

from motcua.features.knowledge.models import Preset, Question
from motcua.foundation.offices.models import OrgUnit
from tests import factories
from tests.citizen.reading import text_of
from tests.factories import NOW
from tests.features.knowledge import lists

RIGHT = "Lệ phí cấp lại thẻ là bao nhiêu?"


@pytest.fixture
def base(unit, tmp_path) -> str:
    lists.library(tmp_path)
    return f"/u/{unit.slug}/answers/"


def ask(client: Client, base: str, text: str):
    return client.post(base, {"q": text}, follow=True)


def links(response) -> list[str]:
    return re.findall(r'class="row[^"]*" href="([^"]+)"', response.content.decode())


def test_every_answer_is_three_taps_from_the_first_page(client, unit, base):
    first = client.get(f"/u/{unit.slug}/")
    assert base in links(first)
    reached = set()
    for topic in links(client.get(base)):
        for entry in links(client.get(topic)):
            assert client.get(entry).status_code == 200
            reached.add(entry)
    assert reached == {f"{base}entries/{one['key']}/" for one in lists.LIBRARY["entries"]}


def test_a_unit_without_answers_offers_none_and_says_so_kindly(client, unit):
    assert "Hỏi đáp" not in text_of(client.get(f"/u/{unit.slug}/"))
    words = text_of(client.get(f"/u/{unit.slug}/answers/"))
    assert "chưa có câu trả lời nào" in words
    assert "028 0000 0113" in words


def test_an_answer_shows_source_date_steps_and_its_button(client, unit, base):
    answer = client.get(f"{base}entries/le-phi-cap-lai/")
    page, words = answer.content.decode(), text_of(answer)
    assert "<strong>70.000 đồng</strong>" in page
    assert "Theo Thông tư 59/2019/TT-BTC. Cập nhật ngày 01/07/2022." in words
    assert f'class="btn" href="/u/{unit.slug}/take/"' in page
    assert "Câu trả lời này có giúp được ông/bà không?" in words


def test_a_question_without_marks_is_kept_counted_and_answered(client, unit, base):
    answer = ask(client, base, "le phi cap lai the la bao nhieu")
    question = Question.objects.get(unit=unit)
    assert (question.entry_key, question.channel, question.at) == ("le-phi-cap-lai", "web", NOW)
    words = text_of(answer)
    assert "le phi cap lai the la bao nhieu" in words
    assert "Làm lại thẻ bị mất hết bao nhiêu tiền" in words


def test_what_the_machine_is_sure_of_is_answered_at_once(client, unit, base, monkeypatch):
    decided(monkeypatch, "answer")
    assert "70.000 đồng" in text_of(ask(client, base, RIGHT))
    question = Question.objects.get(unit=unit)
    assert (question.answered_by, question.settled_key) == ("bot", "le-phi-cap-lai")


def test_choosing_among_three_settles_the_question(client, unit, base, monkeypatch):
    decided(monkeypatch, "offer")
    page = ask(client, base, "hỏi gì đó")
    assert "Ông/bà hỏi điều nào?" in text_of(page)
    assert "Không phải câu này" in text_of(page)
    action = re.search(r'action="([^"]+/choice/)"', page.content.decode())
    assert action
    answer = client.post(action[1], {"entry": "trang-phuc"}, follow=True)
    assert "Ông/bà mặc áo có cổ" in text_of(answer)
    question = Question.objects.get(unit=unit)
    assert (question.answered_by, question.settled_key) == ("bot", "trang-phuc")


def test_none_of_the_three_leads_to_a_person(client, unit, base, monkeypatch):
    decided(monkeypatch, "offer")
    action = re.search(r'action="([^"]+/choice/)"', ask(client, base, "hỏi gì đó").content.decode())
    assert action
    words = text_of(client.post(action[1], {"entry": ""}, follow=True))
    assert "Chưa có câu trả lời cho điều này" in words
    assert "028 0000 0113" in words
    assert Question.objects.get(unit=unit).answered_by == ""


def test_what_the_list_does_not_know_is_said_and_kept(client, unit, base):
    words = text_of(ask(client, base, "xyzzy"))
    assert "Chưa có câu trả lời cho điều này" in words
    assert Question.objects.get(unit=unit).text == "xyzzy"


@pytest.mark.parametrize("text", ["cháy nhà rồi", "co nguoi dang bi cuop", "cứu với"])
def test_an_emergency_is_sent_to_113_and_not_kept(client, base, text):
    words = text_of(ask(client, base, text))
    assert "Gọi 113 ngay" in words
    assert not Question.objects.exists()


def test_a_trial_unit_dials_nobody_not_even_113(client, base):
    assert "tel:" not in ask(client, base, "cháy nhà rồi").content.decode()


def test_an_official_unit_dials_113(client, unit, base):
    OrgUnit.objects.filter(pk=unit.pk).update(official_since=NOW, official_account_name="Công an quận Mẫu")
    assert 'href="tel:113"' in ask(client, base, "cháy nhà rồi").content.decode()


def test_whether_it_helped_is_asked_once(client, unit, base):
    address = f"{base}entries/trang-phuc/"
    first = client.post(f"{address}ratings/", {"helpful": "no"}, follow=True)
    assert "Cảm ơn ông/bà đã góp ý." in text_of(first)
    assert "có giúp được ông/bà không" not in text_of(client.get(address))
    client.post(f"{address}ratings/", {"helpful": "yes"})
    assert list(Question.objects.values_list("helpful", "settled_key")) == [(False, "trang-phuc")]


def test_a_rating_belongs_to_the_question_that_was_asked(client, unit, base, monkeypatch):
    decided(monkeypatch, "answer")
    page = ask(client, base, RIGHT)
    token = re.search(r'name="asked" value="([^"]+)"', page.content.decode())
    assert token
    client.post(f"{base}entries/le-phi-cap-lai/ratings/", {"helpful": "yes", "asked": token[1]})
    assert list(Question.objects.values_list("text", "helpful")) == [(RIGHT, True)]


@pytest.mark.parametrize("helpful", ["", "maybe"])
def test_a_rating_is_yes_or_no(client, base, helpful):
    assert client.post(f"{base}entries/trang-phuc/ratings/", {"helpful": helpful}).status_code == 404


def test_a_question_of_another_unit_is_not_shown(client, unit, base):
    shown = ask(client, base, "xyzzy")
    path = shown.redirect_chain[-1][0]
    other = factories.unit()
    assert client.get(path.replace(unit.slug, other.slug)).status_code == 404


@pytest.mark.parametrize("path", ["topics/khong-co/", "entries/khong-co/", "asked/abc/"])
def test_what_is_not_there_is_a_kind_404(client, base, path):
    assert client.get(f"{base}{path}").status_code == 404


def test_a_preset_opens_its_part(client, unit, base):
    Preset.objects.create(unit=unit, key="thong-bao-cap-cccd", title="Thông báo cấp CCCD")
    words = text_of(client.get(f"{base}?preset=thong-bao-cap-cccd"))
    assert "Lệ phí và thời gian 1 câu hỏi" in words
    assert len(links(client.get(f"{base}topics/le-phi/?preset=thong-bao-cap-cccd"))) == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "**đậm** [x](javascript:y)", "‮đảo ngược", "a" * 4000])
def test_what_is_typed_is_shown_as_text(client, base, text):
    page = ask(client, base, text).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_nothing_typed_asks_nothing(client, base):
    assert "Chọn theo chủ đề" in text_of(ask(client, base, "   "))
    assert not Question.objects.exists()


def test_a_name_in_a_question_is_not_shown_again(client, base):
    words = text_of(ask(client, base, "tôi tên Nguyễn Thị Mẫu xyzzy 079190012345"))
    assert "Mẫu" not in words.replace("quận Mẫu", "").replace("đường Mẫu", "")
    assert "079190012345" not in words


def decided(monkeypatch, decision: str) -> None:
    """What the machine decides whatever is asked: what follows is tested here, not the machine."""
    from motcua.features.knowledge import queries

    cards = tuple(queries.EntryCard(one["key"], one["title"]) for one in lists.LIBRARY["entries"])
    monkeypatch.setattr(queries, "ask", lambda unit_id, text, today: queries.Asked(decision, 0.4, cards))
