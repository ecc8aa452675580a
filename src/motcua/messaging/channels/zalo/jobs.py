"""What the schedule runs for Zalo accounts. Safe to run twice."""

from datetime import datetime

from motcua.messaging.channels.zalo import checkup, port


def ask_accounts(now: datetime) -> int:
    """Ask each account how it is, so that a revoked permission or an empty purse is seen before a citizen meets it."""
    return checkup.ask_all(port.zalo_client(), now)
