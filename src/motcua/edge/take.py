"""Door 1: POST /api/v1/tickets. Presses of many citizens share one commit."""

import asyncio
import logging

from starlette.types import Receive, Scope, Send

from motcua.edge.callers import Callers
from motcua.edge.database import Link
from motcua.edge.wire import ClientGone, Headers, header_of, headers_of, read_body, respond
from motcua.foundation import clock
from motcua.foundation.citizens.sign_in import SignedIn
from motcua.foundation.group_commit import Busy, CommitUnknown, GroupCommit
from motcua.tickets import callers, door, ledger

log = logging.getLogger(__name__)
_DEADLINE_S = 8.0


class TakeNumber:
    """The ASGI app of the door. `announce` is told which shifts got numbers, after the commit."""

    def __init__(self, writer: Link, known: Callers, base_url: str, announce: "Announcer") -> None:
        self._writer, self._known, self._base_url, self._announce = writer, known, base_url, announce
        self._origin = callers.origin_of(base_url)
        self._pace = callers.Pace()
        self._group: GroupCommit[ledger.Request, ledger.Outcome] = GroupCommit(
            self._issue, max_batch=400, in_flight=1, max_waiting=8192, run_timeout=5.0, key=_identity
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await respond(send, door.Answer(405, {}, {"allow": "POST"}))
            return
        headers = headers_of(scope)
        try:
            raw = await read_body(receive, door.MAX_BODY, header_of(headers, b"content-length"))
        except ClientGone:
            return
        press = (
            door.problem("too-large") if raw is None
            else door.parse(header_of(headers, b"content-type"), raw, header_of(headers, b"idempotency-key"))
        )  # fmt: skip
        await respond(send, press if isinstance(press, door.Answer) else await self._take(press, headers))

    async def close(self) -> None:
        """Take nothing more; let the lists under way finish."""
        await self._group.close()

    async def _take(self, press: door.Press, headers: Headers) -> door.Answer:
        try:
            request = await self._request(press, headers)
            if isinstance(request, door.Answer):
                return request
            loop = asyncio.get_running_loop()
            if not self._pace.allows((request.actor_kind, request.actor), loop.time()):
                return door.problem("too-many", press)
            outcome = await self._group.submit(request, loop.time() + _DEADLINE_S)
        except (Busy, CommitUnknown):
            return door.problem("try-later", press)
        except Exception:
            log.exception("edge.take_failed")
            return door.problem("try-later", press)
        return door.answer(press, outcome, self._base_url)

    async def _request(self, press: door.Press, headers: Headers) -> ledger.Request | door.Answer:
        claim = callers.claim_of(header_of(headers, b"authorization"), header_of(headers, b"cookie"))
        if claim is None:
            return door.problem("unauthorised", press)
        find = self._known.citizen if claim.is_citizen else self._known.token
        if (who := await find(claim.token_hash)) is None:
            return door.problem("unauthorised", press)
        if claim.by_cookie and not self._same_site(headers):
            return door.problem("forbidden", press)
        return door.of_citizen(press, who) if isinstance(who, SignedIn) else door.of_token(press, who)

    def _same_site(self, headers: Headers) -> bool:
        fetched = header_of(headers, b"sec-fetch-site")
        return callers.same_site(fetched, header_of(headers, b"origin"), header_of(headers, b"host"), self._origin)

    async def _issue(self, requests: list[ledger.Request]) -> list[ledger.Outcome]:
        rows = await self._writer.fetch(ledger.ISSUE, ledger.encode(requests, clock.now()))
        outcomes = ledger.decode(rows)
        for shift in {one.shift for one in outcomes if one.verdict == ledger.Verdict.ISSUED}:
            self._announce.soon(f"shift:{shift}")
        return outcomes


class Announcer:
    """One notification a topic per 100 ms, outside the ledger's transaction; a lost one is healed by the poll."""

    def __init__(self, link: Link, channel: str, every_s: float = 0.1) -> None:
        self._link, self._channel, self._every_s = link, channel, every_s
        self._topics: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    def soon(self, topic: str) -> None:
        """Announce a topic within a tenth of a second."""
        self._topics.add(topic)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._tell())

    async def _tell(self) -> None:
        while self._topics:
            topics, self._topics = sorted(self._topics), set()
            try:
                await self._link.execute("SELECT pg_notify(%s, t) FROM unnest(%s::text[]) t", [self._channel, topics])
            except (Busy, CommitUnknown):
                log.warning("edge.announcement_lost")
            await asyncio.sleep(self._every_s)


def _identity(request: ledger.Request) -> object:
    identity = request.identity
    return object() if identity is None else identity  # nobody's press rides with everybody's


__all__ = ["Announcer", "TakeNumber"]
