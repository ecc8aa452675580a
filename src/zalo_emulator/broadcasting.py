"""Delivers broadcasts whose review is over, a few people at a time, so that nobody else waits."""

import asyncio

from zalo_emulator.desk import Article, Broadcast
from zalo_emulator.emulator import Emulator
from zalo_emulator.world import Button, Citizen, Contact, Item, Message, OfficialAccount

PAUSE_S = 0.25
AT_ONCE = 50
# Ages of the eight groups: the highest age of each.
OLDEST = (12, 17, 24, 34, 44, 54, 64, 200)


async def watch(emulator: Emulator, base_url: str) -> None:
    """Runs until it is cancelled."""
    while True:
        await asyncio.sleep(PAUSE_S)
        for account in list(emulator.world.accounts.values()):
            for order in account.desk.broadcasts:
                if not order.done and order.due_ms <= emulator.clock.millis():
                    order.done = True
                    await _deliver(emulator, account, order, base_url)


def matches(citizen: Citizen, target: dict[str, str]) -> bool:
    """Every filter must fit; what is not known of a citizen fits no filter."""
    gender = target.get("gender", "0")
    checks = [
        gender == "0" or str(citizen.gender) == gender,
        _among(_age_group(citizen.age), target.get("ages")),
        _among(citizen.region, target.get("locations")),
        _among(citizen.city, target.get("cities")),
        _among(citizen.platform, target.get("platform") or target.get("platforms")),
    ]
    return all(checks)


def article_message(emulator: Emulator, articles: list[Article], base_url: str, oa_id: str) -> Message:
    """As the phone shows it: one row for each article, the first with its cover."""
    message = emulator.blank(by_citizen=False, kind="article")
    for article in articles:
        action = Button(article.title, "oa.open.url", {"url": f"{base_url}oa/{oa_id}/articles/{article.id}"})
        message.items.append(Item(article.title, article.description, article.cover, action))
    return message


async def _deliver(emulator: Emulator, account: OfficialAccount, order: Broadcast, base_url: str) -> None:
    articles = [account.desk.articles[key] for key in order.article_ids if key in account.desk.articles]
    for place, contact in enumerate(list(emulator.world.contacts_of(account.oa_id))):
        if place % AT_ONCE == 0:
            await asyncio.sleep(0)
        if articles and _reached(emulator, contact, order.target):
            message = article_message(emulator, articles, base_url, account.oa_id)
            emulator.platform_delivers(account, contact, message)
            order.reached += 1
    emulator.world.changes += 1


def _reached(emulator: Emulator, contact: Contact, target: dict[str, str]) -> bool:
    citizen = emulator.world.citizens.get(contact.citizen_id)
    return citizen is not None and contact.following and not contact.blocks and matches(citizen, target)


def _among(value: int | None, wanted: str | None) -> bool:
    return wanted is None or (value is not None and str(value) in wanted.split(","))


def _age_group(age: int | None) -> int | None:
    return None if age is None else next(group for group, oldest in enumerate(OLDEST) if age <= oldest)
