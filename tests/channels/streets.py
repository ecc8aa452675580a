"""Citizens on two channels, seen from their side: what they type, tap and read. Real processes, real HTTP.

A street knows no more of the product than a phone or a browser does; what only one of them can do is not asked here.
"""

import itertools
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import httpx

from motcua.foundation import proof
from motcua.foundation.citizens.models import ChannelIdentity
from motcua.messaging.channels.models import OaAccount
from motcua.messaging.dialogue.render import DEMO_STRIP
from tests.citizen.reading import form_of
from tests.faults.chat import Message, Phones
from tests.faults.zalo import Account
from tests.processes import Process, wait_for

_count = itertools.count(1)
_LINE = re.compile(r'class="say ?([\w-]*)" id="(?:in|out)-\d+" data-line>(.*?)\n</div>', re.S)
_CHOICE = re.compile(r'name="tap" value="([^"]+)">.*?<span>([^<]*)', re.S)
_TEXT = re.compile(r'<p class="say__text">(.*?)</p>', re.S)


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as a citizen reads it; `image` is the address of its picture."""

    text: str
    image: str = ""


class Street(ABC):
    """A unit's account on one channel, and citizens who meet it there."""

    channel: str
    account: OaAccount

    @abstractmethod
    def newcomer(self) -> str:
        """Somebody who has just met the account and was greeted; her name on this channel."""

    @abstractmethod
    def say(self, who: str, text: str, copies: int = 1) -> None:
        """Type; `copies`: the channel hands the very same message in so often."""

    @abstractmethod
    def tap(self, who: str, title: str) -> None:
        """Tap something she was offered last."""

    @abstractmethod
    def offered(self, who: str) -> list[str]:
        """What she can tap now."""

    @abstractmethod
    def heard(self, who: str) -> list[Heard]:
        """All she was told, oldest first."""

    @abstractmethod
    def turns_away(self, who: str) -> None:
        """She will have nothing more to do with the account."""


@dataclass
class ZaloStreet(Street):
    """Phones of the emulator."""

    account: OaAccount
    phones: Phones
    wire: Account
    edge: Process
    citizens: dict[str, str] = field(default_factory=dict)
    channel = "zalo"

    def newcomer(self) -> str:
        citizen = self.phones.citizen(f"Nguyễn Thị Phố {next(_count)}")
        who = self.phones.follow(citizen)
        self.citizens[who] = citizen
        wait_for(lambda: self.heard(who), "the welcome on the phone", 30)
        return who

    def say(self, who: str, text: str, copies: int = 1) -> None:
        if copies == 1:
            return self.phones.say(self.citizens[who], text)
        body = self.wire.event(f"pho-{next(_count)}", text).replace(b"7000000000000000001", who.encode())
        for _ in range(copies):
            assert self.wire.call(self.edge, body)[0] == 200
        return None

    def tap(self, who: str, title: str) -> None:
        message = next(one for one in reversed(self._messages(who)) if title in _titles(one))
        self.phones.press(self.citizens[who], message, title if _has_button(message, title) else _row(message, title))

    def offered(self, who: str) -> list[str]:
        return _titles(self._messages(who)[-1])

    def heard(self, who: str) -> list[Heard]:
        return [
            Heard(str(one["text"] or "").replace(DEMO_STRIP, "").strip(), str(one["image"] or ""))
            for one in self._messages(who)
        ]

    def turns_away(self, who: str) -> None:
        told = {"oa_id": self.account.oa_id, "blocked": True}
        self.phones.line.post(f"/control/citizens/{self.citizens[who]}/block", json=told).raise_for_status()

    def _messages(self, who: str) -> list[Message]:
        return self.phones.heard(self.citizens[who])


@dataclass
class WebStreet(Street):
    """Browsers without script: what works for them works for all."""

    account: OaAccount
    base: str
    edge: Process
    browsers: dict[str, httpx.Client] = field(default_factory=dict)
    channel = "webchat"

    def newcomer(self) -> str:
        known = set(self._names())
        browser = httpx.Client(base_url=self.edge.url, timeout=60)
        self._post(browser, {"text": "menu"})
        (who,) = set(self._names()) - known
        self.browsers[who] = browser
        wait_for(lambda: self.heard(who), "the first answer on the page", 30)
        return who

    def say(self, who: str, text: str, copies: int = 1) -> None:
        self._post(self.browsers[who], {"text": text}, copies)

    def tap(self, who: str, title: str) -> None:
        tap = next(tap for tap, one in self._choices(who) if one == title)
        self._post(self.browsers[who], {"tap": tap})

    def offered(self, who: str) -> list[str]:
        return [title for _, title in self._choices(who)]

    def heard(self, who: str) -> list[Heard]:
        found = []
        for kind, inside in _LINE.findall(self._page(self.browsers[who])):
            if kind != "say--me":
                text, image = _TEXT.search(inside), re.search(r'<img [^>]*src="([^"]+)"', inside)
                words = re.sub(r"<[^>]+>", "", text[1]) if text else ""
                found.append(Heard(words, image[1] if image else ""))
        return found

    def turns_away(self, who: str) -> None:
        browser, erase = self.browsers[who], self.base.replace("/chat/", "/me/erase/")
        form = form_of(browser.get(erase), erase)  # type: ignore[arg-type]  # it reads `.content` only
        assert browser.post(erase, data=form).status_code == 200

    def close(self) -> None:
        """Every browser."""
        for browser in self.browsers.values():
            browser.close()

    def _post(self, browser: httpx.Client, told: dict[str, str], copies: int = 1) -> None:
        form = form_of(browser.get(self.base), self.base) | told  # type: ignore[arg-type]  # as above
        if form.get("opening"):
            form["proof"] = proof.solve(form["opening"])
        for _ in range(copies):
            answer = browser.post(self.base, data=form)
            assert answer.status_code == 303, answer.text[-2000:]

    def _page(self, browser: httpx.Client) -> str:
        return browser.get(self.base).raise_for_status().text

    def _choices(self, who: str) -> list[tuple[str, str]]:
        return [(tap, title.strip()) for tap, title in _CHOICE.findall(self._page(self.browsers[who]))]

    def _names(self) -> list[str]:
        mine = ChannelIdentity.objects.filter(channel="webchat", account=self.account.oa_id)
        return list(mine.values_list("external_id", flat=True))


def _titles(message: Message) -> list[str]:
    pressable = [one for one in _list(message["buttons"]) if str(one["type"]).startswith("oa.query")]
    return [str(one["title"]) for one in pressable + [row for row in _list(message["items"]) if row["action"]]]


def _has_button(message: Message, title: str) -> bool:
    return any(one["title"] == title for one in _list(message["buttons"]))


def _row(message: Message, title: str) -> str:
    """The index of a row of a list among all that can be pressed."""
    rows = [row for row in _list(message["items"]) if row["action"]]
    place = next(number for number, row in enumerate(rows) if row["title"] == title)
    return str(len(_list(message["buttons"])) + place)


def _list(found: object) -> list[Message]:
    assert isinstance(found, list)
    return found
