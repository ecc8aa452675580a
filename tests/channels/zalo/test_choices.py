"""What was decided about an account: the latest counts, its history stays, and the edge hears which key signs."""

import pytest
from django.db import connection

from motcua.foundation import secrets
from motcua.foundation.audit.models import AuditEvent
from motcua.messaging.channels.models import OaChoice
from motcua.messaging.channels.zalo import choices, keys
from motcua.messaging.channels.zalo.choices import NotAChoice
from motcua.messaging.channels.zalo.unknowns import UNKNOWNS, settled
from tests.channels.wire import APP_SECRET, NOW, OA_KEY, Wire

pytestmark = pytest.mark.django_db


def signing_key(wire: Wire) -> str:
    """As the edge reads it."""
    with connection.cursor() as cursor:
        cursor.execute(keys.KEYS_SQL)
        sealed = {app_id: key for app_id, _, key in cursor.fetchall()}[wire.app_id]
    return secrets.decrypt_text(bytes(sealed), keys.SEALED_AS)


def test_the_ten_questions_are_all_asked_and_each_has_a_default() -> None:
    assert {about.question for about in UNKNOWNS.values()} == set(range(11))
    assert settled({}) == {name: about.default for name, about in UNKNOWNS.items()}
    assert settled({"pkce": "of an older release"})["pkce"] == "per_request"


def test_the_latest_choice_counts_and_the_others_stay(wire: Wire) -> None:
    for value in ("fixed", "per_request", "fixed"):
        choices.choose_unknown(account=wire.account.pk, name="pkce", value=value, by=7, now=NOW)
    assert choices.of_account(wire.account.pk)["pkce"].value == "fixed"
    assert OaChoice.objects.count() == 3
    assert AuditEvent.objects.filter(tag="account:choice_made", actor_id=7).count() == 3
    with pytest.raises(NotAChoice):
        choices.choose_unknown(account=wire.account.pk, name="pkce", value="never", by=7, now=NOW)


def test_which_key_signs_is_a_choice_the_edge_hears(wire: Wire) -> None:
    assert signing_key(wire) == OA_KEY
    choices.choose_unknown(account=wire.account.pk, name="webhook_key", value="app_secret", by=7, now=NOW)
    assert signing_key(wire) == APP_SECRET
    choices.choose_unknown(account=wire.account.pk, name="webhook_key", value="oa_secret_key", by=7, now=NOW)
    assert signing_key(wire) == OA_KEY
