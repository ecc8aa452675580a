"""Writes of the web chat: a unit's account, a citizen's first word and every other one. Refusals are `ChatRefusal`s."""

from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.foundation import proof, secrets
from motcua.foundation.citizens.models import ChannelIdentity, Citizen
from motcua.foundation.citizens.operations import identify
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.channels import intake
from motcua.messaging.channels.accounts import AccountFacts
from motcua.messaging.channels.models import OaAccount, OaBinding
from motcua.messaging.channels.webchat import pace, queries, rules
from motcua.messaging.channels.webchat.port import CHANNEL
from motcua.messaging.channels.webchat.queries import Talker
from motcua.messaging.channels.webchat.rules import NotYet, PageTooOld, TooFast, TooManyHere

__all__ = ["begin", "count_link", "join", "new_challenge", "open_account", "say"]

_LONGEST_ID = 40
_SAME_PRESS = timedelta(minutes=2)
_HOUR = {"opening": rules.OPENINGS[-1], "unproved": rules.UNPROVED[-1]}


def open_account(*, unit: OrgUnit, name: str, is_demo: bool, valid_from: date) -> OaAccount:
    """The account a unit answers with on its own pages. Safe to repeat."""
    oa_id = f"web-{unit.slug}"
    with transaction.atomic():
        account, fresh = OaAccount.objects.get_or_create(
            oa_id=oa_id if len(oa_id) <= _LONGEST_ID else f"web-{unit.pk}",
            defaults={"channel": CHANNEL, "name": name, "is_demo": is_demo},
        )
        if fresh:
            OaBinding.objects.create(account=account, unit=unit, valid_from=valid_from)
    return account


def new_challenge(*, address: str, now: datetime) -> str:
    """What a page carries for somebody without a conversation; harder where many were opened lately."""
    opened = pace.calls(f"opening/{address}", _HOUR["opening"], now)
    return proof.challenge(now=now, effort=rules.effort(opened))


def begin(*, account: AccountFacts, carried: str, solution: str, address: str, now: datetime) -> Talker:
    """A stranger's conversation. The same challenge twice in a row (a double press) is the same conversation.

    Without a solution (no script) the page must have been open for a while, and fewer are let in. Raises NotYet,
    PageTooOld, TooManyHere.
    """
    opening = proof.read(carried, solution, now)
    if opening is None:
        raise PageTooOld
    name = queries.PREFIX + secrets.keyed_hash(opening.nonce, "webchat").hex()[:32]
    met = ChannelIdentity.objects.filter(channel=CHANNEL, account=account.oa_id, external_id=name).first()
    if met is not None and now - met.created_at > _SAME_PRESS:
        raise PageTooOld
    if met is None:
        _let_in(opening, address, now)
    citizen = identify(unit_id=account.unit, channel=CHANNEL, account=account.oa_id, external_id=name, now=now)
    return Talker(account, citizen, name)


def join(*, account: AccountFacts, citizen: int, now: datetime) -> Talker:
    """The conversation of a citizen who is signed in; two presses at once give her one name."""
    with transaction.atomic():
        Citizen.objects.select_for_update().get(pk=citizen)
        known = queries.talker_of(account, citizen)
        if known is not None:
            return known
        name = queries.PREFIX + secrets.keyed_hash(secrets.new_token(), "webchat").hex()[:32]
        ChannelIdentity.objects.create(
            citizen_id=citizen, channel=CHANNEL, account=account.oa_id, external_id=name, created_at=now
        )
    return Talker(account, citizen, name)


def say(*, talker: Talker, text: str, key: str, address: str, now: datetime, shown: str = "") -> int:
    """Store what a citizen wrote, or tapped (`shown` is what stood on the button). Returns the event's id.

    The same `key` again is the same words: nothing is stored twice. Raises ChatRefusal.
    """
    kept = rules.words(text)
    if rules.wait(pace.count(f"address/{address}", rules.MESSAGES_OF_ADDRESS, now), rules.MESSAGES_OF_ADDRESS, now):
        raise TooManyHere(60)
    if wait := rules.wait(pace.count(f"talker/{talker.external_id}", rules.MESSAGES, now), rules.MESSAGES, now):
        raise TooFast(wait)
    body = {"text": kept, "message_id": key[:64], **({"shown": shown} if shown else {})}
    with transaction.atomic():
        return intake.store_local(CHANNEL, talker.account.oa_id, talker.external_id, body, now)


def count_link(*, talker: Talker, now: datetime) -> None:
    """One more personal link asked for. Raises TooFast."""
    if wait := rules.wait(pace.count(f"link/{talker.external_id}", rules.LINKS, now), rules.LINKS, now):
        raise TooFast(wait)


def _let_in(opening: proof.Opening, address: str, now: datetime) -> None:
    kind, limits = ("opening", rules.OPENINGS) if opening.solved else ("unproved", rules.UNPROVED)
    who = f"{kind}/{address}"
    if not opening.solved:
        due = opening.made_at + rules.unproved_delay(pace.calls(who, _HOUR[kind], now))
        if now < due:
            raise NotYet(round((due - now).total_seconds()) or 1)
    if wait := rules.wait(pace.count(who, limits, now), limits, now):
        raise TooManyHere(wait)
