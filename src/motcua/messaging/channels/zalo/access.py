"""One account's way to Zalo: its token and, where its app asks for it, the proof. For everything but chat messages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from motcua.foundation import secrets
from motcua.messaging.channels.models import OaToken
from motcua.messaging.channels.zalo import tokens
from motcua.messaging.channels.zalo.client import Called, House, ZaloClient


@dataclass(frozen=True, slots=True)
class Access:
    """Every call ends in an outcome of `statuses`; nothing is tried twice."""

    client: ZaloClient
    access_token: str
    proof_key: str = ""

    def ask(self, path: str, data: object = None) -> Called:
        """A GET of the OA API, whose question is JSON text in the one field `data`."""
        query = {} if data is None else {"data": json.dumps(data, ensure_ascii=False)}
        return self.client.get(path, query, access_token=self.access_token, proof_key=self.proof_key)

    def look_up(self, path: str, house: House = "oa", **query: str) -> Called:
        """A GET with plain fields: articles and templates are asked so."""
        return self.client.get(path, query, access_token=self.access_token, house=house, proof_key=self.proof_key)

    def do(self, path: str, body: Mapping[str, object], house: House = "oa") -> Called:
        """A POST."""
        return self.client.post(path, body, access_token=self.access_token, house=house, proof_key=self.proof_key)


def open_access(client: ZaloClient, *, account: int, now: datetime) -> Access | None:
    """The account's own access, None while it has no live token."""
    token = OaToken.objects.filter(account_id=account, expires_at__gt=now).select_related("account__app").first()
    if token is None or token.account.app is None:
        return None
    app = token.account.app
    access_token = secrets.decrypt_text(bytes(token.access_sealed), tokens.SEALED_AS)
    return Access(client, access_token, tokens.app_secret(app) if app.demands_proof else "")
