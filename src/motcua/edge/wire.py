"""Bytes on the ASGI wire, without the cost of request objects on the hot path."""

from starlette.types import Receive, Scope, Send

from motcua.tickets.door import Answer

Headers = dict[bytes, bytes]
_COMMON = [
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
_JSON = [(b"content-type", b"application/json"), *_COMMON]


def headers_of(scope: Scope) -> Headers:
    """The headers of a request by name; of several of one name the first."""
    return dict(reversed(scope["headers"]))


def header_of(headers: Headers, name: bytes) -> str:
    """A header's text; empty where it is missing."""
    return headers.get(name, b"").decode("latin-1")


class ClientGone(Exception):
    """The client hung up before its request was whole: nothing of it may be done, and there is nobody to tell."""


async def read_body(receive: Receive, limit: int, announced: str) -> bytes | None:
    """The whole body, or None when it is longer than `limit` bytes; what is over the limit is not kept.

    Raises ClientGone for a body shorter than `announced` (Content-Length): half a form may read as a whole one.
    """
    message = await receive()
    body: bytes = message.get("body", b"")
    if message.get("more_body", False):
        parts, size = [body], len(body)
        while message.get("more_body", False) and size <= limit:
            message = await receive()
            parts.append(message.get("body", b""))
            size += len(parts[-1])
        body = b"".join(parts)
    if message["type"] == "http.disconnect" or (announced.isdecimal() and len(body) < min(int(announced[:12]), limit)):
        raise ClientGone
    return body if len(body) <= limit else None


async def respond(send: Send, answer: Answer) -> None:
    """Send an answer of the door."""
    body = b"" if answer.status == 303 else answer.encode()
    told = answer.headers
    headers = [*(_JSON if body and "content-type" not in told else _COMMON), (b"content-length", b"%d" % len(body))]
    for name in told:
        headers.append((name.encode(), told[name].encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
