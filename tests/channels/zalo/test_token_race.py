"""One refresh at a time across processes: real processes, a real database, a real token door."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from motcua.foundation import secrets
from motcua.messaging.channels.models import OaToken
from motcua.messaging.channels.zalo import tokens
from motcua.messaging.channels.zalo.client import ZaloClient
from motcua.messaging.channels.zalo.statuses import Outcome
from tests.channels.scripted_zalo import Says, ScriptedZalo
from tests.channels.wire import APP_SECRET, NOW, OA_KEY, Wire
from tests.emulator.wiring import emulator_process

LATER = NOW + timedelta(hours=25)
WORKER = """
import sys
from datetime import datetime
import django
django.setup()
from motcua.messaging.channels.zalo import tokens
from motcua.messaging.channels.zalo.client import ZaloClient
url, now = sys.argv[1], datetime.fromisoformat(sys.argv[2])
with ZaloClient(api_url=url, oauth_url=url) as client:
    print("ready", flush=True)
    sys.stdin.readline()
    print(sum(tokens.renew_due(client, now=now) for _ in range(20)), flush=True)
"""


def race(database_url: str, platform: str, runners: int = 2) -> list[int]:
    """Let so many processes renew at the same moment; how many each renewed."""
    environment = {**os.environ, "MOTCUA_DATABASE_URL": database_url, "MOTCUA_DATABASE_DIRECT_URL": database_url}
    command = [sys.executable, "-c", WORKER, platform, LATER.isoformat()]
    processes = [
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(runners)
    ]
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [int(process.communicate(timeout=60)[0]) for process in processes]


@pytest.fixture(scope="module")
def platform() -> Iterator[httpx.Client]:
    with emulator_process() as client:
        yield client


@pytest.mark.django_db(transaction=True)
def test_two_processes_renew_one_token_once(wire: Wire, zalo: ScriptedZalo, database_url: str) -> None:
    zalo.judge = lambda asked: Says(
        b'{"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": "90000"}'
    )
    assert sorted(race(database_url, zalo.url)) == [0, 1]
    assert [asked.form["refresh_token"] for asked in zalo.asked] == ["refresh-1"]
    assert OaToken.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_against_the_stand_in_the_one_pair_that_remains_works(
    wire: Wire, platform: httpx.Client, database_url: str
) -> None:
    """The stand-in kills a refresh token at its first use, so a second exchange would leave a dead pair."""
    told = {
        "oa_id": wire.oa_id, "name": "Công an quận Mẫu", "app_id": wire.app_id, "app_secret": APP_SECRET,
        "oa_secret_key": OA_KEY, "access_token": "access-1", "refresh_token": "refresh-1",
    }  # fmt: skip
    platform.post("/control/oas", json=told).raise_for_status()
    address = str(platform.base_url)
    assert sorted(race(database_url, address, runners=3)) == [0, 0, 1]
    token = secrets.decrypt_text(bytes(OaToken.objects.get().access_sealed), tokens.SEALED_AS)
    with ZaloClient(api_url=address, oauth_url=address) as client:
        assert client.get_oa(access_token=token).outcome is Outcome.DONE


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["empty_200", "-14014"])
def test_a_refresh_token_used_elsewhere_asks_for_consent_at_once(
    wire: Wire, platform: httpx.Client, answer: str
) -> None:
    told = {
        "oa_id": wire.oa_id, "name": f"Công an quận Mẫu {answer}", "app_id": wire.app_id, "app_secret": APP_SECRET,
        "oa_secret_key": OA_KEY, "access_token": "access-1", "refresh_token": "refresh-1",
        "switches": {"reused_refresh": answer},
    }  # fmt: skip
    platform.post("/control/oas", json=told).raise_for_status()
    form = {"app_id": wire.app_id, "grant_type": "refresh_token", "refresh_token": "refresh-1"}
    stolen = platform.post("/v4/oa/access_token", headers={"secret_key": APP_SECRET}, data=form)
    assert stolen.json()["access_token"]
    address = str(platform.base_url)
    with ZaloClient(api_url=address, oauth_url=address) as client:
        assert tokens.renew_due(client, now=LATER) == 0
    kept = OaToken.objects.get()
    assert (kept.consent_needed_since, kept.failures, kept.version) == (LATER, 1, 1)
