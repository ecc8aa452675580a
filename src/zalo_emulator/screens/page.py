"""Filling HTML files: every value is escaped unless it is already `Markup`."""

import html
from functools import cache
from pathlib import Path
from string import Template

from starlette.responses import HTMLResponse

FOLDER = Path(__file__).parent.parent / "templates"


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def fill(name: str, **values: object) -> Markup:
    """The file `templates/<name>.html` with its `$places` filled."""
    ready = {key: value if isinstance(value, Markup) else html.escape(str(value)) for key, value in values.items()}
    return Markup(_template(name).substitute(ready))


def join(pieces: list[Markup]) -> Markup:
    return Markup("".join(pieces))


def page(name: str, *, title: str, status: int = 200, **values: object) -> HTMLResponse:
    """A whole page: the frame with the strip of a trial version around one filled file."""
    body = fill(name, title=title, **values)
    return HTMLResponse(fill("frame", title=title, look=name.split("_")[0], body=body), status_code=status)


@cache
def _template(name: str) -> Template:
    return Template((FOLDER / f"{name}.html").read_text(encoding="utf-8"))
