"""What of a dossier is sealed, and the keyed hashes by which it is found without opening."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.features.dossiers.reading import Details, Row
from motcua.foundation import secrets
from motcua.messaging.text import BirthDate

SEALED_AS = "dossier.told_sealed"
IDENTITY = "dossier.identity_hash"
SLIP = "dossier.slip_hash"
ROW = "dossier.row_hash"
_APART = "\x1f"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a statement told beside the stage: enough to set a dossier back to it."""

    details: Details
    birth: BirthDate
    received_on: date | None = None
    promised_on: date | None = None
    since: datetime | None = None


NOTHING = Snapshot(Details(""), BirthDate(0))


def seal_all(told: Sequence[tuple[str, datetime | None]]) -> list[bytes]:
    """Each sealed as one piece: what `written` made of it, and since when its stage is what it is."""
    moments = {since: _APART + _iso(since) for _, since in told}
    return secrets.encrypt_all([(text + moments[since]).encode() for text, since in told], SEALED_AS)


def written(who: Details, born: BirthDate, received_on: date | None, promised_on: date | None) -> str:
    """All but the moment as one text; its fields hold no unit separators (`reading` sees to it)."""
    return _APART.join((
        *who, str(born.year), str(born.month or ""), str(born.day or ""), _iso(received_on), _iso(promised_on),
    ))  # fmt: skip


def unseal(sealed: bytes | memoryview) -> Snapshot:
    """Undo `seal_all`; nothing told where nothing was sealed, or its key is gone."""
    if not sealed:
        return NOTHING
    try:
        fields = secrets.decrypt(bytes(sealed), SEALED_AS).decode().split(_APART)
    except secrets.Undecryptable:
        return NOTHING
    year, month, day, received, promised, since = fields[5:]
    return Snapshot(
        Details(*fields[:5]),
        BirthDate(int(year), int(month) if month else None, int(day) if day else None),
        date.fromisoformat(received) if received else None,
        date.fromisoformat(promised) if promised else None,
        datetime.fromisoformat(since) if since else None,
    )


def written_row(row: Row) -> str:
    """`written` of what a source tells."""
    return written(row.details, row.birth, row.received_on, row.promised_on)


def row_hash(row: Row, told: str = "") -> bytes:
    """Of everything a source told of a dossier but the moment: equal when it tells the same again.

    `told`: `written_row` of it, where that is known already.
    """
    return secrets.keyed_hash(_APART.join((told or written_row(row), "", row.stage, row.reason, row.place)), ROW)[:16]


def _iso(moment: date | None) -> str:
    return moment.isoformat() if moment else ""


def identity_hash(number: str) -> bytes:
    """By which an identity number is searched; empty for none."""
    return secrets.keyed_hash(number, IDENTITY) if number else b""


def slip_hash(key: str) -> bytes:
    """By which a slip's code (`reading.slip_key`) is searched; empty for none."""
    return secrets.keyed_hash(key, SLIP) if key else b""
