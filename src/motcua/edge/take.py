"""Door 1: POST /api/v1/tickets. Presses of many citizens share one commit."""

import asyncio
import logging
from typing import NamedTuple

from motcua.edge.callers import Callers
from motcua.edge.database import Link
from motcua.edge.metrics import Figures
from motcua.edge.wire import Heard
from motcua.foundation import clock
from motcua.foundation.citizens.sign_in import SignedIn
from motcua.foundation.group_commit import Busy, CommitUnknown, GroupCommit
from motcua.foundation.staff.tokens import TokenHolder
from motcua.tickets import callers, door, ledger

log = logging.getLogger(__name__)
_DEADLINE_S = 8.0


class _Asked(NamedTuple):
    """One press and what it shows of who makes it."""

    press: door.Press
    claim: callers.Claim

    @property
    def rider(self) -> object:
        """Two presses of one rider never ride in one list; a walk-in without a key is nobody's repeat."""
        if self.claim.is_citizen:
            return self.claim.token_hash, self.press.person
        return (self.claim.token_hash, self.press.key) if self.press.key else object()


class TakeNumber:
    """The door. `announce` is told which shifts got numbers, after the commit.

    Who presses is looked up for a whole list too: a look-up of its own would cost each press a second wait.
    """

    def __init__(self, writer: Link, known: Callers, base_url: str, announce: "Announcer", figures: Figures) -> None:
        self._figures, self._writer, self._known, self._base_url = figures, writer, known, base_url
        self._announce = announce
        self._origin = callers.origin_of(base_url)
        self._pace = callers.Pace()
        self._group: GroupCommit[_Asked, door.Answer] = GroupCommit(
            self._serve, max_batch=400, in_flight=2, max_waiting=8192, run_timeout=5.0, key=lambda asked: asked.rider
        )

    async def answer(self, heard: Heard) -> door.Answer:
        if heard.method != "POST":
            return door.Answer(405, {}, {"allow": "POST"})
        raw = await heard.body(door.MAX_BODY)
        if raw is None:
            return door.problem("too-large")
        press = door.parse(heard.header("content-type"), raw, heard.header("idempotency-key"))
        return press if isinstance(press, door.Answer) else await self._take(press, heard)

    async def close(self) -> None:
        """Take nothing more; let the lists under way finish."""
        await self._group.close()

    async def _take(self, press: door.Press, heard: Heard) -> door.Answer:
        claim = callers.claim_of(heard.header("authorization"), heard.header("cookie"))
        if claim is None:
            return door.problem("unauthorised", press)
        if claim.by_cookie and not self._same_site(heard):
            return door.problem("forbidden", press)
        at = asyncio.get_running_loop().time()
        if not self._pace.allows(claim.token_hash, at):
            return door.problem("too-many", press)
        try:
            return await self._group.submit(_Asked(press, claim), at + _DEADLINE_S)
        except (Busy, CommitUnknown):
            return door.problem("try-later", press)
        except Exception:
            log.exception("edge.take_failed")
            return door.problem("try-later", press)

    def _same_site(self, heard: Heard) -> bool:
        fetched = heard.header("sec-fetch-site")
        return callers.same_site(fetched, heard.header("origin"), heard.header("host"), self._origin)

    async def _serve(self, asked: list[_Asked]) -> list[door.Answer]:
        """Answer a list: who they are in one read, their numbers in one commit."""
        known = await self._known.find([one.claim for one in asked])
        answers: dict[int, door.Answer] = {}
        requests: dict[int, ledger.Request] = {}
        for place, one in enumerate(asked):
            request = _request(one.press, known.get(one.claim.token_hash))
            if isinstance(request, door.Answer):
                answers[place] = request
            else:
                requests[place] = request
        first, later = _without_repeats(requests)
        for place, outcome in zip(first, await self._issue(list(first.values())) if first else [], strict=True):
            answers[place] = door.answer(asked[place].press, outcome, self._base_url)
        for place in later:  # beyond the first commit nothing may fail the list: it would be run again
            answers[place] = await self._alone(asked[place].press, later[place])
        return [answers[place] for place in range(len(asked))]

    async def _alone(self, press: door.Press, request: ledger.Request) -> door.Answer:
        """A second press of one person in one list, from another device: after the list, in its own commit."""
        try:
            (outcome,) = await self._issue([request])
        except Exception:
            log.warning("edge.second_press_failed")
            return door.problem("try-later", press)
        return door.answer(press, outcome, self._base_url)

    async def _issue(self, requests: list[ledger.Request]) -> list[ledger.Outcome]:
        rows = await self._writer.fetch(ledger.ISSUE, ledger.encode(requests, clock.now()))
        outcomes = ledger.decode(rows)
        self._figures.issued(outcomes)
        for shift in {one.shift for one in outcomes if one.verdict == ledger.Verdict.ISSUED}:
            self._announce.soon(f"shift:{shift}")
        return outcomes


def _request(press: door.Press, who: SignedIn | TokenHolder | None) -> ledger.Request | door.Answer:
    if who is None:
        return door.problem("unauthorised", press)
    return door.of_citizen(press, who) if isinstance(who, SignedIn) else door.of_token(press, who)


def _without_repeats(
    requests: dict[int, ledger.Request],
) -> tuple[dict[int, ledger.Request], dict[int, ledger.Request]]:
    """The requests that may ride together, and those of the same person (from another device) for the next ride."""
    seen: set[object] = set()
    now, later = {}, {}
    for place, request in requests.items():
        identity = request.identity
        if identity is not None and identity in seen:
            later[place] = request
        else:
            seen.add(identity)
            now[place] = request
    return now, later


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


__all__ = ["Announcer", "TakeNumber"]
