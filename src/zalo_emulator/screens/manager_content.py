"""Articles and broadcasts of an account, as its clerk would make them in Zalo's own tool."""

import secrets
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zalo_emulator.desk import KEPT_BROADCASTS, Article, Broadcast
from zalo_emulator.screens import forms
from zalo_emulator.screens.inside import account_of, emulator_of, inside, tabs
from zalo_emulator.screens.lines import HANOI
from zalo_emulator.screens.page import Markup, fill, join, page
from zalo_emulator.world import OfficialAccount

SHOWN = 30


def routes() -> list[Route]:
    one = "/manager/{oa_id}/articles/"
    return [
        Route(one, inside(content)),
        Route(one + "write", inside(write), methods=["POST"]),
        Route(one + "broadcast", inside(broadcast), methods=["POST"]),
    ]


async def content(request: Request) -> Response:
    account = account_of(request)
    articles = list(account.desk.articles.values())[-SHOWN:][::-1]
    rows = [
        fill(
            "content_row",
            address=f"/oa/{account.oa_id}/articles/{article.id}",
            title=article.title,
            shown=fill("tag", look="tag--good" if article.status == "show" else "", words=_shown(article)),
            views=article.views,
            oa_id=account.oa_id,
            article_id=article.id,
        )
        for article in articles
    ]
    orders = [_order(account, order) for order in account.desk.broadcasts[-SHOWN:][::-1]]
    return page(
        "manager_content",
        title="Bài viết",
        bar=fill("manager_bar"),
        tabs=tabs(account, "articles/"),
        oa_id=account.oa_id,
        articles=fill("content_table", rows=join(rows)) if rows else fill("empty", words="Chưa có bài viết nào."),
        orders=fill("content_orders", rows=join(orders)) if orders else fill("quiet", words="Chưa gửi bài nào."),
        left=account.desk.broadcasts_left,
    )


async def write(request: Request) -> Response:
    """A short article with a sample cover, shown at once."""
    form = await forms.read(request)
    emulator, account = emulator_of(request), account_of(request)
    title, text = form.get("title", "").strip()[:150], form.get("text", "").strip()[:20_000]
    if title and text:
        now_ms = emulator.clock.millis()
        article = Article(
            id=secrets.token_hex(10),
            token=secrets.token_urlsafe(24),
            title=title,
            author=account.name[:50],
            description=text[:140],
            cover=f"{request.base_url}static/sample-photo.png",
            body=[{"type": "text", "content": part} for part in text.split("\n") if part.strip()],
            status="show",
            comment="hide",
            created_ms=now_ms,
            updated_ms=now_ms,
            ready_ms=now_ms,
        )
        account.desk.articles[article.id] = article
        emulator.world.changes += 1
    return forms.done(request, f"/manager/{account.oa_id}/articles/")


async def broadcast(request: Request) -> Response:
    """To every follower, without the review."""
    form = await forms.read(request)
    emulator, account = emulator_of(request), account_of(request)
    desk, article_id = account.desk, form.get("article_id", "")
    if article_id in desk.articles and desk.broadcasts_left > 0:
        desk.broadcasts_left -= 1
        order = Broadcast(secrets.token_hex(10), [article_id], {}, emulator.clock.millis())
        desk.broadcasts = [*desk.broadcasts[1 - KEPT_BROADCASTS :], order]
        emulator.world.changes += 1
    return forms.done(request, f"/manager/{account.oa_id}/articles/")


def _shown(article: Article) -> str:
    return "đang hiện" if article.status == "show" else "đang ẩn"


def _order(account: OfficialAccount, order: Broadcast) -> Markup:
    titles = [account.desk.articles[key].title for key in order.article_ids if key in account.desk.articles]
    due = datetime.fromtimestamp(order.due_ms / 1000, HANOI).strftime("%H:%M, %d/%m")
    return fill(
        "content_order",
        titles="; ".join(titles) or "Bài đã gỡ",
        due=due,
        state=fill("tag", look="tag--good" if order.done else "", words="đã gửi" if order.done else "chờ duyệt"),
        reached=order.reached,
    )
