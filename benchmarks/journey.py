"""The whole way to a number: home, choose a point, check, take. Three pages of Django and one press."""

import asyncio
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from benchmarks import http
from benchmarks.crowd import Crowd
from benchmarks.edges import start_whole
from benchmarks.stage import Document, Stage, processor_s

_AT_ONCE = 32


@dataclass
class _Walk:
    """What all citizens met: seconds of each whole journey and of each page, and answers that were not expected."""

    journeys: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)
    astray: int = 0


def walk(stage: Stage, crowd: Crowd, slug: str, shift: int, used: int, seconds: float) -> Document:
    """Let citizens walk for some seconds, each once; the demo's one process serves pages and press."""
    served = start_whole(stage)
    postmaster = stage.cluster.running_pid()
    assert postmaster is not None
    pages = [f"/u/{slug}/", f"/u/{slug}/take/", f"/u/{slug}/take/{shift}/"]
    tokens = crowd.tokens_from(used)
    asyncio.run(_all(served.url, pages, shift, tokens, 1.5, _Walk()))
    seen, before, began = _Walk(), processor_s(postmaster, served.pid), time.monotonic()
    asyncio.run(_all(served.url, pages, shift, tokens, seconds, seen))
    took, cpu = time.monotonic() - began, processor_s(postmaster, served.pid) - before
    stage.stop(served.process)
    done = len(seen.journeys)
    return {
        "journeys_per_s": round(done / took, 1), "at_once": _AT_ONCE, "journeys": done, "astray": seen.astray,
        "p50_ms": _at(seen.journeys, 0.5), "p99_ms": _at(seen.journeys, 0.99), "page_p99_ms": _at(seen.pages, 0.99),
        "press_p99_ms": _at(seen.presses, 0.99), "cpu_ms_per_journey": round(1000 * cpu / max(1, done), 2),
    }  # fmt: skip


async def _all(url: str, pages: list[str], shift: int, tokens: "list[str]", seconds: float, seen: _Walk) -> None:
    ends = time.monotonic() + seconds
    await asyncio.gather(*(_citizens(url, pages, shift, tokens, ends, seen) for _ in range(_AT_ONCE)))


async def _citizens(url: str, pages: list[str], shift: int, tokens: "list[str]", ends: float, seen: _Walk) -> None:
    """One connection after another: a new citizen on each."""
    where = urlsplit(url)
    while time.monotonic() < ends and tokens:
        reader, writer = await asyncio.open_connection(where.hostname, where.port, limit=1 << 20)
        cookie, began = f"mc_citizen={tokens.pop()}", time.monotonic()
        try:
            for page in pages:
                asked = time.monotonic()
                writer.write(http.request(where.netloc, "GET", page, cookie=cookie))
                seen.astray += (await http.read_reply(reader)).status != 200
                seen.pages.append(time.monotonic() - asked)
            asked = time.monotonic()
            body = b'{"shift":%d}' % shift
            writer.write(
                http.request(
                    where.netloc, "POST", "/api/v1/tickets", body, cookie=cookie, content_type="application/json"
                )
            )
            seen.astray += (await http.read_reply(reader)).status != 201
            seen.presses.append(time.monotonic() - asked)
            seen.journeys.append(time.monotonic() - began)
        finally:
            writer.close()


def _at(values: list[float], part: float) -> float:
    """A percentile in milliseconds."""
    ordered = sorted(values) or [0.0]
    return round(1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))], 1)
