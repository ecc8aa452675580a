"""A citizen who talks on a page of her unit, and the worker that answers her."""

import re
from collections.abc import Iterable

from django.http import HttpResponse
from django.test import Client

from motcua.foundation import proof
from motcua.foundation.citizens.models import ChannelIdentity
from motcua.messaging.channels import delivery, inbox, outbox
from motcua.messaging.channels.models import OaAccount
from motcua.messaging.dialogue.reply import Reply
from tests.citizen.reading import form_of
from tests.factories import NOW


def say(client: Client, base: str, text: str = "", **more: str):
    """Open the page and send its form, with the proof a browser's script would make."""
    form = form_of(client.get(base), base) | {"text": text} | more
    if form.get("opening"):
        form.setdefault("proof", "")
        form["proof"] = form["proof"] or proof.solve(form["opening"])
    return client.post(base, form, follow=True)


def say_all(client: Client, base: str, texts: Iterable[str]) -> list[HttpResponse]:
    """One message after another from an open page, as its script sends them: each answer is the new lines alone."""
    form = form_of(client.get(base), base)
    seen = f"{base}?since={10**17}.{10**17}."
    return [
        client.post(seen, form | {"text": text, "key": f"key-{number}"}, headers={"X-Chat": "1"})
        for number, text in enumerate(texts)
    ]


def work(now=NOW) -> None:
    """What the worker does, until nothing is left to do."""
    while inbox.work(now=now) + delivery.deliver_due(now=now):
        pass


def tell(account: OaAccount, reply: Reply, now=NOW) -> int:
    """Let the office say something to the one citizen there is."""
    name = ChannelIdentity.objects.get(channel="webchat").external_id
    (message,) = outbox.enqueue(account=account.pk, to=name, reply=reply, kind="reply", now=now)
    delivery.deliver_due(now=now)
    return message


def said(page) -> list[tuple[str, str]]:
    """Who said what, as it stands in the log."""
    found = re.findall(
        r'say__who">([^<]*?) <span.*?<div class="say__box" dir="auto">(.*?)</div>', page.content.decode(), re.S
    )
    return [(who.strip(), " ".join(re.sub(r"<[^>]+>", " ", box).split())) for who, box in found]
