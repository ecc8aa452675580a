"""Messages that ask the same in other words, put together. Pure; no Django.

Words that the unit's list uses everywhere ("thẻ", "làm") join nothing; words it does not know ("hộ chiếu" before there
is an answer) join most: exactly the messages nobody could answer.
"""

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

from motcua.messaging.text import fold

T = TypeVar("T", bound=Hashable)
_SHARE = 0.5
_SAYS_NOTHING = (
    "a ak ah alo anh ban bang bao bi biet cac cach can cai chau chi cho chua co con cua da dang dau day de di do duoc "
    "em gi giay gio ha hay het hoi khi khong ko la lam len luc luon minh mot muon nao nay nhe nhi nhu nhieu o oi roi "
    "sao se so tai tay the thi toi tren vao vay ve viec voi xin nguoi thu tuc dang ky phuong can bo giup"
)
_FILLERS = frozenset(_SAYS_NOTHING.split())
_MARKS = re.compile(r"\[[^\[\]]*\]")


def alike(messages: Sequence[tuple[T, str]], background: Iterable[str]) -> list[list[T]]:
    """The messages in groups, the largest first and each group in the order given. `background`: the unit's list."""
    weigh = _weights(background)
    bags = [_bag(text) for _, text in messages]
    heights = [sum(weigh(word) for word in bag if " " not in word) for bag in bags]
    enough = weigh("") * 0.8
    joined = list(range(len(messages)))
    for later in range(len(bags)):
        for earlier in range(later):
            shared = bags[later] & bags[earlier]
            if not shared or _root(joined, later) == _root(joined, earlier):
                continue
            height = sum(map(weigh, shared))
            if height >= enough and height >= _SHARE * min(heights[later], heights[earlier]):
                joined[_root(joined, later)] = _root(joined, earlier)
    groups: dict[int, list[T]] = {}
    for place, (name, _) in enumerate(messages):
        groups.setdefault(_root(joined, place), []).append(name)
    return sorted(groups.values(), key=len, reverse=True)


class _Weights:
    """How rare a word is in the list: a word it has never seen weighs most."""

    def __init__(self, texts: Iterable[str]) -> None:
        seen: Counter[str] = Counter()
        self.many = 1
        for text in texts:
            self.many += 1
            seen.update(_bag(text))
        self.seen = seen

    def __call__(self, word: str) -> float:
        return math.log((self.many + 1) / (self.seen[word] + 1)) + 0.1


def _weights(texts: Iterable[str]) -> _Weights:
    return _Weights(texts)


def _bag(text: str) -> frozenset[str]:
    """Single words and neighbours; a message that says nothing is like itself alone."""
    words = re.findall(r"[a-z0-9]+", fold(_MARKS.sub(" ", text)))
    kept = [word for word in words if word not in _FILLERS]
    if not kept:
        return frozenset({"".join(words)})
    return frozenset(kept) | {f"{one} {two}" for one, two in pairwise(words) if {one, two} - _FILLERS}


def _root(joined: list[int], place: int) -> int:
    while joined[place] != place:
        joined[place] = joined[joined[place]]
        place = joined[place]
    return place
