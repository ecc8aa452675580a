"""What follows from the outcome of a call. Pure: no Django, no HTTP, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from motcua.messaging.channels.contract import Capabilities, DeliveryStatus, Kind, Outcome, status_of

ECHO_WITHIN = timedelta(seconds=60)
TALK_TRIES = 3
REMINDER = "(nhắc lại)"
_LONGEST_WAIT = timedelta(seconds=60)
_SECOND_TRY = timedelta(seconds=5)
_TOKEN_WAIT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class After:
    """Where a message goes after a call. `hold`: the account rests so long. `uncertain`: its echo is awaited.
    `stop_paid`: messages that cost money rest until somebody pays; the others go on.
    """

    state: DeliveryStatus
    wait: timedelta = timedelta(0)
    uncertain: bool = False
    hold: timedelta = timedelta(0)
    stop_account: bool = False
    stop_paid: bool = False
    renew_token: bool = False


class Window(StrEnum):
    """What the channel asks for a message to this citizen at this moment."""

    FREE = "free"
    PAID = "paid"
    CLOSED = "closed"


def after_call(
    outcome: Outcome, *, attempts: int, wait: timedelta | None = None, window: Window = Window.FREE
) -> After:
    """`attempts` counts this call; `wait` is the channel's own word on how long; `window` is where it was sent in.

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
    if outcome is Outcome.NO_QUOTA:
        return After(status_of(outcome), stop_account=window is Window.FREE, stop_paid=window is Window.PAID)
    return After(status_of(outcome), stop_account=outcome is Outcome.STOP)


def backoff(attempts: int) -> timedelta:
    """1, 2, 4 … 60 seconds."""
    return min(_LONGEST_WAIT, timedelta(seconds=2 ** min(max(attempts - 1, 0), 10)))


def retry_talk_after(attempts: int) -> timedelta:
    """How long an event that failed waits; later events of the same citizen wait with it."""
    return timedelta(seconds=attempts)


def window_of(
    last_event_at: datetime | None, now: datetime, capabilities: Capabilities
) -> tuple[Window, datetime | None]:
    """The window counted from the citizen's last interaction, and when it ends (None = not known to end).

    CLOSED when the channel is known to refuse. A citizen who never did anything we saw may be tried.
    """
    if last_event_at is None or capabilities.free_reply is None:
        return Window.FREE, None
    if now <= last_event_at + capabilities.free_reply:
        return Window.FREE, last_event_at + capabilities.free_reply
    if capabilities.paid_reply is not None and now <= last_event_at + capabilities.paid_reply:
        return Window.PAID, last_event_at + capabilities.paid_reply
    return Window.CLOSED, None


def is_sent_once_more(kind: Kind, *, is_repetition: bool) -> bool:
    """After an unknown outcome: a call to the counter once, marked; a reply never."""
    return kind == "call" and not is_repetition


def _later(wait: timedelta | None, attempts: int) -> After:
    if wait is not None:
        return After(DeliveryStatus.QUEUED, wait=wait)
    pause = backoff(attempts)
    return After(DeliveryStatus.QUEUED, wait=pause, hold=pause)
