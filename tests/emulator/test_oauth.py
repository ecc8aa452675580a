"""Consent, token exchange, rotation, and the ways they fail."""

from urllib.parse import parse_qs, urlsplit

import httpx

from tests.emulator.conftest import MakeStage
from tests.emulator.shapes import recorded, shape
from tests.emulator.wiring import Stage
from zalo_emulator.tokens import challenge_of

CALLBACK = "http://127.0.0.1:8000/zalo/callback"
VERIFIER = "a" * 43


def consent(one: Stage, **changed: str) -> httpx.Response:
    asked = {
        "app_id": str(one.account["app_id"]),
        "redirect_uri": CALLBACK,
        "code_challenge": challenge_of(VERIFIER),
        "state": "s-1",
    } | changed
    page = one.http.get("/v4/oa/permission", params=asked)
    if page.status_code != 200:
        return page
    assert str(one.account["name"]) in page.text
    return one.http.post("/v4/oa/permission", data=asked | {"oa_id": one.oa_id})


def exchange(one: Stage, secret: str = "", **form: str) -> httpx.Response:
    headers = {"secret_key": secret or str(one.account["app_secret"])}
    return one.http.post("/v4/oa/access_token", headers=headers, data={"app_id": str(one.account["app_id"]), **form})


def code_of(one: Stage) -> str:
    back = urlsplit(consent(one).headers["location"])
    assert back.netloc + back.path == "127.0.0.1:8000/zalo/callback"
    given = parse_qs(back.query)
    assert given["oa_id"] == [one.oa_id]
    assert given["state"] == ["s-1"]
    return given["code"][0]


def refresh(one: Stage, token: object) -> httpx.Response:
    return exchange(one, grant_type="refresh_token", refresh_token=str(token))


def test_the_pkce_challenge_agrees_with_the_published_example() -> None:
    """RFC 7636, appendix B."""
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_code_buys_one_pair_and_kills_the_old_access_token(stage: MakeStage) -> None:
    one = stage()
    code = code_of(one)
    pair = exchange(one, grant_type="authorization_code", code=code, code_verifier=VERIFIER).json()
    assert shape(pair) == shape(recorded("answer_token_pair"))
    assert pair["expires_in"] == "90000"
    assert one.call("GET", "/v2.0/oa/getoa").json()["error"] == -216
    one.account["access_token"] = pair["access_token"]
    assert one.call("GET", "/v2.0/oa/getoa").json()["data"]["oa_id"] == one.oa_id
    again = exchange(one, grant_type="authorization_code", code=code, code_verifier=VERIFIER).json()
    assert again["error"] == -14003


def test_a_code_needs_its_verifier_and_dies_after_ten_minutes(stage: MakeStage) -> None:
    one = stage()
    wrong = exchange(one, grant_type="authorization_code", code=code_of(one), code_verifier="b" * 43).json()
    code = code_of(one)
    one.move_clock(601)
    late = exchange(one, grant_type="authorization_code", code=code, code_verifier=VERIFIER).json()
    assert (wrong["error"], late["error"]) == (-14003, -14003)


def test_refreshing_rotates_both_tokens(stage: MakeStage) -> None:
    one = stage()
    first = one.account["refresh_token"]
    pair = refresh(one, first).json()
    assert one.call("GET", "/v2.0/oa/getoa").json()["error"] == -216
    refused = refresh(one, first).json()
    assert refused["error"] == -14014
    assert shape(refused) == shape(recorded("answer_token_refused"))
    assert refresh(one, pair["refresh_token"]).json()["access_token"]


def test_a_reused_refresh_token_may_be_answered_with_nothing(stage: MakeStage) -> None:
    one = stage()
    first = one.account["refresh_token"]
    refresh(one, first)
    one.fault("refresh_reused_empty")
    answer = refresh(one, first)
    assert (answer.status_code, answer.text) == (200, recorded("answer_token_reused"))


def test_the_token_door_may_answer_with_a_gateway_page(stage: MakeStage) -> None:
    one = stage()
    one.http.post("/control/faults", json={"kind": "gateway_504", "where": "/v4/oa/access_token"})
    assert refresh(one, one.account["refresh_token"]).status_code == 504
    assert refresh(one, one.account["refresh_token"]).json()["access_token"]


def test_an_access_token_lives_25_hours_and_a_refresh_token_90_days(stage: MakeStage) -> None:
    one = stage()
    one.move_clock(24.9 * 3600)
    assert one.call("GET", "/v2.0/oa/getoa").json()["error"] == 0
    one.move_clock(0.2 * 3600)
    assert one.call("GET", "/v2.0/oa/getoa").json()["error"] == -216
    one.move_clock(90 * 24 * 3600)
    assert refresh(one, one.account["refresh_token"]).json()["error"] == -14014


def test_a_wrong_secret_and_a_wrong_app_are_refused(stage: MakeStage) -> None:
    one = stage()
    assert exchange(one, "not the secret", grant_type="refresh_token", refresh_token="x").json()["error"] == -14002
    one.account["app_id"] = "404"
    assert consent(one).headers["location"].endswith("error_code=-14002")


def test_the_redirect_address_must_be_plain_and_registered(stage: MakeStage) -> None:
    one = stage(callback_url=CALLBACK)
    for address in ("", "not an address", CALLBACK + "?a=1", "http://elsewhere.example/cb"):
        answer = consent(one, redirect_uri=address)
        assert answer.headers["location"].endswith("error_code=-14003")
    page = one.http.get(answer.headers["location"])
    assert "-14003" in page.text


def test_a_challenge_fixed_in_the_console_serves_where_none_is_sent(stage: MakeStage) -> None:
    one = stage(code_challenge=challenge_of(VERIFIER))
    code = parse_qs(urlsplit(consent(one, code_challenge="").headers["location"]).query)["code"][0]
    assert exchange(one, grant_type="authorization_code", code=code, code_verifier=VERIFIER).json()["access_token"]


def test_a_phone_token_of_a_mini_app_serves_once_and_two_minutes(stage: MakeStage) -> None:
    one = stage()
    one.http.post("/control/citizens", json={"id": one.citizen_id, "name": "Mẫu", "phone": "0922222222"})
    signed = str(one.act("sign-in")["access_token"])

    def number(phone_token: object) -> httpx.Response:
        headers = {"access_token": signed, "code": str(phone_token), "secret_key": str(one.account["app_secret"])}
        return one.http.get("/v2.0/me/info", headers=headers)

    token, late = one.act("phone-token")["token"], one.act("phone-token")["token"]
    assert number(token).json()["data"] == {"number": "84922222222"}
    assert number(token).json()["error"] == 100
    one.move_clock(121)
    assert number(late).json()["error"] == 100
    one.move_clock(3600)
    assert number(one.act("phone-token")["token"]).json()["error"] == 452


def test_a_person_may_refresh_a_sign_in_once_for_each_token(stage: MakeStage) -> None:
    one = stage()
    first = str(one.act("sign-in")["refresh_token"])
    form = {"app_id": str(one.account["app_id"]), "grant_type": "refresh_token", "refresh_token": first}
    headers = {"secret_key": str(one.account["app_secret"])}
    answers = [one.http.post("/v4/access_token", headers=headers, data=form).json() for _ in range(2)]
    assert answers[0]["access_token"]
    assert answers[1]["error"] == -14014
