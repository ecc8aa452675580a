"""What a webhook body says; and that nothing a stranger sends can raise."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.messaging.channels.contract import Inbound
from motcua.messaging.channels.zalo import events
from motcua.messaging.channels.zalo.events import Envelope, dedupe_key, envelope_of, understand

AT = datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


def body(name: str, **fields: object) -> bytes:
    event: dict[str, object] = {
        "app_id": "700",
        "user_id_by_app": "ua",
        "event_name": name,
        "timestamp": "1790000000000",
        "sender": {"id": "u1"},
        "recipient": {"id": "oa9"},
    }
    return json.dumps(event | fields, ensure_ascii=False).encode()


def told(raw: bytes) -> Inbound:
    inbound = understand(raw)
    assert inbound is not None
    return inbound


def sealed(raw: bytes) -> Envelope:
    envelope = envelope_of(raw)
    assert envelope is not None
    return envelope


def test_a_text_is_understood_and_made_nfc() -> None:
    inbound = told(body("user_send_text", message={"msg_id": "m1", "text": "Ba\u0302\u0301m so\u0302\u0301"}))
    assert inbound == Inbound("zalo", "oa9", "u1", "text", AT, message_id="m1", text="Bấm số")


def test_follow_has_its_own_shape_and_keeps_its_source() -> None:
    raw = json.dumps(
        {"oa_id": "oa9", "follower": {"id": "u1"}, "event_name": "follow", "source": "oa_profile", "app_id": "700",
         "timestamp": "1790000000000"}
    ).encode()  # fmt: skip
    assert told(raw) == Inbound("zalo", "oa9", "u1", "follow", AT, source="oa_profile")


def test_an_echo_belongs_to_the_citizen_and_is_a_receipt() -> None:
    raw = body("oa_send_text", sender={"id": "oa9"}, recipient={"id": "u1"}, message={"msg_id": "m2", "text": "Chào"})
    assert told(raw).happening == "echo"
    assert (told(raw).account, told(raw).sender) == ("oa9", "u1")
    assert sealed(raw).lane == "receipt"


def test_an_echo_with_admin_id_is_an_officer_writing_by_hand_and_keeps_its_place_in_the_talk() -> None:
    raw = body(
        "oa_send_text", sender={"id": "oa9", "admin_id": "ad7"}, recipient={"id": "u1"}, message={"text": "Chào"}
    )
    assert (told(raw).happening, told(raw).source) == ("staff_replied", "ad7")
    assert sealed(raw).lane == "talk"


def test_a_template_event_that_shares_a_name_carries_its_tracking_id() -> None:
    raw = body("user_received_message", message={"msg_id": "m1", "tracking_id": "mc-7"})
    inbound = told(raw)
    assert (inbound.happening, inbound.message_id, inbound.source) == ("delivered", "m1", "mc-7")
    assert told(body("user_received_message", message={"msg_id": "m1"})).source == ""


@pytest.mark.parametrize(
    ("name", "happening"),
    [
        ("user_send_image", "image"), ("user_send_gif", "image"), ("user_send_sticker", "sticker"),
        ("user_send_location", "location"), ("user_send_file", "file"), ("user_send_audio", "audio"),
        ("user_send_video", "video"), ("user_send_link", "link"), ("user_send_business_card", "business_card"),
        ("user_reacted_message", "reaction"), ("user_withdraw", "withdraw"), ("user_click_chatnow", "other"),
    ],
)  # fmt: skip
def test_every_kind_of_message_has_its_word(name: str, happening: str) -> None:
    assert told(body(name, message={"msg_id": "m1", "attachments": [{"type": "x"}]})).happening == happening


def test_a_shared_contact_is_kept_as_it_was_typed() -> None:
    inbound = told(body("user_submit_info", info={"name": "Lê Văn Mẫu", "phone": "84900000000"}))
    assert inbound.happening == "contact"
    assert inbound.attachments[0]["payload"] == {"name": "Lê Văn Mẫu", "phone": "84900000000"}


def test_an_unknown_event_has_an_envelope_and_no_meaning() -> None:
    raw = body("something_new_in_2027")
    assert understand(raw) is None
    assert (sealed(raw).known, sealed(raw).lane) == (False, "receipt")


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b'"text"', b"{}", b'{"event_name": 5.5}', b"[" * 100_000, b'{"a":' * 5000],
)
def test_what_is_no_event_is_no_envelope(raw: bytes) -> None:
    assert envelope_of(raw) is None
    assert understand(raw) is None


def test_ids_that_are_not_ids_are_dropped() -> None:
    raw = body("user_send_text", sender={"id": ["x"]}, message={"msg_id": "m" * 500, "text": 7})
    assert (sealed(raw).citizen, sealed(raw).message_id) == ("", "")
    assert understand(raw) is None


def test_nul_and_lone_surrogates_never_reach_the_database() -> None:
    raw = body("user_send_text").replace(b'"oa9"}', b'"oa9"},"message":{"msg_id":"m\\u0000","text":"a\\u0000\\ud800b"}')
    assert told(raw).text == "a?b"
    assert told(raw).message_id == ""


class TestDedupe:
    """(oa_id, event_name, msg_id), else the bytes."""

    def key(self, raw: bytes) -> bytes:
        return dedupe_key(sealed(raw), raw)

    def test_the_same_message_again_has_the_same_key_even_when_its_bytes_differ(self) -> None:
        first = body("user_send_text", message={"msg_id": "m1", "text": "a"})
        again = body("user_send_text", message={"text": "a", "msg_id": "m1"})
        assert first != again
        assert self.key(first) == self.key(again)

    def test_an_echo_and_a_reaction_to_the_same_message_are_different_events(self) -> None:
        message = {"msg_id": "m1"}
        keys = {self.key(body(name, message=message)) for name in ("user_send_text", "user_reacted_message")}
        assert len(keys) == 2

    def test_two_accounts_may_use_the_same_message_id(self) -> None:
        message = {"msg_id": "m1"}
        other = body("user_send_text", recipient={"id": "oa8"}, message=message)
        assert self.key(other) != self.key(body("user_send_text", message=message))

    def test_without_a_message_id_the_exact_body_decides(self) -> None:
        assert self.key(body("follow")) == self.key(body("follow"))
        assert self.key(body("follow")) != self.key(body("follow", timestamp="1790000000001"))


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries(
        {"event_name": st.sampled_from(["user_send_text", "oa_send_text", "follow", "user_seen_message", "new"])},
        optional={
            name: _anything | st.fixed_dictionaries({}, optional={"id": _anything, "admin_id": _anything})
            for name in ("sender", "recipient", "message", "timestamp", "app_id", "oa_id", "follower", "info")
        },
    )
)
def test_no_shape_of_event_raises(event: dict[str, object]) -> None:
    raw = json.dumps(event).encode()
    envelope = envelope_of(raw)
    assert envelope is not None
    dedupe_key(envelope, raw)
    understand(raw)


@given(st.binary(max_size=200))
def test_no_bytes_raise(raw: bytes) -> None:
    envelope_of(raw)
    understand(raw)


_ODD: st.SearchStrategy[object] = st.sampled_from(
    ["1", "", "x" * 64, "x" * 65, "a\x00b", "đ", 7, True, None, [], {}, {"id": "1"}]
)
_PARTY = _ODD | st.fixed_dictionaries({}, optional={"id": _ODD, "admin_id": _ODD, "msg_id": _ODD})
_NAMES = st.sampled_from(["user_send_text", "oa_send_text", "user_received_message", "follow", "new", ""]) | _ODD


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "app_id": _ODD, "event_name": _NAMES, "timestamp": _ODD, "sender": _PARTY, "recipient": _PARTY,
            "message": _PARTY, "follower": _PARTY, "oa_id": _ODD, "user_id": _ODD,
        },
    )
)  # fmt: skip
def test_an_event_read_in_one_look_says_what_its_fields_say_one_by_one(event: dict[str, object]) -> None:
    assert events._told_plainly(event) in (None, events._told_oddly(event))


def test_a_message_of_a_citizen_is_read_in_one_look() -> None:
    event = {
        "app_id": "7", "event_name": "user_send_text", "timestamp": "1658453400000", "sender": {"id": "u"},
        "recipient": {"id": "oa"}, "message": {"msg_id": "m"},
    }  # fmt: skip
    assert events._told_plainly(event) == ("7", "user_send_text", "1658453400000", "oa", "u", "m")
