"""Sending: who may use which door, when, and in which form."""

import json

import httpx
import pytest

from tests.emulator.conftest import MakeStage
from tests.emulator.shapes import recorded, shape
from tests.emulator.wiring import Json

HOUR = 3600
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
QUERY = {"title": "Một", "type": "oa.query.show", "payload": "1"}
URL = {"title": "Mở", "type": "oa.open.url", "payload": {"url": "https://example.org/"}}
PHONE = {"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": "84900000000"}}


def template(**payload: object) -> Json:
    return {"type": "template", "payload": payload}


def test_a_state_agency_is_refused_at_v3_and_served_at_v2(stage: MakeStage) -> None:
    one = stage(oa_type=4)
    user_id = one.follow()
    assert one.say(user_id, {"text": "x"}, version="v3") == recorded("answer_error_235")
    answer = one.say(user_id, {"text": "x"}, version="v2")
    assert shape(answer) == shape(recorded("answer_send_reply"))
    assert [message["text"] for message in one.messages()] == ["x"]


def test_a_company_is_refused_at_v2_and_served_at_v3(stage: MakeStage) -> None:
    one = stage(oa_type=2)
    user_id = one.follow()
    assert one.say(user_id, {"text": "x"}, version="v2") == recorded("answer_error_240")
    assert one.say(user_id, {"text": "x"}, version="v3")["error"] == 0


def test_the_token_belongs_in_the_header(stage: MakeStage) -> None:
    one = stage()
    token = str(one.account["access_token"])
    tries = [
        one.http.get("/v2.0/oa/getoa"),
        one.http.get("/v2.0/oa/getoa", params={"access_token": token}),
        one.http.get("/v2.0/oa/getoa", headers={"Authorization": f"Bearer {token}"}),
        one.http.get("/v2.0/oa/getoa", headers={"access_token": "x" + token}),
    ]
    assert [answer.json() for answer in tries] == [recorded("answer_error_216")] * 4


def test_the_windows_of_48_hours_and_7_days(stage: MakeStage) -> None:
    one = stage(oa_type=4, paid_left=1)
    user_id = one.follow()
    one.pass_time(24 * HOUR)
    one.act("send", text="tôi còn đây")
    one.pass_time(47.9 * HOUR)
    free = one.say(user_id, {"text": "trong 48 giờ"})
    one.pass_time(0.2 * HOUR)
    paid = one.say(user_id, {"text": "sau 48 giờ"})
    empty = one.say(user_id, {"text": "hết hạn mức"})
    one.pass_time(5 * 24 * HOUR)
    late = one.say(user_id, {"text": "sau 7 ngày"})
    assert free["data"]["quota"]["quota_type"] == "reply"  # type: ignore[index]  # JSON
    assert shape(paid) == shape(recorded("answer_send_paid"))
    assert empty == recorded("answer_error_211")
    assert late == recorded("answer_error_230")


def test_strangers_cannot_be_written_to(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    one.act("unfollow")
    assert one.say(user_id, {"text": "x"}) == recorded("answer_error_213")
    one.act("send", text="tôi hỏi chút")
    assert one.say(user_id, {"text": "x"})["error"] == 0
    assert one.say("123", {"text": "x"}) == recorded("answer_error_201")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({}, -201),
        ({"text": "   "}, -201),
        ({"text": 5}, -201),
        ({"text": "ă" * 2000}, 0),
        ({"text": "ă" * 2001}, -210),
        ({"text": "x", "attachment": template(buttons=[QUERY, URL, PHONE])}, 0),
        ({"text": "x", "attachment": template(template_type="button", buttons=[QUERY])}, 0),
        ({"attachment": template(buttons=[QUERY])}, -201),
        ({"text": "x", "attachment": template(buttons=[])}, -201),
        ({"text": "x", "attachment": template(buttons=[QUERY] * 6)}, -210),
        ({"text": "x", "attachment": template(buttons=[QUERY | {"title": "t" * 101}])}, -210),
        ({"text": "x", "attachment": template(buttons=[QUERY | {"type": "oa.open.door"}])}, -201),
        ({"text": "x", "attachment": template(buttons=[URL | {"payload": {"url": "javascript:alert(1)"}}])}, -201),
        ({"attachment": template(template_type="media", elements=[{"media_type": "image", "url": "http://x/a"}])}, 0),
        ({"attachment": template(template_type="media", elements=[{"media_type": "image"}])}, -201),
        ({"attachment": template(template_type="carousel", elements=[{}])}, -201),
        ({"attachment": template(template_type="list", elements=[{"title": "a", "subtitle": "b"}])}, 0),
        ({"attachment": template(template_type="list", elements=[{"title": "a"}])}, -201),
        ({"attachment": template(template_type="request_user_info", elements=[{"title": "a", "subtitle": "b"}])}, 0),
        ({"attachment": {"type": "file", "payload": {"token": "t"}}}, -201),
    ],
)
def test_the_forms_of_a_message(stage: MakeStage, message: Json, code: int) -> None:
    one = stage()
    user_id = one.follow()
    assert one.say(user_id, message)["error"] == code
    assert len(one.messages()) == (code == 0)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff\xfe", b'{"recipient": 1, "message": {"text": "x"}}'])
