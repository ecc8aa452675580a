"""The receipt code of a report: a keyed permutation of its id, written as all codes of the house. No Django here.

Under keys of its own, so that neither a ticket's code nor a report's tells anything of the other, nor how many reports
there are. Keyed by the oldest key of the key file: a receipt outlives a change of keys.
"""

import hmac
from functools import cache

from motcua.foundation import secrets
from motcua.tickets.codes import grouped, read, written

__all__ = ["decode", "encode", "grouped"]

_HALF = 1 << 17
_ROUNDS = range(4)


def encode(report_id: int) -> str:
    """The code of a report id below 2³⁴; eight characters of 31."""
    left, right = divmod(report_id, _HALF)
    for number in _ROUNDS:
        left, right = right, left ^ _round(number, right)
    return written(left * _HALF + right)


def decode(text: str) -> int | None:
    """The report id of a code as a person types it; None where it cannot be one."""
    mixed = read(text)
    if mixed is None:
        return None
    left, right = divmod(mixed, _HALF)
    for number in reversed(_ROUNDS):
        left, right = right ^ _round(number, left), left
    return left * _HALF + right


def _round(number: int, half: int) -> int:
    told = hmac.digest(_key(), bytes([number]) + half.to_bytes(3), "sha256")
    return int.from_bytes(told[:4]) % _HALF


@cache
def _key() -> bytes:
    return secrets.derive_lasting("report-code")
