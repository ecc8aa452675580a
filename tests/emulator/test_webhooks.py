"""Webhooks: exact bytes, order, echoes, receipts, retries."""

import hashlib

from tests.emulator.conftest import MakeStage
from tests.emulator.shapes import recorded, shape
from tests.emulator.wiring import Hook, Stage, wait_for


def test_the_mac_is_the_plain_hash_of_app_id_raw_body_timestamp_and_key(stage: MakeStage) -> None:
    one = stage(app_id="360000001", oa_secret_key="khóa bí mật", app_secret="another key")
    one.act("send", text="Chào ông/bà 👋 “ngoặc”")
    wait_for(lambda: bool(one.calls), "one webhook call")
    call = one.calls[0]
    parts = [b"360000001", call.raw, str(call.event["timestamp"]).encode(), "khóa bí mật".encode()]
    assert call.headers["x-zevent-signature"] == "mac=" + hashlib.sha256(b"".join(parts)).hexdigest()
    assert "num_retry" not in call.headers


def test_ids_differ_from_citizen_to_account_and_from_account_to_account(stage: MakeStage) -> None:
    first, second = stage(app_id="1"), stage(app_id="2")
    second.citizen_id = first.citizen_id
    seen = [one.act("follow") for one in (first, second)]
    ids = [first.citizen_id, *(str(entry[name]) for entry in seen for name in ("user_id", "user_id_by_app"))]
    assert len(set(ids)) == len(ids)


def test_events_of_one_citizen_arrive_in_order(stage: MakeStage) -> None:
    one = stage()
    texts = [f"tin {number}" for number in range(60)]
    for text in texts:
        one.act("send", text=text)
    wait_for(lambda: len(one.calls) == len(texts), "all sixty")
    assert [call.event["message"]["text"] for call in one.calls] == texts  # type: ignore[index]  # JSON


