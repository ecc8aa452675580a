"""Reading the plain forms of the screens, and turning away forms that another site sends."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zalo_emulator.screens.page import page


class Turned(Exception):
    """A page cannot be shown; carries the answer to give in its place."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer
        super().__init__("turned away")


async def read(request: Request) -> dict[str, str]:
    """The fields of a posted form. Raises `Turned` for a form that comes from another site."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Turned(missing("Không nhận được", "Biểu mẫu này đến từ một trang khác.", status=403))
    async with request.form() as form:
        return {name: str(value) for name, value in form.items()}


def done(request: Request, address: str) -> Response:
    """After a form: back to the page, or nothing for a script that stays where it is."""
    if request.headers.get("x-quiet"):
        return Response(status_code=204)
    return RedirectResponse(address, status_code=303)


def missing(title: str, words: str, *, status: int = 404) -> Response:
    return page("phone_missing", title=title, words=words, status=status)
