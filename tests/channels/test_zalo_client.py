"""The client against a real HTTP server: every way a call can end."""

import json
import socket
import time

import pytest

from motcua.messaging.channels.zalo.channel import SendAs, Sent, send
from motcua.messaging.channels.zalo.client import ZaloClient, appsecret_proof
from motcua.messaging.channels.zalo.forms import Form
from motcua.messaging.channels.zalo.statuses import Outcome
from motcua.messaging.channels.zalo.wire import Patience
from motcua.messaging.dialogue.reply import Reply
from tests.channels.conformance import REPLIES
from tests.channels.scripted_zalo import LOST, Asked, Says, ScriptedZalo, accepted, envelope

MENU = REPLIES["buttons"]
V3, V2 = "/v3.0/oa/message/cs", "/v2.0/oa/message"


def say(client: ZaloClient, reply: Reply = MENU, **account: object) -> Sent:
    settings: dict[str, object] = {"access_token": "tok", "dialect": "v3", **account}
    return send(client, to="u1", reply=reply, account=SendAs(**settings))  # type: ignore[arg-type]  # test sugar


def form_of(asked: Asked) -> Form:
    attachment = asked.message.get("attachment")
    if not isinstance(attachment, dict):
        return Form.PLAIN
    kind = attachment["payload"].get("template_type")
    return {None: Form.BARE_BUTTONS, "button": Form.TYPED_BUTTONS, "list": Form.LIST, "media": Form.IMAGE}[kind]


def test_a_message_carries_the_token_in_its_own_header_and_names_its_reader(
    client: ZaloClient, zalo: ScriptedZalo
) -> None:
    zalo.say(accepted("m-7"))
    sent = say(client, Reply("Chào ông/bà."))
    (asked,) = zalo.asked
    assert asked.path == V3
    assert asked.headers["access_token"] == "tok"
    assert "authorization" not in asked.headers
    assert "appsecret_proof" not in asked.headers
    assert asked.json == {"recipient": {"user_id": "u1"}, "message": {"text": "Chào ông/bà."}}
    assert (sent.called.outcome, sent.called.message_id) == (Outcome.DONE, "m-7")


def test_the_proof_is_sent_where_the_app_demands_it(client: ZaloClient, zalo: ScriptedZalo) -> None:
    say(client, Reply("Chào."), proof_key="app-secret")
    assert zalo.asked[0].headers["appsecret_proof"] == appsecret_proof("app-secret", "tok")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (LOST, Outcome.UNSURE),
        (Says(b"<html>504</html>", status=504), Outcome.UNSURE),
        (Says(b"<html>fine?</html>", status=200), Outcome.UNSURE),
        (Says(b"x" * 300_000), Outcome.UNSURE),
        (Says(b'{"error": "-213", "message": "quoted code"}'), Outcome.UNREACHABLE),
        (Says(b"nope", status=404), Outcome.REFUSED),
        (Says(b"slow down", status=429), Outcome.LATER),
        (envelope(-32), Outcome.LATER),
        (envelope(-99999, "new"), Outcome.REFUSED),
    ],
)
def test_every_answer_ends_in_one_outcome(
    client: ZaloClient, zalo: ScriptedZalo, answer: Says, outcome: Outcome
) -> None:
    zalo.say(answer)
    assert say(client, Reply("Chào.")).called.outcome is outcome
    assert len(zalo.asked) == 1


def test_a_server_that_is_not_there_means_nothing_was_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with ZaloClient(api_url=f"http://127.0.0.1:{taken.getsockname()[1]}") as client:
            called = say(client, Reply("Chào.")).called
    assert (called.outcome, called.sent) == (Outcome.LATER, False)


def test_a_server_that_never_answers_is_an_unsure_outcome(zalo: ScriptedZalo) -> None:
    zalo.say(Says(b"{}", before=lambda: time.sleep(0.3)))
    with ZaloClient(api_url=zalo.url, patience=Patience(answer=0.05)) as client:
        assert say(client, Reply("Chào.")).called.outcome is Outcome.UNSURE


