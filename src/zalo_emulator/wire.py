"""A lean HTTP/1.1 client for one purpose: POST small bodies over kept-alive connections, hundreds a second.

A general client costs a multiple of processor time per call (measured: about ten times), which the demo machine needs.
"""

import asyncio
import ssl
from collections import defaultdict, deque
from typing import cast
from urllib.parse import SplitResult, urlsplit

Origin = tuple[str, int, bool]


class CallFailed(Exception):
    """No answer: refused, reset, or longer than the time limit."""


class _Exchange(asyncio.Protocol):
    """One connection; reads exactly one answer at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.reusable = False
        self._buffer = bytearray()
        self._answer: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # cast: uvloop's transport has every method but does not inherit from asyncio.Transport.
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(CallFailed("connection closed"))

    def ask(self, request: bytes) -> asyncio.Future[int]:
        self._buffer.clear()
        self.reusable = False
        self._answer = asyncio.get_running_loop().create_future()
        if self.transport is None:
            self._answer.set_exception(CallFailed("connection closed"))
        else:
            self.transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or self._answer is None or self._answer.done():
            return
        try:
            status, length, keep = _head(bytes(self._buffer[:end]))
        except ValueError:
            self._answer.set_exception(CallFailed("garbled answer"))
            return
        if length is None:
            self._answer.set_result(status)
        elif len(self._buffer) >= end + 4 + length:
            self.reusable = keep
            self._answer.set_result(status)


class Wire:
    """Pool of kept-alive connections by origin."""

    def __init__(self) -> None:
        self._idle: dict[Origin, deque[_Exchange]] = defaultdict(deque)

    async def post(self, url: str, body: bytes, headers: dict[str, str], time_limit_s: float) -> int:
        """Return the status of the answer. Raises `CallFailed`; the whole call may take `time_limit_s`."""
        target = urlsplit(url)
        try:
            async with asyncio.timeout(time_limit_s):
                return await self._post(target, body, headers)
        except TimeoutError:
            raise CallFailed("no answer in time") from None
        except OSError:
            raise CallFailed("no connection") from None

    async def _post(self, target: SplitResult, body: bytes, headers: dict[str, str]) -> int:
        secure = target.scheme == "https"
        origin = (target.hostname or "", target.port or (443 if secure else 80), secure)
        request = _request_bytes(target, body, headers)
        exchange, fresh = await self._connection(origin)
        try:
            try:
                status = await exchange.ask(request)
            except CallFailed:
                if fresh:
                    raise
                # A kept connection may have been closed by the other side just before we used it.
                exchange = await self._connect(origin)
                status = await exchange.ask(request)
        except BaseException:
            _drop(exchange)
            raise
        if exchange.reusable and exchange.transport is not None:
            self._idle[origin].append(exchange)
        else:
            _drop(exchange)
        return status

    async def _connection(self, origin: Origin) -> tuple[_Exchange, bool]:
        idle = self._idle[origin]
        while idle:
            exchange = idle.pop()
            if exchange.transport is not None and not exchange.transport.is_closing():
                return exchange, False
        return await self._connect(origin), True

    async def _connect(self, origin: Origin) -> _Exchange:
        host, port, secure = origin
        context = ssl.create_default_context() if secure else None
        _, exchange = await asyncio.get_running_loop().create_connection(_Exchange, host, port, ssl=context)
        return exchange

    def close(self) -> None:
        for idle in self._idle.values():
            while idle:
                _drop(idle.pop())


def _head(head: bytes) -> tuple[int, int | None, bool]:
    """Status, length of the body (None = unknown, the connection is not used again), and whether it may be kept."""
    lines = head.lower().split(b"\r\n")
    _, number, *_ = lines[0].split(b" ", 2)
    status = int(number)
    fields = {name.strip(): value.strip() for name, _, value in (line.partition(b":") for line in lines[1:])}
    if status in (204, 304):
        return status, 0, True
    length = fields.get(b"content-length")
    return status, None if length is None else int(length), fields.get(b"connection") != b"close"


def _request_bytes(target: SplitResult, body: bytes, headers: dict[str, str]) -> bytes:
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    lines = [f"POST {path} HTTP/1.1", f"Host: {target.netloc}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def _drop(exchange: _Exchange) -> None:
    if exchange.transport is not None:
        exchange.transport.abort()
