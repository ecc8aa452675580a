"""The two ASGI apps: `edge` (production, beside `motcua web`) and `demo` (edge and Django in one process)."""

import os
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")

from starlette.types import Message, Receive, Scope, Send

from motcua.edge.app import create_app
from motcua.foundation.config import config

WEB_THREADS = int(os.environ.get("MOTCUA_WEB_THREADS", "6"))


def edge() -> Any:  # Any: servers disagree on the type of an ASGI app
    """The four doors alone."""
    return create_app(config())


def demo() -> Any:
    """The four doors, and Django behind every other path, in threads."""
    from a2wsgi import WSGIMiddleware
    from starlette.routing import Mount

    from motcua.wsgi import application

    django = WSGIMiddleware(cast(Any, application), workers=WEB_THREADS)

    async def mounted(scope: Scope, receive: Receive, send: Send) -> None:
        async def more() -> Message:
            # Granian's receive() gives a future where a2wsgi insists on a coroutine: without this every POST fails.
            return await receive()

        await django(cast(Any, scope), cast(Any, more), cast(Any, send))

    return create_app(config(), Mount("/", mounted))
