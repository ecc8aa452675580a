"""The human code of a ticket: a keyed permutation of its id, so no collisions, and a check character. No Django here.

Eight characters of 31 (no 0 O 1 I L): seven hold the permuted id (34 bits), the last is a weighted sum modulo 31,
which finds every single mistyped character and every swap of two neighbours. Keyed by the oldest key of the key file:
codes are on slips and in messages, and must outlive a change of keys.
"""

import hashlib
from array import array
from collections.abc import Sequence
from functools import cache
from itertools import product
from operator import mul

from motcua.foundation import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_BASE = len(ALPHABET)
_TRIPLE = _BASE**3
_HALF_BITS = 17
_HALF = 1 << _HALF_BITS
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_WEIGHTS = (2, 3, 5, 7, 11, 13, 17)


def encode(ticket_id: int) -> str:
    """The code of a ticket id below 2³⁴, such as "7M4K92QH"."""
    return written(_scramble(ticket_id))


def decode(text: str) -> int | None:
    """The ticket id of a code as a person types it (spaces, hyphens, small letters); None where it cannot be one."""
    mixed = read(text)
    return None if mixed is None else _unscramble(mixed)


def written(mixed: int) -> str:
    """A number below 2³⁴ as eight characters, the last to check the others: the form of every code of the house."""
    rest, last = divmod(mixed, _TRIPLE)
    first, middle = divmod(rest, _TRIPLE)
    triples, weighed = _triples()
    check = _WEIGHTS[0] * first + weighed[0][middle] + weighed[1][last]
    return ALPHABET[first] + triples[middle] + triples[last] + ALPHABET[check % _BASE]


def read(text: str) -> int | None:
    """The number that `written` wrote, as a person types it (spaces, hyphens, small letters); else None."""
    digits = [_VALUE.get(letter, -1) for letter in text.upper() if letter not in " -."]
    if len(digits) != 8 or -1 in digits or digits[7] != _check(digits[:7]):
        return None
    mixed = 0
    for digit in digits[:7]:
        mixed = mixed * _BASE + digit
    return mixed if mixed < _HALF * _HALF else None


def grouped(code: str) -> str:
    """The code as it is shown and read aloud: "7M4K 92QH"."""
    return f"{code[:4]} {code[4:]}"


def _check(digits: Sequence[int]) -> int:
    total: int = sum(map(mul, _WEIGHTS, digits))
    return total % _BASE


def _scramble(value: int) -> int:
    """A four-round Feistel network over 34 bits."""
    left, right = divmod(value, _HALF)
    for table in _tables():
        left, right = right, left ^ table[right]
    return left * _HALF + right


def _unscramble(value: int) -> int:
    left, right = divmod(value, _HALF)
    for table in reversed(_tables()):
        left, right = right ^ table[left], left
    return left * _HALF + right


@cache
def _triples() -> tuple[list[str], tuple[list[int], list[int]]]:
    """Every three letters by their number, and what they weigh as the second to fourth and as the last three digits."""
    digits = list(product(range(_BASE), repeat=3))
    written = ["".join([ALPHABET[digit] for digit in three]) for three in digits]
    middle, last = ([sum(map(mul, weights, three)) for three in digits] for weights in (_WEIGHTS[1:4], _WEIGHTS[4:]))
    return written, (middle, last)


@cache
def _tables() -> "tuple[array[int], ...]":
    """What each round adds to each half: four keyed streams, 2 MB made once instead of four hashes a code."""
    return tuple(_table(number) for number in range(4))


def _table(number: int) -> "array[int]":
    stream = array("I", hashlib.shake_256(secrets.derive_lasting(f"ticket-code:{number}")).digest(4 * _HALF))
    return array("I", [value % _HALF for value in stream])
