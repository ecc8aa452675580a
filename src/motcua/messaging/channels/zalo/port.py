"""Zalo for the common code: which accounts may send, and one delivery in the house's own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from motcua.foundation import secrets
from motcua.foundation.config import config
from motcua.messaging.channels import registry
from motcua.messaging.channels.contract import Capabilities, Inbound, Outcome, Result, Template, Terms
from motcua.messaging.channels.models import OaAccount
from motcua.messaging.channels.zalo import abilities, channel, choices, events, forms, templates, tokens
from motcua.messaging.channels.zalo.access import Access
from motcua.messaging.channels.zalo.capabilities import Dialect
from motcua.messaging.channels.zalo.channel import SendAs, Sent
from motcua.messaging.channels.zalo.client import Called, ZaloClient
from motcua.messaging.channels.zalo.forms import Form
from motcua.messaging.channels.zalo.statuses import meaning_of
from motcua.messaging.dialogue.reply import Reply

_RECEIVE_QUOTA = -218  # this citizen has received enough for now; others have not
_RECEIVE_QUOTA_WAIT = timedelta(hours=1)
_NIGHT = (-133, -234)  # only this kind of message rests until morning; others of the account go on


@dataclass(frozen=True, slots=True)
class ZaloLine:
    """An Official Account with a live token."""

    account: int
    capabilities: Capabilities
    client: ZaloClient
    send_as: SendAs
    token_version: int
    is_local: bool = False

    def deliver(self, to: str, reply: Reply, give_up_at: float) -> Result:
        return _result(channel.send(self.client, to=to, reply=reply, account=self.send_as, give_up_at=give_up_at))

    def deliver_template(self, to: str, template: Template, tracking_id: str) -> Result:
        return _told(templates.send(self._access, to=to, template=template, tracking_id=tracking_id))

    @property
    def _access(self) -> Access:
        return Access(self.client, self.send_as.access_token, self.send_as.proof_key)

    def distrust(self, now: datetime) -> None:
        tokens.distrust(account=self.account, version=self.token_version, now=now)

    def arrived(self, to: Sequence[str]) -> None:
        """Zalo's app tells its reader itself."""


class ZaloPort:
    """`client`: another than the one the settings name, for tests."""

    name = events.CHANNEL
    reaches_out = True

    def __init__(self, client: ZaloClient | None = None) -> None:
        self._given = client

    def understand(self, raw_body: bytes) -> Inbound | None:
        return events.understand(raw_body)

    def parts(self, reply: Reply, footer: str) -> Sequence[Reply]:
        return forms.parts(reply, footer)

    def open_lines(self, now: datetime) -> Sequence[ZaloLine]:
        found = OaAccount.objects.filter(
            channel=self.name,
            stopped_at=None,
            app__isnull=False,
            app__closed_at=None,
            token__consent_needed_since=None,
            token__expires_at__gt=now,
        ).exclude(hold_until__gt=now)
        accounts = list(found.select_related("app", "token"))
        chosen = choices.settled_of([account.pk for account in accounts])
        return [self._line(account, chosen[account.pk]) for account in accounts]

    def terms(self, account: int) -> Terms:
        found = OaAccount.objects.get(pk=account)
        chosen = choices.settled_of([account])[account]
        usable = abilities.usable_templates(found) if chosen["templates"] == "allowed" else []
        prices = [one.get("price_user") or one.get("price_phone") for one in usable]
        return Terms(
            abilities.of_account(found, chosen),
            paid_price=int(chosen["paid_price"]) if chosen["paid_price"].isdecimal() else None,
            template_by_user=any(one.get("price_user") is not None for one in usable),
            template_by_phone=bool(usable),
            template_price=min((price for price in prices if isinstance(price, int)), default=None),
        )

    def keep_house(self, now: datetime) -> int:
        return tokens.renew_due(self.client, now=now)

    def close(self) -> None:
        if self._given is None and "client" in vars(self):
            self.client.close()
            del self.client

    @cached_property
    def client(self) -> ZaloClient:
        """The calls to Zalo of this process."""
        told = config()
        return self._given or ZaloClient(
            api_url=told.zalo_api_url, oauth_url=told.zalo_oauth_url, template_url=told.zalo_template_url
        )

    def _line(self, account: OaAccount, chosen: Mapping[str, str]) -> ZaloLine:
        token, app = account.token, account.app
        proves = app is not None and app.demands_proof
        send_as = SendAs(
            access_token=secrets.decrypt_text(bytes(token.access_sealed), tokens.SEALED_AS),
            dialect=_dialect(account, chosen),
            button_form=Form.PLAIN if chosen["buttons"] == "never" else channel.form_named(account.button_form),
            proof_key=tokens.app_secret(app) if app is not None and proves else "",
        )
        return ZaloLine(account.pk, abilities.of_account(account, chosen), self.client, send_as, token.version)


def _dialect(account: OaAccount, chosen: Mapping[str, str]) -> Dialect:
    if chosen["api"] != "auto":
        return "v2" if chosen["api"] == "v2" else "v3"
    return "v2" if account.message_api == "v2" else "v3"


def _result(sent: Sent) -> Result:
    learned: dict[str, str] = {}
    if sent.dialect is not None:
        learned["message_api"] = sent.dialect
    if sent.button_form is not None:
        learned["button_form"] = sent.button_form.value
    return replace(_told(sent.called), learned=learned)


def _told(called: Called) -> Result:
    wait = _RECEIVE_QUOTA_WAIT if called.code == _RECEIVE_QUOTA or called.code in _NIGHT else None
    alarming = called.outcome in (Outcome.STOP, Outcome.NO_QUOTA)
    return Result(
        outcome=called.outcome,
        code=called.code,
        said=called.said,
        message_id=called.message_id,
        advice=meaning_of(called.code or 0).advice if alarming else "",
        wait=wait,
        charge=called.charge,
    )


def zalo_client() -> ZaloClient:
    """The calls to Zalo of this process, as the registered channel makes them."""
    port = registry.channel(events.CHANNEL)
    if not isinstance(port, ZaloPort):
        raise registry.UnknownChannel(events.CHANNEL)
    return port.client
