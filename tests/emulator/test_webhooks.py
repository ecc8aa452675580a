"""Webhooks: exact bytes, order, echoes, receipts, retries."""

import hashlib

from tests.emulator.conftest import MakeStage
from tests.emulator.wiring import wait_for


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


def _status_of(told: dict[str, list[dict[str, str]]], oa_id: str) -> str:
    return [entry["status"] for entry in told["log"] if entry["oa_id"] == oa_id][-1]
