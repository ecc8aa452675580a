"""The receipt code of a report: a keyed permutation of its id and a check character. No Django here.

Like a ticket's code (`tickets.codes`) under keys of its own, so that neither tells anything of the other, nor how many
reports there are. Keyed by the oldest key of the key file: a receipt outlives a change of keys.
"""

import hmac
from functools import cache

from motcua.foundation import secrets
from motcua.tickets.codes import ALPHABET, grouped

__all__ = ["decode", "encode", "grouped"]

_HALF_BITS = 17
_HALF = 1 << _HALF_BITS
_WEIGHTS = (2, 3, 5, 7, 11, 13, 17)
_ROUNDS = range(4)
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}


def encode(report_id: int) -> str:
    """The code of a report id below 2³⁴; eight characters of 31."""
    left, right = divmod(report_id, _HALF)
    for number in _ROUNDS:
        left, right = right, left ^ _round(number, right)
    rest, digits = left * _HALF + right, []
    for _ in _WEIGHTS:
        rest, digit = divmod(rest, len(ALPHABET))
        digits.append(digit)
    digits.reverse()
    return "".join(ALPHABET[digit] for digit in (*digits, _check(digits)))


def decode(text: str) -> int | None:
    """The report id of a code as a person types it; None where it cannot be one."""
    digits = [_VALUE.get(letter, -1) for letter in text.upper() if letter not in " -."]
    if len(digits) != len(_WEIGHTS) + 1 or -1 in digits or digits[-1] != _check(digits[:-1]):
        return None
    mixed = 0
    for digit in digits[:-1]:
        mixed = mixed * len(ALPHABET) + digit
    if mixed >= _HALF * _HALF:
        return None
    left, right = divmod(mixed, _HALF)
    for number in reversed(_ROUNDS):
        left, right = right ^ _round(number, left), left
    return left * _HALF + right


def _check(digits: list[int]) -> int:
    return sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % len(ALPHABET)


def _round(number: int, half: int) -> int:
    told = hmac.digest(_key(), bytes([number]) + half.to_bytes(3), "sha256")
    return int.from_bytes(told[:4]) % _HALF


@cache
def _key() -> bytes:
    return secrets.derive_lasting("report-code")
