"""The human code of a ticket: a keyed permutation of its id, so no collisions, and a check character. No Django here.

Eight characters of 31 (no 0 O 1 I L): seven hold the permuted id (34 bits), the last is a weighted sum modulo 31,
which finds every single mistyped character and every swap of two neighbours.
"""

import hashlib
from functools import cache

from motcua.foundation import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_BASE = len(ALPHABET)
_HALF_BITS = 17
_HALF = 1 << _HALF_BITS
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_WEIGHTS = (2, 3, 5, 7, 11, 13, 17)


def encode(ticket_id: int) -> str:
    """The code of a ticket id below 2³⁴, such as "7M4K92QH"."""
    mixed = _permute(ticket_id, range(4))
    digits = [mixed // _BASE**place % _BASE for place in range(6, -1, -1)]
    return "".join(ALPHABET[digit] for digit in (*digits, _check(digits)))


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


def _check(digits: list[int]) -> int:
    return sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % _BASE


def _permute(value: int, rounds: range) -> int:
    """A four-round Feistel network over 34 bits; the rounds in reverse order undo it."""
    left, right = divmod(value, _HALF)
    forward = rounds.start < rounds.stop
    for number in rounds:
        if forward:
            left, right = right, left ^ _round(number, right)
        else:
            left, right = right ^ _round(number, left), left
    return left * _HALF + right


def _round(number: int, half: int) -> int:
    digest = hashlib.blake2b(half.to_bytes(4, "big"), key=_key(), salt=bytes([number]), digest_size=4).digest()
    return int.from_bytes(digest, "big") % _HALF


@cache
def _key() -> bytes:
    return secrets.derive("ticket-code")
