"""An Official Account bound to a unit, and events signed as the platform signs them."""

import json
from dataclasses import dataclass

import httpx

from motcua.foundation import secrets
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.channels.models import OaAccount, OaBinding, ZaloApp
from motcua.messaging.channels.zalo import signature
from motcua.messaging.channels.zalo.tokens import APP_SEALED_AS
from tests.factories import NOW
from tests.processes import Process

APP_ID = "4000000000000000009"
OA_ID = "2000000000000000099"
_KEY = "khoa-cua-oa"


@dataclass(frozen=True, slots=True)
class Account:
    """What the platform knows of the account: enough to make and sign its events."""

    app_id: str = APP_ID
    oa_id: str = OA_ID
    key: str = _KEY

    def event(self, message_id: str, text: str = "xin chào", name: str = "user_send_text") -> bytes:
        """The exact bytes of an event."""
        event = {
            "app_id": self.app_id,
            "event_name": name,
            "sender": {"id": "7000000000000000001"},
            "recipient": {"id": self.oa_id},
            "message": {"msg_id": message_id, "text": text},
            "timestamp": str(int(NOW.timestamp() * 1000)),
        }
        return json.dumps(event, ensure_ascii=False).encode()

    def mac(self, body: bytes) -> str:
        """The signature header over those bytes."""
        return "mac=" + signature.mac(self.app_id, body, str(int(NOW.timestamp() * 1000)), self.key)

    def call(self, edge: Process, body: bytes, mac: str | None = None) -> tuple[int, str]:
        """Call the webhook as the platform does; returns the status and the word of the answer."""
        signed = self.mac(body) if mac is None else mac
        headers = [(b"content-type", b"application/json")]
        if signed:
            headers.append((b"X-ZEvent-Signature", signed.encode()))
        answer = httpx.post(f"{edge.url}/hooks/zalo", content=body, headers=headers, timeout=60)
        return answer.status_code, answer.json()["status"]


def bind_account(unit: OrgUnit) -> Account:
    """Bind an account to a unit."""
    app = ZaloApp.objects.create(
        app_id=APP_ID, name="Ứng dụng mẫu",
        app_secret_sealed=secrets.encrypt_text("bi-mat-ung-dung", APP_SEALED_AS),
        oa_secret_key_sealed=secrets.encrypt_text(_KEY, APP_SEALED_AS),
    )  # fmt: skip
    account = OaAccount.objects.create(app=app, oa_id=OA_ID, name="Công an quận Mẫu", is_demo=True)
    OaBinding.objects.create(account=account, unit=unit, valid_from=NOW.date().replace(year=2000))
    return Account()
