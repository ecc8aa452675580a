"""What nobody knows of the real platform: every switch, both ways."""

import httpx
import pytest

from tests.emulator.conftest import MakeStage
from tests.emulator.test_oauth import VERIFIER, consent, refresh
from tests.emulator.test_webhooks import signature_with
from tests.emulator.wiring import Json, Stage, wait_for
from zalo_emulator.tokens import challenge_of

HOUR = 3600
QUERY = {"title": "Một", "type": "oa.query.show", "payload": "1"}
ROW = {"title": "a", "subtitle": "b", "default_action": {"type": "oa.query.show", "payload": "1"}}
PICTURE = {"media_type": "image", "url": "https://example.org/a.png"}
FORMS: dict[str, Json] = {
    "state_buttons": {"text": "x", "attachment": {"type": "template", "payload": {"buttons": [QUERY]}}},
    "state_list": {"attachment": {"type": "template", "payload": {"template_type": "list", "elements": [ROW]}}},
    "state_info_request": {
        "attachment": {"type": "template", "payload": {"template_type": "request_user_info", "elements": [ROW]}}
    },
    "state_media": {"attachment": {"type": "template", "payload": {"template_type": "media", "elements": [PICTURE]}}},
}


def set_switch(one: Stage, **switches: str) -> httpx.Response:
    return one.http.post(f"/control/oas/{one.oa_id}/switches", json=switches)


def test_every_question_to_a_real_account_has_a_switch(emulator: httpx.Client) -> None:
    known = emulator.get("/control/switches").json()
    assert {switch["question"] for switch in known.values()} >= set(range(1, 11))
    assert all(len(switch["choices"]) > 1 for switch in known.values())


def test_unknown_switches_and_values_change_nothing(stage: MakeStage) -> None:
    one = stage()
    before = one.http.get(f"/control/oas/{one.oa_id}/switches").json()
    assert set_switch(one, pkce="fixed", weather="fine").status_code == 422
    assert set_switch(one, pkce="sometimes").status_code == 422
    assert one.http.get(f"/control/oas/{one.oa_id}/switches").json() == before


def test_1_v2_of_a_state_agency_may_be_shut(stage: MakeStage) -> None:
    one = stage(switches={"state_v2": "refused"})
    assert one.say(one.follow(), {"text": "x"})["error"] == -240


@pytest.mark.parametrize(("switch", "message"), FORMS.items())
def test_1_each_form_may_be_refused_to_a_state_agency(stage: MakeStage, switch: str, message: Json) -> None:
    one = stage()
    user_id = one.follow()
    assert one.say(user_id, message)["error"] == 0
    set_switch(one, **{switch: "refused"})
    assert one.say(user_id, message)["error"] == -201
    assert one.say(user_id, {"text": "chữ thì được"})["error"] == 0


def test_2_the_price_of_a_template_for_a_state_agency(stage: MakeStage) -> None:
    one = stage(switches={"state_price": "150"})
    info = one.call("GET", "/template/info/v2", params={"template_id": "610001"}).json()["data"]
    assert (info["price_sdt"], info["price_uid"]) == ("150", "105")


def test_3_webhooks_may_be_signed_with_the_app_secret(stage: MakeStage) -> None:
    one = stage(switches={"webhook_key": "app_secret"})
    one.act("send", text="x")
    wait_for(lambda: bool(one.calls), "the event")
    call = one.calls[0]
    assert call.headers["x-zevent-signature"] == signature_with(str(one.account["app_secret"]), one, call)


@pytest.mark.parametrize(("choice", "equal"), [("same", True), ("different", False)])
def test_4_the_id_of_the_graph_and_of_the_webhook(stage: MakeStage, choice: str, equal: bool) -> None:
    one = stage(switches={"graph_id": choice})
    by_app = one.act("follow")["user_id_by_app"]
    assert (person_behind(one)["id"] == by_app) is equal


def test_5_pkce_only_as_fixed_in_the_console(stage: MakeStage) -> None:
    one = stage(code_challenge=challenge_of("b" * 43), switches={"pkce": "fixed"})
    code = consent(one, code_challenge=challenge_of(VERIFIER)).headers["location"].split("code=")[1].split("&")[0]
    form = {"app_id": one.account["app_id"], "grant_type": "authorization_code", "code": code}
    headers = {"secret_key": str(one.account["app_secret"])}
    answer = one.http.post("/v4/oa/access_token", headers=headers, data=form | {"code_verifier": "b" * 43})
    assert answer.json()["access_token"]


def test_5_pkce_only_with_the_request(stage: MakeStage) -> None:
    one = stage(code_challenge=challenge_of("b" * 43), switches={"pkce": "per_request"})
    assert consent(one, code_challenge="").headers["location"].endswith("error_code=-14003")


@pytest.mark.parametrize(("choice", "field"), [("ward", "full_address"), ("district", "district")])
def test_6_the_shape_of_an_address(stage: MakeStage, choice: str, field: str) -> None:
    one = stage(switches={"address": choice})
    given = {"name": "Mẫu", "phone": "0900000000", "city": "TP.HCM", "ward": "Tây Thạnh", "address": "Số 1"}
    one.http.post(f"/phone/{one.citizen_id}/{one.oa_id}/info", data=given)
    wait_for(lambda: bool(one.events("user_submit_info")), "the details")
    info = one.events("user_submit_info")[0].event["info"]
    assert field in info  # type: ignore[operator]  # JSON
    assert info["phone"] == "84900000000"  # type: ignore[index]  # JSON


