"""Filling HTML files: every value is escaped unless it is already `Markup`."""

import html
from functools import cache
from pathlib import Path
from string import Template

from starlette.responses import HTMLResponse

LOOKS = {"consent": "manager", "sign": "manager", "public": "phone"}
FOLDER = Path(__file__).parent.parent / "templates"


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def fill(template: str, /, **values: object) -> Markup:
    """The file `templates/<template>.html` with its `$places` filled."""
    ready = {key: value if isinstance(value, Markup) else html.escape(str(value)) for key, value in values.items()}
    return Markup(_template(template).substitute(ready))


def join(pieces: list[Markup]) -> Markup:
    return Markup("".join(pieces))


def page(template: str, /, *, title: str, status: int = 200, **values: object) -> HTMLResponse:
    """A whole page: the frame with the strip of a trial version around one filled file."""
    body = fill(template, title=title, **values)
    family = template.split("_")[0]
    look = LOOKS.get(family, family)
    return HTMLResponse(fill("frame", title=title, look=look, body=body), status_code=status)


@cache
def _template(name: str) -> Template:
    return Template((FOLDER / f"{name}.html").read_text(encoding="utf-8"))
