"""Tiện ích on a citizen's page: asked by key fields, opened by a second factor; none and not yours are told alike."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.features.lists import operations, queries, row_operations
from motcua.features.lists.models import ListRequest, ListRow, LookupList
from motcua.foundation import proof
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.procedures.models import ServiceLine
from tests import factories
from tests.citizen.conftest import Clock
from tests.citizen.reading import form_of, text_of
from tests.factories import NOW
from tests.features.lists.made import BA, HAI, MAU, leader, published, words, writer

pytestmark = pytest.mark.django_db
HERS = {"f0": "Nguyễn Thị Mẫu", "f1_day": "5", "f1_month": "8", "f1_year": "1990"}
NONE = "Không thấy trong danh sách này"


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def the_list(unit: OrgUnit) -> LookupList:
    return published(unit)


def base_of(the_list: LookupList) -> str:
    return f"/u/{the_list.unit.slug}/lists/{the_list.slug}/"


def send(client: Client, page: HttpResponse, action: str, **typed: str) -> HttpResponse:
    """Fill a page's form and send it, with the proof a browser's script would make."""
    form = form_of(page, action) | typed
    if form.get("opening") and not form.get("proof"):
        form["proof"] = proof.solve(form["opening"])
    return client.post(action, form)


def ask(client: Client, base: str, **typed: str) -> HttpResponse:
    return send(client, client.get(base), base, **(HERS | typed))


def opened(client: Client, base: str, code: str = "GH-0001", **typed: str) -> HttpResponse:
    return send(client, ask(client, base, **typed), f"{base}details/", factor=code)


def test_a_stranger_reads_the_masked_answer_and_opens_it_with_the_second_factor(the_list, client: Client):
    base = base_of(the_list)
    answer = ask(client, base)
    told = text_of(answer)
    assert "Có trong danh sách" in told and "Thẻ của ông/bà đã về." in told
    assert "Đợt •••" in told
    for secret in ("Sai số nhà", "1 đường Mẫu", "912", "GH-0001", "K1-03", "Mẫu Thị"):
        assert secret not in told
    details = text_of(send(client, answer, f"{base}details/", factor="gh 0001"))
    assert "Sai số nhà" in details and "1 đường Mẫu" in details
    assert "Ông/bà mang theo giấy hẹn" in details
    assert "K1-03" not in details, "the shelf is for the officer"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "year"),
    [("nguyen thi mau", "1990"), ("NGUYỄN  THỊ MẪU", "1990"), ("Nguyê\u0303n Thị Mẫu", "1990")],
)
def test_names_are_found_without_accents_and_dates_by_what_both_have(the_list, client: Client, name: str, year: str):
    told = text_of(ask(client, base_of(the_list), f0=name, f1_day="", f1_month="", f1_year=year))
    assert "Có trong danh sách" in told


def test_a_wrong_accent_is_another_person(the_list, client: Client):
    assert NONE in text_of(ask(client, base_of(the_list), f0="Nguyễn Thì Mẫu"))


def begins(statements: CaptureQueriesContext) -> tuple[str, ...]:
    """The statements that ran, as far as they are the same for everybody."""
    return tuple(one["sql"][:30] for one in statements if "SAVEPOINT" not in one["sql"])


def test_none_and_not_yours_are_told_alike_and_cost_the_same(unit, the_list, browser: Client):
    """Nobody of that name; another birthday; a closed row; a row of another unit: the same words and statements."""
    other = published(factories.unit("Công an quận Khác"), rows=(("Đỗ Thị Khác", "1980", "GH-7", *MAU[3:]),))
    row = ListRow.objects.filter(lookup_list=the_list).order_by("pk")[1]
    row_operations.close(unit_id=unit.pk, row_id=row.pk, end="fixed", by=writer(unit), now=NOW)
    base = base_of(the_list)
    page = browser.get(base)
    said, ran = set(), set()
    for typed in (
        {"f0": "Không Có Ai"}, {"f1_day": "6"}, {"f0": "Trần Văn Hai", "f1_day": "", "f1_month": "", "f1_year": "1975"},
        {"f0": "Đỗ Thị Khác", "f1_day": "", "f1_month": "", "f1_year": "1980"},
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as statements:
            answer = send(browser, page, base, **(HERS | typed))
        said.add(text_of(answer))
        ran.add(begins(statements))
    assert len(said) == 1 and NONE in said.pop()
    assert len(ran) == 1
    with CaptureQueriesContext(connection) as statements:
        send(browser, page, base, **HERS)
    assert begins(statements) in ran
    assert other.pk != the_list.pk


def test_a_wrong_second_factor_and_a_row_that_is_gone_are_told_alike(unit, the_list, browser: Client):
    base = base_of(the_list)
    page = ask(browser, base)
    wrong = send(browser, page, f"{base}details/", factor="GH-0002")
    row_operations.close(
        unit_id=unit.pk, row_id=ListRow.objects.earliest("pk").pk, end="fixed", by=writer(unit), now=NOW
    )
    gone = send(browser, page, f"{base}details/", factor="GH-0002")
    assert wrong.status_code == gone.status_code == 422
    assert text_of(wrong) == text_of(gone)
    assert "Không khớp." in text_of(gone)
    assert "Không khớp." in text_of(send(browser, page, f"{base}details/", factor="GH-0001"))


def test_namesakes_are_not_told_apart_before_the_second_factor(unit, browser: Client):
    the_list = published(unit, rows=(MAU, (*MAU[:2], "GH-0009", "Đợt tháng 1", "Lý do khác", *MAU[5:])))
    base = base_of(the_list)
    told = text_of(ask(browser, base))
    assert "Có hơn một người trùng họ tên" in told
    assert "Đợt" not in told
    assert "Lý do khác" in text_of(opened(browser, base, "GH-0009"))


def test_a_pass_of_another_list_or_hour_opens_nothing(unit, the_list, browser: Client, clock_at: Clock):
    base = base_of(the_list)
    second = published(unit, title="Danh sách khác")
    page = ask(browser, base)
    form = form_of(page, f"{base}details/")
    elsewhere = browser.post(f"{base_of(second)}details/", form | {"factor": "GH-0001"})
    assert "Trang mở đã lâu" in text_of(elsewhere)
    clock_at.now += timedelta(minutes=31)
    assert "Trang mở đã lâu" in text_of(browser.post(f"{base}details/", form | {"factor": "GH-0001"}))
    assert "Trang mở đã lâu" in text_of(browser.post(f"{base}details/", {"pass": "giả", "factor": "GH-0001"}))


def test_without_script_a_stranger_waits_a_little_and_sends_again(the_list, client: Client, clock_at: Clock):
    base = base_of(the_list)
    typed = form_of(client.get(base), base) | HERS
    early = client.post(base, typed)
    assert early.status_code == 429 and "chờ vài giây" in text_of(early)
    clock_at.now += timedelta(seconds=4)
    again = client.post(base, form_of(early, base))
    assert "Có trong danh sách" in text_of(again)


def test_one_proof_is_good_for_one_question(the_list, client: Client):
    base = base_of(the_list)
    form = form_of(client.get(base), base) | HERS
    form["proof"] = proof.solve(form["opening"])
    assert client.post(base, form).status_code == 200
    assert client.post(base, form).status_code == 429


def test_what_is_typed_wrong_is_said_at_its_field_and_stays(the_list, client: Client):
    page = ask(client, base_of(the_list), f0="", f1_year="19")
    assert page.status_code == 422
    assert "Xin ông/bà ghi họ tên." in text_of(page)
    assert 'value="19"' in page.content.decode()


def test_she_chooses_to_come_once_and_the_counter_reads_it(unit, the_list, browser: Client, person):
    base = base_of(the_list)
    page = opened(browser, base)
    done = send(browser, page, f"{base}requests/", kind="pick_up")
    assert "Đã ghi: ông/bà đến nhận" in text_of(done)
    again = send(browser, page, f"{base}requests/", kind="pick_up")
    assert "Đơn vị đã nhận đề nghị trước đó" in text_of(again)
    asked = ListRequest.objects.get()
    assert asked.citizen_id == person.holder_id
    found = queries.row_page(unit.pk, asked.row_id)
    assert found is not None and found.picks_up
    assert "Ông/bà đã chọn đến nhận" in text_of(opened(browser, base))


def correct(client: Client, base: str, **typed: str) -> HttpResponse:
    page = opened(client, base)
    form = form_of(page, f"{base}requests/")
    return client.post(f"{base}requests/", form | {"kind": "correction"} | typed)


def test_a_correction_waits_sealed_for_an_officer(unit, the_list, browser: Client):
    base = base_of(the_list)
    assert "Đã gửi đề nghị sửa" in text_of(correct(browser, base, c0="0912 345 678", c1="9 đường Mới"))
    asked = ListRequest.objects.get()
    assert b"duong" not in bytes(asked.typed_sealed) and "đường".encode() not in bytes(asked.typed_sealed)
    assert "đang chờ cán bộ xem" in text_of(opened(browser, base))
    row_operations.refuse(
        unit_id=unit.pk, request_id=asked.pk, reason="Địa chỉ thiếu số nhà.", by=writer(unit), now=NOW
    )  # fmt: skip
    assert "Địa chỉ thiếu số nhà." in text_of(opened(browser, base))
    correct(browser, base, c1="9A đường Mới")
    second = ListRequest.objects.get(state="waiting")
    row_operations.apply(unit_id=unit.pk, request_id=second.pk, by=writer(unit), now=NOW)
    told = text_of(opened(browser, base))
    assert "9A đường Mới" in told and "đã sửa theo đề nghị" in told


def test_a_bad_correction_is_told_at_its_field(the_list, browser: Client):
    base = base_of(the_list)
    page = correct(browser, base, c0="12")
    assert page.status_code == 422
    assert 'value="12"' in page.content.decode()
    assert correct(browser, base).status_code == 422
    assert not ListRequest.objects.exists()


def test_a_mistake_is_put_right_by_a_ticket_of_its_own_line(unit, shift, browser: Client):
    line = ServiceLine.objects.get(unit=unit)
    the_list = published(unit, fix_line=line.pk)
    assert f'href="/u/{unit.slug}/take/{shift.pk}/"' in opened(browser, base_of(the_list)).content.decode()


def test_a_handed_over_card_is_nobodys_any_more(unit, the_list, browser: Client):
    base = base_of(the_list)
    row_operations.hand_over(
        unit_id=unit.pk, row_id=ListRow.objects.earliest("pk").pk, paper="old_card", by=writer(unit), now=NOW
    )
    assert NONE in text_of(ask(browser, base))


def test_who_asks_for_too_many_is_told_until_when(the_list, browser: Client):
    base = base_of(the_list)
    page = browser.get(base)
    answers = [send(browser, page, base, **HERS) for _ in range(21)]
    assert [one.status_code for one in answers] == [200] * 20 + [429]
    assert "Xin ông/bà thử lại sau" in text_of(answers[-1])
    assert int(answers[-1]["Retry-After"]) > 0
    assert AuditEvent.objects.filter(tag="lookup:made").count() == 20


def test_drafts_and_withdrawn_lists_have_no_page(unit, the_list, client: Client):
    operations.write_list(unit_id=unit.pk, words=words("Bản nháp mới"), by=writer(unit), now=NOW)
    assert client.get(f"/u/{unit.slug}/lists/ban-nhap-moi/").status_code == 404
    assert "Thẻ đã về phường" in text_of(client.get(f"/u/{unit.slug}/lists/"))
    version = the_list.versions.get()
    operations.withdraw(unit_id=unit.pk, version_id=version.pk, note="Xong", by=leader(unit), now=NOW)
    assert client.get(base_of(the_list)).status_code == 404
    assert "Thẻ đã về phường" not in text_of(client.get(f"/u/{unit.slug}/lists/"))


def test_what_is_posted_only_is_not_opened_by_an_address(the_list, client: Client):
    base = base_of(the_list)
    for path in ("details/", "requests/"):
        assert client.get(base + path)["Location"] == base


def test_leap_day_and_names_of_the_highlands(unit, client: Client):
    the_list = published(unit, rows=(BA, ("H'Hen Niê", "1992", "GH-5", *MAU[3:]), HAI))
    base = base_of(the_list)
    for typed in (
        {"f0": "Lê Thị Ba", "f1_day": "29", "f1_month": "2", "f1_year": "2000"},
        {"f0": "H’Hen Niê", "f1_day": "", "f1_month": "", "f1_year": "1992"},
    ):  # fmt: skip
        assert "Có trong danh sách" in text_of(ask(client, base, **typed))
