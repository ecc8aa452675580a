"""What follows from the outcome of a call. Pure: no Django, no HTTP, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.messaging.channels.contract import Capabilities, DeliveryStatus, Kind, Outcome, status_of

ECHO_WITHIN = timedelta(seconds=60)
TALK_TRIES = 3
REMINDER = "(nhắc lại)"
_LONGEST_WAIT = timedelta(seconds=60)
_SECOND_TRY = timedelta(seconds=5)
_TOKEN_WAIT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class After:
    """Where a message goes after a call. `hold`: the account rests so long. `uncertain`: its echo is awaited."""

    state: DeliveryStatus
    wait: timedelta = timedelta(0)
    uncertain: bool = False
    hold: timedelta = timedelta(0)
    stop_account: bool = False
    renew_token: bool = False


def after_call(outcome: Outcome, *, attempts: int, wait: timedelta | None = None) -> After:
    """`attempts` counts this call; `wait` is the channel's own word on how long.

    Only outcomes that mean "nothing was delivered" lead back to the queue.
    """
    if outcome is Outcome.UNSURE:
        return After(DeliveryStatus.SENDING, uncertain=True)
    if outcome is Outcome.LATER:
        return _later(wait, attempts)
    if outcome is Outcome.ONCE_MORE and attempts < 2:
        return After(DeliveryStatus.QUEUED, wait=_SECOND_TRY)
    if outcome is Outcome.NEW_TOKEN and attempts < TALK_TRIES:
        return After(DeliveryStatus.QUEUED, wait=_TOKEN_WAIT, renew_token=True)
    return After(status_of(outcome), stop_account=outcome is Outcome.STOP)


def backoff(attempts: int) -> timedelta:
    """1, 2, 4 … 60 seconds."""
    return min(_LONGEST_WAIT, timedelta(seconds=2 ** min(max(attempts - 1, 0), 10)))


def retry_talk_after(attempts: int) -> timedelta:
    """How long an event that failed waits; later events of the same citizen wait with it."""
    return timedelta(seconds=attempts)


def may_write(last_event_at: datetime | None, now: datetime, capabilities: Capabilities) -> bool:
    """False when the channel is known to refuse: too long since the citizen's last interaction. Unknown = try."""
    if last_event_at is None or capabilities.paid_reply is None:
        return True
    return now - last_event_at <= capabilities.paid_reply


def is_sent_once_more(kind: Kind, *, is_repetition: bool) -> bool:
    """After an unknown outcome: a call to the counter once, marked; a reply never."""
    return kind == "call" and not is_repetition


def _later(wait: timedelta | None, attempts: int) -> After:
    if wait is not None:
        return After(DeliveryStatus.QUEUED, wait=wait)
    pause = backoff(attempts)
    return After(DeliveryStatus.QUEUED, wait=pause, hold=pause)
