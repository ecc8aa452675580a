"""What Django is told about the world outside: which hosts it answers for, and who may frame its pages."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db
EMULATOR = "http://localhost:8001"


def hosts(**told: str) -> list[str]:
    """The hosts of a process with this environment."""
    say = "from django.conf import settings; print(*settings.ALLOWED_HOSTS)"
    environment = {**os.environ, **told}
    heard = subprocess.run([sys.executable, "-c", say], env=environment, capture_output=True, text=True, check=True)
    return heard.stdout.split()


def test_only_hosts_of_ours_are_answered(client: Client) -> None:
    assert client.get("/", HTTP_HOST="elsewhere.example").status_code == 400
    assert client.get("/", HTTP_HOST="localhost:8000").status_code == 200


def test_the_hosts_are_that_of_the_base_url_loopback_and_those_named() -> None:
    loopback = ["localhost", "127.0.0.1", "[::1]"]
    assert hosts(MOTCUA_BASE_URL="https://motcua.example:8443") == ["motcua.example", *loopback]
    assert hosts(MOTCUA_BASE_URL="http://localhost:8000", MOTCUA_ALLOWED_HOSTS="a.example b.example") == [
        "localhost", *loopback, "a.example", "b.example",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "framed_by"),
    [
        ("/", EMULATOR), ("/console/", "'none'"), ("/console/sign-in/", "'none'"), ("/admin/", "'none'"),
        ("/admin/login/", "'none'"), ("/console/nothing-here/", "'none'"), ("/display/999999/", "'none'"),
    ],
)  # fmt: skip
def test_pages_of_officers_stand_in_nobodys_frame(
    client: Client, settings: Settings, address: str, framed_by: str
) -> None:
    policy = settings.CONTENT_SECURITY_POLICY
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy["DIRECTIVES"], "frame-ancestors": [EMULATOR]}}
    told = client.get(address)["content-security-policy"]
    assert f"frame-ancestors {framed_by}" in [part.strip() for part in told.split(";")]
