"""What the emulator sends has the shape of the recorded bodies, field by field."""

import json
from collections.abc import Sequence

from tests.emulator.conftest import MakeStage
from tests.emulator.shapes import RECORDED, recorded, shape
from tests.emulator.wiring import Json, wait_for

PICTURE = "http://127.0.0.1/anh.png"


def test_every_recorded_body_names_its_mark_and_source() -> None:
    files = sorted(RECORDED.glob("*.json"))
    assert len(files) > 40
    for path in files:
        told = json.loads(path.read_text(encoding="utf-8"))
        assert told["mark"] in ("D", "S", "U"), path.name
        assert told["source"], path.name
        assert ("body" in told) != ("request" in told and "response" in told), path.name


def test_events_of_the_citizen_have_the_recorded_shapes(stage: MakeStage) -> None:
    one = stage()
    one.act("follow")
    one.act("send", text="Tôi muốn bấm số")
    one.act("send", image=True)
    one.act("send", sticker="bfe458")
    one.act("send", location={"latitude": 10.7905, "longitude": "106.6286"})
    one.act("send", link="https://example.org/")
    one.act("submit-info", info=_info())
    one.act("unfollow")
    wait_for(lambda: len(one.calls) == 8, "eight events")
    for call in one.calls:
        expected = recorded(f"webhook_{call.name}")
        assert shape(call.event) == shape(expected), call.name


def test_events_of_the_account_have_the_recorded_shapes(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    media = [{"media_type": "image", "url": PICTURE}]
    rows = [{"title": "Giấy tờ", "subtitle": "Ba loại", "default_action": {"type": "oa.open.url", "url": PICTURE}}]
    one.say(user_id, {"text": "Chào"})
    one.say(user_id, {"text": "Sơ đồ", "attachment": _template("media", media)})
    one.say(user_id, {"attachment": _template("list", rows)})
    one.http.post(f"/manager/{one.oa_id}/{one.citizen_id}/send", data={"text": "Mời vào"})
    wait_for(lambda: len(one.calls) == 13, "follow, and three for each of four messages")
    for call in one.calls[1:]:
        by_admin = "admin_id" in call.event["sender"]  # type: ignore[operator]  # JSON
        assert shape(call.event) == shape(recorded(f"webhook_{call.name}{'_by_admin' * by_admin}")), call.name


def _template(kind: str, elements: Sequence[object]) -> Json:
    return {"type": "template", "payload": {"template_type": kind, "elements": elements}}


def _info() -> object:
    body = recorded("webhook_user_submit_info")
    assert isinstance(body, dict)
    return body["info"]
