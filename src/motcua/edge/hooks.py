"""Door 3: POST /hooks/zalo. The channel's own intake judges and stores; this only carries bytes."""

import time
from datetime import datetime

from motcua.edge.wire import Heard
from motcua.foundation import clock
from motcua.messaging.channels.zalo.hook import MOST_BYTES, Receipt, Receiver
from motcua.tickets.door import Answer

_SIGNATURE = "x-zevent-signature"
_CLOCK_LIVES_S = 0.005  # the events of one moment read the clock once


class ZaloHook:
    """The door of the webhook. A GET answers 200: some consoles probe the address so when it is saved."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._now = clock.now()
        self._now_read = time.monotonic()

    async def answer(self, heard: Heard) -> Answer:
        if heard.method in ("GET", "HEAD"):
            return Answer(200, {"status": "ok"})
        raw = await heard.body(MOST_BYTES)
        receipt = await self._receiver.receive(heard.header(_SIGNATURE), raw, self._moment())
        return _ANSWERS[receipt.word]

    def _moment(self) -> datetime:
        tick = time.monotonic()
        if tick - self._now_read > _CLOCK_LIVES_S:
            self._now, self._now_read = clock.now(), tick
        return self._now


def _ready(status: int, word: str) -> Answer:
    """Written once: the same eight go out all day."""
    headers = {"retry-after": "5"} if status == 503 else {}
    return Answer(status, {"status": word}, headers, Answer(status, {"status": word}).encode())


_ANSWERS = {one.word: _ready(one.status, one.word) for one in Receipt}
