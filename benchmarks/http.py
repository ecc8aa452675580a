"""A small HTTP/1.1 client on raw sockets, for what wrk cannot do: read every answer, hold thousands of streams."""

import asyncio
import json
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    """Status and decoded JSON body (empty where there is none)."""

    status: int
    body: dict[str, object]


async def send(url: str, method: str = "GET", body: object = None, **headers: str) -> Reply:
    """One request on a connection of its own. Header names are written with underscores."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        raw = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        told = {"host": where.netloc, "connection": "close", "content-length": str(len(raw)), **headers}
        if body is not None:
            told.setdefault("content_type", "application/json")
        path = where.path + (f"?{where.query}" if where.query else "")
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + raw)
        return await read_reply(reader)
    finally:
        writer.close()


async def read_reply(reader: asyncio.StreamReader) -> Reply:
    """Read one answer with a Content-Length."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    length = next((int(line[15:]) for line in head if line.lower().startswith("content-length:")), 0)
    raw = await reader.readexactly(length)
    return Reply(int(head[0].split()[1]), json.loads(raw) if raw[:1] in (b"{", b"[") else {})
