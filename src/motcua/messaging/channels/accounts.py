"""Reads about Official Accounts: which unit one speaks for today, and how to reach a citizen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from motcua.foundation.citizens.models import ChannelIdentity
from motcua.messaging.channels import registry
from motcua.messaging.channels.models import OaBinding

_Row = tuple[int, str, str, str | None, str, int, bool]

__all__ = ["AccountFacts", "Address", "address_of", "bound_accounts", "facts_of"]


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What every message in or out needs of its account. `app_id` is empty where the channel has no apps."""

    id: int
    channel: str
    oa_id: str
    app_id: str
    name: str
    unit: int
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Address:
    """Where to write to a citizen."""

    account: AccountFacts
    external_id: str


def bound_accounts(oa_ids: Iterable[str], on: date) -> dict[str, AccountFacts]:
    """The accounts of these OA ids that speak for a unit on this day, by OA id. One query."""
    return {facts.oa_id: facts for facts in map(_facts, _bindings(on).filter(account__oa_id__in=set(oa_ids)))}


def facts_of(account_id: int, on: date) -> AccountFacts:
    """As above for one account. Raises OaBinding.DoesNotExist when it speaks for nobody on this day."""
    return _facts(_bindings(on).get(account_id=account_id))


def address_of(citizen_id: int, on: date) -> Address | None:
    """Where to write to a citizen: her latest name on an account that speaks for a unit today.

    A channel that finds her when she is not looking goes first. None for who came by the web or the door.
    """
    names = list(ChannelIdentity.objects.filter(citizen_id=citizen_id).order_by("-id"))
    known = bound_accounts([name.account for name in names], on) if names else {}
    for reaches_out in (True, False):
        chosen = {port.name for port in registry.channels() if port.reaches_out is reaches_out}
        for name in names:
            account = known.get(name.account)
            if account is not None and name.channel == account.channel and account.channel in chosen:
                return Address(account, name.external_id)
    return None


def _bindings(on: date) -> QuerySet[OaBinding, _Row]:
    """As columns, not as models: the worker asks this for every list it answers."""
    bound = OaBinding.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    return bound.order_by("valid_from").values_list(
        "account_id", "account__channel", "account__oa_id", "account__app__app_id", "account__name", "unit_id",
        "account__is_demo",
    )  # fmt: skip


def _facts(row: _Row) -> AccountFacts:
    account, channel, oa_id, app_id, name, unit, is_demo = row
    return AccountFacts(account, channel, oa_id, app_id or "", name, unit, is_demo)
