"""The control API: what it does, and the clear sentences it refuses with."""

import httpx
import pytest

from tests.emulator.conftest import MakeStage
from tests.emulator.wiring import emulator_process, wait_for

BUTTONS = [
    {"title": "Trụ sở quận", "type": "oa.query.show", "payload": "1"},
    {"title": "Ẩn", "type": "oa.query.hide", "payload": "#an"},
    {"title": "Mở số của tôi", "type": "oa.open.url", "payload": {"url": "http://localhost/so"}},
    {"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": "842800000226"}},
]
LIST = [{"title": "Lệ phí", "subtitle": "Mức thu", "default_action": {"type": "oa.query.show", "payload": "#lephi"}}]


def test_accounts_are_listed_and_binding_again_changes_nothing(stage: MakeStage) -> None:
    one = stage(name="Công an quận 4", access_token="a-1", refresh_token="r-1")
    again = one.http.post("/control/oas", json={"name": "Công an quận 4", "access_token": "a-1"}).json()
    assert again == one.account
    listed = one.http.get("/control/oas").json()
    assert {"oa_id": one.oa_id, "name": "Công an quận 4"} in listed
    assert set(listed[0]) == {"oa_id", "name"}


def test_spent_tokens_do_not_come_back_by_binding_again(stage: MakeStage) -> None:
    one = stage(access_token="old-a", refresh_token="old-r")
    form = {"app_id": one.account["app_id"], "grant_type": "refresh_token", "refresh_token": "old-r"}
    pair = one.http.post(
        "/v4/oa/access_token", headers={"secret_key": str(one.account["app_secret"])}, data=form
    ).json()
    one.bind(access_token="old-a", refresh_token="old-r")
    assert one.account["access_token"] == pair["access_token"]


def test_messages_show_both_directions_oldest_first(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    one.act("send", text="xin số")
    one.say(user_id, {"text": "Chọn nơi", "attachment": {"type": "template", "payload": {"buttons": BUTTONS}}})
    first, second = one.messages()
    assert (first["direction"], first["by"], first["text"]) == ("from_citizen", "citizen", "xin số")
    assert (second["direction"], second["by"]) == ("from_oa", "api")
    assert second["buttons"] == BUTTONS
    assert str(second["at"]) > str(first["at"])
    assert {"id", "direction", "text", "buttons", "items", "image", "at", "by"} <= set(second)


def test_pressing_by_index_title_and_payload(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    one.say(user_id, {"text": "Chọn", "attachment": {"type": "template", "payload": {"buttons": BUTTONS}}})
    message_id = one.messages()[-1]["id"]
    assert one.act("press", message_id=message_id, button=2) == {"url": "http://localhost/so"}
    assert one.act("press", message_id=message_id, button="Gọi") == {"phone": "842800000226"}
    one.act("press", message_id=message_id, button="1")
    one.act("press", message_id=message_id, button="Ẩn")
    wait_for(lambda: len(one.events("user_send_text")) == 2, "two texts")
    assert [call.event["message"]["text"] for call in one.events("user_send_text")] == ["1", "#an"]  # type: ignore[index]
    assert [message["text"] for message in one.messages()] == ["Chọn", "1"]


def test_pressing_a_row_of_a_list(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    payload = {"template_type": "list", "elements": LIST}
    one.say(user_id, {"attachment": {"type": "template", "payload": payload}})
    message = one.messages()[-1]
    assert message["items"][0]["subtitle"] == "Mức thu"  # type: ignore[index]  # JSON
    assert one.act("press", message_id=message["id"], button="Lệ phí")["sent"] == "#lephi"


def test_following_twice_tells_once(stage: MakeStage) -> None:
    one = stage()
    for deed in ("follow", "follow", "unfollow", "unfollow"):
        one.act(deed)
    one.act("send", text="hết")
    wait_for(lambda: bool(one.events("user_send_text")), "the last event")
    assert [call.name for call in one.calls] == ["follow", "unfollow", "user_send_text"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/control/citizens", {}, 422),
        ("/control/citizens", {"name": "a" * 101}, 422),
        ("/control/citizens", {"name": 7}, 422),
        ("/control/citizens/nobody/follow", {"oa_id": "1"}, 404),
        ("/control/citizens/{citizen}/follow", {"oa_id": "404"}, 404),
        ("/control/citizens/{citizen}/follow", {"oa_id": 5}, 422),
        ("/control/citizens/{citizen}/send", {"oa_id": "{oa}"}, 422),
        ("/control/citizens/{citizen}/send", {"oa_id": "{oa}", "text": "a", "image": True}, 422),
        ("/control/citizens/{citizen}/send", {"oa_id": "{oa}", "location": {"latitude": 91, "longitude": 0}}, 422),
        ("/control/citizens/{citizen}/press", {"oa_id": "{oa}", "message_id": "404", "button": 0}, 404),
        ("/control/citizens/{citizen}/press", {"oa_id": "{oa}", "message_id": "404", "button": None}, 422),
        ("/control/clock", {"advance_s": "soon"}, 422),
        ("/control/oas", {"name": "X", "oa_type": 3}, 422),
        ("/control/oas", {"name": "X", "webhook_url": "ftp://x"}, 422),
        ("/control/oas", {"name": "X", "menu": [{"title": "a", "kind": "door", "value": "b"}]}, 422),
    ],
)
def test_unknown_ids_and_unclear_bodies(stage: MakeStage, path: str, body: dict[str, object], status: int) -> None:
    one = stage()
    body = {name: one.oa_id if value == "{oa}" else value for name, value in body.items()}
    answer = one.http.post(path.replace("{citizen}", one.citizen_id), json=body)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize("raw", [b"[1]", b"{", b'{"name": "\xff"}'])
def test_bodies_that_are_not_an_object(emulator: httpx.Client, raw: bytes) -> None:
    assert emulator.post("/control/citizens", content=raw).status_code == 422


@pytest.mark.parametrize(
    "headers", [{"host": "motcua.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}]
)
def test_only_this_machine_and_no_web_page_may_control(emulator: httpx.Client, headers: dict[str, str]) -> None:
    assert emulator.get("/control/oas", headers=headers).status_code == 403
    assert emulator.get("/manager/", headers=headers).status_code == 403


def test_reset_forgets_everything() -> None:
    with emulator_process() as http:
        http.post("/control/oas", json={"name": "Công an quận 1"})
        http.post("/control/citizens", json={"name": "A"})
        http.post("/control/faults", json={"kind": "slow"})
        http.post("/control/reset")
        assert http.get("/control/oas").json() == []
        assert http.get("/control/citizens").json() == []
        assert http.get("/control/faults").json()["active"] == []
