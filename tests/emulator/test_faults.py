"""Every fault strikes as often as it was told, and then no more."""

import time

import httpx
import pytest

from tests.emulator.conftest import MakeStage
from tests.emulator.wiring import wait_for
from zalo_emulator.signature import sign

BUTTONS = {"type": "template", "payload": {"buttons": [{"title": "Một", "type": "oa.query.show", "payload": "1"}]}}


def test_duplicate_sends_the_same_bytes_twice(stage: MakeStage) -> None:
    one = stage()
    one.fault("duplicate")
    one.act("send", text="một")
    one.act("send", text="hai")
    wait_for(lambda: len(one.calls) == 3, "one, one again, two")
    assert one.calls[0] == one.calls[1]
    assert one.calls[2].raw != one.calls[0].raw


def test_out_of_order_lets_the_next_event_pass(stage: MakeStage) -> None:
    one = stage()
    one.fault("out_of_order")
    one.act("send", text="trước")
    one.act("send", text="sau")
    wait_for(lambda: len(one.calls) == 2, "both")
    assert [call.event["message"]["text"] for call in one.calls] == ["sau", "trước"]  # type: ignore[index]  # JSON
    assert int(str(one.calls[1].event["timestamp"])) <= int(str(one.calls[0].event["timestamp"]))


@pytest.mark.parametrize("kind", ["bad_mac", "stale"])
def test_a_wrong_mac_and_an_old_timestamp(stage: MakeStage, kind: str) -> None:
    one = stage()
    one.fault(kind)
    one.act("send", text="một")
    one.act("send", text="hai")
    wait_for(lambda: len(one.calls) == 2, "both")
    right, old = [], []
    for call in one.calls:
        event = call.event
        mac = sign(
            app_id=str(one.account["app_id"]),
            raw_body=call.raw,
            timestamp=str(event["timestamp"]),
            oa_secret_key=str(one.account["oa_secret_key"]),
        )
        right.append(call.headers["x-zevent-signature"] == mac)
        old.append(int(str(one.calls[1].event["timestamp"])) - int(str(event["timestamp"])) > 12 * 3600 * 1000)
    assert right == ([False, True] if kind == "bad_mac" else [True, True])
    assert old == ([False, False] if kind == "bad_mac" else [True, False])


def test_slow_delays_one_answer(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    one.fault("slow", seconds=0.5)
    began = time.monotonic()
    assert one.say(user_id, {"text": "chậm"})["error"] == 0
    assert time.monotonic() - began >= 0.5


def test_rate_limit_answers_minus_32_with_its_headers(stage: MakeStage) -> None:
    one = stage()
    one.fault("rate_limit", count=2)
    answers = [one.call("GET", "/v2.0/oa/getoa") for _ in range(3)]
    assert [answer.json()["error"] for answer in answers] == [-32, -32, 0]
    assert answers[0].headers["x-ratelimit-remain"] == "0"
    assert answers[2].headers["x-ratelimit-limit"] == "4000"


def test_the_true_limit_per_minute_also_answers_minus_32(stage: MakeStage) -> None:
    one = stage(app_id="rate-limited", rate_per_minute=3)
    codes = [one.call("GET", "/v2.0/oa/getoa").json()["error"] for _ in range(8)]
    assert codes.count(-32) >= 2
    assert codes[0] == 0


def test_v3_refused_until_cleared(stage: MakeStage) -> None:
    one = stage(oa_type=2)
    user_id = one.follow()
    one.fault("v3_refused", until_cleared=True)
    assert [one.say(user_id, {"text": "a"})["error"] for _ in range(3)] == [-235] * 3
    one.http.post("/control/faults", json={"kind": "clear", "only": "v3_refused"})
    assert one.say(user_id, {"text": "a"})["error"] == 0


def test_answer_lost_delivers_and_echoes_but_the_caller_never_hears(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    one.fault("answer_lost")
    with pytest.raises(httpx.RemoteProtocolError):
        one.say(user_id, {"text": "đã tới"})
    assert [message["text"] for message in one.messages()] == ["đã tới"]
    wait_for(lambda: bool(one.events("oa_send_text")), "the echo")


def test_echo_missing(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    one.fault("echo_missing")
    one.say(user_id, {"text": "không báo lại"})
    one.say(user_id, {"text": "có báo lại"})
    wait_for(lambda: len(one.events("user_seen_message")) == 2, "both seen")
    assert [call.event["message"]["text"] for call in one.events("oa_send_text")] == ["có báo lại"]  # type: ignore[index]


def test_gateway_504_is_a_page_and_nothing_is_delivered(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    one.fault("gateway_504")
    answer = one.call("POST", "/v2.0/oa/message", json={"recipient": {"user_id": user_id}, "message": {"text": "x"}})
    assert answer.status_code == 504
    assert answer.headers["content-type"].startswith("text/html")
    assert one.messages() == []


def test_buttons_rejected_leaves_plain_text_alone(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    one.fault("buttons_rejected")
    assert one.say(user_id, {"text": "chọn", "attachment": BUTTONS})["error"] == -201
    assert one.say(user_id, {"text": "chọn: 1"})["error"] == 0
    assert one.say(user_id, {"text": "chọn", "attachment": BUTTONS})["error"] == 0
    assert len(one.messages()) == 2


def test_an_unknown_fault_and_a_bad_count_are_refused(emulator: httpx.Client) -> None:
    for body in ({"kind": "earthquake"}, {"kind": "slow", "count": 0}, {"kind": "slow", "seconds": "long"}):
        answer = emulator.post("/control/faults", json=body)
        assert answer.status_code == 422
        assert answer.json()["error"].endswith(".")
