"""Door 3: POST /hooks/zalo. The channel's own intake judges and stores; this only carries bytes."""

from motcua.edge.wire import Heard
from motcua.foundation import clock
from motcua.messaging.channels.zalo.hook import MOST_BYTES, Receipt, Receiver
from motcua.tickets.door import Answer

_SIGNATURE = "x-zevent-signature"


class ZaloHook:
    """The door of the webhook. A GET answers 200: some consoles probe the address so when it is saved."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver

    async def answer(self, heard: Heard) -> Answer:
        if heard.method in ("GET", "HEAD"):
            return Answer(200, {"status": "ok"})
        raw = await heard.body(MOST_BYTES)
        return _ANSWERS[await self._receiver.receive(heard.header(_SIGNATURE), raw, clock.now())]


_ANSWERS = {
    one: Answer(one.status, {"status": one.word}, {"retry-after": "5"} if one.status == 503 else {}) for one in Receipt
}