class TestDialects:
    """v3 first, v2 only after -235, v3 again only after -240, never after anything else."""

    def test_after_235_the_same_body_goes_to_v2_and_that_is_remembered(
        self, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        zalo.say(envelope(-235), accepted())
        sent = say(client)
        assert [asked.path for asked in zalo.asked] == [V3, V2]
        assert zalo.asked[0].body == zalo.asked[1].body
        assert (sent.called.outcome, sent.dialect) == (Outcome.DONE, "v2")

    def test_after_240_it_goes_back_to_v3(self, client: ZaloClient, zalo: ScriptedZalo) -> None:
        zalo.say(envelope(-240), accepted())
        assert say(client, dialect="v2").dialect == "v3"
        assert [asked.path for asked in zalo.asked] == [V2, V3]

    def test_refused_by_both_it_does_not_run_in_circles(self, client: ZaloClient, zalo: ScriptedZalo) -> None:
        zalo.say(envelope(-235), envelope(-240))
        sent = say(client)
        assert (len(zalo.asked), sent.called.outcome, sent.dialect) == (2, Outcome.OTHER_API, None)

    @pytest.mark.parametrize("answer", [LOST, Says(b"", status=504), envelope(-32), envelope(-240), envelope(-213)])
    def test_nothing_else_changes_the_dialect(self, client: ZaloClient, zalo: ScriptedZalo, answer: Says) -> None:
        zalo.say(answer)
        sent = say(client)
        assert [asked.path for asked in zalo.asked] == [V3]
        assert sent.dialect is None


class TestForms:
    """-201 and -233 mean nothing was delivered: the next simpler form is safe."""

    def test_the_ladder_ends_in_plain_text_and_the_form_that_passed_is_remembered(
        self, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        zalo.judge = lambda asked: None if form_of(asked) is Form.PLAIN else envelope(-201, "payload is invalid")
        sent = say(client)
        assert [form_of(asked) for asked in zalo.asked] == [
            Form.BARE_BUTTONS, Form.TYPED_BUTTONS, Form.LIST, Form.PLAIN,
        ]  # fmt: skip
        assert (sent.called.outcome, sent.button_form) == (Outcome.DONE, Form.PLAIN)
        zalo.asked.clear()
        say(client, button_form=Form.PLAIN)
        assert [form_of(asked) for asked in zalo.asked] == [Form.PLAIN]

    def test_a_richer_form_that_passes_teaches_nothing(self, client: ZaloClient, zalo: ScriptedZalo) -> None:
        assert say(client).button_form is None
        assert [form_of(asked) for asked in zalo.asked] == [Form.BARE_BUTTONS]

    def test_both_ladders_together(self, client: ZaloClient, zalo: ScriptedZalo) -> None:
        def judge(asked: Asked) -> Says | None:
            if asked.path == V3:
                return envelope(-235)
            return envelope(-201) if form_of(asked) is Form.BARE_BUTTONS else None

        zalo.judge = judge
        sent = say(client)
        assert (sent.dialect, sent.button_form, sent.called.outcome) == ("v2", Form.TYPED_BUTTONS, Outcome.DONE)
        assert [asked.path for asked in zalo.asked] == [V3, V2, V2]

    def test_after_an_unsure_outcome_no_simpler_form_is_tried(self, client: ZaloClient, zalo: ScriptedZalo) -> None:
        zalo.say(envelope(-201), LOST)
        sent = say(client)
        assert (len(zalo.asked), sent.called.outcome, sent.button_form) == (2, Outcome.UNSURE, None)

    def test_a_refusal_that_blames_the_reader_is_not_cured_by_a_simpler_form(
        self, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        zalo.say(envelope(-201, "user_id is invalid"))
        assert say(client).called.outcome is Outcome.SIMPLER
        assert len(zalo.asked) == 1

    def test_out_of_time_on_the_ladder_means_later_because_nothing_was_delivered(
        self, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        zalo.say(envelope(-201))
        sent = send(client, to="u1", reply=MENU, account=SendAs("tok", "v3"), give_up_at=0)
        assert (len(zalo.asked), sent.called.outcome) == (1, Outcome.LATER)

    def test_a_refused_picture_is_said_as_its_address(self, client: ZaloClient, zalo: ScriptedZalo) -> None:
        zalo.say(envelope(-233), accepted())
        sent = say(client, REPLIES["image"])
        assert sent.button_form is None
        assert "https://motcua.example/ma.png" in str(zalo.texts[-1])


class TestTokens:
    """The OAuth host: a pair, a wrong or used token, a gateway fault."""

    def test_a_pair_with_a_life_time_in_a_string(self, client: ZaloClient, zalo: ScriptedZalo) -> None:
        zalo.say(Says(json.dumps({"access_token": "a2", "refresh_token": "r2", "expires_in": "90000"}).encode()))
        answer = client.refresh(app_id="700", app_secret="s", refresh_token="r1")
        assert answer.pair is not None
        assert (answer.pair.access_token, answer.pair.refresh_token, answer.pair.expires_in) == ("a2", "r2", 90000)
        (asked,) = zalo.asked
        assert (asked.path, asked.headers["secret_key"]) == ("/v4/oa/access_token", "s")
        assert asked.form == {"refresh_token": "r1", "app_id": "700", "grant_type": "refresh_token"}

    def test_the_first_pair_needs_the_verifier(self, client: ZaloClient, zalo: ScriptedZalo) -> None:
        zalo.say(Says(b'{"access_token":"a1","refresh_token":"r1","expires_in":"90000"}'))
        client.redeem(app_id="700", app_secret="s", code="c", code_verifier="v")
        assert zalo.asked[0].form["code_verifier"] == "v"

    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [
            (Says(b""), Outcome.SETUP),
            (Says(b'{"error": "-14014", "error_name": "Invalid refresh token", "access_token": ""}'), Outcome.SETUP),
            (Says(b"<html>", status=504), Outcome.UNSURE),
            (LOST, Outcome.UNSURE),
        ],
    )
    def test_every_refusal_has_its_outcome(
        self, client: ZaloClient, zalo: ScriptedZalo, answer: Says, outcome: Outcome
    ) -> None:
        zalo.say(answer)
        assert client.refresh(app_id="700", app_secret="s", refresh_token="r1").outcome is outcome
