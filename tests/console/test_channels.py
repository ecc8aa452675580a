"""Kênh Zalo over HTTP: lights, consent to the stand-in and back, one message, switches, the file and the sheet."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client

from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.jobs.models import WorkerHeartbeat
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.roles import Role
from motcua.messaging.channels import delivery, registry
from motcua.messaging.channels.models import (
    ConversationState,
    OaAccount,
    OaChoice,
    OaToken,
    OutboxMessage,
    WebhookTally,
    ZaloApp,
)
from motcua.messaging.channels.zalo.client import TokenPair, ZaloClient
from motcua.messaging.channels.zalo.port import ZaloPort
from motcua.messaging.channels.zalo.tokens import store_pair
from motcua.messaging.channels.zalo.unknowns import UNKNOWNS
from tests.channels.wire import APP_SECRET, OA_KEY, Wire, open_wire
from tests.console.conftest import Time
from tests.emulator.wiring import emulator_process
from tests.factories import NOW, TODAY, unit
from tests.features.queueing.day import officer

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU."


@pytest.fixture(scope="module")
def platform() -> Iterator[httpx.Client]:
    with emulator_process() as client:
        yield client


@pytest.fixture
def wire(platform: httpx.Client) -> Iterator[Wire]:
    """An account here and on the stand-in; the channel speaks with the stand-in during the test."""
    made = open_wire(is_demo=True)
    told = {
        "oa_id": made.oa_id, "name": f"Công an quận Mẫu {made.oa_id}", "app_id": made.app_id,
        "app_secret": APP_SECRET, "oa_secret_key": OA_KEY,
    }  # fmt: skip
    bound = platform.post("/control/oas", json=told).raise_for_status().json()
    pair = TokenPair(bound["access_token"], bound["refresh_token"], 90_000)
    OaToken.objects.all().delete()
    store_pair(account=made.account.pk, pair=pair, now=NOW)
    before = registry.channel("zalo")
    address = str(platform.base_url)
    with ZaloClient(api_url=address, oauth_url=address) as client:
        registry.register_channel(ZaloPort(client))
        WorkerHeartbeat.objects.create(name="w", beat_at=NOW)
        yield made
    registry.register_channel(before)
    platform.post("/control/faults", json={"kind": "clear"})


@pytest.fixture
def admin(wire: Wire, browser_of: Browser) -> Client:
    return browser_of(officer(wire.unit, Role.UNIT_ADMIN))


def at(wire: Wire, what: str = "") -> str:
    return f"/console/channels/{wire.account.pk}/{what}"


def shown(client: Client, wire: Wire) -> str:
    return unescape(client.get(at(wire)).content.decode())


def pressed(client: Client, wire: Wire, what: str, **fields: str) -> str:
    answer = client.post(at(wire, what), fields, follow=True)
    assert answer.status_code in (200, 422), answer
    return unescape(answer.content.decode())


def light(page: str, title: str) -> str:
    """The word and the sentence of a check."""
    found = re.search(rf"</svg>\s*(\S+[^<]*)</span>\s*<p><b>{title}\.</b> ([^<]+)</p>", page)
    assert found, f"no light {title}"
    return f"{found.group(1).strip()}: {found.group(2)}"


def test_only_administrators_of_the_unit_find_it(wire: Wire, admin: Client, browser_of: Browser) -> None:
    assert "Kênh Zalo" in admin.get("/console/").content.decode()
    assert admin.get("/console/channels/").url == at(wire)  # type: ignore[attr-defined]  # a redirect has it
    page = shown(admin, wire)
    assert STRIP in page and "máy mô phỏng" in page
    for role in (Role.COUNTER_OFFICER, Role.LEADER, Role.DUTY_OFFICER):
        clerk = browser_of(officer(wire.unit, role))
        assert "Kênh Zalo" not in clerk.get("/console/").content.decode()
        assert clerk.get(at(wire)).status_code == 403
    stranger = browser_of(officer(unit(), Role.UNIT_ADMIN))
    assert stranger.get(at(wire)).status_code == 404
    for what in ("checkups/", "consents/", "tests/", "stops/", "resumptions/", "keys/", "pairs/", "decisions/",
                 "verifiers/", "menu/confirmations/"):  # fmt: skip
        assert stranger.post(at(wire, what)).status_code == 404
    assert not OaChoice.objects.exists()


def test_a_checkup_asks_the_platform_and_every_light_says_one_sentence(wire: Wire, admin: Client) -> None:
    assert light(shown(admin, wire), "Loại OA").startswith("Chưa rõ")
    page = pressed(admin, wire, "checkups/")
    assert light(page, "Loại OA") == "Tốt: OA cơ quan nhà nước, tin đang đi bằng API v3."
    assert light(page, "Ứng dụng và khóa").startswith(f"Tốt: Ứng dụng {wire.app_id} gọi được API")
    assert light(page, "Hạn mức và giá") == "Tốt: Còn 500 tin trả phí, 55 đ một tin; tháng này đã dùng 0."
    assert light(page, "Tin theo mẫu").startswith("Tốt: 4 mẫu dùng được")
    assert "120 đ" in page  # what a template costs a state agency, as the platform says
    sentences = re.findall(r"<p><b>[^<]+</b> ([^<]+)</p></li>", page)
    assert len(sentences) == 12
    assert all(len(part.split()) <= 20 for sentence in sentences for part in re.split(r"[;.]", sentence))


def test_consent_goes_to_the_platform_and_comes_back_connected(
    wire: Wire, admin: Client, platform: httpx.Client
) -> None:
    OaToken.objects.update(consent_needed_since=NOW)
    page = shown(admin, wire)
    assert 'role="alert"' in page
    assert "Mã truy cập.</b> Zalo không nhận mã làm mới từ 08:40; quản trị viên của OA bấm Kết nối lại." in page
    step = unescape(admin.post(at(wire, "consents/")).content.decode())
    address = re.search(r'href="(https://[^"]+/v4/oa/permission\?[^"]+)"', step)
    assert address
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address.group(1)).query).items()}
    assert asked["redirect_uri"].endswith("/console/channels/consents/") and len(asked["code_challenge"]) == 43
    back = platform.post("/v4/oa/permission", data=asked | {"oa_id": wire.oa_id}).headers["location"]
    after = admin.get(urlsplit(back).path + "?" + urlsplit(back).query, follow=True)
    page = unescape(after.content.decode())
    assert "Đã kết nối với Zalo." in page
    assert light(page, "Mã truy cập").startswith("Tốt: Mã đổi lúc 08:40, còn 25 giờ")
    assert light(page, "Loại OA").startswith("Tốt")  # it was asked at once
    again = admin.get(urlsplit(back).path + "?" + urlsplit(back).query)
    assert again.status_code == 409 and "không còn dùng được" in again.content.decode()


def test_a_forged_return_from_the_consent_page_changes_nothing(wire: Wire, admin: Client) -> None:
    forged = admin.get("/console/channels/consents/", {"state": "x", "code": "y", "oa_id": wire.oa_id})
    assert (forged.status_code, OaToken.objects.get().version) == (409, 1)


def test_one_message_to_my_own_phone(wire: Wire, admin: Client, platform: httpx.Client) -> None:
    assert "Chưa ai nhắn OA trong 48 giờ." in shown(admin, wire)
    me = platform.post("/control/citizens", json={"name": "Nguyễn Thị Mẫu"}).json()["id"]
    user = platform.post(f"/control/citizens/{me}/follow", json={"oa_id": wire.oa_id}).json()["user_id"]
    ConversationState.objects.create(account=wire.account, external_id=user, last_event_at=NOW)
    assert f"Tài khoản …{user[-4:]}" in shown(admin, wire)
    assert "Chưa chọn người nhận." in pressed(admin, wire, "tests/", to="somebody-else")
    page = pressed(admin, wire, "tests/", to=user)
    assert light(page, "Tin thử").startswith("Chưa rõ: Tin thử lúc 08:40 đang chờ gửi")
    delivery.deliver_due(now=NOW)
    assert light(shown(admin, wire), "Tin thử") == "Tốt: Tin thử lúc 08:40 đã gửi được."
    (heard,) = platform.get(f"/control/citizens/{me}/messages", params={"oa_id": wire.oa_id}).json()
    assert heard["text"].startswith("Tin thử của Một Cửa.") and STRIP.rstrip(".") in heard["text"]
    assert light(shown(admin, wire), "Loại OA").startswith("Chưa rõ")
    assert OaAccount.objects.get().message_api == "v2"  # -235 was met and learned on the way


def test_who_stopped_it_and_why(wire: Wire, admin: Client) -> None:
    assert "Chưa ghi lý do" in pressed(admin, wire, "stops/", because=" ")
    page = pressed(admin, wire, "stops/", because="Đổi ứng dụng")
    assert "Lê Ngọc Hân ngừng gửi lúc 08:40 22/07/2022. Lý do: Đổi ứng dụng" in page
    assert light(page, "Gửi tin") == "Hỏng: Ngừng gửi từ 08:40: Đổi ứng dụng"
    assert "Đã gửi lại." in pressed(admin, wire, "resumptions/")
    assert OaAccount.objects.get().stopped_at is None
    OaAccount.objects.update(stopped_at=NOW, stopped_because="OA đã bị khóa. Liên hệ Zalo.")
    assert "Hệ thống ngừng gửi lúc 08:40" in shown(admin, wire)
    tags = list(AuditEvent.objects.filter(tag__startswith="account:").values_list("tag", flat=True))
    assert tags == ["account:stopped", "account:resumed"]


def test_what_nobody_knows_is_a_switch_with_a_name_and_a_date(wire: Wire, admin: Client) -> None:
    page = shown(admin, wire)
    assert {one.question for one in UNKNOWNS.values()} >= set(range(1, 11)), "each thing to verify has its switch"
    assert [int(number) for number in re.findall(r"<b>(\d+)\. ", page)] == list(range(1, len(UNKNOWNS) + 1))
    assert page.count("Mặc định, chưa ai kiểm chứng.") == 14
    page = pressed(admin, wire, "decisions/", name="paid_replies", value="no")
    assert "Lê Ngọc Hân chọn 08:40 22/07/2022." in page
    assert "<dt>Nhắn tính phí</dt><dd>không gửi</dd>" in page
    assert "Không có lựa chọn này." in pressed(admin, wire, "decisions/", name="paid_replies", value="maybe")
    assert "Không có lựa chọn này." in pressed(admin, wire, "decisions/", name="menu_set", value="1")
    assert [choice.value for choice in OaChoice.objects.all()] == ["no"]


def test_the_verification_file_stands_at_the_root_for_everybody(wire: Wire, admin: Client, client: Client) -> None:
    tag = '<meta property="zalo-platform-site-verification" content="AbC_123-xyz" />'
    assert "Đã lưu mã xác thực." in pressed(admin, wire, "verifiers/", told=tag)
    answer = client.get("/zalo_verifierAbC_123-xyz.html")
    assert answer.status_code == 200
    assert tag.replace(" />", ">") in answer.content.decode()
    pressed(admin, wire, "verifiers/", told="zalo_verifierNewCode99.html")
    assert client.get("/zalo_verifierAbC_123-xyz.html").status_code == 404
    assert client.get("/zalo_verifierNewCode99.html").status_code == 200
    for wrong in ("<script>", "short", "a" * 65):
        assert "không đúng dạng" in pressed(admin, wire, "verifiers/", told=wrong)
    assert light(shown(admin, wire), "Tệp xác thực tên miền").startswith("Tốt: Tệp zalo_verifierNewCode99.html")


def test_the_menu_sheet_names_every_entry_and_its_setting_is_written_down(wire: Wire, admin: Client) -> None:
    page = unescape(admin.get(at(wire, "menu/")).content.decode())
    for query in ("#bamso", "#socuatoi", "#huyso", "#hoidap", "#gapcanbo", "#baotin", "#gopy"):
        assert f"<code>{query}</code>" in page
    assert "Lọc cú pháp: tắt" in page
    assert STRIP in page
    drawn = admin.get(at(wire, "menu/qr.svg"))
    assert drawn["content-type"] == "image/svg+xml" and b"<svg" in drawn.content
    assert light(shown(admin, wire), "Menu của OA").startswith("Chú ý")
    pressed(admin, wire, "menu/confirmations/")
    assert light(shown(admin, wire), "Menu của OA").startswith("Tốt")


def test_keys_are_changed_without_being_shown(wire: Wire, admin: Client) -> None:
    before = bytes(ZaloApp.objects.get().oa_secret_key_sealed)
    page = pressed(admin, wire, "keys/", app_id="123456789", app_secret="s1", oa_secret_key="k1")
    assert "Đã lưu khóa." in page and "k1" not in page
    assert OaAccount.objects.get().app.app_id == "123456789"  # type: ignore[union-attr]  # a Zalo account has one
    assert bytes(ZaloApp.objects.get(app_id=wire.app_id).oa_secret_key_sealed) == before
    assert "Mã OA và mã ứng dụng là dãy số" in pressed(admin, wire, "keys/", app_id="not-a-number")
    assert "Đã lưu cặp mã." in pressed(admin, wire, "pairs/", access_token="a", refresh_token="r")
    assert OaToken.objects.get().version == 2


def test_a_new_account_is_declared_for_a_unit_of_hers_only(wire: Wire, admin: Client, browser_of: Browser) -> None:
    form = {"unit": str(wire.unit.pk), "oa_id": "88880001", "name": "Công an quận Mẫu 2", "app_id": "99990001",
            "app_secret": "s", "oa_secret_key": "k"}  # fmt: skip
    page = unescape(admin.post("/console/channels/new/", form, follow=True).content.decode())
    assert "Đã khai báo OA." in page
    assert light(page, "Mã truy cập") == "Hỏng: Chưa có mã truy cập; quản trị viên của OA bấm Kết nối với Zalo."
    assert "Công an quận Mẫu 2" in admin.get("/console/channels/").content.decode()
    other: OrgUnit = unit()
    stranger = browser_of(officer(other, Role.UNIT_ADMIN))
    taken = stranger.post("/console/channels/new/", form | {"unit": str(other.pk), "app_id": "99990002"})
    assert taken.status_code == 422 and "gắn với đơn vị khác" in unescape(taken.content.decode())
    shared = stranger.post(
        "/console/channels/new/", form | {"unit": str(other.pk), "oa_id": "88880002", "app_secret": "guess"}
    )
    assert shared.status_code == 422 and "không khớp" in unescape(shared.content.decode())
    foreign = stranger.post("/console/channels/new/", form | {"oa_id": "88880003"})
    assert foreign.status_code == 422
    assert not OaAccount.objects.filter(oa_id__in=["88880002", "88880003"]).exists()


def test_wrong_keys_silent_webhooks_and_wrong_clocks_are_seen(wire: Wire, admin: Client, time: Time) -> None:
    WebhookTally.objects.create(app_id="", on=TODAY, word="forged", times=7, last_at=NOW)
    page = shown(admin, wire)
    assert light(page, "Khóa ký webhook") == (
        "Hỏng: 7 lần gọi webhook hôm nay sai chữ ký; nhập lại OA Secret Key ở mục Khóa."
    )
    ConversationState.objects.create(account=wire.account, external_id="u1", last_event_at=NOW)
    assert light(shown(admin, wire), "Khóa ký webhook").startswith("Chú ý: 7 lần")
    time.passes(25 * 3600)
    assert light(shown(admin, wire), "Webhook").startswith("Chú ý: Không có sự kiện nào từ 08:40 22/07/2022")


def test_an_empty_purse_is_an_alarm_until_somebody_paid(wire: Wire, admin: Client, platform: httpx.Client) -> None:
    OaAccount.objects.update(paid_stopped_at=NOW)
    assert light(shown(admin, wire), "Hạn mức và giá").startswith("Hỏng: Hết tiền gửi tin trả phí từ 08:40")
    told = {"oa_id": wire.oa_id, "name": f"Công an quận Mẫu {wire.oa_id}"}
    platform.post("/control/oas", json=told | {"paid_left": 0}).raise_for_status()
    assert light(pressed(admin, wire, "checkups/"), "Hạn mức và giá").startswith("Hỏng")
    platform.post("/control/oas", json=told | {"paid_left": 20}).raise_for_status()
    assert light(pressed(admin, wire, "checkups/"), "Hạn mức và giá").startswith("Tốt: Còn 20 tin trả phí")


def test_what_messages_cost_this_month_is_counted(wire: Wire, admin: Client) -> None:
    told = {
        "unit": wire.unit, "account": wire.account, "external_id": "u1", "kind": "reply", "reply_sealed": b"",
        "state": "delivered", "ended_at": NOW, "send_after": NOW, "not_after": NOW + timedelta(hours=1),
    }  # fmt: skip
    for charge, created in (
        ("reply", NOW),
        ("sub_quota", NOW),
        ("charged", NOW),
        ("sub_quota", NOW - timedelta(days=40)),
    ):
        OutboxMessage.objects.create(charge=charge, created_at=created, **told)
    assert "tháng này đã dùng 2." in light(shown(admin, wire), "Hạn mức và giá")
