"""Bad days of the platform: an hour's outage, a token revoked midway, empty answers, codes on demand."""

import httpx
import pytest

from tests.emulator.conftest import MakeStage
from tests.emulator.test_oauth import refresh
from tests.emulator.wiring import Stage, emulator_process, free_port, wait_for

GETOA = "/v2.0/oa/getoa"


def codes(one: Stage, times: int) -> list[object]:
    return [one.call("GET", GETOA).json()["error"] for _ in range(times)]


def test_an_outage_ends_by_itself_after_an_hour_of_the_movable_clock(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    one.fault("outage")
    down = one.call("POST", "/v2.0/oa/message", json={"recipient": {"user_id": user_id}, "message": {"text": "x"}})
    assert (down.status_code, down.headers["content-type"].split(";")[0]) == (503, "text/html")
    one.move_clock(3590)
    assert one.call("GET", GETOA).status_code == 503
    one.move_clock(11)
    assert one.call("GET", GETOA).json()["error"] == 0
    assert one.messages() == []
    assert one.http.get("/control/faults").json()["active"] == []


def test_an_outage_may_break_every_connection(stage: MakeStage) -> None:
    one = stage()
    one.fault("outage", how="cut", seconds=60)
    for _ in range(3):
        with pytest.raises(httpx.RemoteProtocolError):
            one.call("GET", GETOA)


def test_a_second_port_truly_refuses_while_the_control_port_answers() -> None:
    port = free_port()
    with emulator_process("--api-port", str(port)) as http:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as product:
            wait_for(lambda: answers(product), "the second port is open")
            http.post("/control/faults", json={"kind": "outage", "how": "refused"})
            wait_for(lambda: refuses(product), "the second port is shut")
            assert http.get("/control/faults").json()["active"][0]["kind"] == "outage"
            http.post("/control/clock", json={"advance_s": 3601})
            wait_for(lambda: answers(product), "the hour is over")


def answers(product: httpx.Client) -> bool:
    try:
        return bool(product.get(GETOA).json()["error"] == -216)
    except httpx.TransportError:
        return False


def refuses(product: httpx.Client) -> bool:
    """Not a broken answer: no connection at all."""
    try:
        product.get(GETOA)
    except httpx.ConnectError:
        return True
    except httpx.TransportError:
        return False
    return False


def test_a_token_is_revoked_midway_and_refreshing_helps(stage: MakeStage) -> None:
    one = stage()
    one.fault("token_revoked", after=2)
    assert codes(one, 4) == [0, 0, -220, -220]
    one.account["access_token"] = refresh(one, one.account["refresh_token"]).json()["access_token"]
    assert codes(one, 1) == [0]


def test_a_permission_taken_back_needs_a_new_consent(stage: MakeStage) -> None:
    one = stage()
    one.http.post(f"/control/oas/{one.oa_id}/revoke", json={})
    assert codes(one, 1) == [-220]
    assert refresh(one, one.account["refresh_token"]).json()["error"] == -14014


def test_refreshing_may_be_refused_although_the_token_is_good(stage: MakeStage) -> None:
    one = stage()
    one.fault("refresh_refused")
    assert refresh(one, one.account["refresh_token"]).json()["error"] == -14014
    assert refresh(one, one.account["refresh_token"]).json()["access_token"]


def test_the_answer_of_a_refresh_may_be_lost_and_the_old_token_is_spent(stage: MakeStage) -> None:
    one = stage()
    one.fault("answer_lost", where="/v4/oa/access_token")
    with pytest.raises(httpx.RemoteProtocolError):
        refresh(one, one.account["refresh_token"])
    assert refresh(one, one.account["refresh_token"]).json()["error"] == -14014


def test_an_empty_200_does_nothing(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    one.fault("empty_200", where="/message")
    body = {"recipient": {"user_id": user_id}, "message": {"text": "x"}}
    answer = one.call("POST", "/v2.0/oa/message", json=body)
    assert (answer.status_code, answer.content) == (200, b"")
    assert one.messages() == []
    one.fault("empty_200", where="/v4/oa/access_token")
    assert refresh(one, one.account["refresh_token"]).content == b""
    assert refresh(one, one.account["refresh_token"]).json()["access_token"]


def test_any_code_can_be_asked_for(stage: MakeStage) -> None:
    one = stage()
    one.fault("error_code", code=-248, count=2, where="getoa")
    assert codes(one, 3) == [-248, -248, 0]


def test_a_spent_refresh_token_may_always_be_answered_with_nothing(stage: MakeStage) -> None:
    one = stage(switches={"reused_refresh": "empty_200"})
    first = one.account["refresh_token"]
    refresh(one, first)
    assert [(refresh(one, first).status_code, refresh(one, first).content)] == [(200, b"")]


@pytest.mark.parametrize("body", [{"kind": "outage", "how": "loud"}, {"kind": "error_code", "code": 5}])
def test_faults_that_make_no_sense_are_refused(stage: MakeStage, body: dict[str, object]) -> None:
    assert stage().http.post("/control/faults", json=body).status_code == 422
