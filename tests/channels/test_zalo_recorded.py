"""The adapter against the recorded bodies: the same files the emulator is held to."""

import json
from pathlib import Path

import pytest

from motcua.messaging.channels.contract import Happening, Inbound
from motcua.messaging.channels.zalo.client import ZaloClient
from motcua.messaging.channels.zalo.events import envelope_of, understand
from motcua.messaging.channels.zalo.statuses import Outcome, meaning_of
from tests.channels.scripted_zalo import Says, ScriptedZalo

FOLDER = Path(__file__).parent / "recorded"
OA, CITIZEN = "3886000000000000001", "2468000000000000001"
PHONE = "84900000000"
MESSAGE = "96d3cdf3af1504609090"

EVENTS: dict[str, Happening | None] = {
    "follow": "follow", "unfollow": "unfollow", "oa_send_image": "echo", "oa_send_list": "echo",
    "oa_send_text": "echo", "oa_send_text_by_admin": "staff_replied", "template_received": "delivered",
    "user_click_chatnow": "other", "user_reacted_message": "reaction", "user_received_message": "delivered",
    "user_seen_message": "seen", "user_send_audio": "audio", "user_send_business_card": "business_card",
    "user_send_file": "file", "user_send_gif": "image", "user_send_image": "image", "user_send_link": "link",
    "user_send_location": "location", "user_send_sticker": "sticker", "user_send_text": "text",
    "user_send_text_quote": "text", "user_send_video": "video", "user_submit_info": "contact",
    "user_submit_info_older": "contact", "user_withdraw": "withdraw", "oa_send_file": "echo", "oa_send_gif": "echo",
    "oa_send_sticker": "echo", "oa_send_template": "echo", "oa_reacted_message": None, "add_user_to_tag": None,
    "remove_user_from_tag": None, "remove_tag": None, "update_user_info": None, "change_template_status": None,
    "create_group": None, "oa_send_group_text": None, "anonymous_send_text": None, "oa_send_anonymous_text": None,
}  # fmt: skip


def recorded(name: str) -> bytes:
    body = json.loads((FOLDER / f"{name}.json").read_text())["body"]
    return body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()


def event(name: str) -> Inbound:
    inbound = understand(recorded(f"webhook_{name}"))
    assert inbound is not None
    return inbound


def names(prefix: str) -> list[str]:
    return sorted(path.stem for path in FOLDER.glob(f"{prefix}*.json"))


def test_every_recorded_event_is_told_of_here() -> None:
    assert {name.removeprefix("webhook_") for name in names("webhook_")} == set(EVENTS)


@pytest.mark.parametrize(("name", "happening"), EVENTS.items())
def test_recorded_events_are_understood(name: str, happening: Happening | None) -> None:
    raw = recorded(f"webhook_{name}")
    envelope, inbound = envelope_of(raw), understand(raw)
    assert envelope is not None and envelope.at is not None
    assert (inbound.happening if inbound else None) == happening
    if inbound is not None:
        whom = PHONE if name == "template_received" else CITIZEN
        assert (inbound.account, inbound.sender) == (OA, whom)
        assert (envelope.oa_id, envelope.citizen, envelope.known) == (OA, whom, True)


def test_what_a_flow_reads_of_an_event_is_there() -> None:
    assert event("user_send_text").text == "Tôi muốn bấm số"
    assert event("user_send_text").message_id == MESSAGE
    assert event("oa_send_text_by_admin").source
    assert event("follow").source
    assert event("user_seen_message").attachments[0]["msg_id"]
    assert event("user_submit_info").attachments[0]["payload"]
    for name in ("image", "location", "file", "sticker"):
        assert event(f"user_send_{name}").attachments[0]["payload"]


@pytest.mark.parametrize("name", names("answer_error_"))
def test_recorded_refusals_have_the_outcome_of_their_code(client: ZaloClient, zalo: ScriptedZalo, name: str) -> None:
    zalo.say(Says(recorded(name)))
    called = client.send(access_token="t", to=CITIZEN, message={"text": "x"}, dialect="v3")
    assert called.code == -int(name.removeprefix("answer_error_"))
    assert called.outcome is meaning_of(called.code).outcome is not Outcome.DONE


@pytest.mark.parametrize("name", names("answer_send_"))
def test_recorded_acceptances_give_the_message_id_whatever_the_quota_says(
    client: ZaloClient, zalo: ScriptedZalo, name: str
) -> None:
    zalo.say(Says(recorded(name)))
    called = client.send(access_token="t", to=CITIZEN, message={"text": "x"}, dialect="v3")
    assert (called.outcome, bool(called.message_id)) == (Outcome.DONE, True)


@pytest.mark.parametrize(
    ("name", "status", "outcome"),
    [
        ("token_pair", 200, Outcome.DONE),
        ("token_without_refresh", 200, Outcome.DONE),
        ("token_refused", 200, Outcome.SETUP),
        ("token_refused_quoted", 200, Outcome.SETUP),
        ("token_reused", 200, Outcome.SETUP),
        ("gateway_504", 504, Outcome.UNSURE),
    ],
)
def test_recorded_answers_of_the_oauth_host(
    client: ZaloClient, zalo: ScriptedZalo, name: str, status: int, outcome: Outcome
) -> None:
    zalo.say(Says(recorded(f"answer_{name}"), status=status))
    answer = client.refresh(app_id="700", app_secret="s", refresh_token="r")
    assert answer.outcome is outcome
    assert (answer.pair is not None) == (outcome is Outcome.DONE)
