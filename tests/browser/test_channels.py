"""Kênh Zalo as its administrator sees it: on a desk, on a phone, on paper; and consent from press to press."""

import re

import httpx
from playwright.sync_api import expect

from tests.browser.conftest import DESK, Demo, Open, has_no_sideways_scroll
from tests.browser.test_inbox import sign_in
from tests.processes import wait_for

PHONE = (390, 800)
STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU"


def test_an_administrator_connects_checks_and_sends_one_message(demo: Demo, open_page: Open, shoot) -> None:
    mine = httpx.post(f"{demo.emulator}/control/citizens", json={"name": "Hoàng Thị Quản"}).json()["id"]
    oas = httpx.get(f"{demo.emulator}/control/oas").json()
    told = {"oa_id": next(one["oa_id"] for one in oas if one["name"] == "Công an quận 4"), "text": "Xin chào"}
    httpx.post(f"{demo.emulator}/control/citizens/{mine}/send", json=told).raise_for_status()
    desk = sign_in(open_page(DESK), demo, "quan4.quantri", "/console/channels/")
    expect(desk.locator("body")).to_contain_text(STRIP)
    expect(desk.locator(".nav [aria-current]")).to_contain_text("Kênh Zalo")
    expect(desk.locator(".light")).to_have_count(12)
    desk.get_by_role("button", name="Kết nối với Zalo").click()
    shoot(desk, "console-channel-consent")
    desk.get_by_role("link", name="Sang trang của Zalo").click()
    expect(desk).to_have_url(re.compile("/v4/oa/permission"))
    desk.get_by_role("radio", name="Công an quận 4", exact=True).check()
    desk.get_by_role("button", name=re.compile("Cho phép|Đồng ý")).click()
    expect(desk.get_by_role("status")).to_contain_text("Đã kết nối với Zalo.")
    assert has_no_sideways_scroll(desk)
    desk.get_by_text("Khai báo ở trang của Zalo").click()
    desk.get_by_text("Tệp xác thực tên miền").last.click()
    desk.get_by_label("Mã, tên tệp hoặc thẻ meta Zalo cấp").fill("zalo_verifierMauThu2026.html")
    desk.get_by_role("button", name="Lưu mã xác thực").click()
    expect(desk.get_by_role("status")).to_contain_text("Đã lưu mã xác thực.")
    desk.get_by_role("link", name=re.compile("Tờ menu")).click()
    shoot(desk, "console-channel-menu", whole=True)
    desk.emulate_media(media="print")
    shoot(desk, "console-channel-menu-print", whole=True)
    expect(desk.locator(".sheet__off").first).to_be_hidden()
    desk.emulate_media(media="screen")
    desk.get_by_role("button", name="Đã đặt menu theo tờ này").click()
    expect(desk.get_by_role("status")).to_contain_text("Đã ghi nhận menu")
    desk.get_by_label("Người vừa nhắn OA").select_option(index=0)
    desk.get_by_role("button", name="Gửi thử").click()
    expect(desk.get_by_role("status")).to_contain_text("Đã xếp tin thử")
    messages = f"{demo.emulator}/control/citizens/{mine}/messages"
    wait_for(lambda: "Tin thử của Một Cửa" in httpx.get(messages, params=told).text, "the message on my phone")
    desk.reload()
    expect(desk.locator(".light").last).to_contain_text("đã gửi được")
    shoot(desk, "console-channel", whole=True)


def test_on_a_phone_and_without_script_nothing_is_lost(demo: Demo, open_page: Open, shoot) -> None:
    phone = sign_in(open_page(PHONE, script=False), demo, "quan4.quantri", "/console/channels/")
    assert has_no_sideways_scroll(phone)
    for summary in phone.locator("summary").all():
        summary.click()
    assert has_no_sideways_scroll(phone)
    phone.get_by_label("Lý do").fill("Bảo trì buổi trưa")
    phone.get_by_role("button", name="Ngừng gửi").click()
    expect(phone.get_by_role("alert").first).to_contain_text("Ngừng gửi từ")
    shoot(phone, "console-channel-phone", whole=True)
    phone.get_by_role("button", name="Gửi lại").click()
    expect(phone.get_by_role("status")).to_contain_text("Đã gửi lại.")
    phone.goto(f"{demo.product}/console/channels/new/")
    assert has_no_sideways_scroll(phone)
    shoot(phone, "console-channel-new-phone", whole=True)
