"""Hỏi đáp in the console: write, look, submit, approve with four eyes; learn from messages; who may do what."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from motcua.audiences.console.urls import _knowledge
from motcua.features.knowledge import operations, queries
from motcua.features.knowledge.models import Entry, EntryVersion, Phrasing, Question
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.roles import Role
from tests import factories
from tests.factories import NOW, TODAY
from tests.features.knowledge import lists
from tests.features.queueing.day import officer

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU."
ROOM = "/console/knowledge/"
TYPED = {
    "category": "le-phi", "title": "Làm thẻ cho trẻ em", "answer": "Trẻ từ 14 tuổi đến **quầy 2**.",
    "phrasings": "con tôi 14 tuổi làm ở đâu\nlam the cho be", "legal_basis": "Luật Căn cước 2023", "action": "",
    "live": "", "confirmed": "1", "valid_from": "2022-07-01", "valid_to": "", "pictures": "",
}  # fmt: skip


@pytest.fixture
def unit(tmp_path: Path) -> OrgUnit:
    cache.clear()
    lists.library(tmp_path)
    return factories.unit()


@pytest.fixture
def han(unit: OrgUnit) -> Officer:
    return lists.writer(unit)


@pytest.fixture
def tam(unit: OrgUnit) -> Officer:
    return officer(unit, Role.LEADER, "Phạm Văn Tám")


def page(client: Client, path: str = "") -> str:
    answer = client.get(ROOM + path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def write(client: Client, **told: str) -> EntryVersion:
    answer = client.post(f"{ROOM}entries/new/", {**TYPED, **told})
    assert answer.status_code == 303, re.findall(r'class="error"[^>]*>([^<]+)', answer.content.decode())
    return EntryVersion.objects.latest("id")


def test_an_answer_goes_from_one_officer_through_another_to_citizens(unit, han, tam, browser_of: Browser) -> None:
    writer, approver = browser_of(han), browser_of(tam)
    answer = writer.post(f"{ROOM}entries/new/", {**TYPED, "submit": "1"}, follow=True)
    assert "Đã gửi duyệt." in answer.content.decode()
    version = EntryVersion.objects.latest("id")
    address = f"entries/{version.entry.key}/"
    assert "Duyệt và đăng" not in page(writer, address)
    assert version.title in page(approver, "waiting/")
    shown = page(approver, address)
    assert "<strong>quầy 2</strong>" in shown
    assert "Duyệt và đăng" in shown
    done = approver.post(f"{ROOM}versions/{version.pk}/approvals/", follow=True)
    assert "Đã duyệt." in done.content.decode()
    told = queries.told(unit.pk, version.entry.key, TODAY)
    assert told is not None and told.plain == "Trẻ từ 14 tuổi đến quầy 2."


def test_a_leader_does_not_approve_her_own_words(unit, tam, browser_of: Browser) -> None:
    client = browser_of(tam)
    version = write(client, submit="1")
    assert "Duyệt và đăng" not in page(client, f"entries/{version.entry.key}/")
    answer = client.post(f"{ROOM}versions/{version.pk}/approvals/", follow=True)
    assert "Người soạn không tự duyệt." in answer.content.decode()
    version.refresh_from_db()
    assert version.state == "submitted"


def test_a_draft_is_returned_with_a_note_and_mended(unit, han, tam, browser_of: Browser) -> None:
    writer, approver = browser_of(han), browser_of(tam)
    version = write(writer, submit="1")
    approver.post(f"{ROOM}versions/{version.pk}/returns/", {"note": "Thiếu giờ làm việc."})
    editor = page(writer, f"versions/{version.pk}/")
    assert "Phạm Văn Tám trả lại:" in editor and "Thiếu giờ làm việc." in editor
    answer = writer.post(f"{ROOM}versions/{version.pk}/", {**TYPED, "answer": "Quầy 2, 7:00–17:00.", "submit": "1"})
    assert answer.status_code == 303
    version.refresh_from_db()
    assert (version.state, version.answer) == ("submitted", "Quầy 2, 7:00–17:00.")


def test_a_faulty_form_keeps_what_was_typed_and_says_what_to_mend(unit, han, browser_of: Browser) -> None:
    client = browser_of(han)
    answer = client.post(
        f"{ROOM}entries/new/",
        {**TYPED, "title": "Hả", "valid_to": "2020-01-01", "valid_from": "hôm nay", "pictures": "tranh đẹp"},
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("từ 4 đến 160 ký tự", "Ngày hết hạn phải sau", "Ghi ngày theo mẫu", "Mỗi dòng: hình hoặc video"):
        assert sentence in shown
    assert 'value="Hả"' in shown and "tranh đẹp" in shown
    assert not Entry.objects.filter(unit=unit).exists()


def test_the_preview_shows_what_a_phone_will_and_saves_nothing(unit, han, browser_of: Browser) -> None:
    client = browser_of(han)
    shown = client.post(f"{ROOM}entries/new/", {**TYPED, "preview": "1", "answer": "Gọi **{hotline}** <b>x</b>"})
    assert shown.status_code == 200
    assert "<strong>028 0000 0113</strong> &lt;b&gt;x&lt;/b&gt;" in shown.content.decode()
    part = client.post(f"{ROOM}preview/", {**TYPED, "title": "<script>"}).content.decode()
    assert "data-phone" in part and "<script>" not in part
    assert not Entry.objects.filter(unit=unit).exists()


def test_a_shared_answer_is_hidden_by_two_people_and_shown_again(unit, han, tam, browser_of: Browser) -> None:
    writer, approver = browser_of(han), browser_of(tam)
    assert "Ẩn câu này ở đơn vị" in page(writer, "entries/trang-phuc/")
    sent = writer.post(f"{ROOM}entries/trang-phuc/hidings/", {"note": "Đơn vị không chụp ảnh."}, follow=True)
    assert "Đã gửi duyệt việc ẩn câu này." in sent.content.decode()
    version = EntryVersion.objects.latest("id")
    assert writer.get(f"{ROOM}versions/{version.pk}/").status_code == 303, "there are no words to edit"
    shown = page(approver, "entries/trang-phuc/")
    assert "Lý do: Đơn vị không chụp ảnh." in shown and "Duyệt và ẩn" in shown
    approver.post(f"{ROOM}versions/{version.pk}/approvals/")
    assert queries.told(unit.pk, "trang-phuc", TODAY) is None
    assert "Đang ẩn ở đơn vị" in page(writer, "?show=hidden")
    assert "Hiện lại câu dùng chung" in page(approver, "entries/trang-phuc/")
    approver.post(f"{ROOM}versions/{version.pk}/withdrawals/", {"note": "Chụp lại rồi."})
    assert queries.told(unit.pk, "trang-phuc", TODAY) is not None


def test_the_list_stands_by_topic_and_nothing_is_said_to_be_checked_beforehand(unit, han, browser_of: Browser) -> None:
    client = browser_of(han)
    assert re.search(r'<h2 id="muc-1">Lệ phí và thời gian</h2><p class="quiet">3 câu</p>', page(client))
    box = re.search(r'<input type="checkbox" id="confirmed"[^>]*>', page(client, "entries/new/"))
    assert box is not None and "checked" not in box[0]
    copied = client.post(f"{ROOM}entries/trang-phuc/versions/", follow=True).content.decode()
    box = re.search(r'<input type="checkbox" id="confirmed"[^>]*>', copied)
    assert box is not None and "checked" not in box[0]


def test_a_shared_answer_is_overridden_for_the_unit_alone(unit, han, tam, browser_of: Browser) -> None:
    writer = browser_of(han)
    assert "Sửa riêng cho đơn vị" in page(writer, "entries/trang-phuc/")
    editor = writer.post(f"{ROOM}entries/trang-phuc/versions/", follow=True)
    assert "Ông/bà mặc áo có cổ, bỏ kính." in editor.content.decode()
    version = EntryVersion.objects.latest("id")
    writer.post(f"{ROOM}versions/{version.pk}/", {**TYPED, "title": "Mặc áo gì", "answer": "Sơ mi.", "submit": "1"})
    browser_of(tam).post(f"{ROOM}versions/{version.pk}/approvals/")
    told = queries.told(unit.pk, "trang-phuc", TODAY)
    assert told is not None and told.plain == "Sơ mi."
    shown = page(writer, "entries/trang-phuc/")
    assert (
        '<del class="changes__line"><span class="hidden-text">Bỏ: </span>Ông/bà mặc áo có cổ, bỏ kính.</del>' in shown
    )


def test_what_is_withdrawn_is_no_longer_told(unit, tam, browser_of: Browser) -> None:
    entry = lists.published(unit)
    version = entry.versions.get()
    browser_of(tam).post(f"{ROOM}versions/{version.pk}/withdrawals/", {"note": "Hết đợt."})
    assert queries.told(unit.pk, entry.key, TODAY) is None
    assert "Hết đợt." in page(browser_of(tam), f"entries/{entry.key}/")


def test_a_draft_may_be_dropped_by_who_writes_but_nothing_told_may(unit, han, browser_of: Browser) -> None:
    client = browser_of(han)
    version = write(client)
    told = lists.published(unit, "Khác").versions.get()
    client.post(f"{ROOM}versions/{version.pk}/discards/")
    client.post(f"{ROOM}versions/{told.pk}/discards/")
    states = [EntryVersion.objects.get(pk=one).state for one in (version.pk, told.pk)]
    assert states == ["withdrawn", "approved"]


def test_the_list_is_filtered_and_searched(unit, han, browser_of: Browser) -> None:
    client = browser_of(han)
    write(client)
    shown = page(client, "?search=deo+kinh")
    assert "Chụp ảnh mặc áo gì" in shown and "Mấy giờ làm việc" not in shown
    assert "Làm thẻ cho trẻ em" in page(client, "?show=own") and "Mấy giờ" not in page(client, "?show=own")
    assert "Không có câu nào khớp." in page(client, "?search=zzzz")


def test_a_trial_says_which_answer_wins_and_why_and_nothing_of_it_is_kept(unit, han, browser_of: Browser) -> None:
    shown = browser_of(han).post(f"{ROOM}trial/", {"text": "mat the lam lai ton tien khong"}).content.decode()
    assert "Làm lại thẻ bị mất hết bao nhiêu tiền" in shown
    assert "Gần nhất với cách hỏi “mất thẻ làm lại tốn tiền không”" in shown
    assert not Question.objects.exists()


def test_conflicts_name_both_entries(unit, han, browser_of: Browser) -> None:
    assert "Không có cách hỏi nào trùng nhau." in page(browser_of(han), "conflicts/")
    lists.published(unit, "Ảnh thẻ", phrasings=("Lệ phí cấp lại thẻ là bao nhiêu?",))
    shown = page(browser_of(han), "conflicts/")
    assert "Ảnh thẻ" in shown and "Làm lại thẻ bị mất" in shown


def test_a_message_is_learned_with_one_tap_and_a_second_person(unit, han, tam, browser_of: Browser) -> None:
    text = "ket hon voi nguoi nuoc ngoai"
    for _ in range(2):
        operations.keep_question(
            unit_id=unit.pk, text=text, decision="none", entry_key=None, confidence=0, channel="zalo", at=NOW
        )
    writer, approver = browser_of(han), browser_of(tam)
    desk = page(writer, "desk/")
    assert "2 lần hỏi" in desk and text in desk
    questions = re.search(r'name="questions" value="([\d,]+)"', desk)
    assert questions
    sent = {"text": text, "questions": questions[1], "entry": "trang-phuc"}
    assert "Đã thêm thành cách hỏi." in writer.post(f"{ROOM}phrasings/", sent, follow=True).content.decode()
    made = Phrasing.objects.get()
    assert text not in re.sub(r"<datalist.*", "", page(writer, "desk/"))
    assert writer.post(f"{ROOM}phrasings/{made.pk}/approvals/").status_code == 403
    assert "Đã duyệt cách hỏi." in approver.post(f"{ROOM}phrasings/{made.pk}/approvals/", follow=True).content.decode()
    assert queries.ask(unit.pk, text, TODAY).choices[0].key == "trang-phuc"


def test_another_entry_is_named_by_its_title_as_officers_read_it(unit, han, browser_of: Browser) -> None:
    sent = {"text": "deo kinh can len chup", "entry": "Chụp ảnh mặc áo gì"}
    assert 'value="Chụp ảnh mặc áo gì"' in page(browser_of(han), "desk/")
    browser_of(han).post(f"{ROOM}phrasings/", sent)
    assert Phrasing.objects.get().entry_key == "trang-phuc"
    told = browser_of(han).post(f"{ROOM}phrasings/", {**sent, "entry": "Không có câu này"}, follow=True)
    assert 'role="alert"' in told.content.decode()


def test_messages_that_teach_nothing_are_put_away(unit, han, browser_of: Browser) -> None:
    made = operations.keep_question(
        unit_id=unit.pk, text="alo", decision="none", entry_key=None, confidence=0, channel="zalo", at=NOW
    )
    browser_of(han).post(f"{ROOM}questions/clearings/", {"questions": f"{made},x,99999999999999999999"})
    assert "Không còn tin nhắn nào cần xem." in page(browser_of(han), "desk/")


def test_a_new_answer_begins_with_the_citizens_words(unit, han, browser_of: Browser) -> None:
    sent = {"from": "nuôi chó có phải khai không", "answer": "Bà khai với phường."}
    shown = browser_of(han).post(f"{ROOM}entries/new/", sent).content.decode()
    assert "Bà khai với phường.</textarea>" in shown
    assert 'value="Nuôi chó có phải khai không"' in shown
    assert "nuôi chó có phải khai không</textarea>" in shown


def test_the_week_in_figures(unit, han, browser_of: Browser) -> None:
    made = operations.keep_question(
        unit_id=unit.pk, text="lệ phí", decision="answer", entry_key="trang-phuc", confidence=1, channel="web", at=NOW
    )
    operations.settle_question(made, answered_by="bot", entry_key="trang-phuc", at=NOW)
    shown = page(browser_of(han), "figures/")
    assert "Tuần 18/07 – 24/07/2022" in shown
    assert "Lệ phí và thời gian" in shown
    assert "Tuần này chưa có lượt hỏi nào." in page(browser_of(han), "figures/?week=2022-07-11")


@pytest.mark.parametrize("week", ["x", "9999-12-31", "0001-01-01", "2022-13-40"])
def test_a_week_that_is_none_is_read_as_this_or_an_empty_one(unit, han, browser_of: Browser, week: str) -> None:
    assert browser_of(han).get(f"{ROOM}figures/?week={week}").status_code == 200


def _addresses(version: int, phrasing: int, key: str) -> list[str]:
    fills = {"version_id": str(version), "phrasing_id": str(phrasing), "key": key}
    paths = [str(one.pattern) for one in _knowledge]
    return ["/console/" + re.sub(r"<\w+:(\w+)>", lambda place: fills[place[1]], path) for path in paths]


def test_strangers_and_officers_without_the_right_come_nowhere(unit, browser_of: Browser) -> None:
    entry = lists.published(unit)
    addresses = _addresses(entry.versions.get().pk, 1, entry.key)
    nobody = Officer.objects.create_user("khong-quyen", "mat-khau-mau", full_name="Không Quyền", unit=unit)
    stranger, without = Client(), browser_of(nobody)
    for address in addresses:
        for method in ("get", "post"):
            assert getattr(stranger, method)(address).status_code == 302, address
            assert getattr(without, method)(address).status_code == 403, address


def test_another_units_answers_look_as_if_they_were_not_there(unit, browser_of: Browser) -> None:
    entry = lists.published(unit)
    version = entry.versions.get()
    stranger = browser_of(lists.leader(factories.unit()))
    assert stranger.get(f"{ROOM}entries/{entry.key}/").status_code == 404
    assert stranger.get(f"{ROOM}versions/{version.pk}/").status_code == 404
    for what in ("submissions", "discards", "approvals", "returns", "withdrawals"):
        assert stranger.post(f"{ROOM}versions/{version.pk}/{what}/").status_code == 404
    version.refresh_from_db()
    assert version.state == "approved"


def test_the_librarys_versions_are_read_not_changed(unit, tam, browser_of: Browser) -> None:
    library = EntryVersion.objects.get(entry__key="trang-phuc")
    assert browser_of(tam).post(f"{ROOM}versions/{library.pk}/withdrawals/").status_code == 404
    assert queries.told(unit.pk, "trang-phuc", TODAY) is not None


def test_every_page_is_labelled_strict_and_says_that_it_is_a_trial(unit, han, tam, browser_of: Browser) -> None:
    client = browser_of(tam)
    version = write(browser_of(han))
    operations.keep_question(
        unit_id=unit.pk, text="kết hôn", decision="none", entry_key=None, confidence=0, channel="zalo", at=NOW
    )
    paths = (
        "", "waiting/", "desk/", "trial/", "conflicts/", "figures/", "entries/new/", "entries/trang-phuc/",
        f"versions/{version.pk}/",
    )  # fmt: skip
    for path in paths:
        shown = page(client, path)
        assert STRIP in shown, path
        assert len(re.findall(r"<h1[ >]", shown)) == 1, path
        assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", shown), path
        ids = re.findall(r'\sid="([^"]+)"', shown)
        assert len(ids) == len(set(ids)), path
        for tag in re.findall(r"<(?:input|textarea|select)[^>]*>", shown):
            told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            assert told.get("type") == "hidden" or f'for="{told["id"]}"' in shown, (path, tag)
        assert 'aria-current="page"' in shown, path


def test_the_menu_counts_what_waits_only_for_those_who_may_approve(unit, han, tam, browser_of: Browser) -> None:
    write(browser_of(han), submit="1")
    line = r'href="/console/knowledge/"[^>]*>.*?Hỏi đáp(<span class="nav__count">1</span>)?</a>'
    assert re.search(line, page(browser_of(tam)), re.S)[1]  # type: ignore[index]  # the menu has the line
    assert not re.search(line, page(browser_of(han)), re.S)[1]  # type: ignore[index]  # the menu has the line
