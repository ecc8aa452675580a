"""HTTP calls over connections that are kept alive, one for each thread and host. Nothing here tries again.

On the standard library: of a call through httpx four fifths of the processor time were its layers, and a worker on one
of two cores makes a call for every answer. `trust_env` was off there, so no proxy is asked here either.
"""

import http.client
import select
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import certifi

# Kept shorter than any gateway keeps idle connections, so that a dead one is seldom picked up.
_KEPT_IDLE_S = 15.0


class NotSent(Exception):
    """Not one byte of it left us."""


class Lost(Exception):
    """It may have arrived: the answer did not come, or not whole."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a connection, and for each part of an answer."""

    connect: float = 3.0
    answer: float = 8.0


class Wire:
    """Safe for use by many threads."""

    def __init__(self, patience: Patience, most_bytes: int) -> None:
        self._patience = patience
        self._most_bytes = most_bytes
        self._threads = threading.local()
        self._opened: list[_Line] = []

    def ask(self, method: str, url: str, headers: dict[str, str], content: bytes | None) -> tuple[int, bytes]:
        """Status and whole body. Raises NotSent or Lost; a body over the limit is Lost too."""
        parts = urlsplit(url)
        line = self._line(parts.scheme, parts.netloc)
        try:
            line.ready()
        except (OSError, ValueError) as error:
            line.close()
            raise NotSent(type(error).__name__) from error
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            return line.ask(method, target, headers, content, self._most_bytes)
        except (OSError, http.client.HTTPException, ValueError) as error:
            line.close()
            raise Lost(type(error).__name__) from error

    def close(self) -> None:
        """Drop every connection; the next call of a thread opens its own again."""
        for line in self._opened:
            line.close()

    def _line(self, scheme: str, netloc: str) -> "_Line":
        lines: dict[tuple[str, str], _Line] = self._threads.__dict__.setdefault("lines", {})
        line = lines.get((scheme, netloc))
        if line is None:
            line = lines[scheme, netloc] = _Line(scheme, netloc, self._patience)
            self._opened.append(line)
        return line


class _Line:
    """A connection to one host, used by one thread."""

    def __init__(self, scheme: str, netloc: str, patience: Patience) -> None:
        self._patience = patience
        self._used_at = 0.0
        self._http: http.client.HTTPConnection = (
            http.client.HTTPSConnection(netloc, timeout=patience.connect, context=_trust())
            if scheme == "https"
            else http.client.HTTPConnection(netloc, timeout=patience.connect)
        )

    def ready(self) -> None:
        """Connect, unless a connection is open that the other side has not ended."""
        kept: socket.socket | None = self._http.sock
        if kept is not None and (time.monotonic() - self._used_at > _KEPT_IDLE_S or _has_ended(kept)):
            self._http.close()
            kept = None
        if kept is None:
            self._http.connect()
            self._http.sock.settimeout(self._patience.answer)

    def ask(
        self, method: str, path: str, headers: dict[str, str], content: bytes | None, most_bytes: int
    ) -> tuple[int, bytes]:
        self._http.request(method, path, body=content, headers=headers)
        response = self._http.getresponse()
        says_its_length = response.length is not None or response.chunked
        raw = response.read(most_bytes + 1)
        if len(raw) > most_bytes:
            raise http.client.HTTPException("answer over the byte limit")
        if response.length or not (says_its_length or raw):  # headers cut short look like an empty answer
            raise http.client.IncompleteRead(raw, response.length)
        self._used_at = time.monotonic()
        return response.status, raw

    def close(self) -> None:
        self._http.close()


def _has_ended(kept: socket.socket) -> bool:
    """Something to read before anything was asked is the end of it."""
    poll = select.poll()
    poll.register(kept, select.POLLIN)
    return bool(poll.poll(0))


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())