@pytest.mark.parametrize("code", [-232, -213, -230])
def test_7_a_follower_who_never_wrote(stage: MakeStage, code: int) -> None:
    one = stage(switches={"never_wrote": str(code), "follow_opens": "no"})
    user_id = one.follow()
    assert one.say(user_id, {"text": "x"})["error"] == code
    one.act("chat")
    assert one.say(user_id, {"text": "x"})["error"] == 0


def test_8_v2_may_know_no_windows(stage: MakeStage) -> None:
    one = stage(switches={"v2_windows": "ignored"}, paid_left=1)
    user_id = one.follow()
    one.pass_time(30 * 24 * HOUR)
    assert one.say(user_id, {"text": "x"})["error"] == 0
    assert one.http.get(f"/control/oas/{one.oa_id}").json()["paid_left"] == 1


def test_9_the_old_access_token_may_live_on(stage: MakeStage) -> None:
    one = stage(switches={"old_token": "lives"})
    new = refresh(one, one.account["refresh_token"]).json()["access_token"]
    assert one.call("GET", "/v2.0/oa/getoa").json()["error"] == 0
    one.account["access_token"] = new
    assert one.call("GET", "/v2.0/oa/getoa").json()["error"] == 0


@pytest.mark.parametrize(
    ("choice", "status", "retried"),
    [("5xx", 503, True), ("5xx", 404, False), ("silence", 503, False), ("not_2xx", 404, True)],
)
def test_10_which_answers_are_retried(stage: MakeStage, choice: str, status: int, retried: bool) -> None:
    one = stage(switches={"retry_after": choice})
    one.receiver.status[one.hook_path] = status
    one.act("send", text="x")
    wait_for(lambda: bool(one.calls), "the first try")
    wait_for(lambda: one.http.get("/control/webhooks").json()["idle"], "the first try is over")
    waiting = one.http.get("/control/webhooks").json()["retrying"]
    assert (one.oa_id in [entry["oa_id"] for entry in waiting]) is retried
    one.receiver.status[one.hook_path] = 200


def test_10_webhooks_are_tried_for_half_a_day_where_an_hour_was_the_last_pause(stage: MakeStage) -> None:
    one = stage(switches={"retry_pauses": "half_day"})
    one.receiver.status[one.hook_path] = 503
    one.act("send", text="x")
    for tries, pause in enumerate((30, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600), start=1):
        wait_for(lambda tries=tries: len(one.calls) == tries, f"try {tries}")  # type: ignore[misc]  # bound default
        assert one.oa_id not in one.http.get("/control/webhooks").json()["off"]
        one.move_clock(pause + 1)
    wait_for(lambda: len(one.calls) == 8, "the last try")
    wait_for(lambda: one.oa_id in one.http.get("/control/webhooks").json()["off"], "switched off")


def test_eight_free_replies_as_before_2026(stage: MakeStage) -> None:
    one = stage(oa_type=2, switches={"free_replies": "8"})
    user_id = one.follow()
    assert [one.say(user_id, {"text": "x"})["error"] for _ in range(9)] == [0] * 8 + [-311]
    one.act("send", text="tôi hỏi tiếp")
    assert one.say(user_id, {"text": "x"})["data"]["quota"]["remain"] == 7  # type: ignore[index]  # JSON


def test_three_words_of_welcome(stage: MakeStage) -> None:
    one = stage(oa_type=2, switches={"welcome": "3"})
    user_id = one.follow()
    kinds = [one.say(user_id, {"text": "x"})["data"]["quota"]["quota_type"] for _ in range(4)]  # type: ignore[index]
    assert kinds == ["welcome_msg"] * 3 + ["reply"]


def test_transactions_by_user_id_while_they_lasted(stage: MakeStage) -> None:
    one = stage(oa_type=2, switches={"uid_transaction": "open"})
    user_id = one.follow()
    rows = [{"type": "header", "content": "Lịch hẹn"}, {"type": "table", "content": [{"key": "Số", "value": "A045"}]}]
    payload = {"template_type": "transaction_order", "elements": rows}
    message = {"attachment": {"type": "template", "payload": payload}}
    body = {"recipient": {"user_id": user_id}, "message": message}
    assert one.call("POST", "/v3.0/oa/message/transaction", json=body).json()["error"] == 0
    assert one.messages()[-1]["items"][0]["subtitle"] == "A045"  # type: ignore[index]  # JSON
    assert one.call("POST", "/v3.0/oa/message/promotion", json=body).json()["error"] == -201


def person_behind(one: Stage) -> Json:
    """Who the graph says the citizen is, by the whole sign-in."""
    back = "http://localhost:9/cb"
    asked = {"app_id": str(one.account["app_id"]), "redirect_uri": back, "code_challenge": challenge_of(VERIFIER)}
    assert "Cho phép" in one.http.get("/v4/permission", params=asked).text
    agreed = one.http.post("/v4/permission", data=asked | {"state": "s", "citizen_id": one.citizen_id})
    code = agreed.headers["location"].split("code=")[1].split("&")[0]
    secret = str(one.account["app_secret"])
    form = {"app_id": one.account["app_id"], "grant_type": "authorization_code", "code": code}
    answer = one.http.post(
        "/v4/access_token", headers={"secret_key": secret}, data=form | {"code_verifier": VERIFIER}
    ).json()
    assert answer["expires_in"] == "3600"
    token = answer["access_token"]
    proof = one.proof(token)
    found = one.http.get("/v2.0/me", headers={"access_token": token, "appsecret_proof": proof}, params={"fields": "id"})
    missing = one.http.get("/v2.0/me", headers={"access_token": token}, params={"fields": "id"})
    assert missing.json()["error"] == 100
    return dict(found.json())
