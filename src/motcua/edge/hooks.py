"""Door 3: POST /hooks/zalo. The channel's own intake judges and stores; this only carries bytes."""

from starlette.types import Receive, Scope, Send

from motcua.edge.wire import ClientGone, header_of, headers_of, read_body, respond
from motcua.foundation import clock
from motcua.messaging.channels.zalo.hook import MOST_BYTES, Receiver
from motcua.tickets.door import Answer

_SIGNATURE = b"x-zevent-signature"


class ZaloHook:
    """The ASGI app of the webhook. A GET answers 200: some consoles probe the address so when it is saved."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in ("GET", "HEAD"):
            await respond(send, Answer(200, {"status": "ok"}))
            return
        headers = headers_of(scope)
        announced = header_of(headers, b"content-length")
        too_long = announced.isascii() and announced.isdecimal() and int(announced[:12]) > MOST_BYTES
        try:
            raw = None if too_long else await read_body(receive, MOST_BYTES, announced)
        except ClientGone:
            return
        receipt = await self._receiver.receive(header_of(headers, _SIGNATURE), raw, clock.now())
        retry = {"retry-after": "5"} if receipt.status == 503 else {}
        await respond(send, Answer(receipt.status, {"status": receipt.word}, retry))
