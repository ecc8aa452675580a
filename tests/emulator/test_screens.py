"""The phone and the desk: every page answers, carries the strip, and works by plain forms and links."""

import html
import re

import httpx
import pytest

from tests.emulator.conftest import MakeStage
from tests.emulator.wiring import Stage, wait_for

STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU. Không phải trang của cơ quan Công an."


def text_of(page: httpx.Response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def talk_path(one: Stage) -> str:
    return f"/phone/{one.citizen_id}/{one.oa_id}/"


def test_every_page_carries_the_strip_and_a_strict_policy(stage: MakeStage) -> None:
    one = stage()
    one.act("send", text="chào")
    talk = talk_path(one)
    paths = [
        "/phone/",
        f"/phone/{one.citizen_id}/",
        f"/phone/{one.citizen_id}/qr",
        talk,
        talk + "page?u=http://localhost/so",
        talk + "page?u=https://dichvucong.gov.vn/",
        "/phone/nobody/",
        f"/phone/{one.citizen_id}/404/",
        f"/oa/{one.oa_id}",
        "/oa/404",
        "/manager/",
        f"/manager/{one.oa_id}/",
        f"/manager/{one.oa_id}/{one.citizen_id}/",
        f"/v4/oa/permission?app_id={one.account['app_id']}&redirect_uri=http://localhost/cb&code_challenge=x",
        "/v4/oa/permission/error?error_code=-14002",
    ]
    for path in paths:
        page = one.http.get(path)
        assert page.status_code in (200, 404), path
        assert text_of(page).count(STRIP) == 1, path
        policy = page.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)|javascript:", page.text), path


def test_a_citizen_without_script_follows_writes_presses_and_opens(stage: MakeStage) -> None:
    one = stage()
    created = one.http.post("/phone/people", data={"name": "Trần Văn Bình"})
    assert created.status_code == 303
    one.citizen_id = created.headers["location"].split("/")[2]
    talk = talk_path(one)
    assert one.http.post(talk + "follow").headers["location"] == talk
    one.http.post(talk + "send", data={"text": "xin số"})
    one.http.post(talk + "menu", data={"item": "0"})
    wait_for(lambda: len(one.calls) == 3, "follow, text, menu")
    user_id = str(one.calls[1].event["sender"]["id"])  # type: ignore[index]  # JSON
    buttons: list[object] = [
        {"title": "Trụ sở", "type": "oa.query.show", "payload": "1"},
        {"title": "Xem số", "type": "oa.open.url", "payload": {"url": "http://localhost:9/so?a=1&b=2"}},
    ]
    one.say(user_id, {"text": "Chọn <nơi>", "attachment": {"type": "template", "payload": {"buttons": buttons}}})
    page = one.http.get(talk).text
    assert "Chọn &lt;nơi&gt;" in page
    message_id = re.findall(r'name="message_id" value="(\w+)"', page)[-1]
    one.http.post(talk + "press", data={"message_id": message_id, "button": "0"})
    assert [message["text"] for message in one.messages()] == ["xin số", "#bamso", "Chọn <nơi>", "1"]
    link = html.unescape(re.findall(r'href="([^"]+/page\?u=[^"]+)"', page)[-1])
    opened = one.http.get(link).text
    assert 'src="http://localhost:9/so?a=1&amp;b=2"' in opened
    one.http.post(talk + "unfollow")
    wait_for(lambda: bool(one.events("unfollow")), "unfollow")


@pytest.mark.parametrize(("kind", "event"), [("image", "user_send_image"), ("location", "user_send_location"),
                                             ("sticker", "user_send_sticker")])  # fmt: skip
def test_samples_can_be_sent_from_the_phone(stage: MakeStage, kind: str, event: str) -> None:
    one = stage()
    one.http.post(talk_path(one) + "send", data={"kind": kind})
    wait_for(lambda: bool(one.events(event)), event)
    picture = one.messages()[-1]["image"]
    assert kind == "location" or one.http.get(str(picture)).status_code == 200


def test_new_lines_arrive_while_the_phone_waits(stage: MakeStage) -> None:
    one = stage()
    first = one.act("send", text="một")["message_id"]
    one.act("send", text="hai")
    lines = one.http.get(talk_path(one) + "lines", params={"after": str(first)}).text
    assert "hai" in lines
    assert "một" not in lines


@pytest.mark.parametrize(
    "typed",
    [
        "Công an quận Tân Phú – TP.HCM",
        "Công an Quận Tân Phú – TP.HCM",
        "Công an quận Tân Phú – TP Hồ Chí Minh",
        "cong an quan tan phu - tp.hcm",
        "Cong an quan Tan Phu TP Ho Chi Minh",
        "ca tân phú",
        "tan ph",
    ],
)
def test_an_account_is_found_however_its_name_is_typed(stage: MakeStage, typed: str) -> None:
    one = stage(name="Công an quận Tân Phú – TP.HCM")
    stage(name="Công an quận Phú Nhuận")
    page = text_of(one.http.get(f"/phone/{one.citizen_id}/", params={"tim": typed}))
    assert "Công an quận Tân Phú – TP.HCM" in page
    assert "Phú Nhuận" not in page


def test_nothing_found_says_so(stage: MakeStage) -> None:
    one = stage()
    assert "Không thấy" in text_of(one.http.get(f"/phone/{one.citizen_id}/", params={"tim": "bưu điện xyz"}))


def test_the_public_link_has_a_qr_and_leads_to_this_phone(stage: MakeStage) -> None:
    one = stage()
    code = one.http.get(f"/oa/{one.oa_id}/qr.svg")
    assert code.headers["content-type"] == "image/svg+xml"
    assert "<svg" in code.text
    one.http.get(f"/phone/{one.citizen_id}/")
    assert talk_path(one) in one.http.get(f"/oa/{one.oa_id}").text


def test_forms_of_another_site_are_turned_away(stage: MakeStage) -> None:
    one = stage()
    cross = {"sec-fetch-site": "cross-site"}
    assert one.http.post(talk_path(one) + "send", data={"text": "x"}, headers=cross).status_code == 403
    assert one.http.post("/manager/clock", data={"advance_s": "60"}, headers=cross).status_code == 403
    assert one.messages() == []


def test_the_desk_shows_tokens_faults_and_the_log(stage: MakeStage) -> None:
    one = stage()
    one.act("send", text="chào")
    wait_for(lambda: "200" in text_of(one.http.get(f"/manager/log?oa_id={one.oa_id}")), "the answered call")
    one.http.post("/manager/faults", data={"kind": "slow", "oa_id": one.oa_id, "count": ""})
    desk = text_of(one.http.get("/manager/"))
    assert "slow, đến khi tắt" in desk
    one.http.post("/manager/faults", data={"kind": "clear", "only": "slow"})
    assert "slow, đến khi tắt" not in text_of(one.http.get("/manager/"))
    account = text_of(one.http.get(f"/manager/{one.oa_id}/"))
    assert "còn 89 ngày" in account
    assert "Nguyễn Thị Mẫu" in account


def test_a_link_that_is_no_web_address_is_not_opened(stage: MakeStage) -> None:
    one = stage()
    assert one.http.get(talk_path(one) + "page", params={"u": "javascript:alert(1)"}).status_code == 422
