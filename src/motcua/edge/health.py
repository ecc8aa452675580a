"""Door 4: /healthz (this process) and /readyz (database within a second, migrations, worker; never Zalo)."""

import asyncio
from pathlib import Path

from motcua.edge.database import Link
from motcua.edge.wire import Heard
from motcua.foundation import clock
from motcua.tickets import door, ledger

READY = """
SELECT (SELECT array_agg(name) FROM django_migrations WHERE app = 'tickets'),
  (SELECT extract(epoch FROM %s - max(beat_at)) FROM worker_heartbeat)
"""
_MIGRATIONS = Path(ledger.__file__).with_name("migrations")
_WORKER_LATE_S = 30


class Health:
    """The door of /healthz: the process answers."""

    async def answer(self, heard: Heard) -> door.Answer:
        return door.Answer(200, {"status": "ok"})


class Readiness:
    """The door of /readyz: 200 when a citizen can be served now, else 503 with what is missing."""

    def __init__(self, reader: Link, shipped: frozenset[str] | None = None) -> None:
        self._reader = reader
        self._shipped = shipped_migrations() if shipped is None else shipped

    async def answer(self, heard: Heard) -> door.Answer:
        checks = await self._checks()
        ready = all(value is True for value in checks.values())
        return door.Answer(200 if ready else 503, {"status": "ready" if ready else "not ready", **checks})

    async def _checks(self) -> dict[str, object]:
        try:
            async with asyncio.timeout(1.0):
                ((applied, worker_age),) = await self._reader.fetch(READY, [clock.now()])
        except Exception:  # any failure to ask is an answer: not ready
            return {"database": False, "migrations": False, "worker": False}
        missing = sorted(self._shipped.difference(applied or ()))
        return {
            "database": True,
            "migrations": "missing: " + ", ".join(missing) if missing else True,
            "worker": worker_age is not None and worker_age < _WORKER_LATE_S,
        }


def shipped_migrations() -> frozenset[str]:
    """The ledger's migrations this release brings, by the names Django keeps of applied ones."""
    return frozenset(path.stem for path in _MIGRATIONS.glob("[0-9]*.py"))
