"""An account of a small invented unit, and webhook bodies of its citizens, signed as Zalo signs them."""

import itertools
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import psycopg
from django.db import connection

from motcua.foundation import secrets
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.channels import intake
from motcua.messaging.channels.models import OaAccount, OaBinding, ZaloApp
from motcua.messaging.channels.zalo import events, hook, signature, tokens
from motcua.messaging.channels.zalo.client import TokenPair
from tests import factories

NOW = factories.NOW
APP_SECRET, OA_KEY = "app-secret", "oa-key"
_count = itertools.count(1)


@dataclass(frozen=True)
class Wire:
    """One account and the bodies that reach it."""

    account: OaAccount
    unit: OrgUnit
    app_id: str

    @property
    def oa_id(self) -> str:
        return self.account.oa_id

    def body(self, name: str, *, at: datetime = NOW, citizen: str = "u1", **fields: object) -> bytes:
        event: dict[str, object] = {
            "app_id": self.app_id,
            "user_id_by_app": f"app-{citizen}",
            "event_name": name,
            "timestamp": str(round(at.timestamp() * 1000)),
        }
        if name in ("follow", "unfollow"):
            event |= {"oa_id": self.oa_id, "follower": {"id": citizen}}
        elif name.startswith("oa_") or name in ("user_received_message", "user_seen_message"):
            event |= {"sender": {"id": self.oa_id}, "recipient": {"id": citizen}}
        else:
            event |= {"sender": {"id": citizen}, "recipient": {"id": self.oa_id}}
        return json.dumps(event | fields, ensure_ascii=False).encode()

    def text(self, words: str, *, citizen: str = "u1", at: datetime = NOW, message_id: str = "") -> bytes:
        message = {"msg_id": message_id or f"in-{next(_count)}", "text": words}
        return self.body("user_send_text", at=at, citizen=citizen, message=message)

    def echo(self, text: str, message_id: str, *, citizen: str = "u1", at: datetime = NOW, admin: str = "") -> bytes:
        sender = {"id": self.oa_id} | ({"admin_id": admin} if admin else {})
        message = {"msg_id": message_id} | ({"text": text} if text else {})
        return self.body(
            "oa_send_text" if text else "oa_send_list", at=at, citizen=citizen, sender=sender, message=message
        )

    def signature(self, raw: bytes) -> str:
        timestamp = str(json.loads(raw)["timestamp"])
        return "mac=" + signature.mac(self.app_id, raw, timestamp, OA_KEY)


def open_wire(of: OrgUnit | None = None, *, app: ZaloApp | None = None, is_demo: bool = False) -> Wire:
    """A new account, bound to a unit, with a token that lives for a day."""
    unit = of or factories.unit()
    number = next(_count)
    app = app or ZaloApp.objects.create(
        app_id=f"70{number}",
        app_secret_sealed=secrets.encrypt_text(APP_SECRET, tokens.APP_SEALED_AS),
        oa_secret_key_sealed=secrets.encrypt_text(OA_KEY, tokens.APP_SEALED_AS),
    )
    account = OaAccount.objects.create(app=app, oa_id=f"oa{number}", name="Công an quận Mẫu", is_demo=is_demo)
    OaBinding.objects.create(account=account, unit=unit, valid_from=date(2000, 1, 1))
    tokens.store_pair(account=account.pk, pair=TokenPair("access-1", "refresh-1", 90_000), now=NOW)
    return Wire(account, unit, app.app_id)


def put(*bodies: bytes, now: datetime = NOW, on: "psycopg.Connection[tuple[object, ...]] | None" = None) -> list[bool]:
    """Store verified bodies as the edge does, on Django's connection or another."""
    rows = []
    for raw in bodies:
        envelope = events.envelope_of(raw)
        assert envelope is not None
        rows.append(hook.to_row(envelope, raw, now=now))
    if on is None:
        connection.ensure_connection()
        on = connection.connection
    assert on is not None
    return intake.store(on, events.CHANNEL, rows)


def moment(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of the test day, UTC."""
    return datetime(2022, 7, 22, hour, minute, second, tzinfo=UTC)
