"""Messages that ask the same in other words, put together. Pure; no Django.

Words that the unit's list uses everywhere ("thẻ", "làm") join nothing; words it does not know ("hộ chiếu" before there
is an answer) join most: exactly the messages nobody could answer.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

from motcua.messaging.text import fold

T = TypeVar("T")
_SHARE = 0.5
_MOST = 0.5
_SAYS_NOTHING = (
    "a ak ah alo anh ban bang bao bi biet cac cach can cai chau chi cho chua co con cua da dang dau day de di do duoc "
    "em gi giay gio ha hay het hoi khi khong ko la lam len luc luon minh mot muon nao nay nhe nhi nhu nhieu o oi roi "
    "sao se so tai tay the thi toi tren vao vay ve viec voi xin nguoi thu tuc dang ky phuong can bo giup"
)
_FILLERS = frozenset(_SAYS_NOTHING.split())
_MARKS = re.compile(r"\[[^\[\]]*\]")


def alike(messages: Sequence[tuple[T, str]], background: Iterable[str]) -> list[list[T]]:
    """The messages in groups, the largest first and each group in the order given. `background`: the unit's list.

    A message joins where it is like most of those already there: one that touches two questions does not make them one.
    """
    weigh = _Weights(background)
    bags = [_bag(text) for _, text in messages]
    heights = [sum(weigh(word) for word in bag if " " not in word) for bag in bags]
    enough = weigh("") * 0.8

    def are_alike(one: int, other: int) -> bool:
        height = sum(map(weigh, bags[one] & bags[other]))
        return height >= enough and height >= _SHARE * min(heights[one], heights[other])

    groups: list[list[int]] = []
    for place in range(len(bags)):
        shares = [sum(are_alike(place, member) for member in group) / len(group) for group in groups]
        best = max(range(len(groups)), key=shares.__getitem__, default=-1)
        if best >= 0 and shares[best] > _MOST:
            groups[best].append(place)
        else:
            groups.append([place])
    return [[messages[place][0] for place in group] for group in sorted(groups, key=len, reverse=True)]


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


def _bag(text: str) -> frozenset[str]:
    """Single words and neighbours; a message that says nothing is like itself alone."""
    words = re.findall(r"[a-z0-9]+", fold(_MARKS.sub(" ", text)))
    kept = [word for word in words if word not in _FILLERS]
    if not kept:
        return frozenset({"".join(words)})
    return frozenset(kept) | {f"{one} {two}" for one, two in pairwise(words) if {one, two} - _FILLERS}
