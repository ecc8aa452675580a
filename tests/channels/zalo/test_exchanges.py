"""Followers, tags, articles, broadcasts and templates: the very calls recorded, and what is made of their answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from motcua.messaging.channels.contract import Template
from motcua.messaging.channels.zalo import articles, people, templates
from motcua.messaging.channels.zalo.access import Access
from motcua.messaging.channels.zalo.articles import Article, Unfit
from motcua.messaging.channels.zalo.client import Called, ZaloClient
from motcua.messaging.channels.zalo.statuses import Outcome
from tests.channels.scripted_zalo import Says, ScriptedZalo, envelope

RECORDED = Path(__file__).parents[1] / "recorded"
USER, MESSAGE, ARTICLE = "2468000000000000001", "96d3cdf3af1504609090", "b2c3d4e5f60718293a4b"
PHOTO = "https://example.org/anh-mau.jpg"
DATA = {"ho_ten": "Nguyễn Thị Mẫu", "ma_ho_so": "HS-1", "noi_nhan": "Quầy 3"}
Told = dict[str, Any]  # Any: recorded JSON, whose shape is what is tested


def recorded(name: str) -> Told:
    told: Told = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    return told


@pytest.fixture
def access(client: ZaloClient) -> Access:
    return Access(client, "access-1")


def article(**changed: Any) -> Article:  # Any: each field its own
    told = recorded("exchange_article_create")["request"]["json"]
    made: Told = {
        "title": told["title"], "author": told["author"], "description": told["description"], "cover_url": PHOTO,
        "body": told["body"],
    }  # fmt: skip
    return Article(**{**made, **changed})


def by_phone(access: Access, phone: str = "84900000000") -> Called:
    template = Template("610001", DATA, phone=phone)
    return templates.send(access, to="", template=template, tracking_id="t-1")


def by_user(access: Access) -> Called:
    return templates.send(access, to=USER, template=Template("610001", DATA), tracking_id="t-1")


def first(told: tuple[Called, object] | tuple[Called, object, object]) -> Called:
    return told[0]


CALLS: dict[str, Callable[[Access], Called]] = {
    "article_create": lambda access: first(articles.create(access, article())),
    "article_verify": lambda access: first(articles.verify(access, "article-token")),
    "article_remove": lambda access: articles.remove(access, ARTICLE),
    "article_detail": lambda access: articles.detail(access, ARTICLE),
    "article_list": lambda access: first(articles.listing(access)),
    "broadcast": lambda access: first(
        articles.broadcast(access, [ARTICLE], target={"gender": [0], "ages": [0, 1], "cities": [4, 9]})
    ),
    "tag_follower": lambda access: people.tag(access, USER, "da-nhan-the"),
    "tag_names": lambda access: first(people.tags(access)),
    "template_by_phone": by_phone,
    "template_token": by_phone,
    "template_no_money": by_phone,
    "template_daily_quota": by_phone,
    "template_no_account": lambda access: by_phone(access, "84999999999"),
    "template_no_wallet": by_phone,
    "template_refused_to_state": by_phone,
    "template_by_user": by_user,
    "template_list": lambda access: first(templates.offers(access)),
    "template_info": lambda access: first(templates.offer(access, "610001")),
    "template_quota": lambda access: first(templates.quota(access)),
}


@pytest.mark.parametrize("name", CALLS)
def test_the_call_is_the_recorded_one(access: Access, zalo: ScriptedZalo, name: str) -> None:
    told = recorded(f"exchange_{name}")
    zalo.say(Says(json.dumps(told["response"]).encode()))
    called = CALLS[name](access)
    (asked,) = zalo.asked
    address, wanted = urlsplit(asked.path), told["request"]
    assert address.path == wanted["path"]
    assert asked.headers["access_token"] == "access-1"
    if wanted["method"] == "POST":
        assert _comparable(json.loads(asked.body), wanted["json"], name) == wanted["json"]
    elif name != "template_list":
        assert dict(parse_qsl(address.query)) == wanted.get("query", {})
    assert called.code == told["response"]["error"]
    assert (called.outcome is Outcome.DONE) == (called.code == 0)


def _comparable(sent: Told, wanted: Told, name: str) -> Told:
    """The tag's name and the values of a template are the test's own where the recording has others."""
    if name == "tag_follower":
        return sent | {"tag_name": wanted["tag_name"]}
    return sent | {"template_data": wanted["template_data"], "template_id": wanted["template_id"]} if (
        "template_data" in wanted
    ) else sent  # fmt: skip


def test_what_is_read_of_the_answers(access: Access, zalo: ScriptedZalo) -> None:
    def says(name: str) -> None:
        zalo.say(Says(json.dumps(recorded(f"exchange_{name}")["response"]).encode()))

    says("article_create")
    assert articles.create(access, article())[1] == "article-token"
    says("article_verify")
    assert articles.verify(access, "article-token")[1] == ARTICLE
    says("article_list")
    _, listed, total = articles.listing(access)
    assert (total, listed[0].article_id, listed[0].title) == (1, ARTICLE, "Lịch nhận thẻ")
    says("template_info")
    _, offer = templates.offer(access, "610001")
    assert offer is not None and offer.is_usable
    assert (offer.price_phone, offer.price_user, offer.blanks) == (120, 84, ("ho_ten",))
    says("template_quota")
    assert templates.quota(access)[1:] == (2000, 2000)
    says("template_by_phone")
    assert by_phone(access).message_id == MESSAGE
    says("template_by_user")
    assert (by_user(access).message_id, by_user(access).charge) == (MESSAGE, "charged")


def test_followers_are_read_to_the_last_page_and_by_the_older_door_where_the_newer_is_shut(
    access: Access, zalo: ScriptedZalo
) -> None:
    pages = [[f"u{page}-{one}" for one in range(50)] for page in range(2)] + [["u-last"]]
    zalo.say(*(envelope(0, total=101, users=[{"user_id": one} for one in page]) for page in pages))
    assert list(people.followers(access)) == [one for page in pages for one in page]
    zalo.asked.clear()
    zalo.say(envelope(-209), envelope(0, total=1, followers=[{"user_id": "u1"}]))
    assert list(people.followers(access)) == ["u1"]
    assert [urlsplit(asked.path).path for asked in zalo.asked] == ["/v3.0/oa/user/getlist", "/v2.0/oa/getfollowers"]


def test_a_profile_is_read_whole_and_its_absence_is_met(access: Access, zalo: ScriptedZalo) -> None:
    zalo.say(Says(json.dumps(recorded("answer_user_detail")["body"]).encode()))
    _, profile = people.profile(access, USER)
    assert profile is not None
    assert (profile.user_id, bool(profile.name), bool(profile.user_id_by_app)) == (USER, True, True)
    zalo.say(envelope(-201, "user_id is invalid"))
    assert people.profile(access, "nobody")[1] is None


@pytest.mark.parametrize(
    "changed", [{"title": "t" * 141}, {"title": " "}, {"author": "a" * 51}, {"description": "d" * 251}, {"body": []}]
)
def test_an_article_zalo_would_refuse_is_not_sent(access: Access, zalo: ScriptedZalo, changed: Told) -> None:
    with pytest.raises(Unfit):
        articles.create(access, article(**changed))
    assert zalo.asked == []


def test_a_picture_with_spaces_in_its_address_is_encoded_once(access: Access, zalo: ScriptedZalo) -> None:
    articles.create(access, article(cover_url="https://example.org/ảnh mẫu%201.jpg"))
    assert zalo.asked[0].json["cover"]["photo_url"] == "https://example.org/%E1%BA%A3nh%20m%E1%BA%ABu%201.jpg"


def test_a_broadcast_to_nowhere_is_not_sent(access: Access, zalo: ScriptedZalo) -> None:
    for ids, target, cities in (
        ([], {}, 63), (["a"] * 6, {}, 63), (["a"], {"wards": [1]}, 63), (["a"], {"cities": [40]}, 34),
    ):  # fmt: skip
        with pytest.raises(Unfit):
            articles.broadcast(access, ids, target=target, cities=cities)  # type: ignore[arg-type]  # wrong on purpose
    assert zalo.asked == []


def test_a_number_that_is_none_costs_no_call(access: Access, zalo: ScriptedZalo) -> None:
    called = templates.send(access, to="", template=Template("610001", DATA, phone="0900"), tracking_id="t")
    assert (called.outcome, called.sent, zalo.asked) == (Outcome.UNREACHABLE, False, [])