def test_a_sent_message_is_echoed_received_and_seen(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    answer = one.say(user_id, {"text": "Số của ông/bà là A045"})
    message_id = answer["data"]["message_id"]  # type: ignore[index]  # JSON
    wait_for(lambda: len(one.calls) == 4, "follow, echo, received, seen")
    _, echo, received, seen = [call.event for call in one.calls]
    assert echo["message"] == {"msg_id": message_id, "text": "Số của ông/bà là A045"}
    assert echo["sender"] == {"id": one.oa_id}
    assert received["message"] == {"msg_id": message_id}
    assert seen["message"] == {"msg_ids": [message_id]}


def test_what_a_person_writes_at_the_desk_is_echoed_with_admin_id(stage: MakeStage) -> None:
    one = stage()
    one.follow()
    one.http.post(f"/manager/{one.oa_id}/{one.citizen_id}/send", data={"text": "Mời ông/bà vào quầy 3"})
    wait_for(lambda: bool(one.events("oa_send_text")), "the echo")
    assert one.events("oa_send_text")[0].event["sender"]["admin_id"]  # type: ignore[index]  # JSON
    assert one.messages()[-1]["by"] == "admin"


def test_failed_calls_are_repeated_on_the_movable_clock_and_then_the_webhook_is_off(stage: MakeStage) -> None:
    one = stage()
    one.receiver.status[one.hook_path] = 503
    one.act("send", text="nghe rõ không")
    for tries, pause in enumerate((30, 300, 900, 1800, 3600), start=1):
        wait_for(lambda tries=tries: len(one.calls) == tries, f"try {tries}")  # type: ignore[misc]  # bound default
        one.move_clock(pause + 1)
    wait_for(lambda: len(one.calls) == 6, "the last try")
    retries = [call.headers.get("num_retry") for call in one.calls]
    assert retries == [None, "1", "2", "3", "4", "5"]
    assert len({(call.raw, call.headers["x-zevent-signature"]) for call in one.calls}) == 1
    wait_for(lambda: one.oa_id in one.http.get("/control/webhooks").json()["off"], "switched off")
    one.receiver.status[one.hook_path] = 200
    one.act("send", text="còn đó không")
    one.bind(webhook_url=one.account["webhook_url"])
    one.act("send", text="đã bật lại")
    wait_for(lambda: len(one.calls) == 7, "only what came after the webhook was bound again")
    assert one.calls[-1].event["message"]["text"] == "đã bật lại"  # type: ignore[index]  # JSON


def test_no_answer_within_two_seconds_counts_as_failed(stage: MakeStage) -> None:
    one = stage()
    one.receiver.delay_s[one.hook_path] = 2.5
    one.act("send", text="chậm")
    wait_for(lambda: _status_of(one.http.get("/control/webhooks").json(), one.oa_id) == "no answer in time", "too slow")


def test_a_refusal_is_not_repeated(stage: MakeStage) -> None:
    one = stage()
    one.receiver.status[one.hook_path] = 401
    one.act("send", text="sai khóa")
    wait_for(lambda: _status_of(one.http.get("/control/webhooks").json(), one.oa_id) == "401", "refused")
    waiting = one.http.get("/control/webhooks").json()["retrying"]
    assert one.oa_id not in [entry["oa_id"] for entry in waiting]


def test_all_that_a_citizen_can_send_arrives_as_recorded(stage: MakeStage) -> None:
    one = stage()
    sent: dict[str, object] = {"audio": True, "file": True, "card": True, "gif": True, "link": True}
    for kind, thing in sent.items():
        one.act("send", **{kind: thing})
    one.act("send", video="https://example.org/phim.mp4")
    asked = one.act("send", text="tôi hỏi")["message_id"]
    one.act("send", text="ý tôi là", quote=asked)
    one.act("react", message_id=asked, icon="/-heart")
    one.act("withdraw")
    wait_for(lambda: len(one.calls) == 10, "ten events")
    quoted = one.calls[7].event
    assert shape(quoted) == shape(recorded("webhook_user_send_text_quote"))
    for call in [*one.calls[:6], *one.calls[8:]]:
        assert shape(call.event) == shape(recorded(f"webhook_{call.name}")), call.name
    assert [message["reaction"] for message in one.messages() if message["id"] == asked] == ["/-heart"]
    address = one.messages()[1]["details"]["url"]  # type: ignore[index]  # JSON
    assert one.http.get(str(address)).content.startswith(b"%PDF-")


def test_pressing_nhan_tin_tells_once_and_only_of_strangers(stage: MakeStage) -> None:
    one = stage()
    one.act("chat")
    one.act("chat")
    one.act("send", text="x")
    one.act("chat")
    wait_for(lambda: len(one.calls) == 2, "the click and the text")
    assert [call.name for call in one.calls] == ["user_click_chatnow", "user_send_text"]
    assert shape(one.calls[0].event) == shape(recorded("webhook_user_click_chatnow"))


def test_what_the_account_does_is_told_as_recorded(stage: MakeStage) -> None:
    one = stage(package="Toàn diện")
    user_id = one.follow()
    tag = {"user_id": user_id, "tag_name": "Chờ thẻ"}
    one.call("POST", "/v2.0/oa/tag/tagfollower", json=tag)
    one.call("POST", "/v2.0/oa/tag/rmfollowerfromtag", json=tag)
    one.call("POST", "/v2.0/oa/tag/tagfollower", json=tag)
    one.call("POST", "/v2.0/oa/tag/rmtag", json={"tag_name": "Chờ thẻ"})
    one.call("POST", "/v3.0/oa/user/update", json={"user_id": user_id, "alias": "Bà Mẫu"})
    group = one.call(
        "POST", "/v3.0/oa/group/creategroupwithoa", json={"group_name": "Tổ", "member_user_ids": [user_id]}
    ).json()["data"]["group_id"]
    body = {"recipient": {"group_id": group}, "message": {"text": "Mời họp"}}
    one.call("POST", "/v3.0/oa/group/message", json=body)
    one.http.post(f"/control/oas/{one.oa_id}/templates", json={"id": "610004", "status": "ENABLE"})
    asked = one.act("send", text="x")["message_id"]
    action = {"react_icon": "/-heart", "react_message_id": asked}
    one.call("POST", "/v2.0/oa/message", json={"recipient": {"user_id": user_id}, "sender_action": action})
    wait_for(lambda: len(one.calls) == 11, "eleven events")
    assert one.messages()[0]["text"] == "[Tổ] Mời họp"
    for call in one.calls:
        if call.name not in ("follow", "user_send_text"):
            assert shape(call.event) == shape(recorded(f"webhook_{call.name}")), call.name


def test_a_visitor_of_the_web_widget_is_answered(stage: MakeStage) -> None:
    one = stage()
    path = f"/control/oas/{one.oa_id}/anonymous"
    said = one.http.post(path, json={"conversation_id": "c-1", "text": "Chào cán bộ"}).json()
    recipient = {"anonymous_id": said["anonymous_id"], "conversation_id": "c-1"}
    body = {"recipient": recipient, "message": {"text": "Chào ông/bà"}}
    assert one.call("POST", "/v2.0/oa/message", json=body).json()["error"] == 0
    wait_for(lambda: len(one.calls) == 2, "word and echo")
    for call in one.calls:
        assert shape(call.event) == shape(recorded(f"webhook_{call.name}")), call.name
    seen = one.http.get(path, params={"conversation_id": "c-1"}).json()
    assert [message["text"] for message in seen] == ["Chào cán bộ", "Chào ông/bà"]


def test_any_event_one_can_think_of_is_signed_and_sent(stage: MakeStage) -> None:
    one = stage()
    event = {"event_name": "user_call_oa", "oa_id": one.oa_id, "call": {"id": "7"}}
    one.http.post(f"/control/oas/{one.oa_id}/tell", json={"event": event})
    wait_for(lambda: bool(one.calls), "the event")
    call = one.calls[0]
    assert call.event["call"] == {"id": "7"}
    assert call.headers["x-zevent-signature"] == signature_with(str(one.account["oa_secret_key"]), one, call)


def test_a_crowd_writes_at_a_steady_rate(stage: MakeStage) -> None:
    one = stage(receipts=False)
    body = {"citizens": 5, "messages": 40, "texts": ["một", "hai"], "per_second": 200}
    assert one.http.post(f"/control/oas/{one.oa_id}/crowd", json=body).status_code == 200
    wait_for(lambda: len(one.calls) == 40, "forty texts")
    senders = {call.event["sender"]["id"] for call in one.calls}  # type: ignore[index]  # JSON
    assert len(senders) == 5
    for citizen in range(5):
        said = one.http.get(f"/control/citizens/crowd-{citizen}/messages", params={"oa_id": one.oa_id}).json()
        assert len(said) == 8


def signature_with(key: str, one: Stage, call: Hook) -> str:
    parts = [str(one.account["app_id"]).encode(), call.raw, str(call.event["timestamp"]).encode(), key.encode()]
    return "mac=" + hashlib.sha256(b"".join(parts)).hexdigest()


def _status_of(told: dict[str, list[dict[str, str]]], oa_id: str) -> str:
    return [entry["status"] for entry in told["log"] if entry["oa_id"] == oa_id][-1]
