"""A small HTTP/1.1 client on raw sockets, for what wrk cannot do: read every answer, hold thousands of streams."""

import asyncio
import json
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    """Status and decoded JSON: an object in `body`, a list in `items`, both empty where there is neither."""

    status: int
    body: dict[str, object]
    items: list[dict[str, object]]


async def send(url: str, method: str = "GET", body: object = None, **headers: str) -> Reply:
    """One request on a connection of its own. Header names are written with underscores."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port, limit=1 << 20)
    try:
        raw = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        if body is not None:
            headers.setdefault("content_type", "application/json")
        path = where.path + (f"?{where.query}" if where.query else "")
        writer.write(request(where.netloc, method, path, raw, connection="close", **headers))
        return await read_reply(reader)
    finally:
        writer.close()


def request(host: str, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of a request."""
    told = {"host": host, "content-length": str(len(body)), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


async def read_reply(reader: asyncio.StreamReader) -> Reply:
    """Read one answer, with a Content-Length or in chunks."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    status = int(head[0].split()[1])
    told = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    if told.get("transfer-encoding") == "chunked":
        raw = await _chunks(reader)
    else:
        raw = await reader.readexactly(int(told.get("content-length", "0")))
    found = json.loads(raw) if "json" in told.get("content-type", "") else {}
    return Reply(status, {}, found) if isinstance(found, list) else Reply(status, found, [])


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)
