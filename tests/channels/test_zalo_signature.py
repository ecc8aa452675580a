"""A webhook is proved over its exact bytes, and the log says which key is wrong."""

import hashlib
import hmac

import pytest

from motcua.messaging.channels.zalo import events, signature
from motcua.messaging.channels.zalo.events import Envelope
from motcua.messaging.channels.zalo.keys import AppKeys

KEYS = AppKeys(app_id="700", oa_secret_key="oa-key", app_secret="app-key")
BODY = (
    '{"app_id":"700", "event_name":"user_send_text","timestamp":"1790000000000",'
    '"sender":{"id":"u1"},"recipient":{"id":"oa9"},"message":{"msg_id":"m1","text":"xin ch\u00e0o"}}'
).encode()


def envelope(body: bytes = BODY) -> Envelope:
    found = events.envelope_of(body)
    assert found is not None
    return found


def sign(body: bytes = BODY, *, app_id: str = "700", timestamp: str = "1790000000000", key: str = "oa-key") -> str:
    return "mac=" + hashlib.sha256(app_id.encode() + body + timestamp.encode() + key.encode()).hexdigest()


def test_the_right_mac_over_the_exact_bytes_is_genuine() -> None:
    assert signature.is_genuine(sign(), BODY, envelope(), KEYS)


@pytest.mark.parametrize("dress", [str.upper, lambda mac: mac.removeprefix("mac="), lambda mac: f"  {mac} "])
def test_the_prefix_and_the_case_of_the_mac_do_not_matter(dress: "type[str]") -> None:
    assert signature.is_genuine(dress(sign()), BODY, envelope(), KEYS)


def test_re_serialised_json_is_not_the_exact_bytes() -> None:
    tidied = BODY.replace(b'", "', b'","')
    assert tidied != BODY
    assert not signature.is_genuine(sign(), tidied, envelope(tidied), KEYS)


@pytest.mark.parametrize("header", ["", "mac=", "mac=abc", "mac=" + "g" * 64, "mac=" + "ế" * 64, sign(key="other")])
def test_anything_else_is_not_genuine(header: str) -> None:
    assert not signature.is_genuine(header, BODY, envelope(), KEYS)


def test_an_app_without_a_key_proves_nothing() -> None:
    keyless = AppKeys(app_id="700", oa_secret_key="")
    assert not signature.is_genuine(sign(key=""), BODY, envelope(), keyless)
    assert "no OA secret key" in signature.why_refused(sign(key=""), BODY, envelope(), keyless)


HMAC_OF_BODY = "mac=" + hmac.new(b"oa-key", BODY, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("", "no signature header"),
        ("mac=12", "not mac="),
        (sign(key="app-key"), "app secret in place"),
        (sign(app_id="oa9"), "OA id in place"),
        (sign(timestamp=""), "without the timestamp"),
        (HMAC_OF_BODY, "HMAC of the body"),
        (sign(key="unknown"), "not the one the webhook page shows"),
    ],
)
def test_the_log_names_the_known_mistakes_and_accepts_none(header: str, hint: str) -> None:
    assert not signature.is_genuine(header, BODY, envelope(), KEYS)
    assert hint in signature.why_refused(header, BODY, envelope(), KEYS)
