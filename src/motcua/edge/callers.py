"""Who presses: a cookie or a token, looked up for many requests at once and remembered for some seconds."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from motcua.edge.database import Link
from motcua.foundation import clock
from motcua.foundation.citizens import sign_in
from motcua.foundation.group_commit import GroupCommit
from motcua.foundation.staff import tokens
from motcua.tickets.ledger import byte_array

T = TypeVar("T")
_REMEMBER_S = 10.0
_REMEMBER_MANY = 20_000
_DEADLINE_S = 3.0


class _LookUp(Generic[T]):
    """Token hash -> who, in grouped reads; a cache with an age, so a revoked token lives ten seconds more at most."""

    def __init__(
        self, link: Link, query: str, decode: Callable[[Sequence[Any]], dict[bytes, T]], *more: object
    ) -> None:
        self._link, self._query, self._decode, self._more = link, query, decode, more
        self._known: OrderedDict[bytes, tuple[float, T]] = OrderedDict()
        self._group: GroupCommit[bytes, T | None] = GroupCommit(self._find, max_batch=512, in_flight=1)

    async def __call__(self, token_hash: bytes) -> T | None:
        now = asyncio.get_running_loop().time()
        found = self._known.get(token_hash)
        if found is not None and found[0] > now:
            return found[1]
        who = await self._group.submit(token_hash, now + _DEADLINE_S)
        if who is not None:
            self._known[token_hash] = (now + _REMEMBER_S, who)
            if len(self._known) > _REMEMBER_MANY:
                self._known.popitem(last=False)
        return who

    async def _find(self, hashes: list[bytes]) -> list[T | None]:
        rows = await self._link.fetch(self._query, [byte_array(hashes), clock.now(), *self._more])
        found = self._decode(rows)
        return [found.get(one) for one in hashes]


class Callers:
    """The two look-ups of the doors."""

    def __init__(self, link: Link) -> None:
        self.citizen: _LookUp[sign_in.SignedIn] = _LookUp(link, sign_in.FIND_SESSIONS, sign_in.decode)
        self.token: _LookUp[tokens.TokenHolder] = _LookUp(link, tokens.FIND_TOKENS, tokens.decode, tokens.MAY_ISSUE)
