"""The public link of an account, and the QR code that holds nothing but this link."""

import io

import segno
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zalo_emulator.screens import forms
from zalo_emulator.screens.page import fill, join, page
from zalo_emulator.screens.phone import COOKIE
from zalo_emulator.world import OfficialAccount


def routes() -> list[Route]:
    return [Route("/oa/{oa_id}", profile), Route("/oa/{oa_id}/qr.svg", code)]


async def profile(request: Request) -> Response:
    account = _account(request)
    if account is None:
        return forms.missing("Không có tài khoản này", "Xin kiểm tra lại mã QR.")
    citizens = request.app.state.emulator.world.citizens
    known = citizens.get(request.cookies.get(COOKIE, ""))
    ways = []
    if known is not None:
        address = f"/phone/{known.id}/{account.oa_id}/"
        ways.append(fill("public_way", address=address, words=f"Mở bằng điện thoại của {known.name}"))
    ways.append(fill("public_way", address="/phone/", words="Chọn người dân khác" if known else "Chọn người dân"))
    return page("public_account", title=account.name, name=account.name, oa_id=account.oa_id, ways=join(ways))


async def code(request: Request) -> Response:
    account = _account(request)
    if account is None:
        return Response(status_code=404)
    drawing = io.BytesIO()
    link = f"{request.base_url}oa/{account.oa_id}"
    segno.make(link, error="m").save(
        drawing, kind="svg", border=2, scale=8, dark="#15211C", light="#FFFFFF", omitsize=True
    )
    return Response(drawing.getvalue(), media_type="image/svg+xml")


def _account(request: Request) -> OfficialAccount | None:
    account: OfficialAccount | None = request.app.state.emulator.world.accounts.get(request.path_params["oa_id"])
    return account
