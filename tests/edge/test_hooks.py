"""The webhook door and headers nobody sends by accident."""

import asyncio
import dataclasses
from typing import Any

import pytest

from motcua.edge.app import Edge
from motcua.edge.hooks import ZaloHook
from motcua.edge.wire import AsgiDoor
from motcua.foundation.config import read_config


@pytest.mark.parametrize("announced", ["\u00b2", "-1", "1e9", ""])
def test_a_strange_content_length_is_answered_as_any_other(office: str, announced: str) -> None:
    async def told() -> int:
        edge = Edge(dataclasses.replace(read_config(), database_url=office, database_direct_url=office))
        answers: list[Any] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"{}", "more_body": False}

        async def send(message: Any) -> None:  # Any: starlette's own Message
            answers.append(message)

        await edge.pool.open()
        try:
            headers = [(b"content-length", announced.encode("latin-1"))]
            await AsgiDoor(ZaloHook(edge.receiver))(
                {"type": "http", "method": "POST", "headers": headers}, receive, send
            )
        finally:
            await edge.receiver.close()
            await edge.pool.close()
            await edge.callers.close()
        return int(answers[0]["status"])

    assert asyncio.run(told()) == 400
