"""Articles: written, processed for a moment, then listed, changed and removed."""

import secrets
from datetime import UTC, datetime

from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import Call
from zalo_emulator.api.forms import web_address
from zalo_emulator.desk import Article
from zalo_emulator.errors import Refused

PROCESSING_MS = 2000
TITLE_LIMIT, AUTHOR_LIMIT, DESCRIPTION_LIMIT = 150, 50, 300
MOST_LISTED = 10
MOST_ARTICLES = 1000


async def create(call: Call) -> object:
    """→ `token`; the id comes from `verify` once the article is processed."""
    article = fill(_blank(call), bodies.parse(await call.request.body()))
    articles = call.account.desk.articles
    if len(articles) >= MOST_ARTICLES:
        raise Refused(-223)
    articles[article.id] = article
    call.emulator.world.changes += 1
    return {"token": article.token}


async def verify(call: Call) -> object:
    """`{token}` → `id`; -214 until the article is processed."""
    token = bodies.text(bodies.parse(await call.request.body()), "token")
    found = next((article for article in call.account.desk.articles.values() if article.token == token), None)
    if found is None:
        raise Refused(-201, "token")
    if found.ready_ms > call.emulator.clock.millis():
        raise Refused(-214)
    return {"id": found.id}


async def update(call: Call) -> object:
    """The body of `create` and `id` → a new `token`."""
    body = bodies.parse(await call.request.body())
    article = _article(call, bodies.text(body, "id"))
    fill(article, body)
    now_ms = call.emulator.clock.millis()
    article.token, article.updated_ms, article.ready_ms = secrets.token_urlsafe(24), now_ms, now_ms + PROCESSING_MS
    call.emulator.world.changes += 1
    return {"token": article.token}


async def remove(call: Call) -> object:
    article = _article(call, bodies.text(bodies.parse(await call.request.body()), "id"))
    del call.account.desk.articles[article.id]
    call.emulator.world.changes += 1
    return {"message": "success"}


async def detail(call: Call) -> object:
    """`?id=` as a plain query field."""
    article = _article(call, call.request.query_params.get("id", ""))
    return _summary(article, call) | {
        "author": article.author,
        "description": article.description,
        "cover": {"cover_type": "photo", "photo_url": article.cover, "status": "show"},
        "body": article.body,
        "comment": article.comment,
        "related_medias": [],
        "tracking_link": "",
    }


async def listing(call: Call) -> object:
    """`?offset=&limit=≤10&type=normal`, newest first."""
    asked: bodies.Body = {}
    for name in ("offset", "limit"):
        given = call.request.query_params.get(name, "0" if name == "offset" else str(MOST_LISTED))
        asked[name] = int(given) if given.isdigit() else given
    offset = bodies.number(asked, "offset", default=0, low=0, high=MOST_ARTICLES)
    limit = bodies.number(asked, "limit", default=MOST_LISTED, low=1, high=MOST_LISTED)
    if call.request.query_params.get("type", "normal") not in ("normal", "video"):
        raise Refused(-201, "type")
    now_ms = call.emulator.clock.millis()
    ready = [article for article in call.account.desk.articles.values() if article.ready_ms <= now_ms]
    newest_first = sorted(ready, key=lambda article: article.created_ms, reverse=True)
    medias = [_summary(article, call) for article in newest_first[offset : offset + limit]]
    return {"medias": medias, "total": len(ready)}


def fill(article: Article, body: bodies.Body) -> Article:
    """Raises -201 for a wrong shape, -210 for a title, author or description that is too long."""
    if body.get("type") != "normal":
        raise Refused(-201, "type")
    article.title = bodies.text(body, "title", limit=TITLE_LIMIT)
    article.author = bodies.text(body, "author", limit=AUTHOR_LIMIT)
    article.description = bodies.text(body, "description", limit=DESCRIPTION_LIMIT)
    cover = bodies.part(body, "cover")
    if cover.get("cover_type") != "photo":
        raise Refused(-201, "cover_type")
    article.cover = web_address(cover, "photo_url")
    article.body = [_piece(piece) for piece in bodies.parts(body, "body")]
    article.status, article.comment = _shown(body, "status"), _shown(body, "comment")
    return article


def address(base_url: object, oa_id: str, article_id: str) -> str:
    """Where people read it."""
    return f"{base_url}oa/{oa_id}/articles/{article_id}"


def _piece(piece: bodies.Body) -> dict[str, str]:
    kind = bodies.text(piece, "type")
    if kind == "text":
        return {"type": kind, "content": bodies.text(piece, "content", limit=100_000)}
    if kind == "image":
        caption = bodies.text(piece, "caption", required=False)
        return {"type": kind, "url": web_address(piece, "url"), "caption": caption}
    if kind == "video":
        name = "url" if "url" in piece else "video_id"
        return {"type": kind, name: bodies.text(piece, name), "thumb": bodies.text(piece, "thumb", required=False)}
    raise Refused(-201, "body.type")


def _shown(body: bodies.Body, name: str) -> str:
    """Hidden unless said otherwise."""
    found = body.get(name, "hide")
    if found not in ("show", "hide"):
        raise Refused(-201, name)
    return str(found)


def _blank(call: Call) -> Article:
    now_ms = call.emulator.clock.millis()
    return Article(
        id=secrets.token_hex(10),
        token=secrets.token_urlsafe(24),
        title="",
        author="",
        description="",
        cover="",
        body=[],
        status="hide",
        comment="hide",
        created_ms=now_ms,
        updated_ms=now_ms,
        ready_ms=now_ms + PROCESSING_MS,
    )


def _article(call: Call, article_id: str) -> Article:
    article = call.account.desk.articles.get(article_id)
    if article is None:
        raise Refused(-201, "id")
    return article


def _summary(article: Article, call: Call) -> dict[str, object]:
    return {
        "id": article.id,
        "type": "normal",
        "title": article.title,
        "status": article.status,
        "total_view": article.views,
        "total_share": 0,
        "create_date": _moment(article.created_ms),
        "update_date": _moment(article.updated_ms),
        "thumb": article.cover,
        "link_view": address(call.request.base_url, call.account.oa_id, article.id),
    }


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")
