"""Every recorded call, played against the emulator: the same code, and an answer of the same shape."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from tests.emulator.conftest import MakeStage
from tests.emulator.shapes import RECORDED, shape
from tests.emulator.wiring import Stage

# Any: recorded JSON, whose shape is what is tested.
Told = dict[str, Any]
PHONE = "84900000000"
EXCHANGES = sorted(path.stem for path in RECORDED.glob("exchange_*.json"))
GIF = base64.b64decode("R0lGODlhAQABAAAAACw=")
PDF = b"%PDF-1.4\n%%EOF\n"


def told_in(name: str) -> Told:
    found: Told = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    return found


def by_day(one: Stage) -> None:
    """Broadcasts leave only by day: move on to nine in the morning."""
    now = one.http.get("/control/clock").json()["now"]
    hour, minute = (int(now[11:13]) + 7) % 24, int(now[14:16])
    one.pass_time(((9 - hour) % 24) * 3600 - minute * 60)


def stand_ins(one: Stage) -> dict[str, str]:
    """What stands in the recorded bodies → what it is on this stage."""
    one.http.post("/control/citizens", json={"id": one.citizen_id, "name": "Nguyễn Thị Mẫu", "phone": PHONE})
    user_id = one.follow()
    message_id = str(one.act("send", text="Tôi muốn bấm số")["message_id"])
    visitor = {"conversation_id": "conversation-1", "anonymous_id": "anonymous-1", "text": "Chào"}
    one.http.post(f"/control/oas/{one.oa_id}/anonymous", json=visitor)
    article = told_in("exchange_article_create")["request"]["json"]
    token = one.call("POST", "/v2.0/article/create", json=article).json()["data"]["token"]
    one.move_clock(3)
    signed = one.act("sign-in")["access_token"]
    secret = str(one.account["app_secret"])
    return {
        "2468000000000000001": user_id,
        "96d3cdf3af1504609090": message_id,
        "article-token": token,
        "b2c3d4e5f60718293a4b": one.call("POST", "/v2.0/article/verify", json={"token": token}).json()["data"]["id"],
        "attachment-id": one.call("POST", "/v2.0/oa/upload/gif", files={"file": ("a.gif", GIF)}).json()["data"][
            "attachment_id"
        ],
        "file-token": one.call("POST", "/v2.0/oa/upload/file", files={"file": ("a.pdf", PDF)}).json()["data"]["token"],
        "sign-in-token": str(signed),
        "phone-token": str(one.act("phone-token")["token"]),
        "app-secret": secret,
        "proof": hmac.new(secret.encode(), str(signed).encode(), hashlib.sha256).hexdigest(),
    }


@pytest.mark.parametrize("name", EXCHANGES)
def test_the_emulator_answers_as_recorded(stage: MakeStage, name: str) -> None:
    told = told_in(name)
    one = stage(oa_type=told["account"]["oa_type"])
    by_day(one)
    text = json.dumps(told["request"])
    for recorded, real in stand_ins(one).items():
        text = text.replace(f'"{recorded}"', json.dumps(real)).replace(f'\\"{recorded}\\"', f'\\"{real}\\"')
    one.bind(**told["account"])
    request = json.loads(text)
    sent: Told = {"params": request.get("query"), "json": request.get("json")}
    if "file" in request:
        content = base64.b64decode(request["file"]["base64"])
        sent = {"files": {"file": (request["file"]["name"], content)}}
    headers = {"access_token": str(one.account["access_token"])} | request.get("headers", {})
    answer = one.http.request(request["method"], request["path"], headers=headers, **sent).json()
    assert answer["error"] == told["response"]["error"], answer
    if answer["error"]:
        assert answer == told["response"]
    assert shape(answer) == shape(told["response"]), answer


def test_the_recorded_calls_cover_every_house_of_the_platform() -> None:
    paths = {told_in(name)["request"]["path"] for name in EXCHANGES}
    for house in ("/v3.0/oa/message/", "/v2.0/oa/", "/v2.0/article/", "/message/", "/template/", "/v2.0/me"):
        assert any(path.startswith(house) for path in paths), house
