"""What Granian serves: `edge` (production, beside `motcua web`) and `demo` (edge and Django in one process)."""

import os
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")

from motcua.edge.app import Server
from motcua.foundation.config import config

WEB_THREADS = int(os.environ.get("MOTCUA_WEB_THREADS", "6"))


def edge() -> Server:
    """The four doors alone."""
    return Server(config())


def demo() -> Server:
    """The four doors, and Django behind every other path, in threads."""
    from a2wsgi import WSGIMiddleware
    from starlette.routing import Mount

    from motcua.wsgi import application

    django = WSGIMiddleware(cast(Any, application), workers=WEB_THREADS)
    return Server(config(), Mount("/", cast(Any, django)))
