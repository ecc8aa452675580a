"""Who presses: cookies and tokens, looked up for a list at once and remembered for some seconds."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from motcua.edge.database import Link
from motcua.foundation import clock
from motcua.foundation.citizens import sign_in
from motcua.foundation.citizens.sign_in import SignedIn
from motcua.foundation.group_commit import Busy, CommitUnknown
from motcua.foundation.staff import tokens
from motcua.foundation.staff.tokens import TokenHolder
from motcua.tickets.callers import Claim
from motcua.tickets.ledger import byte_array

Who = SignedIn | TokenHolder
_REMEMBER_S = 10.0
_REMEMBER_MANY = 20_000


class Callers:
    """Token hash -> who. A cache with an age, so a revoked token lives ten seconds more at most."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._known: OrderedDict[bytes, tuple[float, Who]] = OrderedDict()

    async def find(self, claims: Sequence[Claim]) -> dict[bytes, Who]:
        """Who the claims belong to; those of nobody are missing. Raises Busy: nothing was done."""
        now = asyncio.get_running_loop().time()
        found: dict[bytes, Who] = {}
        citizens: list[bytes] = []
        holders: list[bytes] = []
        for claim in claims:
            known = self._known.get(claim.token_hash)
            if known is not None and known[0] > now:
                found[claim.token_hash] = known[1]
            else:
                (citizens if claim.is_citizen else holders).append(claim.token_hash)
        try:
            fresh = await self._read(citizens, holders)
        except CommitUnknown as error:
            raise Busy from error  # a read that broke did nothing
        for token_hash, who in fresh.items():
            self._known[token_hash] = (now + _REMEMBER_S, who)
        while len(self._known) > _REMEMBER_MANY:
            self._known.popitem(last=False)
        return {**found, **fresh}

    async def _read(self, citizens: list[bytes], holders: list[bytes]) -> dict[bytes, Who]:
        fresh: dict[bytes, Who] = {}
        if citizens:
            rows = await self._link.fetch(sign_in.FIND_SESSIONS, [byte_array(citizens), clock.now()])
            fresh.update(sign_in.decode(rows))
        if holders:
            told = [byte_array(holders), clock.now(), tokens.MAY_ISSUE]
            fresh.update(tokens.decode(await self._link.fetch(tokens.FIND_TOKENS, told)))
        return fresh
