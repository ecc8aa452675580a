"""Asking an account how it is: what is kept, what it teaches, and how it ends when nobody answers."""

from datetime import timedelta

import pytest

from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.channels.models import OaAccount, OaCheckup, OaToken
from motcua.messaging.channels.zalo import checkup
from motcua.messaging.channels.zalo.client import ZaloClient
from tests.channels.scripted_zalo import LOST, ScriptedZalo, envelope
from tests.channels.wire import NOW, Wire

pytestmark = pytest.mark.django_db


def test_what_zalo_says_is_kept_and_the_type_is_learned(wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
    OaAccount.objects.update(oa_type=4, paid_stopped_at=NOW)
    zalo.say(
        envelope(0, oaid=wire.oa_id, name="Công an quận Mẫu", oa_type="2", is_verified="true", num_follower=12),
        envelope(0, sub_quota={"remain": "31"}),
        envelope(-135),
    )
    facts = checkup.ask(client, account=wire.account, now=NOW)
    assert (facts["oa_type"], facts["paid_left"], facts["templates_code"], facts["followers"]) == (2, 31, -135, 12)
    kept = OaAccount.objects.get()
    assert (kept.oa_type, kept.paid_stopped_at) == (2, None)
    assert OaCheckup.objects.get().asked_at == NOW


def test_another_accounts_token_teaches_nothing(wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
    zalo.say(envelope(0, oa_id="elsewhere", oa_type=2), LOST)
    checkup.ask(client, account=wire.account, now=NOW)
    assert OaAccount.objects.get().oa_type == 4


@pytest.mark.parametrize(
    ("is_demo", "oa_id", "is_trial"),
    [(False, "", False), (True, "", True), (False, "elsewhere", True)],
    ids=["a real account ends the trial", "one of the emulator never", "another account's answer neither"],
)
def test_when_a_units_trial_ends(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo, is_demo: bool, oa_id: str, is_trial: bool
) -> None:
    wire.account.is_demo = is_demo
    zalo.judge = lambda _: envelope(0, oa_id=oa_id or wire.oa_id, name="Công an quận Mẫu – TP.HCM", oa_type=4)
    checkup.ask(client, account=wire.account, now=NOW)
    unit = OrgUnit.objects.get(pk=wire.unit.pk)
    assert unit.is_trial == is_trial
    if not is_trial:
        assert (unit.official_account_name, unit.official_since) == ("Công an quận Mẫu – TP.HCM", NOW)
        checkup.ask(client, account=wire.account, now=NOW + timedelta(hours=1))
        assert AuditEvent.objects.filter(tag="unit:made_official").count() == 1


@pytest.mark.parametrize(("answer", "reached", "code"), [(LOST, False, None), (envelope(-224), True, -224)])
def test_a_refusal_and_a_silence_end_it_at_the_first_call(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo, answer: object, reached: bool, code: int | None
) -> None:
    zalo.say(answer)  # type: ignore[arg-type]  # a scripted answer
    facts = checkup.ask(client, account=wire.account, now=NOW)
    assert (facts["reached"], facts["code"]) == (reached, code)
    assert len(zalo.asked) == 1


def test_without_a_token_nothing_is_asked(wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
    OaToken.objects.all().delete()
    assert checkup.ask(client, account=wire.account, now=NOW) == {"code": None, "no_token": True}
    assert zalo.asked == []


def test_the_schedule_asks_each_account_once_in_half_an_hour(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    zalo.judge = lambda _: envelope(-224)
    assert checkup.ask_all(client, NOW) == 1
    assert checkup.ask_all(client, NOW + timedelta(minutes=10)) == 0
    assert checkup.ask_all(client, NOW + timedelta(minutes=30)) == 1
