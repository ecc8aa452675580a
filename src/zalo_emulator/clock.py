"""The movable clock: real UTC time plus an offset that a file may share with the product."""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

READ_EVERY_S = 0.3


class Clock:
    """Time = real UTC + offset. With a file, the file is the truth and holds `{"offset_s": float}`."""

    def __init__(self, shared_file: Path | None = None) -> None:
        self._file = shared_file
        self._offset_s = 0.0
        self._read_at = float("-inf")

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset_s())

    def millis(self) -> int:
        """Milliseconds since 1970, the unit of every timestamp on the wire."""
        return int((time.time() + self.offset_s()) * 1000)

    def offset_s(self) -> float:
        if self._file is not None and time.monotonic() - self._read_at > READ_EVERY_S:
            self._offset_s = self._read(self._file)
            self._read_at = time.monotonic()
        return self._offset_s

    def advance(self, seconds: float) -> float:
        """Move the clock and return the new offset; a shared file is replaced in one step."""
        self._read_at = float("-inf")
        self._offset_s = self.offset_s() + seconds
        if self._file is not None:
            draft = self._file.with_name(self._file.name + ".new")
            draft.write_text(json.dumps({"offset_s": self._offset_s}))
            os.replace(draft, self._file)
        return self._offset_s

    def _read(self, path: Path) -> float:
        try:
            held = json.loads(path.read_text())
            return float(held["offset_s"])
        except (OSError, ValueError, KeyError, TypeError):
            return self._offset_s
