"""What was decided about an account, by whom and when. The latest of a name counts."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from motcua.foundation.audit import operations as audit
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.messaging.channels.models import OaChoice
from motcua.messaging.channels.zalo.unknowns import UNKNOWNS, settled

__all__ = ["NotAChoice", "choose", "choose_unknown", "latest", "of_account", "settled_of"]

MENU_SET, VERIFIER, TEST_MESSAGE = "menu_set", "verifier", "test_message"


class NotAChoice(ValueError):
    """Đây không phải một lựa chọn."""


def choose(*, account: int, name: str, value: str, by: int, now: datetime) -> OaChoice:
    """Write a decision down; the ones before it stay as history."""
    with transaction.atomic():
        made = OaChoice.objects.create(account_id=account, name=name, value=value, chosen_at=now, chosen_by=by)
        audit.record(
            EventTag.ACCOUNT_CHOICE_MADE, at=now, actor_kind=ActorKind.OFFICER if by else ActorKind.SYSTEM,
            actor_id=by, subject_id=account, name=name,
        )  # fmt: skip
    return made


def choose_unknown(*, account: int, name: str, value: str, by: int, now: datetime) -> OaChoice:
    """As `choose`, for one of UNKNOWNS. Raises NotAChoice."""
    if name not in UNKNOWNS or value not in UNKNOWNS[name].choices:
        raise NotAChoice(f"{name}={value}")
    return choose(account=account, name=name, value=value, by=by, now=now)


def latest(accounts: Iterable[int]) -> dict[int, dict[str, OaChoice]]:
    """account → name → the decision that counts. One query."""
    told: dict[int, dict[str, OaChoice]] = {account: {} for account in accounts}
    found = OaChoice.objects.filter(account_id__in=told).order_by("account_id", "name", "-pk")
    for choice in found.distinct("account_id", "name"):
        told[choice.account_id][choice.name] = choice
    return told


def of_account(account: int) -> dict[str, OaChoice]:
    """As `latest` for one account."""
    return latest([account])[account]


def settled_of(accounts: Iterable[int]) -> Mapping[int, dict[str, str]]:
    """account → every unknown with its value."""
    return {
        account: settled({name: choice.value for name, choice in chosen.items()})
        for account, chosen in latest(accounts).items()
    }
