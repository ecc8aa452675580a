"""The manager's desk: people and tags, articles, settings, the verification of a domain, the probe of a webhook."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from tests.emulator.conftest import MakeStage
from tests.emulator.test_screens import STRIP, text_of
from tests.emulator.wiring import Stage, wait_for

PAGES = ("people/", "articles/", "templates/", "settings/")


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, str]]]:
    """A product's web site: address, and pages that a test puts there."""
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = pages.get(self.path.partition("?")[0])
            body = (found or "").encode()
            self.send_response(200 if found is not None else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", pages
    server.shutdown()
    thread.join()
    server.server_close()


def desk(one: Stage, page: str, door: str = "", **form: str) -> httpx.Response:
    path = f"/manager/{one.oa_id}/{page}"
    return one.http.post(path + door, data=form) if door else one.http.get(path)


def test_every_page_of_the_desk_answers_for_full_and_empty_accounts(stage: MakeStage) -> None:
    for one in (stage(), stage(name="Công an phường Mẫu đầy đủ")):
        for page in PAGES:
            answer = desk(one, page)
            assert answer.status_code == 200, page
            assert text_of(answer).count(STRIP) == 1, page
            assert "unsafe" not in answer.headers["content-security-policy"]
            assert " style=" not in answer.text
        one.follow()
        desk(one, "articles/", "write", title="Lịch nhận thẻ", text="Từ thứ hai")


def test_tags_are_given_and_taken_at_the_desk_and_the_account_hears(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    desk(one, "people/", "tag", user_id=user_id, deed="add", name="Chờ thẻ")
    assert "Chờ thẻ" in text_of(desk(one, "people/"))
    desk(one, "people/", "tag", user_id=user_id, deed="remove", name="Chờ thẻ")
    wait_for(lambda: bool(one.events("remove_user_from_tag")), "both events")
    assert len(one.events("add_user_to_tag")) == 1


def test_a_clerk_writes_an_article_and_sends_it_to_all(stage: MakeStage) -> None:
    one = stage()
    one.follow()
    desk(one, "articles/", "write", title="Lịch nhận thẻ", text="Từ thứ hai\nđến thứ sáu")
    listed = one.call("GET", "/v2.0/article/getslice").json()["data"]["medias"]
    desk(one, "articles/", "broadcast", article_id=listed[0]["id"])
    wait_for(lambda: len(one.messages()) == 1, "the broadcast")
    assert "1 người nhận" in text_of(desk(one, "articles/"))


def test_switches_are_set_at_the_desk(stage: MakeStage) -> None:
    one = stage()
    assert desk(one, "settings/", "switches", pkce="fixed").status_code == 303
    assert one.http.get(f"/control/oas/{one.oa_id}/switches").json()["pkce"] == "fixed"
    assert desk(one, "settings/", "switches", pkce="perhaps").status_code == 422


def test_the_permission_is_taken_back_at_the_desk(stage: MakeStage) -> None:
    one = stage()
    assert "Đã thu hồi quyền" in text_of(desk(one, "settings/", "revoke", sure="1"))
    assert one.call("GET", "/v2.0/oa/getoa").json()["error"] == -220


@pytest.mark.parametrize("place", ["file", "property", "name", "nowhere"])
def test_a_domain_is_verified_by_file_or_tag(stage: MakeStage, site: tuple[str, dict[str, str]], place: str) -> None:
    one = stage()
    address, pages = site
    told = one.http.post(f"/control/oas/{one.oa_id}/domain", json={"url": address + "duong/dan?x=1"}).json()
    assert told["ok"] is False
    tag = f'<html><head><meta {{}}="zalo-platform-site-verification" content="{told["code"]}"></head></html>'
    if place == "file":
        pages["/" + told["file"]] = tag.format("property")
    elif place != "nowhere":
        pages["/"] = tag.format(place)
    answer = text_of(desk(one, "settings/", "domain", domain=address, code=told["code"]))
    assert ("Đã xác thực" in answer) is (place != "nowhere")


def test_a_webhook_is_saved_only_when_it_answers(stage: MakeStage, site: tuple[str, dict[str, str]]) -> None:
    one = stage()
    address, pages = site
    assert "Webhook trả lời 404. Chưa lưu." in text_of(desk(one, "settings/", "webhook", webhook_url=address + "hook"))
    pages["/hook"] = ""
    assert "Webhook trả lời 200." in text_of(desk(one, "settings/", "webhook", webhook_url=address + "hook"))
    assert one.http.get(f"/control/oas/{one.oa_id}").json()["webhook_url"] == address + "hook"
    assert one.http.post(f"/control/oas/{one.oa_id}/probe", json={}).json()["ok"] is True


def test_the_phone_sends_every_sample(stage: MakeStage) -> None:
    one = stage()
    talk = f"/phone/{one.citizen_id}/{one.oa_id}/"
    assert "Nhắn tin" in one.http.get(talk).text
    one.http.post(talk + "chat")
    for kind in ("audio", "file", "card", "link"):
        one.http.post(talk + "send", data={"kind": kind})
    wait_for(lambda: len(one.calls) == 5, "the click and four things")
    assert [call.name for call in one.calls[1:]] == [
        "user_send_audio",
        "user_send_file",
        "user_send_business_card",
        "user_send_link",
    ]
    page = text_of(one.http.get(talk))
    assert "Tin thoại" in page
    assert "Danh thiếp" in page
    assert "Nhắn tin" not in page


def test_the_phone_answers_a_request_for_contact_details(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    element = {"title": "Thông tin liên hệ", "subtitle": "Xin số điện thoại"}
    payload = {"template_type": "request_user_info", "elements": [element]}
    one.say(user_id, {"attachment": {"type": "template", "payload": payload}})
    talk = f"/phone/{one.citizen_id}/{one.oa_id}/"
    assert "Số điện thoại" in text_of(one.http.get(talk))
    one.http.post(talk + "info", data={"name": "Nguyễn Thị Mẫu", "phone": "0900000000", "city": "TP.HCM"})
    wait_for(lambda: bool(one.events("user_submit_info")), "the details")
    detail = one.call("GET", "/v3.0/oa/user/detail", params={"data": f'{{"user_id":"{user_id}"}}'}).json()["data"]
    assert detail["shared_info"] == {"name": "Nguyễn Thị Mẫu", "phone": "84900000000", "city": "TP.HCM"}
