"""How long a failed sign-in makes one wait. No Django here."""

from datetime import timedelta

FREE_TRIES = 5
FREE_TRIES_OF_AN_ADDRESS = 60
FORGOTTEN_AFTER = timedelta(hours=1)
_FIRST_WAIT_S = 30
_LONGEST_WAIT_S = 900


def wait_after(failures: int, free: int) -> timedelta:
    """Nothing for the first tries, then 30 s, doubled with each further one, at most 15 minutes."""
    if failures < free:
        return timedelta()
    return timedelta(seconds=min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** min(failures - free, 10)))
