"""Articles and broadcasts, tags, history, and the price of late answers."""

import json

import pytest

from tests.emulator.conftest import MakeStage
from tests.emulator.test_exchanges import by_day, told_in
from tests.emulator.wiring import Json, Stage, wait_for

ARTICLE: Json = told_in("exchange_article_create")["request"]["json"]
HALF_AN_HOUR = 1800


def write(one: Stage, **changed: object) -> str:
    token = one.call("POST", "/v2.0/article/create", json=ARTICLE | changed).json()["data"]["token"]
    assert one.call("POST", "/v2.0/article/verify", json={"token": token}).json()["error"] == -214
    one.move_clock(3)
    return str(one.call("POST", "/v2.0/article/verify", json={"token": token}).json()["data"]["id"])


def order(one: Stage, article_id: str, **target: str) -> Json:
    payload = {"template_type": "media", "elements": [{"media_type": "article", "attachment_id": article_id}]}
    message = {"attachment": {"type": "template", "payload": payload}}
    return dict(one.call("POST", "/v2.0/oa/message", json={"recipient": {"target": target}, "message": message}).json())


def test_an_article_is_processed_listed_read_changed_and_removed(stage: MakeStage) -> None:
    one = stage()
    article_id = write(one)
    listed = one.call("GET", "/v2.0/article/getslice", params={"offset": 0, "limit": 10}).json()["data"]
    assert [entry["id"] for entry in listed["medias"]] == [article_id]
    assert "Từ thứ hai" in one.http.get(listed["medias"][0]["link_view"]).text
    assert "Lịch nhận thẻ" in one.http.get(f"/oa/{one.oa_id}/articles/").text
    one.call("POST", "/v2.0/article/update", json=ARTICLE | {"id": article_id, "title": "Lịch mới", "status": "hide"})
    detail = one.call("GET", "/v2.0/article/getdetail", params={"id": article_id}).json()["data"]
    assert (detail["title"], detail["status"], detail["total_view"]) == ("Lịch mới", "hide", 1)
    assert "Lịch mới" not in one.http.get(f"/oa/{one.oa_id}/articles/").text
    one.call("POST", "/v2.0/article/remove", json={"id": article_id})
    assert one.call("GET", "/v2.0/article/getdetail", params={"id": article_id}).json()["error"] == -201


def test_an_article_of_scripts_is_shown_as_plain_words(stage: MakeStage) -> None:
    one = stage()
    write(one, body=[{"type": "text", "content": "<p>Chào</p><script>alert(1)</script>"}])
    link = one.call("GET", "/v2.0/article/getslice").json()["data"]["medias"][0]["link_view"]
    assert "<script>alert" not in one.http.get(link).text


def test_a_broadcast_reaches_followers_who_fit_after_its_review(stage: MakeStage) -> None:
    one = stage()
    by_day(one)
    one.http.post("/control/citizens", json={"id": one.citizen_id, "name": "Mẫu", "gender": 2, "age": 40, "city": 4})
    one.follow()
    others = []
    for more in ({"gender": 1, "age": 40, "city": 4}, {"gender": 2, "age": 20, "city": 4}, {"gender": 2}):
        other = one.http.post("/control/citizens", json={"name": "Khác", **more}).json()["id"]
        one.http.post(f"/control/citizens/{other}/follow", json={"oa_id": one.oa_id})
        others.append(other)
    assert order(one, write(one), gender="2", ages="4,5", cities="4,9")["error"] == 0
    assert one.messages() == []
    one.move_clock(HALF_AN_HOUR + 1)
    wait_for(lambda: len(one.messages()) == 1, "the broadcast")
    assert one.messages()[0]["items"][0]["title"] == "Lịch nhận thẻ"  # type: ignore[index]  # JSON
    told = one.http.get(f"/control/oas/{one.oa_id}").json()["broadcasts"][-1]
    assert (told["done"], told["reached"]) == (True, 1)
    for other in others:
        assert one.http.get(f"/control/citizens/{other}/messages", params={"oa_id": one.oa_id}).json() == []
    assert "Lịch nhận thẻ" in one.http.get(f"/phone/{one.citizen_id}/{one.oa_id}/").text


def test_broadcasts_rest_at_night_and_run_out(stage: MakeStage) -> None:
    one = stage(broadcasts_left=1)
    by_day(one)
    article_id = write(one)
    one.pass_time(14 * 3600)
    assert order(one, article_id)["error"] == -234
    one.pass_time(10 * 3600)
    assert [order(one, article_id)["error"], order(one, article_id)["error"]] == [0, -211]


def test_a_tag_forgets_its_oldest_beyond_two_hundred(stage: MakeStage) -> None:
    one = stage()
    first = ""
    for number in range(201):
        citizen = one.http.post("/control/citizens", json={"name": f"Người {number}"}).json()["id"]
        told = one.http.post(f"/control/citizens/{citizen}/follow", json={"oa_id": one.oa_id}).json()
        tag = {"user_id": told["user_id"], "tag_name": "Chờ thẻ"}
        assert one.call("POST", "/v2.0/oa/tag/tagfollower", json=tag).json()["error"] == 0
        first = first or told["user_id"]
    asked = {"data": json.dumps({"offset": 0, "count": 50, "tag_name": "Chờ thẻ"})}
    assert one.call("GET", "/v3.0/oa/user/getlist", params=asked).json()["data"]["total"] == 200
    who = {"data": json.dumps({"user_id": first})}
    detail = one.call("GET", "/v3.0/oa/user/detail", params=who).json()["data"]
    assert detail["tags_and_notes_info"]["tag_names"] == []


def test_what_was_said_can_be_read_again(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    one.act("send", text="một")
    one.say(user_id, {"text": "hai"})
    asked = {"data": json.dumps({"user_id": user_id, "offset": 0, "count": 10})}
    said = one.call("GET", "/v2.0/oa/conversation", params=asked).json()["data"]
    assert [(item["src"], item["message"]) for item in said] == [(0, "hai"), (1, "một")]
    recent = one.call("GET", "/v2.0/oa/listrecentchat", params={"data": '{"offset":0,"count":5}'}).json()["data"]
    assert [item["message"] for item in recent] == ["hai"]


def test_late_answers_are_paid_for_and_the_price_is_shown(stage: MakeStage) -> None:
    one = stage(paid_left=3)
    user_id = one.follow()
    one.pass_time(49 * 3600)
    one.say(user_id, {"text": "xin lỗi vì trả lời muộn"})
    told = one.http.get(f"/control/oas/{one.oa_id}").json()
    assert (told["paid_left"], told["paid_messages"], told["spent"]) == (2, 1, 55)
    assert "1 tin, mỗi tin 55 đ" in one.http.get(f"/manager/{one.oa_id}/settings/").text


def test_a_citizen_who_blocked_the_account_is_left_in_peace(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    one.act("block", blocked=True)
    assert one.say(user_id, {"text": "x"})["error"] == -244


@pytest.mark.parametrize(
    ("period", "found"), [("TODAY", 1), ("L7D", 1), ("YESTERDAY", 0), ("2020_01_01:2020_01_02", 0)]
)
def test_people_by_their_last_word(stage: MakeStage, period: str, found: int) -> None:
    one = stage()
    one.act("send", text="x")
    asked = {"data": json.dumps({"offset": 0, "count": 10, "last_interaction_period": period})}
    assert one.call("GET", "/v3.0/oa/user/getlist", params=asked).json()["data"]["total"] == found
