"""What of a dossier is sealed, and the keyed hashes by which it is found without opening."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from motcua.features.dossiers.reading import Details
from motcua.foundation import secrets
from motcua.messaging.text import BirthDate

SEALED_AS = "dossier.told_sealed"
IDENTITY = "dossier.identity_hash"
SLIP = "dossier.slip_hash"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a statement told beside the stage: enough to set a dossier back to it."""

    details: Details
    birth: BirthDate
    received_on: date | None = None
    promised_on: date | None = None
    since: datetime | None = None


NOTHING = Snapshot(Details(""), BirthDate(0))


def seal(told: Snapshot) -> bytes:
    """All of it together: one nonce, one seal."""
    who, born = told.details, told.birth
    days = [day and day.isoformat() for day in (told.received_on, told.promised_on, told.since)]
    written = [
        [who.full_name, who.identity_number, who.phone, who.address, who.slip_code],
        [born.year, born.month, born.day], days,
    ]  # fmt: skip
    return secrets.encrypt(json.dumps(written, ensure_ascii=False).encode(), SEALED_AS)


def unseal(sealed: bytes | memoryview) -> Snapshot:
    """Undo `seal`; nothing told where nothing was sealed, or its key is gone."""
    if not sealed:
        return NOTHING
    try:
        details, birth, days = json.loads(secrets.decrypt(bytes(sealed), SEALED_AS))
    except secrets.Undecryptable:
        return NOTHING
    received, promised = (day and date.fromisoformat(day) for day in days[:2])
    since = days[2] and datetime.fromisoformat(days[2])
    return Snapshot(Details(*details), BirthDate(*birth), received, promised, since)


def identity_hash(number: str) -> bytes:
    """By which an identity number is searched; empty for none."""
    return secrets.keyed_hash(number, IDENTITY) if number else b""


def slip_hash(key: str) -> bytes:
    """By which a slip's code (`reading.slip_key`) is searched; empty for none."""
    return secrets.keyed_hash(key, SLIP) if key else b""
