"""Kênh Zalo: the accounts of an administrator's units, and one account with its lights, switches and tables."""

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from motcua.audiences.console import channel_words
from motcua.audiences.console.pages import frame, officer_of, problem
from motcua.foundation import clock
from motcua.foundation.citizens.models import ChannelIdentity, Person
from motcua.foundation.config import config
from motcua.foundation.guards import staff_may
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.offices.queries import names_of
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.queries import units_where
from motcua.messaging.channels.models import OaAccount, OaBinding, OaCheckup, OaChoice
from motcua.messaging.channels.zalo import abilities, choices, health, unknowns
from motcua.messaging.channels.zalo.checks import headline
from motcua.messaging.channels.zalo.kinds import KINDS

PERMISSION = "unit.manage"


@staff_may(PERMISSION)
@never_cache
@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """The accounts of her units; a single one is shown at once."""
    officer, now = officer_of(request), clock.now()
    found = list(reachable(officer.pk, now))
    if len(found) == 1 and "all" not in request.GET:
        return redirect("console:channel", found[0].pk)
    worst = health.alarms(found, now)
    rows = [{"account": account, "worst": worst.get(account.pk)} for account in found]
    told = {"rows": rows, "units": units_of(officer, now)}
    return render(request, "console/channels/channels.html", {**frame(officer.unit, now), **told})


@staff_may(PERMISSION)
@never_cache
@require_GET
def channel(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: what is wrong in one sentence, every check, and what can be done about it."""
    account = reachable(officer_of(request).pk, clock.now()).filter(pk=account_id).first()
    return gone(request) if account is None else page(request, account, request.GET.get("said", ""))


def page(request: HttpRequest, account: OaAccount, code: str, status: int = 200) -> HttpResponse:
    """The page of an account, with the sentence of a press that was or was not obeyed."""
    now = clock.now()
    findings = health.findings_of(account, now)
    chosen = choices.of_account(account.pk)
    settled = unknowns.settled({name: choice.value for name, choice in chosen.items()})
    unit = unit_of(account)
    told = {
        "account": account,
        "said": channel_words.said(code),
        "part": channel_words.part_of(code),
        "worst": headline(findings),
        "lights": [channel_words.light(finding) for finding in findings],
        "stopped_by": Officer.objects.filter(pk=account.stopped_by).first() if account.stopped_by else None,
        "stopped_at": channel_words.when(account.stopped_at),
        "people": _people(account, now),
        "verifier": chosen[choices.VERIFIER].value if choices.VERIFIER in chosen else "",
        "unknowns": _unknowns(chosen, settled),
        "limits": channel_words.limits(abilities.of_account(account, settled)),
        "types": channel_words.abilities(),
        "kinds": KINDS,
        "checkup": OaCheckup.objects.filter(account=account).first(),
        "webhook_url": health.webhook_url(),
        "callback_url": callback_url(),
        "host": config().base_url.partition("//")[2],
    }
    return render(request, "console/channels/channel.html", {**frame(unit, now), **told}, status=status)


def reachable(officer_id: int, now: datetime) -> QuerySet[OaAccount]:
    """The Zalo accounts that speak for a unit she administers today."""
    on = clock.local_date(now)
    bound = OaBinding.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on, unit_id__in=units_where(officer_id, PERMISSION, now)
    )
    found = OaAccount.objects.filter(channel="zalo", bindings__in=bound)
    return found.select_related("app").distinct().order_by("name")


def units_of(officer: Officer, now: datetime) -> list[tuple[OrgUnit, str]]:
    """The units she administers, with their names of today."""
    found = list(OrgUnit.objects.filter(pk__in=units_where(officer.pk, PERMISSION, now), external=False))
    names = names_of([unit.pk for unit in found], clock.local_date(now))
    named = ((unit, names[unit.pk][0] if unit.pk in names else unit.slug) for unit in found)
    return sorted(named, key=lambda one: one[1])


def unit_of(account: OaAccount) -> OrgUnit | None:
    """Whom the account speaks for."""
    binding = account.bindings.select_related("unit").order_by("-valid_from").first()
    return binding.unit if binding else None


def callback_url() -> str:
    """Where Zalo sends the administrator back to; without a query, as Zalo wants it."""
    return f"{config().base_url}/console/channels/consents/"


def gone(request: HttpRequest) -> HttpResponse:
    """The same answer for what does not exist and for what belongs to another unit."""
    return problem(
        request, 404, "Không có kênh này trong đơn vị của đồng chí.", "Trở lại mục Kênh Zalo để xem danh sách."
    )  # fmt: skip


def _people(account: OaAccount, now: datetime) -> list[dict[str, str]]:
    """Who wrote lately, with the name she gave: the officer finds her own phone among them."""
    late = health.recent_writers(account, now)
    known = ChannelIdentity.objects.filter(account=account.oa_id, external_id__in=[one for one, _ in late])
    first = Person.objects.filter(holder_id=OuterRef("citizen_id"), place=1, removed_at=None).values("full_name")
    names = dict(known.annotate(first=Subquery(first[:1])).values_list("external_id", "first"))
    told = ((one, names.get(one) or f"Tài khoản …{one[-4:]}", at) for one, at in late)
    return [{"id": one, "name": name, "at": channel_words.when(at)} for one, name, at in told]


def _unknowns(chosen: dict[str, OaChoice], settled: dict[str, str]) -> list[dict[str, object]]:
    by = Officer.objects.in_bulk([choice.chosen_by for choice in chosen.values() if choice.chosen_by])
    return [
        {
            "name": name,
            "about": about,
            "value": settled[name],
            "chosen": channel_words.when(chosen[name].chosen_at) if name in chosen else "",
            "by": by.get(chosen[name].chosen_by) if name in chosen else None,
        }
        for name, about in unknowns.UNKNOWNS.items()
    ]
