"""Ask Zalo how an account is, and keep the answers, so that pages and alarms need not wait for Zalo."""

from datetime import datetime, timedelta

from motcua.foundation.offices import operations as offices
from motcua.messaging.channels.contract import Outcome
from motcua.messaging.channels.models import OaAccount, OaCheckup
from motcua.messaging.channels.zalo import templates
from motcua.messaging.channels.zalo.access import Access, open_access
from motcua.messaging.channels.zalo.capabilities import OaType
from motcua.messaging.channels.zalo.client import Called, ZaloClient

__all__ = ["ask", "ask_all"]

AGAIN_AFTER = timedelta(minutes=25)
_MOST_TEMPLATES = 12  # each is a call of its own
_UNREACHED = (Outcome.LATER, Outcome.UNSURE)

Facts = dict[str, object]


def ask(client: ZaloClient, *, account: OaAccount, now: datetime) -> Facts:
    """A handful of calls; ends at the first that Zalo does not answer. What it teaches is written to the account."""
    access = open_access(client, account=account.pk, now=now)
    facts: Facts = {"code": None, "no_token": True} if access is None else _ask(access)
    OaCheckup.objects.update_or_create(account=account, defaults={"asked_at": now, "facts": facts})
    learned: dict[str, object] = {}
    is_proven = facts.get("oa_id") == account.oa_id
    if is_proven and not account.is_demo:
        _end_trial(account, str(facts["name"]) or account.name, now)
    if is_proven and facts.get("oa_type") in list(OaType):
        learned["oa_type"] = facts["oa_type"]
    left = facts.get("paid_left")
    if isinstance(left, int) and left > 0:
        learned["paid_stopped_at"] = None
    if learned:
        OaAccount.objects.filter(pk=account.pk).update(**learned)
    return facts


def _end_trial(account: OaAccount, name: str, now: datetime) -> None:
    """Zalo itself says that the unit's account is real."""
    for unit_id in account.bindings.filter(valid_to=None).values_list("unit_id", flat=True):
        offices.make_official(unit_id=unit_id, account_name=name[:120], account_id=account.oa_id, now=now)


def ask_all(client: ZaloClient, now: datetime) -> int:
    """Every account that was not asked lately; returns how many."""
    due = OaAccount.objects.filter(channel="zalo", app__closed_at=None).exclude(
        checkup__asked_at__gt=now - AGAIN_AFTER
    )  # fmt: skip
    accounts = list(due)
    for account in accounts:
        ask(client, account=account, now=now)
    return len(accounts)


def _ask(access: Access) -> Facts:
    called = access.ask("/v2.0/oa/getoa")
    facts = _reached(called)
    if called.outcome is not Outcome.DONE or not called.data:
        return facts
    data = called.data
    facts |= {
        "oa_id": str(data.get("oa_id") or data.get("oaid") or ""),
        "name": str(data.get("name") or ""),
        "oa_type": templates.number(data.get("oa_type")),
        "is_verified": data.get("is_verified") in (True, "true", 1),
        "followers": templates.number(data.get("num_follower")),
        "package": str(data.get("package_name") or ""),
        "wallet": str(data.get("linked_ZCA") or ""),
    }
    quota = access.do("/v2.0/oa/quota/message", {})
    if quota.outcome in _UNREACHED:
        return facts
    facts["paid_left"] = _paid_left(quota)
    return facts | _templates(access)


def _reached(called: Called) -> Facts:
    return {"reached": called.outcome not in _UNREACHED or called.code is not None, "code": called.code}


def _paid_left(called: Called) -> int | None:
    """The shape is uncertain: whichever quota tells what remains."""
    for name in ("sub_quota", "purchase_quota"):
        found = (called.data or {}).get(name)
        if isinstance(found, dict) and (left := templates.number(found.get("remain"))) is not None:
            return left
    return None


def _templates(access: Access) -> Facts:
    called, offers = templates.offers(access)
    if called.outcome is not Outcome.DONE:
        return {"templates_code": called.code}
    told = []
    for listed in offers[:_MOST_TEMPLATES]:
        _, whole = templates.offer(access, listed.template_id) if listed.is_usable else (called, None)
        one = whole or listed
        told.append(
            {
                "id": one.template_id, "name": one.name, "status": one.status, "usable": one.is_usable,
                "blanks": list(one.blanks), "price_phone": one.price_phone, "price_user": one.price_user,
            }
        )  # fmt: skip
    _, _, left = templates.quota(access)
    return {"templates": told, "templates_left": left}
