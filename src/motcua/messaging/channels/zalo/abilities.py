"""What one account can do today: its type's abilities, what was decided about it, and whether its purse is empty."""

from collections.abc import Mapping
from dataclasses import replace

from motcua.messaging.channels.contract import Capabilities
from motcua.messaging.channels.models import OaAccount, OaCheckup
from motcua.messaging.channels.zalo.capabilities import ABILITIES, OaType


def type_of(account: OaAccount) -> OaType:
    """An unknown type is treated as a state agency, the more careful of the two."""
    return OaType.ENTERPRISE if account.oa_type == OaType.ENTERPRISE else OaType.STATE_AGENCY


def of_account(account: OaAccount, chosen: Mapping[str, str]) -> Capabilities:
    """`chosen`: every unknown with its value (`unknowns.settled`)."""
    usual = ABILITIES[type_of(account)].capabilities
    speaks_v2 = chosen["api"] == "v2" or (chosen["api"] == "auto" and account.message_api == "v2")
    if speaks_v2 and chosen["v2_windows"] == "ignored":
        return replace(usual, free_reply=None, paid_reply=None)
    if account.paid_stopped_at is not None or chosen["paid_replies"] == "no":
        return replace(usual, paid_reply=None)
    return usual


def usable_templates(account: OaAccount) -> list[Mapping[str, object]]:
    """The approved templates as the last checkup saw them."""
    checkup = OaCheckup.objects.filter(account=account).first()
    told = checkup.facts.get("templates") if checkup is not None else None
    return [one for one in told if isinstance(one, dict) and one.get("usable")] if isinstance(told, list) else []