def test_bodies_that_are_no_message_are_minus_201(stage: MakeStage, raw: bytes) -> None:
    assert stage().call("POST", "/v2.0/oa/message", content=raw).json()["error"] == -201


def test_a_reply_to_a_message_counts_to_eight(stage: MakeStage) -> None:
    one = stage()
    message_id = one.act("send", text="hỏi")["message_id"]
    body = {"recipient": {"message_id": message_id}, "message": {"text": "đáp"}}
    codes = [one.call("POST", "/v2.0/oa/message", json=body).json()["error"] for _ in range(9)]
    assert codes == [0] * 8 + [-311]


def test_an_uploaded_picture_can_be_sent_for_seven_days(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    answer = one.call("POST", "/v2.0/oa/upload/image", files={"file": ("anh.png", PNG)}).json()
    assert shape(answer) == shape(recorded("answer_upload_image"))
    element = {"media_type": "image", "attachment_id": answer["data"]["attachment_id"]}
    picture = {"attachment": template(template_type="media", elements=[element])}
    assert one.say(user_id, picture)["error"] == 0
    assert one.http.get(str(one.messages()[-1]["image"])).content == PNG
    one.pass_time(7.1 * 24 * HOUR)
    one.act("send", text="tôi đây")
    assert one.say(user_id, picture) == recorded("answer_error_100")


@pytest.mark.parametrize(("content", "code"), [(b"GIF89a", -201), (PNG + b"0" * 1024 * 1024, -210)])
def test_pictures_of_a_wrong_kind_or_size_are_refused(stage: MakeStage, content: bytes, code: int) -> None:
    answer = stage().call("POST", "/v2.0/oa/upload/image", files={"file": ("anh.png", content)})
    assert answer.json()["error"] == code


def test_looking_up_the_account_and_its_people(stage: MakeStage) -> None:
    one = stage(oa_type=4)
    user_id = one.follow()
    who = {"data": json.dumps({"user_id": user_id})}
    everybody = {"data": '{"offset": 0, "count": 10}'}
    asked = {
        "answer_getoa": one.call("GET", "/v2.0/oa/getoa"),
        "answer_user_detail": one.call("GET", "/v3.0/oa/user/detail", params=who),
        "answer_user_getlist": one.call("GET", "/v3.0/oa/user/getlist", params=everybody),
        "answer_getfollowers": one.call("GET", "/v2.0/oa/getfollowers", params=everybody),
    }
    for name, answer in asked.items():
        assert shape(answer.json()) == shape(recorded(name)), name
    assert one.call("GET", "/v2.0/oa/getprofile", params=who).json()["data"]["display_name"] == "Nguyễn Thị Mẫu"
    assert one.call("GET", "/v3.0/oa/user/detail", params={"data": "{"}).json()["error"] == -201
    assert one.call("POST", "/v2.0/oa/quota/message", json={"user_id": user_id}).json()["data"]["cs_reply"] == {
        "free": True
    }


def test_what_is_not_emulated_says_so(emulator: httpx.Client) -> None:
    for path in ("/v2.0/oa/registerip", "/v2.0/oa/menu", "/message/template/rsa"):
        answer = emulator.post(path, json={})
        assert (answer.status_code, answer.json()["error"]) == (404, -209)
