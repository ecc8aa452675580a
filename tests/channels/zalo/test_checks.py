"""The lights: every sentence of every check, short enough to be read at a glance; and what is said first."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.messaging.channels.zalo import checks, statuses
from motcua.messaging.channels.zalo.checks import Level, Seen, Stuck, TokenSeen
from tests.factories import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOKEN = TokenSeen(NOW + 20 * HOUR, NOW + 80 * DAY, NOW - 5 * HOUR, 0, None)
FACTS = {
    "reached": True, "code": 0, "oa_id": "1", "oa_type": 4, "is_verified": True, "paid_left": 5,
    "templates": [{"usable": True}], "templates_left": 9,
}  # fmt: skip
WELL = Seen(
    oa_id="1", oa_type=4, message_api="v2", app_id="7", app_open=True, webhook_url="w", token=TOKEN, worker_beat=NOW,
    ends={"delivered": 3}, last_event_at=NOW, delays=[timedelta(seconds=1)], verifier="abc12345", menu_set_at=NOW,
    test_state="delivered", test_at=NOW, asked_at=NOW, facts=FACTS, paid_price="55",
)  # fmt: skip


def light(key: str, **changed: object) -> tuple[Level, str]:
    seen = replace(WELL, **changed)  # type: ignore[arg-type]  # test sugar
    return next((one.level, one.sentence) for one in checks.judge(seen, NOW) if one.key == key)


def token(**changed: object) -> TokenSeen:
    return replace(TOKEN, **changed)  # type: ignore[arg-type]  # test sugar


ILLS: list[tuple[str, dict[str, object], Level]] = [
    ("app", {"app_open": False}, Level.BAD),
    ("app", {"asked_at": None}, Level.UNSURE),
    ("app", {"facts": {"reached": False}}, Level.BAD),
    ("app", {"facts": {"reached": True, "code": -212}}, Level.BAD),
    ("app", {"facts": {"reached": True, "code": -224}}, Level.BAD),
    ("signature", {"forged": 3, "forged_at": NOW, "last_event_at": None}, Level.BAD),
    ("signature", {"forged": 3, "forged_at": NOW - HOUR}, Level.WARN),
    ("signature", {"last_event_at": None}, Level.UNSURE),
    ("webhook", {"last_event_at": None}, Level.UNSURE),
    ("webhook", {"last_event_at": NOW - 2 * DAY}, Level.WARN),
    ("token", {"token": None}, Level.BAD),
    ("token", {"token": token(consent_needed_since=NOW)}, Level.BAD),
    ("token", {"token": token(expires_at=NOW, failures=1)}, Level.BAD),
    ("token", {"token": token(failures=1)}, Level.WARN),
    ("token", {"token": token(refresh_expires_at=NOW + 6 * DAY)}, Level.WARN),
    ("sending", {"stopped_at": NOW, "stopped_because": "OA đã bị khóa."}, Level.BAD),
    ("sending", {"worker_beat": None}, Level.BAD),
    ("sending", {"worker_beat": NOW - 2 * HOUR}, Level.BAD),
    ("sending", {"stuck": Stuck(7, NOW, -32)}, Level.WARN),
    ("sending", {"stuck": Stuck(7, NOW, -216)}, Level.BAD),
    ("sending", {"stuck": Stuck(7, NOW, None)}, Level.BAD),
    ("sending", {"stuck": Stuck(7, NOW, -218)}, Level.WARN),
    ("sending", {"ends": {"unknown": 2}}, Level.WARN),
    ("sending", {"ends": {"failed": 2}, "failed_code": -212}, Level.WARN),
    ("sending", {"ends": {"failed": 2}}, Level.WARN),
    ("sending", {"ends": {"expired": 2}}, Level.WARN),
    ("quota", {"paid_stopped_at": NOW}, Level.BAD),
    ("quota", {"facts": FACTS | {"paid_left": None}}, Level.UNSURE),
    ("quota", {"facts": FACTS | {"paid_left": 0}}, Level.WARN),
    ("type", {"facts": {}}, Level.UNSURE),
    ("type", {"facts": FACTS | {"oa_id": "2"}}, Level.BAD),
    ("type", {"facts": FACTS | {"is_verified": False}}, Level.BAD),
    ("type", {"facts": FACTS | {"oa_type": 7}}, Level.WARN),
    ("templates", {"templates_allowed": False}, Level.WARN),
    ("templates", {"facts": {}}, Level.UNSURE),
    ("templates", {"facts": FACTS | {"templates": []}}, Level.WARN),
    ("domain", {"verifier": ""}, Level.WARN),
    ("menu", {"menu_set_at": None}, Level.WARN),
    ("clock", {"delays": []}, Level.UNSURE),
    ("clock", {"delays": [timedelta(seconds=-40), HOUR]}, Level.BAD),
    ("clock", {"delays": [timedelta(seconds=200), HOUR]}, Level.WARN),
    ("test", {"test_state": ""}, Level.UNSURE),
    ("test", {"test_state": "queued"}, Level.UNSURE),
    ("test", {"test_state": "unknown"}, Level.WARN),
    ("test", {"test_state": "rejected", "test_code": -232}, Level.BAD),
    ("test", {"test_state": "failed", "test_code": -201}, Level.BAD),
    ("test", {"test_state": "expired"}, Level.BAD),
]


def test_a_well_account_is_green_all_over_and_nothing_is_said_at_the_top() -> None:
    found = checks.judge(WELL, NOW)
    assert {one.level for one in found} == {Level.OK}
    assert checks.headline(found) is None
    enterprise = light("type", facts=FACTS | {"oa_type": 2})
    assert enterprise == (Level.OK, "OA doanh nghiệp, tin đang đi bằng API v2.")


@pytest.mark.parametrize(("key", "changed", "level"), ILLS)
def test_each_ill_has_its_light_and_a_short_sentence(key: str, changed: dict[str, object], level: Level) -> None:
    found, sentence = light(key, **changed)
    assert found is level
    assert (sentence.endswith(".") and sentence[0].isupper()) or sentence[0].isdigit()
    for part in re.split(r"[;.] ", sentence):
        assert len(part.split()) <= 20, part
    assert "đồng chí Đồng chí" not in sentence


def test_every_check_can_be_ill_and_is_told_of_here() -> None:
    assert {key for key, _, _ in ILLS} == set(checks.CHECKS)


def test_a_dead_token_is_said_before_the_queue_it_fills() -> None:
    seen = replace(WELL, token=token(consent_needed_since=NOW), stuck=Stuck(40, NOW, -216))
    worst = checks.headline(checks.judge(seen, NOW))
    assert worst is not None and worst.key == "token"


@pytest.mark.parametrize("code", [code for code in statuses.CODES if code])
def test_whatever_code_holds_messages_up_the_sentence_says_what_it_asks(code: int) -> None:
    _, sentence = light("sending", stuck=Stuck(3, NOW, code))
    assert "3 tin đang chờ" in sentence
