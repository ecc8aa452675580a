"""The one clock. Read it at the edge of the system (view, job, webhook) and pass `now` on. No Django here."""

import json
import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_REREAD_S = 0.3

_offset_s = 0.0
_read_at = -1.0


def now() -> datetime:
    """This moment in UTC, moved by the clock file where one is named (demo and tests only)."""
    return datetime.now(UTC) + timedelta(seconds=offset_s())


def local_date(moment: datetime) -> date:
    """The calendar day in Vietnam of a moment."""
    return moment.astimezone(VIETNAM).date()


def offset_s() -> float:
    """Seconds this clock is ahead of the system's; re-read at most every 0.3 s, so moving it reaches all processes."""
    global _offset_s, _read_at
    path = os.environ.get("MOTCUA_CLOCK_FILE")
    if not path:
        return 0.0
    if (tick := time.monotonic()) - _read_at > _REREAD_S or _read_at < 0:
        # In this order: a second thread that sees the time of reading must find the offset that was read.
        _offset_s = read_offset(Path(path))
        _read_at = tick
    return _offset_s


def read_offset(path: Path) -> float:
    """The offset in a clock file, {"offset_s": seconds}; 0 where there is none yet."""
    try:
        return float(json.loads(path.read_text())["offset_s"])
    except (FileNotFoundError, ValueError, KeyError):
        return 0.0


def write_offset(path: Path, offset: float) -> None:
    """Move the clock of every process that names this file; atomic."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"offset_s": offset}))
    fresh.replace(path)
