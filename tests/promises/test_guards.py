"""Every address names its guard, in Django and at the edge, and the list of addresses changes only on purpose."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from motcua.edge.app import GUARDS
from motcua.foundation.staff.roles import PERMISSIONS
from tests.promises.addresses import LIST, addresses, django_views, edge_addresses


def test_every_address_names_its_guard():
    assert [address.line() for address in addresses() if not address.guard] == []


def test_every_guard_of_the_edge_has_its_route():
    assert {address.path for address in edge_addresses()} == set(GUARDS)


def test_a_permission_that_is_named_is_in_the_table_of_roles():
    named = {address.guard.removeprefix("staff:") for address in addresses() if address.guard.startswith("staff:")}
    assert named <= set(PERMISSIONS)


def test_no_address_vanished_and_none_came_unseen():
    listed = LIST.read_text().splitlines()
    real = [address.line() for address in addresses()]
    vanished = [line for line in listed if line not in real]
    assert vanished == [], "links already sent must live; if it was meant: python -m tests.promises"
    unseen = [line for line in real if line not in listed]
    assert unseen == [], "write them down: python -m tests.promises"


def test_a_view_without_a_guard_would_be_seen():
    from django.urls import path

    from motcua.foundation.guards import named_guard

    bare = path("bare/", lambda request: None)  # type: ignore[arg-type,return-value]  # never called
    assert named_guard(bare.callback) == ""


@pytest.mark.django_db
def test_a_stranger_sees_no_page_of_the_admin(client: Client):
    opened = []
    for path, pattern in django_views(admin=True):
        address = "/" + re.sub(r"<[^>]+>", "1", path).replace("\\Z", "").replace("^", "").replace("$", "")
        if pattern.name in ("login", "jsi18n"):
            continue
        answer = client.get(re.sub(r"\(.*\)", "unknown", address))
        if answer.status_code == 200 or (answer.status_code == 302 and not _to_sign_in(answer["location"])):
            opened.append((address, answer.status_code, answer.get("location")))
    assert opened == []
    assert len(admin.site._registry) > 0


def _to_sign_in(location: str) -> bool:
    return location.startswith((reverse("admin:login"), reverse("account_login"), "/admin/"))
