"""What a hot door hears and says, whoever carries it: ASGI, or Granian's own RSGI at two thirds of the cost."""

from typing import Protocol

from starlette.types import Receive, Scope, Send

from motcua.tickets.door import Answer

_COMMON = [("cache-control", "no-store"), ("referrer-policy", "no-referrer"), ("x-content-type-options", "nosniff")]
_JSON = [("content-type", "application/json"), *_COMMON]


class ClientGone(Exception):
    """The client hung up before its request was whole: nothing of it may be done, and there is nobody to tell."""


class Heard(Protocol):
    """A request, as far as a door needs it."""

    @property
    def method(self) -> str: ...

    @property
    def peer(self) -> str:
        """The address at the other end of the connection, with its port."""

    def header(self, name: str) -> str:
        """A header's text by its name in small letters; empty where it is missing."""

    async def body(self, limit: int) -> bytes | None:
        """The whole body, or None when it is longer than `limit` bytes; what is over the limit is not kept.

        Raises ClientGone for a body shorter than announced (Content-Length): half a form may read as a whole one.
        """


class Door(Protocol):
    """One hot door."""

    async def answer(self, heard: Heard) -> Answer: ...


def headers_of(answer: Answer, body: bytes) -> list[tuple[str, str]]:
    """The headers of an answer, without its length."""
    told = answer.headers
    return [*(_JSON if body and "content-type" not in told else _COMMON), *told.items()]


def body_of(answer: Answer) -> bytes:
    return b"" if answer.status == 303 else answer.encode()


def is_too_long(announced: str, limit: int) -> bool:
    """Whether a Content-Length says more than `limit`; one that is no number says nothing."""
    return announced.isascii() and announced.isdecimal() and int(announced[:12]) > limit


class AsgiHeard:
    """A request on the ASGI wire."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.method: str = scope["method"]
        self._headers: dict[bytes, bytes] = dict(reversed(scope["headers"]))
        self._receive = receive
        host, port = scope.get("client") or ("", 0)
        self.peer = f"{host}:{port}"

    def header(self, name: str) -> str:
        return self._headers.get(name.encode(), b"").decode("latin-1")

    async def body(self, limit: int) -> bytes | None:
        announced = self.header("content-length")
        if is_too_long(announced, limit):
            return None
        parts: list[bytes] = []
        size, more = 0, True
        while more and size <= limit:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
        if announced.isascii() and announced.isdecimal() and size < int(announced[:12]):
            raise ClientGone
        return b"".join(parts) if size <= limit else None


class AsgiDoor:
    """A hot door as an ASGI app."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._door.answer(AsgiHeard(scope, receive))
        except ClientGone:
            return
        await respond(send, answer)


async def respond(send: Send, answer: Answer) -> None:
    """Send an answer over ASGI."""
    body = body_of(answer)
    headers = [(name.encode(), value.encode()) for name, value in headers_of(answer, body)]
    headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
