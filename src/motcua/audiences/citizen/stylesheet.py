"""One stylesheet for the citizen's pages, joined from the files of `static/citizen/css` once per process.

A weak phone pays for each request, so fourteen files travel as one, named by its content and kept for a year.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "static" / "citizen" / "css"
_FILES = (
    "tokens", "base", "sample", "masthead", "button", "card", "rows", "field", "slats", "notice", "tag", "summary",
    "doorway", "ticket", "pages", "answers", "chat", "timeline", "lookup",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """The joined text, the same compressed, and a name that changes with it."""

    text: bytes
    gzipped: bytes
    digest: str

    @property
    def path(self) -> str:
        """Where it is served; safe to keep for ever."""
        return f"/assets/citizen.{self.digest}.css"


@cache
def stylesheet() -> Stylesheet:
    """The stylesheet of this process."""
    joined = "\n".join((_FOLDER / f"{name}.css").read_text() for name in _FILES)
    text = re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", joined, flags=re.S)).strip().encode()
    return Stylesheet(text, gzip.compress(text, 9, mtime=0), hashlib.sha256(text).hexdigest()[:10])
