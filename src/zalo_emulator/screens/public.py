"""What everybody may see of an account: its link and QR code, articles, previews of templates, sample files."""

import io
import re
from datetime import datetime

import segno
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zalo_emulator.samples import FILES
from zalo_emulator.screens import forms
from zalo_emulator.screens.lines import HANOI
from zalo_emulator.screens.page import fill, join, page
from zalo_emulator.screens.phone import COOKIE
from zalo_emulator.world import OfficialAccount

SHOWN_ARTICLES = 50


def routes() -> list[Route]:
    return [
        Route("/oa/{oa_id}", profile),
        Route("/oa/{oa_id}/qr.svg", code),
        Route("/oa/{oa_id}/articles/", articles),
        Route("/oa/{oa_id}/articles/{article_id}", article),
        Route("/oa/{oa_id}/templates/{template_id}", template),
        Route("/samples/{name}", sample),
    ]


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


async def articles(request: Request) -> Response:
    """What the account shows to everybody, newest first."""
    account = _account(request)
    if account is None:
        return forms.missing("Không có tài khoản này", "Xin kiểm tra lại liên kết.")
    now_ms = request.app.state.emulator.clock.millis()
    shown = [one for one in account.desk.articles.values() if one.status == "show" and one.ready_ms <= now_ms]
    rows = [
        fill("article_row", oa_id=account.oa_id, article_id=one.id, title=one.title, description=one.description)
        for one in reversed(shown[-SHOWN_ARTICLES:])
    ]
    listed = fill("doors", inner=join(rows)) if rows else fill("empty", words="Chưa có bài viết nào.")
    return page("public_articles", title="Bài viết", name=account.name, articles=listed)


async def article(request: Request) -> Response:
    account = _account(request)
    found = account.desk.articles.get(request.path_params["article_id"]) if account is not None else None
    if account is None or found is None:
        return forms.missing("Không có bài viết này", "Bài viết đã bị gỡ, hoặc liên kết không đúng.")
    found.views += 1
    pieces = [fill(f"article_{piece['type']}", **_piece(piece)) for piece in found.body]
    written = datetime.fromtimestamp(found.created_ms / 1000, HANOI).strftime("%d/%m/%Y")
    return page(
        "public_article",
        title=found.title,
        name=account.name,
        author=found.author,
        written=written,
        description=found.description,
        cover=found.cover,
        body=join(pieces),
    )


async def template(request: Request) -> Response:
    """The preview that `template/info/v2` points to."""
    account = _account(request)
    found = account.desk.templates.get(request.path_params["template_id"]) if account is not None else None
    if account is None or found is None:
        return forms.missing("Không có mẫu tin này", "Xin kiểm tra lại mã mẫu tin.")
    return page("public_template", title=found.name, name=account.name, text=found.text)


async def sample(request: Request) -> Response:
    media_type, content = FILES.get(request.path_params["name"], ("", b""))
    return Response(content, media_type=media_type) if content else Response(status_code=404)


def _piece(piece: dict[str, str]) -> dict[str, object]:
    """Text bodies carry HTML on the wire; here they are shown as plain words."""
    if piece["type"] == "text":
        return {"text": " ".join(re.sub(r"<[^>]+>", " ", piece["content"]).split())}
    return {"address": piece.get("url", ""), "caption": piece.get("caption", "")}


def _account(request: Request) -> OfficialAccount | None:
    account: OfficialAccount | None = request.app.state.emulator.world.accounts.get(request.path_params["oa_id"])
    return account
