"""A reply in Zalo's clothes, and the ladder from buttons down to plain text."""

import pytest

from motcua.messaging.channels.contract import Capabilities
from motcua.messaging.channels.zalo import forms
from motcua.messaging.channels.zalo.capabilities import ABILITIES, OaType
from motcua.messaging.channels.zalo.forms import Form
from motcua.messaging.dialogue.reply import Button, Item, Reply
from tests.channels.conformance import REPLIES, Conformance

MENU = REPLIES["buttons"]


class TestConformance(Conformance):
    """Zalo keeps the promises of every channel."""

    def capabilities(self) -> Capabilities:
        return ABILITIES[OaType.STATE_AGENCY].capabilities

    def plain(self, reply: Reply) -> list[str]:
        return [forms.plain_text(part) for part in forms.parts(reply)]

    def rich(self, reply: Reply) -> list[dict[str, object]]:
        return [dressed.message for part in forms.parts(reply) for dressed in forms.ladder(part)]


def rungs(reply: Reply, remembered: Form | None = None) -> list[Form]:
    return [dressed.form for dressed in forms.ladder(reply, remembered)]


def test_buttons_go_bare_then_typed_then_as_a_list_then_as_plain_text() -> None:
    assert rungs(MENU) == [Form.BARE_BUTTONS, Form.TYPED_BUTTONS, Form.LIST, Form.PLAIN]


def test_an_account_that_learned_a_form_starts_from_it() -> None:
    assert rungs(MENU, Form.LIST) == [Form.LIST, Form.PLAIN]
    assert rungs(MENU, Form.PLAIN) == [Form.PLAIN]


def test_a_form_learned_for_buttons_says_nothing_of_pictures() -> None:
    assert rungs(REPLIES["image"], Form.PLAIN) == [Form.IMAGE, Form.PLAIN]


def test_bare_buttons_have_no_template_type_and_string_payloads() -> None:
    bare, typed, *_ = forms.ladder(MENU)
    buttons = [
        {"title": "Bấm số", "type": "oa.query.show", "payload": "#bamso"},
        {"title": "Số của tôi", "type": "oa.query.hide", "payload": "#socuatoi"},
    ]
    assert bare.message == {"text": MENU.text, "attachment": {"type": "template", "payload": {"buttons": buttons}}}
    assert typed.message == {
        "text": MENU.text,
        "attachment": {"type": "template", "payload": {"template_type": "button", "buttons": buttons}},
    }


def test_a_list_carries_the_text_as_its_first_element() -> None:
    (listed,) = [dressed for dressed in forms.ladder(REPLIES["items"]) if dressed.form is Form.LIST]
    elements = listed.message["attachment"]["payload"]["elements"]  # type: ignore[index]  # a body of literals
    assert elements[0] == {"title": "Chọn điểm cấp.", "subtitle": "1. Phường 1\n2. Phường 2"}
    assert elements[1]["default_action"] == {"type": "oa.query.show", "payload": "#p1"}


def test_more_choices_than_zalo_shows_are_said_in_plain_text() -> None:
    assert rungs(REPLIES["many buttons"]) == [Form.PLAIN]
    assert rungs(REPLIES["many items"]) == [Form.PLAIN]
    assert "Khung 8: nhắn #k8" in forms.plain_text(REPLIES["many buttons"])


def test_a_picture_with_buttons_becomes_two_messages() -> None:
    picture, words = forms.parts(REPLIES["image and buttons"])
    assert (picture.text, picture.image_url, picture.buttons) == ("", "https://motcua.example/ma.png", ())
    assert (words.image_url, len(words.buttons)) == (None, 1)


def test_a_long_text_is_numbered_and_its_buttons_stay_with_the_last_part() -> None:
    parts = forms.parts(Reply(REPLIES["long"].text, buttons=MENU.buttons))
    assert len(parts) > 2
    assert [part.text.split("\n")[0] for part in parts] == [f"({n}/{len(parts)})" for n in range(1, len(parts) + 1)]
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]


def test_a_footer_closes_every_part_once_and_within_the_limit() -> None:
    footer = "BẢN CHẠY THỬ"
    for reply in REPLIES.values():
        for part in forms.parts(reply, footer=footer):
            assert part.text.count(footer) == 1
            assert len(part.text.encode("utf-16-le")) // 2 <= 2000
    whole = Reply(f"{'a' * 1980}\n\n{footer}")
    assert [part.text for part in forms.parts(whole, footer=footer)] == [whole.text]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("028 0000 0113", "842800000113"),
        ("+84 28 0000 0113", "842800000113"),
        ("113", "113"),
        ("1900 0000", "19000000"),
    ],
)
def test_phone_codes(typed: str, code: str) -> None:
    assert forms.phone_code(typed) == code
    reply = Reply("Gọi.", buttons=(Button("Gọi", "call", typed),))
    bare = next(iter(forms.ladder(reply)))
    assert bare.message["attachment"]["payload"]["buttons"][0]["payload"] == {"phone_code": code}  # type: ignore[index]


def test_long_titles_are_cut_not_refused() -> None:
    reply = Reply("Chọn.", items=(Item("đ" * 300, "s" * 900, "v" * 3000),))
    (listed, _plain) = forms.ladder(reply)
    element = listed.message["attachment"]["payload"]["elements"][1]  # type: ignore[index]  # a body of literals
    assert (len(element["title"]), len(element["subtitle"])) == (100, 500)
    assert len(element["default_action"]["payload"]) == 1000
