"""Granian's own wire, RSGI: the hot doors answer on it directly, every other path goes on to an ASGI app.

Granian's ASGI bridge took 18 of 50 microseconds of the cheapest request. Contract: granian's `rsgi.py`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Protocol

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]  # documented there, imported without a list
from starlette.types import ASGIApp, Message, Scope

from motcua.edge.wire import ClientGone, Door, body_of, headers_of, is_too_long

# Granian hides a header that is not plain ASCII: `get` gives None though the name is there. It may not pass for absent.
_UNREADABLE = "\ufffd"


class RsgiHeaders(Protocol):
    def get(self, key: str) -> str | None: ...
    def __contains__(self, key: str) -> bool: ...
    def items(self) -> list[tuple[str, str]]: ...


class RsgiScope(Protocol):
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str

    @property
    def headers(self) -> RsgiHeaders: ...


class RsgiStream(Protocol):
    def send_bytes(self, data: bytes) -> Awaitable[None]: ...


class RsgiProtocol(Protocol):
    def __call__(self) -> Awaitable[bytes]: ...
    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def client_disconnect(self) -> Awaitable[None]: ...
    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None: ...
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...
    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> RsgiStream: ...


class RsgiHeard:
    """A request on the RSGI wire."""

    __slots__ = ("_headers", "_proto", "_scope", "method")

    def __init__(self, scope: RsgiScope, proto: RsgiProtocol) -> None:
        self.method, self._headers, self._scope, self._proto = scope.method, scope.headers, scope, proto

    @property
    def peer(self) -> str:
        return self._scope.client

    def header(self, name: str) -> str:
        value = self._headers.get(name)
        if value is None:
            return _UNREADABLE if name in self._headers else ""
        return value

    async def body(self, limit: int) -> bytes | None:
        announced = self.header("content-length")
        if is_too_long(announced, limit):
            return None
        try:
            return await (self._proto() if announced else self._unannounced(limit))
        except _Over:
            return None
        except Exception as error:  # granian names no exception for a body that broke off
            raise ClientGone from error

    async def _unannounced(self, limit: int) -> bytes:
        parts: list[bytes] = []
        async for part in self._proto:
            parts.append(part)
            if sum(map(len, parts)) > limit:
                raise _Over
        return b"".join(parts)


class _Over(Exception):
    """A body of unknown length is longer than the door reads."""


async def answer_with(door: Door, scope: RsgiScope, proto: RsgiProtocol) -> None:
    """Let a hot door answer."""
    try:
        answer = await door.answer(RsgiHeard(scope, proto))
    except ClientGone:
        return
    body = body_of(answer)
    if body:
        proto.response_bytes(answer.status, headers_of(answer, body), body)
    else:
        proto.response_empty(answer.status, headers_of(answer, body))


async def carry(app: ASGIApp, scope: RsgiScope, proto: RsgiProtocol) -> None:
    """Let an ASGI app answer."""
    wire = _Bridge(proto)
    await app(_asgi_scope(scope), wire.receive, wire.send)


class _Bridge:
    """One exchange of an ASGI app over RSGI: bodies in parts both ways."""

    def __init__(self, proto: RsgiProtocol) -> None:
        self._proto = proto
        self._parts: AsyncIterator[bytes] | None = None
        self._is_read = self._is_gone = False
        self._status = 500
        self._headers: list[tuple[str, str]] = []
        self._stream: RsgiStream | None = None

    async def receive(self) -> Message:
        if self._is_read:
            await self._proto.client_disconnect()
            return {"type": "http.disconnect"}
        if self._parts is None:
            self._parts = aiter(self._proto)
        try:
            return {"type": "http.request", "body": await anext(self._parts), "more_body": True}
        except StopAsyncIteration:
            self._is_read = True
            return {"type": "http.request", "body": b"", "more_body": False}
        except asyncio.CancelledError:
            raise
        except Exception:  # granian names no exception for a body that broke off
            self._is_read = True
            return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]]
            return
        body: bytes = message.get("body", b"")
        if self._stream is None and not message.get("more_body", False):
            self._whole(body)
            return
        if self._stream is None:
            self._stream = self._proto.response_stream(self._status, self._headers)
        if body and not self._is_gone:
            try:
                await self._stream.send_bytes(body)
            except ProtocolClosed:
                self._is_gone = True  # an app that streams hears of it from `receive`; one that does not may end

    def _whole(self, body: bytes) -> None:
        if body:
            self._proto.response_bytes(self._status, self._headers, body)
        else:
            self._proto.response_empty(self._status, self._headers)


def _asgi_scope(scope: RsgiScope) -> Scope:
    server, client = _address(scope.server), _address(scope.client)
    return {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": scope.http_version,
        "method": scope.method, "scheme": scope.scheme, "path": scope.path, "raw_path": scope.path.encode(),
        "query_string": scope.query_string.encode("latin-1"), "root_path": "", "state": {},
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in scope.headers.items()],
        "server": server, "client": client,
    }  # fmt: skip


def _address(told: str) -> tuple[str, int]:
    host, _, port = told.rpartition(":")
    return host, int(port) if port.isdecimal() else 0
