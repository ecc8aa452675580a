"""How much one caller may write on our pages, and what a text must be. Pure: no Django, no clock.

The limits are for machines: nobody types twenty messages a minute. Those of an address are wide, because a whole town
shares the addresses of a mobile network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import category, normalize

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in each stretch of so many seconds. Longer stretches make the wait grow."""

    most: int
    seconds: int

    def ends(self, now: datetime) -> datetime:
        """The end of the stretch that `now` lies in."""
        since = int(now.timestamp())
        return now + timedelta(seconds=self.seconds - since % self.seconds)


MESSAGES = (Limit(20, 60), Limit(80, 900), Limit(400, 86_400))
MESSAGES_OF_ADDRESS = (Limit(240, 60), Limit(4000, 3600))
OPENINGS = (Limit(30, 60), Limit(300, 3600))
UNPROVED = (Limit(3, 60), Limit(30, 3600))
LINKS = (Limit(3, 60), Limit(20, 86_400))


class ChatRefusal(Exception):
    """Nothing was stored; the sentence tells the citizen what to do. `wait` is in seconds, 0 when nothing is waited
    for."""

    sentence = ""

    def __init__(self, wait: int = 0) -> None:
        super().__init__(self.sentence)
        self.wait = wait


class NothingSaid(ChatRefusal):
    sentence = "Xin ông/bà gõ câu hỏi rồi bấm Gửi."


class TooLong(ChatRefusal):
    sentence = "Tin dài quá 4.000 chữ. Xin ông/bà rút gọn, hoặc gửi thành hai tin."


class TooFast(ChatRefusal):
    sentence = "Ông/bà gửi nhanh quá. Xin chờ một chút rồi bấm Gửi lần nữa."


class TooManyHere(ChatRefusal):
    sentence = "Mạng của ông/bà đang gửi quá nhiều tin. Xin chờ một chút rồi bấm Gửi lần nữa."


class NotYet(ChatRefusal):
    sentence = "Xin ông/bà chờ một chút rồi bấm Gửi lần nữa. Trang cần vài giây để chặn máy gửi tin rác."


class PageTooOld(ChatRefusal):
    sentence = "Trang mở đã lâu. Xin ông/bà bấm Gửi lần nữa."


def wait(calls: Sequence[int], limits: Sequence[Limit], now: datetime) -> int:
    """Seconds until the caller may come again, 0 when she may now. `calls` count this one, one for each limit."""
    over = [limit for count, limit in zip(calls, limits, strict=True) if count > limit.most]
    return max((round((limit.ends(now) - now).total_seconds()) or 1 for limit in over), default=0)


def effort(openings_this_hour: int) -> int:
    """How much harder the work gets where many conversations were opened from one address."""
    return min(10, 1 + openings_this_hour // 20)


def unproved_delay(unproved_this_hour: int) -> timedelta:
    """How long a page must have been open before words without proof of work are taken from this address."""
    return timedelta(seconds=min(60, 3 * 2 ** (unproved_this_hour // 5)))


def words(text: str) -> str:
    """What is stored of what was typed: composed, one kind of line end, no control characters. Raises ChatRefusal."""
    whole = normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(sign for sign in whole if sign in "\n\t" or category(sign) not in ("Cc", "Cs")).strip()
    if not kept:
        raise NothingSaid
    if len(kept) > LONGEST:
        raise TooLong
    return kept
