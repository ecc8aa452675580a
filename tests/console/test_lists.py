"""Tiện ích in the console: made, tried, approved by a second person, published; rows found, handed over, decided."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from motcua.audiences.console.urls import _lists
from motcua.features.lists import cells, queries, row_operations
from motcua.features.lists.models import HandOver, ListRequest, ListRow, ListVersion, LookupList
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.roles import Role
from tests import factories
from tests.citizen.reading import form_of, text_of
from tests.factories import NOW
from tests.features.lists.made import HAI, MAU, leader, published, writer
from tests.features.queueing.day import officer

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
ROOM = "/console/lists/"
TABLE = (
    "STT\tHọ tên\tNgày sinh\tMã giấy hẹn\tKệ\n1\tNguyễn Thị Mẫu\t5/8/1990\tGH-01\tK1\n2\tTrần Văn Hai\t1975\tGH-02\tK2"
)


@pytest.fixture
def unit() -> OrgUnit:
    cache.clear()
    return factories.unit()


def sent(page, action: str, **more: str) -> dict[str, str]:
    """The editor's form with what its boxes and lists hold, and what is typed over it."""
    form = form_of(page, action)
    body = page.content.decode()
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        form[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', body, re.S):
        form[name] = text
    return form | more


def test_a_pasted_header_becomes_a_list_that_two_officers_bring_to_citizens(unit, browser_of: Browser) -> None:
    han, tam = browser_of(writer(unit)), browser_of(leader(unit))
    begun = han.post(f"{ROOM}new/", {"begin": "1", "table": TABLE})
    form = sent(begun, f"{ROOM}new/", title="Thẻ đã về phường", found="Thẻ của ông/bà đã về. Mời đến nhận.", save="1")
    assert [form[f"role{n}"] for n in range(4)] == ["key", "key", "factor", "shelf"]
    made = han.post(f"{ROOM}new/", form, follow=True)
    assert "Đã lưu bản nháp." in text_of(made)
    version = ListVersion.objects.get()
    pasted = f"{ROOM}{version.lookup_list_id}/pasted/"
    assert "2 mới" in text_of(han.post(pasted, {"table": TABLE}))
    assert not ListRow.objects.exists()
    assert "Đã ghi. 2 dòng: 2 mới" in text_of(han.post(pasted, {"table": TABLE, "record": "1"}))
    tried = han.post(f"{ROOM}versions/{version.pk}/trial/", {"f0": "nguyen thi mau", "f1": "5/8/1990"})
    assert "Thẻ của ông/bà đã về." in text_of(tried)
    assert "Đã gửi duyệt." in text_of(han.post(f"{ROOM}versions/{version.pk}/submissions/", follow=True))
    assert tam.post(f"{ROOM}versions/{version.pk}/approvals/").status_code == 303
    assert queries.published(unit.pk, "the-da-ve-phuong") is None
    done = han.post(f"{ROOM}versions/{version.pk}/publications/", follow=True)
    assert "Người dân dùng được ngay." in text_of(done)
    assert tam.post(f"{ROOM}{version.lookup_list_id}/menu/", {"shown": "1"}).status_code == 303
    assert [one.title for one in queries.in_menu(unit.pk)] == ["Thẻ đã về phường"]
    assert (
        AuditEvent.objects.filter(tag__in=["list:written", "list:submitted", "list:approved", "list:published"]).count()
        == 4
    )


def test_its_author_does_not_approve_it(unit, browser_of: Browser) -> None:
    tam = browser_of(leader(unit))
    begun = tam.post(f"{ROOM}new/", {"begin": "1", "preset": "chua-giao-duoc"})
    tam.post(f"{ROOM}new/", sent(begun, f"{ROOM}new/", save="1"))
    version = ListVersion.objects.get()
    tam.post(f"{ROOM}versions/{version.pk}/submissions/")
    said = tam.post(f"{ROOM}versions/{version.pk}/approvals/", follow=True)
    assert "Người soạn không tự duyệt." in text_of(said)
    version.refresh_from_db()
    assert version.state == "submitted"


@pytest.mark.parametrize("preset", ["chua-duoc-cap", "chua-giao-duoc", "the-da-ve"])
def test_a_preset_is_a_definition_without_a_fault(unit, browser_of: Browser, preset: str) -> None:
    han = browser_of(writer(unit))
    begun = han.post(f"{ROOM}new/", {"begin": "1", "preset": preset})
    assert han.post(f"{ROOM}new/", sent(begun, f"{ROOM}new/", save="1")).status_code == 303


def test_a_list_by_name_alone_is_refused_with_words(unit, browser_of: Browser) -> None:
    han = browser_of(writer(unit))
    answer = han.post(
        f"{ROOM}new/",
        {"title": "Thẻ đã về", "found": "Thẻ đã về rồi.", "label0": "Họ tên", "kind0": "name", "role0": "key"},
    )
    assert answer.status_code == 422
    assert "kèm ngày sinh" in text_of(answer)
    assert 'value="Thẻ đã về"' in answer.content.decode()
    assert not LookupList.objects.exists()


def test_key_fields_stay_once_citizens_have_read_the_list(unit, browser_of: Browser) -> None:
    the_list = published(unit)
    han = browser_of(writer(unit))
    begun = han.post(f"{ROOM}{the_list.pk}/versions/", follow=True)
    draft = ListVersion.objects.get(state="draft")
    action = f"{ROOM}versions/{draft.pk}/"
    answer = han.post(action, sent(begun, action, role2="key", role3="factor", kind3="code"))
    assert answer.status_code == 422
    assert "cột tra cứu giữ nguyên" in text_of(answer)


def test_a_card_is_found_by_its_code_and_handed_over_once(unit, browser_of: Browser) -> None:
    the_list = published(unit)
    han = browser_of(writer(unit))
    found = han.post(f"{ROOM}{the_list.pk}/rows/", {"code": "gh 0001"})
    row = ListRow.objects.get(pk=re.search(r"/console/lists/rows/(\d+)/", found.content.decode())[1])
    assert "N. T. M*** · •••/1990 · •••001" in text_of(found)
    assert "Thị Mẫu" not in text_of(found)
    page = han.get(f"{ROOM}rows/{row.pk}/")
    assert "K1-03" in text_of(page)
    assert AuditEvent.objects.filter(tag="list_row:viewed", subject_id=row.pk).count() == 1
    said = han.post(f"{ROOM}rows/{row.pk}/hand-overs/", follow=True)
    assert "Chọn giấy tờ đồng chí đã đối chiếu" in text_of(said)
    done = han.post(f"{ROOM}rows/{row.pk}/hand-overs/", {"paper": "old_card"}, follow=True)
    assert "Đã trả lúc" in text_of(done)
    again = han.post(f"{ROOM}rows/{row.pk}/hand-overs/", {"paper": "vneid"}, follow=True)
    assert "không trả lần nữa" in text_of(again)
    assert HandOver.objects.count() == 1


def test_rows_are_found_by_all_key_fields_and_no_name_stands_in_an_address(unit, browser_of: Browser) -> None:
    the_list = published(unit)
    han = browser_of(writer(unit))
    answer = han.post(f"{ROOM}{the_list.pk}/rows/", {"f0": "Trần Văn Hai", "f1": "1975"})
    assert "Mở dòng này" in text_of(answer)
    assert 'method="get"' not in answer.content.decode().partition("<main")[2]
    assert "Ghi mã, hoặc ghi đủ các ô" in text_of(han.post(f"{ROOM}{the_list.pk}/rows/", {"f0": "Trần Văn Hai"}))
    assert AuditEvent.objects.filter(tag="list:searched", subject_id=the_list.pk).count() == 1


def test_the_notice_board_sheet_has_masked_names_and_codes_only(unit, browser_of: Browser) -> None:
    the_list = published(unit, rows=(MAU, HAI))
    page = browser_of(writer(unit)).get(f"{ROOM}{the_list.pk}/printed/")
    words = page.content.decode().partition("<table")[2].partition("</table>")[0]
    assert "N. T. M***" in words and "•••001" in words
    for secret in ("Nguyễn", "1990", "GH-0001", "912", "đường Mẫu", "K1-03", "Sai số nhà"):
        assert secret not in words
    assert AuditEvent.objects.filter(tag="list:printed").count() == 1


def test_a_proposal_is_applied_or_refused_with_a_reason(unit, browser_of: Browser) -> None:
    the_list = published(unit, rows=(MAU,))
    definition = queries.published(unit.pk, the_list.slug)
    row = ListRow.objects.get()
    asked = row_operations.ask_correction(
        definition=definition, row_id=row.pk, typed={"dia_chi": "9 đường Mới"}, citizen_id=None, now=NOW
    )
    han = browser_of(writer(unit))
    assert "9 đường Mới" in text_of(han.get(f"{ROOM}rows/{row.pk}/"))
    silent = han.post(f"{ROOM}requests/{asked.id}/decisions/", {"decision": "refuse", "reason": " "}, follow=True)
    assert "Ghi lý do" in text_of(silent)
    done = han.post(f"{ROOM}requests/{asked.id}/decisions/", {"decision": "apply"}, follow=True)
    assert "Đã sửa theo đề nghị" in text_of(done)
    row.refresh_from_db()
    assert cells.unseal(row.cells_sealed)["dia_chi"] == "9 đường Mới"
    assert ListRequest.objects.get().state == "applied"


def test_another_units_list_is_not_there(unit, browser_of: Browser) -> None:
    the_list = published(unit)
    row, version = ListRow.objects.first(), ListVersion.objects.get()
    stranger = browser_of(leader(factories.unit("Công an quận Khác")))
    for path in (f"{the_list.pk}/", f"{the_list.pk}/rows/", f"{the_list.pk}/printed/", f"{the_list.pk}/pasted/",
                 f"rows/{row.pk}/", f"versions/{version.pk}/", f"versions/{version.pk}/trial/"):  # fmt: skip
        assert stranger.get(ROOM + path).status_code == 404, path
    for path in (f"{the_list.pk}/menu/", f"{the_list.pk}/versions/", f"rows/{row.pk}/hand-overs/",
                 f"versions/{version.pk}/withdrawals/", f"rows/{row.pk}/closings/"):  # fmt: skip
        stranger.post(ROOM + path, {"paper": "vneid", "end": "fixed", "note": "x"})
    row.refresh_from_db(), version.refresh_from_db()
    assert (row.state, version.state) == ("open", "published")
    assert LookupList.objects.get().menu_at is not None


def test_every_page_of_the_room_is_closed_to_who_has_no_role_there(unit, browser_of: Browser) -> None:
    client = browser_of(officer(unit, Role.CONTENT_EDITOR))
    for one in _lists:
        path = re.sub(r"<[^>]+>", "1", str(one.pattern))
        assert client.get(f"/console/{path}").status_code in (403, 405), path
        assert Client().get(f"/console/{path}").status_code in (302, 405), path
