"""Consent over real HTTP: to the stand-in's consent page, back with a code, and a pair that works."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from motcua.foundation import secrets
from motcua.foundation.audit.models import AuditEvent
from motcua.messaging.channels.models import OaConsent, OaToken
from motcua.messaging.channels.zalo import choices, consent, pkce, tokens
from motcua.messaging.channels.zalo.client import Refreshed, TokenPair, ZaloClient
from motcua.messaging.channels.zalo.consent import Verdict
from motcua.messaging.channels.zalo.statuses import Outcome
from tests.channels.wire import APP_SECRET, NOW, OA_KEY, Wire
from tests.emulator.wiring import emulator_process

pytestmark = pytest.mark.django_db
CALLBACK = "http://localhost:8000/console/channels/consent/"
OFFICER, SESSION = 7, "session-of-the-officer"


@pytest.fixture(scope="module")
def platform() -> Iterator[httpx.Client]:
    with emulator_process() as client:
        yield client


@dataclass
class Road:
    """An account here and its double on the stand-in."""

    wire: Wire
    platform: httpx.Client
    client: ZaloClient

    def bind(self, **more: object) -> None:
        told = {
            "oa_id": self.wire.oa_id, "name": f"Công an quận Mẫu {self.wire.oa_id}", "app_id": self.wire.app_id,
            "app_secret": APP_SECRET, "oa_secret_key": OA_KEY, "access_token": "access-1", "refresh_token": "refresh-1",
        }  # fmt: skip
        self.platform.post("/control/oas", json=told | more).raise_for_status()

    def begin(self, session: str = SESSION) -> str:
        return consent.begin(
            account=self.wire.account, session=session, redirect_uri=CALLBACK,
            oauth_url=str(self.platform.base_url).rstrip("/"), by=OFFICER, now=NOW,
        )  # fmt: skip

    def agree(self, address: str, oa_id: str = "") -> dict[str, str]:
        """The administrator presses "Cho phép" on the platform's page; returns what comes back."""
        page = self.platform.get(address)
        assert page.status_code == 200, page.text
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        answer = self.platform.post("/v4/oa/permission", data=asked | {"oa_id": oa_id or self.wire.oa_id})
        back = urlsplit(answer.headers["location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == CALLBACK
        return {name: values[0] for name, values in parse_qs(back.query).items()}

    def finish(self, back: dict[str, str], **changed: object) -> consent.Ended:
        told: dict[str, object] = {
            "state": back["state"], "code": back["code"], "oa_id": back["oa_id"], "session": SESSION, "by": OFFICER,
            "now": NOW + timedelta(minutes=1),
        }  # fmt: skip
        return consent.finish(self.client, **{**told, **changed})  # type: ignore[arg-type]  # test sugar


@pytest.fixture
def road(wire: Wire, platform: httpx.Client) -> Iterator[Road]:
    address = str(platform.base_url)
    with ZaloClient(api_url=address, oauth_url=address) as client:
        made = Road(wire, platform, client)
        made.bind()
        yield made


def works(road: Road) -> bool:
    """Whether the stored access token opens the platform's doors."""
    token = secrets.decrypt_text(bytes(OaToken.objects.get().access_sealed), tokens.SEALED_AS)
    return road.client.get_oa(access_token=token).outcome is Outcome.DONE


def test_a_consent_brings_a_pair_that_works_and_is_written_down(road: Road) -> None:
    ended = road.finish(road.agree(road.begin()))
    assert (ended.verdict, ended.account) == (Verdict.DONE, road.wire.account.pk)
    assert works(road)
    kept = OaToken.objects.get()
    assert (kept.version, kept.failures, kept.consent_needed_since) == (2, 0, None)
    assert AuditEvent.objects.filter(tag="account:consented", actor_id=OFFICER).count() == 1
    walk = OaConsent.objects.get()
    assert (walk.ended_as, bytes(walk.verifier_sealed)) == ("done", b"")


def test_the_pair_of_a_consent_can_be_renewed(road: Road) -> None:
    road.finish(road.agree(road.begin()))
    assert tokens.renew_due(road.client, now=NOW + timedelta(hours=25)) == 1
    assert works(road)


def test_a_state_is_good_once_in_one_session_for_its_officer_and_ten_minutes(road: Road) -> None:
    back = road.agree(road.begin())
    assert road.finish(back, session="another").verdict is Verdict.UNKNOWN_STATE
    assert road.finish(back, by=8).verdict is Verdict.UNKNOWN_STATE
    assert road.finish(back, now=NOW + timedelta(minutes=11)).verdict is Verdict.UNKNOWN_STATE
    assert road.finish(back, state="guessed").verdict is Verdict.UNKNOWN_STATE
    assert OaToken.objects.get().version == 1
    assert road.finish(back).verdict is Verdict.DONE
    assert road.finish(back).verdict is Verdict.UNKNOWN_STATE


def test_another_account_chosen_on_the_consent_page_changes_nothing(road: Road) -> None:
    back = road.agree(road.begin())
    ended = road.finish(back | {"oa_id": "999"})
    assert (ended.verdict, OaToken.objects.get().version) == (Verdict.OTHER_OA, 1)


def test_a_refused_code_and_an_unreachable_house_are_told_apart(road: Road) -> None:
    back = road.agree(road.begin())
    refused = road.finish(back | {"code": "not-this-one"})
    assert refused.verdict is Verdict.REFUSED and "-14003" in refused.said
    back = road.agree(road.begin())
    with ZaloClient(api_url="http://127.0.0.1:9", oauth_url="http://127.0.0.1:9") as nowhere:
        road.client = nowhere
        assert road.finish(back).verdict is Verdict.NOT_REACHED
    assert OaToken.objects.get().version == 1


def test_a_challenge_fixed_at_the_platform_is_met_with_the_fixed_verifier(road: Road) -> None:
    verifier = "a" * 43
    road.bind(code_challenge=pkce.challenge_of(verifier), switches={"pkce": "fixed"})
    app = road.wire.account.app
    assert app is not None
    app.pkce_verifier_sealed = secrets.encrypt_text(verifier, tokens.APP_SEALED_AS)
    app.save()
    choices.choose_unknown(account=road.wire.account.pk, name="pkce", value="fixed", by=OFFICER, now=NOW)
    assert road.finish(road.agree(road.begin())).verdict is Verdict.DONE


def test_a_consent_ends_the_wait_for_one_and_beats_a_renewal_under_way(road: Road) -> None:
    leased = tokens._lease_one(NOW + timedelta(hours=25))
    assert leased is not None
    OaToken.objects.update(consent_needed_since=NOW)
    road.finish(road.agree(road.begin()))
    late = TokenPair("late-access", "late-refresh", 90_000)
    assert tokens._conclude(leased, Refreshed(Outcome.DONE, late), NOW + timedelta(hours=25)) == 0
    assert works(road)
    assert OaToken.objects.get().consent_needed_since is None
