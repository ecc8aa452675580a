"""Proof of work (ALTCHA, PBKDF2): a browser computes for a second before it may begin something. No Django here.

No puzzle, no third party, nothing kept: a challenge is signed, says when it was made, and its `nonce` names whatever is
begun with it. Whoever uses it makes the same nonce begin the same thing, so that one solution is good for one.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import SystemRandom

import altcha

from motcua.foundation import secrets

GOOD_FOR = timedelta(hours=1)
_ALGORITHM = "PBKDF2/SHA-256"
_COST = 1000  # iterations for one try: half a millisecond on a desk, some on a weak phone
_FEWEST, _MOST = 100, 300  # tries at effort 1: a second or two on a weak phone
_LONGEST = 4000
_random = SystemRandom()


@dataclass(frozen=True, slots=True)
class Opening:
    """A genuine challenge that came back in time. `solved`: with the work done."""

    nonce: str
    made_at: datetime
    solved: bool


def challenge(*, now: datetime, effort: int = 1) -> str:
    """What a page carries: a signed challenge as base64 of JSON. `effort` multiplies the work."""
    made = altcha.create_challenge(
        _ALGORITHM,
        _COST,
        counter=_random.randrange(_FEWEST * effort, _MOST * effort),
        data={"at": round(now.timestamp())},
        hmac_secret=secrets.derive("proof"),
        hmac_key_secret=secrets.derive("proof.key"),
    )
    return _packed(made.to_dict())


def read(carried: str, solution: str, now: datetime) -> Opening | None:
    """What came back: the challenge as it was carried, and the solver's answer (empty: nobody solved it).

    None for one we did not make, one of another time, or an answer to another challenge.
    """
    told = _unpacked(carried)
    solved = _unpacked(solution)
    try:
        answer = {"counter": solved.get("counter", 0), "derivedKey": solved.get("derivedKey", "00")}
        payload = _packed({"challenge": told, "solution": answer})
        found = altcha.verify_solution(payload, secrets.derive("proof"), hmac_key_secret=secrets.derive("proof.key"))
        if found.error or found.invalid_signature is not False:
            return None
        made_at = datetime.fromtimestamp(told["parameters"]["data"]["at"], UTC)
        nonce = str(told["parameters"]["nonce"])
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
        return None
    if not made_at - timedelta(minutes=1) <= now <= made_at + GOOD_FOR:
        return None
    return Opening(nonce, made_at, solved=found.verified)


def solve(carried: str) -> str:
    """The answer a browser's solver would send; for programs and tests."""
    told = altcha.Challenge.from_dict(_unpacked(carried))
    found = altcha.solve_challenge(told)
    return _packed(found.to_dict()) if found else ""


def _packed(told: dict[str, object]) -> str:
    return base64.b64encode(json.dumps(told).encode()).decode()


# Any: what a stranger sent as JSON; `read` touches it behind one list of exceptions.
def _unpacked(text: str) -> dict:  # type: ignore[type-arg]
    try:
        told = json.loads(base64.b64decode(text[:_LONGEST], validate=True)) if text else {}
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
