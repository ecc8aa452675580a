"""What is known of an account, gathered from our own tables: no call, so a page that shows it never waits for Zalo."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Max, Q

from motcua.foundation.clock import VIETNAM, local_date
from motcua.foundation.config import config
from motcua.foundation.jobs.models import WorkerHeartbeat
from motcua.messaging.channels.models import (
    ConversationState,
    OaAccount,
    OaCheckup,
    OaChoice,
    OaToken,
    OutboxMessage,
    WebhookTally,
)
from motcua.messaging.channels.zalo import choices, unknowns
from motcua.messaging.channels.zalo.checks import Finding, Level, Seen, Stuck, TokenSeen, headline, judge

__all__ = ["alarms", "findings_of", "recent_writers", "seen_of", "webhook_url"]

FREE_CHARGES = ("", "reply", "welcome_msg")
_LOOK_BACK = timedelta(hours=1)
_FREE_FOR = timedelta(hours=48)

# -- name: late_events -- among the last few thousand only: a silent account must not cost a walk through all
EVENTS_SQL = """
    SELECT received_at, received_at - occurred_at
    FROM (SELECT account, received_at, occurred_at FROM inbound_event ORDER BY id DESC LIMIT 5000) AS late
    WHERE account = %s AND occurred_at IS NOT NULL LIMIT 20
"""


def findings_of(account: OaAccount, now: datetime) -> list[Finding]:
    """Every check of one account, judged now."""
    return judge(seen_of(account, now), now)


def alarms(accounts: Sequence[OaAccount], now: datetime) -> dict[int, Finding]:
    """The accounts on which something stands in the way, with what is worst."""
    told = {account.pk: headline(findings_of(account, now)) for account in accounts}
    return {pk: finding for pk, finding in told.items() if finding is not None and finding.level is Level.BAD}


def webhook_url() -> str:
    """Where Zalo is to send events."""
    return f"{config().base_url}/hooks/zalo"


def seen_of(account: OaAccount, now: datetime) -> Seen:
    """Everything the checks judge, of one account."""
    chosen = choices.of_account(account.pk)
    settled = unknowns.settled({name: choice.value for name, choice in chosen.items()})
    forged = WebhookTally.objects.filter(on=local_date(now), word="forged").first()
    last_event_at, delays = _events(account)
    test = _test(chosen)
    checkup = OaCheckup.objects.filter(account=account).first()
    app = account.app
    unit = account.bindings.order_by("-valid_from").values_list("unit_id", flat=True).first()
    ends, failed_code = _ends(account, unit, now)
    return Seen(
        oa_id=account.oa_id,
        oa_type=account.oa_type,
        message_api=account.message_api,
        app_id=app.app_id if app is not None else "",
        app_open=app is not None and app.closed_at is None,
        webhook_url=webhook_url(),
        token=_token(account),
        stopped_at=account.stopped_at,
        stopped_because=account.stopped_because,
        paid_stopped_at=account.paid_stopped_at,
        worker_beat=WorkerHeartbeat.objects.aggregate(last=Max("beat_at"))["last"],
        stuck=_stuck(account),
        ends=ends,
        failed_code=failed_code,
        forged=forged.times if forged else 0,
        forged_at=forged.last_at if forged else None,
        last_event_at=last_event_at,
        delays=delays,
        paid_used=_paid_used(account, unit, now),
        paid_price=settled["paid_price"],
        templates_allowed=settled["templates"] == "allowed",
        verifier=chosen[choices.VERIFIER].value if choices.VERIFIER in chosen else "",
        menu_set_at=chosen[choices.MENU_SET].chosen_at if choices.MENU_SET in chosen else None,
        test_state=test.state if test else "",
        test_at=test.created_at if test else None,
        test_code=test.code if test else None,
        asked_at=checkup.asked_at if checkup else None,
        facts=checkup.facts if checkup else {},
    )


def recent_writers(account: OaAccount, now: datetime, most: int = 10) -> list[tuple[str, datetime]]:
    """Who did something within the free window, latest first: whom a test message may go to."""
    late = ConversationState.objects.filter(account=account, last_event_at__gt=now - _FREE_FOR)
    rows = late.order_by("-last_event_at").values_list("external_id", "last_event_at")[:most]
    return [(one, at) for one, at in rows if at is not None]


def _token(account: OaAccount) -> TokenSeen | None:
    token = OaToken.objects.filter(account=account).first()
    if token is None:
        return None
    return TokenSeen(
        token.expires_at, token.refresh_expires_at, token.refreshed_at, token.failures, token.consent_needed_since
    )


def _stuck(account: OaAccount) -> Stuck | None:
    # Those being tried once more count too: else the light would flicker with every try.
    still = OutboxMessage.objects.filter(account=account, state__in=["queued", "sending"], uncertain_since=None)
    waiting = still.filter(attempts__gt=0).exclude(said="")
    last = waiting.order_by("-sending_at").first()
    if last is None:
        return None
    first = waiting.order_by("created_at").values_list("created_at", flat=True)[0]
    return Stuck(still.count(), first, last.code)


def _ends(account: OaAccount, unit: int | None, now: datetime) -> tuple[Mapping[str, int], int | None]:
    """How the messages of the last hour ended, and the code of the last that failed."""
    late = OutboxMessage.objects.filter(unit_id=unit, account=account, created_at__gte=now - _LOOK_BACK)
    ends = dict(late.exclude(ended_at=None).values_list("state").annotate(Count("pk")))
    failed = late.filter(state="failed").order_by("-pk").values_list("code", flat=True).first()
    return ends, failed


def _events(account: OaAccount) -> tuple[datetime | None, list[timedelta]]:
    with connection.cursor() as cursor:
        cursor.execute(EVENTS_SQL, [account.oa_id])
        rows: list[tuple[datetime, timedelta]] = cursor.fetchall()
    if rows:
        return rows[0][0], [delay for _, delay in rows]
    return ConversationState.objects.filter(account=account).aggregate(last=Max("last_event_at"))["last"], []


def _paid_used(account: OaAccount, unit: int | None, now: datetime) -> int:
    """Messages of this month that were taken from a paid quota."""
    first = now.astimezone(VIETNAM).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    sent = OutboxMessage.objects.filter(unit_id=unit, account=account, created_at__gte=first)
    return sent.filter(~Q(charge__in=FREE_CHARGES)).count()


def _test(chosen: Mapping[str, OaChoice]) -> OutboxMessage | None:
    tested = chosen.get(choices.TEST_MESSAGE)
    return OutboxMessage.objects.filter(pk=int(tested.value)).first() if tested and tested.value.isdecimal() else None
