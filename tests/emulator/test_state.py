"""What outlives the process: the state file, the shared clock; and what it starts from."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx

from tests.emulator.conftest import make_stage
from tests.emulator.wiring import Receiver, emulator_process, wait_for


def test_accounts_talks_and_waiting_retries_survive_a_restart(tmp_path: Path, receiver: Receiver) -> None:
    state = str(tmp_path / "state.json")
    with emulator_process("--state", state) as http:
        one = make_stage(http, receiver)
        user_id = one.follow()
        buttons = [{"title": "Mở", "type": "oa.open.url", "payload": {"url": "http://localhost/"}}]
        one.say(user_id, {"text": "trước", "attachment": {"type": "template", "payload": {"buttons": buttons}}})
        wait_for(lambda: len(one.calls) == 4, "all told")
        one.receiver.status[one.hook_path] = 500
        one.act("send", text="còn nợ")
        wait_for(lambda: len(one.calls) == 5, "the failed try")
        wait_for(lambda: bool(http.get("/control/webhooks").json()["retrying"]), "the retry is noted")
        said = one.messages()
    one.receiver.status[one.hook_path] = 200
    with emulator_process("--state", state) as http:
        one.http = http
        assert one.messages() == said
        assert one.say(user_id, {"text": "sau"})["error"] == 0
        one.move_clock(31)
        wait_for(lambda: len(one.events("user_send_text")) == 2, "the retry from before the restart")
        assert one.events("user_send_text")[1].headers["num_retry"] == "1"


def test_articles_templates_switches_tags_and_receipts_survive_a_restart(tmp_path: Path, receiver: Receiver) -> None:
    state = str(tmp_path / "state.json")
    with emulator_process("--state", state) as http:
        one = make_stage(http, receiver, switches={"pkce": "fixed"})
        http.post("/control/citizens", json={"id": one.citizen_id, "name": "Mẫu", "phone": "84911111111"})
        user_id = one.follow()
        http.post(f"/manager/{one.oa_id}/articles/write", data={"title": "Lịch nhận thẻ", "text": "Từ thứ hai"})
        one.call("POST", "/v2.0/oa/tag/tagfollower", json={"user_id": user_id, "tag_name": "Chờ thẻ"})
        body = {"phone": "84911111111", "template_id": "610002", "template_data": {"ho_ten": "A", "so_thu_tu": "1"}}
        sent = one.call("POST", "/message/template", json=body).json()["data"]["msg_id"]
        before = http.get(f"/control/oas/{one.oa_id}").json()
        templates = http.get(f"/control/oas/{one.oa_id}/templates").json()
    with emulator_process("--state", state) as http:
        one.http = http
        assert http.get(f"/control/oas/{one.oa_id}").json() == before
        assert http.get(f"/control/oas/{one.oa_id}/templates").json() == templates
        assert http.get(f"/control/oas/{one.oa_id}/switches").json()["pkce"] == "fixed"
        assert "Lịch nhận thẻ" in http.get(f"/oa/{one.oa_id}/articles/").text
        assert one.call("GET", "/message/status", params={"message_id": sent}).json()["data"]["status"] == 1
        assert one.call("POST", "/message/template", json=body).json()["error"] == 0


def test_the_clock_file_is_shared_both_ways(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    file.write_text(json.dumps({"offset_s": 7200.0}))
    with emulator_process("--clock-file", str(file)) as http:
        assert _ahead_s(http) > 7100
        assert http.post("/control/clock", json={"advance_s": 100}).json()["offset_s"] == 7300.0
        assert json.loads(file.read_text()) == {"offset_s": 7300.0}
        file.write_text(json.dumps({"offset_s": -50.0}))
        wait_for(lambda: http.get("/control/clock").json()["offset_s"] == -50.0, "the product moved the clock")


def test_a_seed_file_is_planted_once(tmp_path: Path) -> None:
    seed, state = tmp_path / "seed.json", str(tmp_path / "state.json")
    told = {
        "oas": [{"oa_id": "1001", "name": "Công an quận 12", "access_token": "a", "refresh_token": "r"}],
        "citizens": [{"id": "1", "name": "Nguyễn Thị Mẫu"}],
    }
    seed.write_text(json.dumps(told))
    for _ in range(2):
        with emulator_process("--state", state, "--seed", str(seed)) as http:
            assert http.get("/control/oas").json() == [{"oa_id": "1001", "name": "Công an quận 12"}]
            assert http.get("/control/citizens").json() == [{"id": "1", "name": "Nguyễn Thị Mẫu"}]
            answer = http.get("/v2.0/oa/getoa", headers={"access_token": "a"}).json()
            assert answer["data"]["oa_id"] == "1001"


def test_a_taken_port_and_a_broken_file_are_one_clear_sentence(emulator: httpx.Client, tmp_path: Path) -> None:
    broken = tmp_path / "seed.json"
    broken.write_text("{")
    port = str(emulator.base_url.port)
    for arguments, words in ((["--port", port], "in use"), (["--port", "0", "--seed", str(broken)], "cannot be read")):
        command = [sys.executable, "-m", "zalo_emulator", *arguments]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=15, check=False)
        assert ended.returncode == 1
        assert words in ended.stderr
        assert "Traceback" not in ended.stderr


def _ahead_s(http: httpx.Client) -> float:
    now = datetime.fromisoformat(http.get("/control/clock").json()["now"])
    return (now - datetime.now(UTC)).total_seconds()
