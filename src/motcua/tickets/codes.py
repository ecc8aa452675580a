"""The human code of a ticket: a keyed permutation of its id, so no collisions, and a check character. No Django here.

Eight characters of 31 (no 0 O 1 I L): seven hold the permuted id (34 bits), the last is a weighted sum modulo 31,
which finds every single mistyped character and every swap of two neighbours. Keyed by the oldest key of the key file:
codes are on slips and in messages, and must outlive a change of keys.
"""

import hashlib
from array import array
from collections.abc import Sequence
from functools import cache
from operator import mul

from motcua.foundation import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_BASE = len(ALPHABET)
_HALF_BITS = 17
_HALF = 1 << _HALF_BITS
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_WEIGHTS = (2, 3, 5, 7, 11, 13, 17)


def encode(ticket_id: int) -> str:
    """The code of a ticket id below 2³⁴, such as "7M4K92QH"."""
    rest, digits = _permute(ticket_id, range(4)), []
    for _ in _WEIGHTS:
        rest, digit = divmod(rest, _BASE)
        digits.append(digit)
    digits.reverse()
    digits.append(_check(digits))
    return "".join([ALPHABET[digit] for digit in digits])


def decode(text: str) -> int | None:
    """The ticket id of a code as a person types it (spaces, hyphens, small letters); None where it cannot be one."""
    digits = [_VALUE.get(letter, -1) for letter in text.upper() if letter not in " -."]
    if len(digits) != 8 or -1 in digits or digits[7] != _check(digits[:7]):
        return None
    mixed = 0
    for digit in digits[:7]:
        mixed = mixed * _BASE + digit
    return _permute(mixed, range(3, -1, -1)) if mixed < _HALF * _HALF else None


def grouped(code: str) -> str:
    """The code as it is shown and read aloud: "7M4K 92QH"."""
    return f"{code[:4]} {code[4:]}"


def _check(digits: Sequence[int]) -> int:
    total: int = sum(map(mul, _WEIGHTS, digits))
    return total % _BASE


def _permute(value: int, rounds: range) -> int:
    """A four-round Feistel network over 34 bits; the rounds in reverse order undo it."""
    left, right = divmod(value, _HALF)
    forward = rounds.start < rounds.stop
    tables = _tables()
    for number in rounds:
        if forward:
            left, right = right, left ^ tables[number][right]
        else:
            left, right = right ^ tables[number][left], left
    return left * _HALF + right


@cache
def _tables() -> "tuple[array[int], ...]":
    """What each round adds to each half: four keyed streams, 2 MB made once instead of four hashes a code."""
    return tuple(_table(number) for number in range(4))


def _table(number: int) -> "array[int]":
    stream = array("I", hashlib.shake_256(secrets.derive_lasting(f"ticket-code:{number}")).digest(4 * _HALF))
    return array("I", [value % _HALF for value in stream])
