"""Template messages: onto the phone of people who never followed, paid, counted, and with a receipt."""

import pytest

from tests.emulator.conftest import MakeStage
from tests.emulator.shapes import recorded, shape
from tests.emulator.test_exchanges import by_day
from tests.emulator.wiring import Json, Stage, wait_for

DATA = {"ho_ten": "Nguyễn Thị Mẫu", "ma_ho_so": "HS-1", "noi_nhan": "Quầy 3"}


def with_phone(one: Stage, **more: object) -> str:
    phone = "849" + one.oa_id[-8:]
    one.http.post("/control/citizens", json={"id": one.citizen_id, "name": "Mẫu", "phone": phone, **more})
    return phone


def send(one: Stage, phone: str, template_id: str = "610001", **more: object) -> Json:
    body: Json = {"phone": phone, "template_id": template_id, "template_data": DATA, "tracking_id": "t-1"}
    return dict(one.call("POST", "/message/template", json=body | more).json())


def test_a_stranger_gets_the_template_and_her_phone_tells_so(stage: MakeStage) -> None:
    one = stage()
    phone = with_phone(one)
    answer = send(one, phone)
    message_id = answer["data"]["msg_id"]  # type: ignore[index]  # JSON
    wait_for(lambda: bool(one.calls), "the receipt")
    receipt = one.calls[0].event
    assert shape(receipt) == shape(recorded("webhook_template_received"))
    assert receipt["recipient"] == {"id": phone}
    assert receipt["message"]["tracking_id"] == "t-1"  # type: ignore[index]  # JSON
    assert (
        one.messages()[-1]["text"] == "Thẻ căn cước của ông/bà Nguyễn Thị Mẫu đã có. Mã hồ sơ HS-1. Nơi nhận: Quầy 3."
    )
    status = one.call("GET", "/message/status", params={"message_id": message_id}).json()["data"]
    assert status["status"] == 1
    spent = one.http.get(f"/control/oas/{one.oa_id}").json()
    assert (spent["spent"], spent["templates_sent_today"]) == (120, 1)
    page = one.http.get(f"/phone/{one.citizen_id}/{one.oa_id}/").text
    assert "Thẻ căn cước đã có" in page


def test_without_receipts_a_template_stays_sent(stage: MakeStage) -> None:
    one = stage(receipts=False)
    message_id = send(one, with_phone(one))["data"]["msg_id"]  # type: ignore[index]  # JSON
    status = one.call("GET", "/message/status", params={"message_id": message_id}).json()["data"]
    assert status["status"] == 0
    assert one.calls == []


@pytest.mark.parametrize(("citizen", "blocked", "code"), [({"refuses_templates": True}, False, -139), ({}, True, -141)])
def test_people_who_want_no_templates(stage: MakeStage, citizen: Json, blocked: bool, code: int) -> None:
    one = stage()
    phone = with_phone(one, **citizen)
    one.act("block", blocked=blocked)
    assert send(one, phone)["error"] == code
    assert one.messages() == []


def test_quotas_start_anew_every_day_and_mode_3_may_exceed_them(stage: MakeStage) -> None:
    one = stage(daily_quota=1)
    phone = with_phone(one)
    codes = [send(one, phone)["error"], send(one, phone)["error"], send(one, phone, sending_mode="3")["error"]]
    one.pass_time(24 * 3600)
    assert [*codes, send(one, phone)["error"]] == [0, -144, 0, 0]


def test_a_template_has_a_quota_of_its_own(stage: MakeStage) -> None:
    one = stage()
    phone = with_phone(one)
    one.http.post(f"/control/oas/{one.oa_id}/templates", json={"id": "610001", "daily_quota": 1})
    assert [send(one, phone)["error"], send(one, phone)["error"]] == [0, -147]


def test_promotion_waits_for_the_morning(stage: MakeStage) -> None:
    one = stage()
    by_day(one)
    phone = with_phone(one)
    assert send(one, phone, "610003")["error"] == 0
    one.pass_time(14 * 3600)
    assert send(one, phone, "610003")["error"] == -133
    assert send(one, phone, "610002", template_data={"ho_ten": "A", "so_thu_tu": "1"})["error"] == 0


def test_trials_go_to_the_administrator_only_and_cost_nothing(stage: MakeStage) -> None:
    one = stage(wallet=0)
    phone = with_phone(one)
    assert send(one, phone, mode="development")["error"] == -127
    one.bind(admin_phone=phone)
    assert send(one, phone, mode="development")["error"] == 0
    assert send(one, phone)["error"] == -115


def test_a_template_by_user_id_is_echoed_and_cheaper(stage: MakeStage) -> None:
    one = stage()
    user_id = one.follow()
    body = {"user_id": user_id, "template_id": "610001", "template_data": DATA}
    assert one.call("POST", "/v3.0/oa/message/template", json=body).json()["error"] == 0
    wait_for(lambda: bool(one.events("oa_send_template")), "the echo")
    assert shape(one.events("oa_send_template")[0].event) == shape(recorded("webhook_oa_send_template"))
    assert one.http.get(f"/control/oas/{one.oa_id}").json()["spent"] == 84
    one.pass_time(366 * 24 * 3600)
    assert one.call("POST", "/v3.0/oa/message/template", json=body).json()["error"] == -232


def test_a_lost_answer_leaves_a_template_delivered_once(stage: MakeStage) -> None:
    one = stage()
    phone = with_phone(one)
    one.fault("gateway_504", where="/message/template")
    body = {"phone": phone, "template_id": "610001", "template_data": DATA, "tracking_id": "t-1"}
    assert one.call("POST", "/message/template", json=body).status_code == 504
    assert one.messages() == []
    send(one, phone)
    assert len(one.messages()) == 1


def test_a_new_template_is_reviewed_at_the_desk(stage: MakeStage) -> None:
    one = stage()
    wanted = {"template_name": "Nhắc nhận thẻ", "tag": 1, "layout": {"body": [{"value": "Hồ sơ <ma_ho_so> đã xong."}]}}
    params = [{"type": 4, "name": "ma_ho_so", "sample_value": "HS-1"}]
    body = wanted | {"template_type": 1, "params": params, "tracking_id": "t"}
    template_id = one.call("POST", "/template/create", json=body).json()["data"]["template_id"]
    phone = with_phone(one)
    assert send(one, phone, template_id)["error"] == -131
    path = f"/manager/{one.oa_id}/templates/"
    assert "Nhắc nhận thẻ" in one.http.get(path).text
    one.http.post(path + "status", data={"template_id": template_id, "status": "ENABLE"})
    wait_for(lambda: bool(one.events("change_template_status")), "the news")
    assert shape(one.calls[0].event) == shape(recorded("webhook_change_template_status"))
    assert send(one, phone, template_id)["error"] == 0
    assert one.messages()[-1]["text"] == "Hồ sơ HS-1 đã xong."
