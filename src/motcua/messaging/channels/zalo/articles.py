"""Articles of an account and their broadcast. Zalo fetches pictures itself, so their addresses must be public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from motcua.messaging.channels.contract import Outcome
from motcua.messaging.channels.zalo.access import Access
from motcua.messaging.channels.zalo.client import Called

# Shorter than documented (150, 300): what was seen to pass.
TITLE_LIMIT, DESCRIPTION_LIMIT, AUTHOR_LIMIT = 140, 250, 50
MOST_ARTICLES = 5
FILTERS = frozenset({"gender", "ages", "locations", "cities", "platform", "telcos"})

Part = Mapping[str, str]


class Unfit(ValueError):
    """Bài viết hoặc đối tượng gửi không đúng quy định của Zalo."""


@dataclass(frozen=True, slots=True)
class Article:
    """`body`: parts {type: "text", content} or {type: "image", url, caption}."""

    title: str
    author: str
    description: str
    cover_url: str
    body: Sequence[Part]
    shown: bool = True
    comments: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the account's list of articles."""

    article_id: str
    title: str
    status: str


def create(access: Access, article: Article) -> tuple[Called, str]:
    """(the call, a token to `verify` with): Zalo works on it for a while. Raises Unfit."""
    called = access.do("/v2.0/article/create", _told(article))
    return called, _field(called, "token")


def verify(access: Access, token: str) -> tuple[Called, str]:
    """The article's id once Zalo is done with it; LATER (-214) while it is not."""
    called = access.do("/v2.0/article/verify", {"token": token})
    return called, _field(called, "id")


def update(access: Access, article_id: str, article: Article) -> tuple[Called, str]:
    """As `create`, in the place of an article."""
    called = access.do("/v2.0/article/update", {"id": article_id, **_told(article)})
    return called, _field(called, "token")


def remove(access: Access, article_id: str) -> Called:
    """It is gone for its readers too."""
    return access.do("/v2.0/article/remove", {"id": article_id})


def detail(access: Access, article_id: str) -> Called:
    """Everything Zalo keeps of it, in `data`."""
    return access.look_up("/v2.0/article/getdetail", id=article_id)


def listing(access: Access, *, offset: int = 0, limit: int = 10) -> tuple[Called, list[Listed], int]:
    """(the call, at most ten articles, how many there are)."""
    called = access.look_up("/v2.0/article/getslice", offset=str(offset), limit=str(min(limit, 10)), type="normal")
    data = called.data or {}
    found = data.get("medias")
    rows = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    total = data.get("total")
    listed = [
        Listed(str(one.get("id") or ""), str(one.get("title") or ""), str(one.get("status") or "")) for one in rows
    ]
    return called, listed, total if isinstance(total, int) else len(listed)


def broadcast(
    access: Access, article_ids: Sequence[str], *, target: Mapping[str, Sequence[int]], cities: Literal[63, 34] = 63
) -> tuple[Called, str]:
    """(the call, the order's id). Followers only, reviewed half an hour, by day, counted by the month. Raises Unfit.

    `target`: filters in Zalo's numbers; the finest is a province, and which list of them is a choice of the account.
    """
    if not 1 <= len(article_ids) <= MOST_ARTICLES:
        raise Unfit("from one to five articles")
    if unknown := set(target) - FILTERS:
        raise Unfit(f"unknown filters {sorted(unknown)}")
    if any(not 0 <= city <= cities for city in target.get("cities", ())):
        raise Unfit("a city that is not on the list")
    elements = [{"media_type": "article", "attachment_id": one} for one in article_ids]
    body: dict[str, object] = {
        "recipient": {"target": {name: ",".join(map(str, values)) for name, values in target.items() if values}},
        "message": {"attachment": {"type": "template", "payload": {"template_type": "media", "elements": elements}}},
    }
    called = access.do("/v2.0/oa/message", body)
    return called, called.message_id


def _told(article: Article) -> dict[str, object]:
    for text, limit in (
        (article.title, TITLE_LIMIT), (article.description, DESCRIPTION_LIMIT), (article.author, AUTHOR_LIMIT),
    ):  # fmt: skip
        if not text.strip() or len(text) > limit:
            raise Unfit(f"a text of 1 to {limit} characters")
    if not article.body:
        raise Unfit("an empty article")
    return {
        "type": "normal",
        "title": article.title,
        "author": article.author,
        "cover": {"cover_type": "photo", "photo_url": _address(article.cover_url), "status": "show"},
        "description": article.description,
        "body": [{**part, "url": _address(part["url"])} if "url" in part else dict(part) for part in article.body],
        "related_medias": [],
        "tracking_link": "",
        "status": "show" if article.shown else "hide",
        "comment": "show" if article.comments else "hide",
    }


def _address(url: str) -> str:
    """Percent-encoded: Zalo does not fetch an address with spaces or letters beyond ASCII."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%-._~")


def _field(called: Called, name: str) -> str:
    found = (called.data or {}).get(name)
    return str(found) if called.outcome is Outcome.DONE and isinstance(found, str | int) else ""
