"""Words of danger and of crime. Whoever types one is told whom to call before anything else is said.

An emergency cannot wait; a crime is for the officers on duty to read. Neither is ever answered from a list.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import Literal

from motcua.messaging.dialogue.moods import looks_like_question
from motcua.messaging.text import clean, fold, name_key

Danger = Literal["emergency", "crime"]

# Each word as written here or without its marks: "cuu tôi" is heard, "cựu tôi" is not.
_EMERGENCIES = (
    "cướp", "giết", "đánh nhau", "đánh người", "tai nạn", "cấp cứu", "cứu tôi", "cứu với", "cứu em", "cứu con",
    "cứu người", "kêu cứu", "hiếp dâm", "bắt cóc", "tự sát", "đột nhập", "có trộm", "ăn trộm", "đâm chém", "đâm nhau",
    "đuối nước", "hỏa hoạn", "sập nhà", "nổ súng", "đánh đập", "khủng bố", "đột quỵ", "chém nhau",
    "cứu mạng", "cứu hỏa",
)  # fmt: skip
# Without marks cháy (fire) and chạy (run), tự tử and từ từ look the same.
_EMERGENCIES_WITH_MARKS = ("cháy", "tự tử", "bị đánh", "bị đâm", "chém", "nổ bình", "muốn chết")
_EMERGENCIES_WITHOUT_ANY_MARK = (
    "chay nha", "dang chay", "co chay", "chay roi", "chay lon", "bi chay", "dam chay", "vu chay", "chay xe", "chay cho",
    "muon tu tu", "bi danh", "bi dam", "chem nhau", "chem nguoi", "muon chet", "no binh",
)  # fmt: skip
_CRIMES = (
    "lừa đảo", "bị lừa", "hàng cấm", "đánh bạc", "đánh bài ăn tiền", "cá độ bóng đá", "sới bạc", "đánh đề", "lô đề",
    "trộm cắp", "mất trộm", "bị trộm", "trộm xe", "trộm đồ", "kẻ trộm", "móc túi", "bị giật đồ", "giật dây chuyền",
    "giật điện thoại", "đe dọa", "tống tiền", "bạo lực gia đình", "bị bạo hành", "xâm hại", "dâm ô", "buôn người",
    "buôn bán người", "mại dâm", "vay nặng lãi", "tín dụng đen", "đòi nợ thuê", "xiết nợ", "siết nợ", "giang hồ",
    "tàng trữ", "pháo nổ", "hối lộ", "nhận tiền của dân", "giả danh", "mạo danh", "giả công an", "giả mạo", "bị hack",
    "chiếm đoạt", "bị quấy rối", "hàng giả", "tội phạm", "tố giác", "buôn lậu", "phá hoại", "hành hung",
    "cố ý gây thương tích", "vay tiền trái phép", "mất tích", "mua bán ma túy", "bán ma túy", "chích ma túy",
    "hút chích", "gọi 113",
)  # fmt: skip
# Without marks these are everyday words: mất cấp (lại), bảo hành, đưa xe, đổi nó, (lấy) số để, mà tùy.
_CRIMES_WITH_MARKS = (
    "mất cắp", "bạo hành", "đua xe", "đòi nợ", "số đề", "ghi đề", "cá độ", "đá gà", "vũ khí", "giật đồ", "cờ bạc",
    "quấy rối", "ma túy",
)  # fmt: skip
_LONGEST = 4
_LOOKING_UP = (("tra", "cứu"), ("tra", "cuu"))


def _spellings(phrases: Iterable[str]) -> frozenset[str]:
    words = [[{word, fold(word)} for word in name_key(phrase).split()] for phrase in phrases]
    return frozenset(" ".join(chosen) for phrase in words for chosen in product(*phrase))


_EMERGENCY = _spellings(_EMERGENCIES) | {name_key(phrase) for phrase in _EMERGENCIES_WITH_MARKS}
_CRIME = _spellings(_CRIMES) | {name_key(phrase) for phrase in _CRIMES_WITH_MARKS}


def sounds_urgent(text: str) -> bool:
    """Whether a message names a danger that cannot wait. Wrongly yes costs one extra line and a report to close."""
    said = _phrases_of(text)
    if not said.isdisjoint(_EMERGENCY):
        return True
    if fold(text) != clean(text).casefold():
        return False
    return ("chay" in said and len(said) == 1) or not said.isdisjoint(_EMERGENCIES_WITHOUT_ANY_MARK)


def danger_in(text: str) -> Danger | None:
    """Emergency, crime, or neither."""
    if sounds_urgent(text):
        return "emergency"
    return None if _phrases_of(text).isdisjoint(_CRIME) else "crime"


def tells_of_it(text: str) -> bool:
    """Whether a message about a crime reports one, rather than asks how to report it."""
    return not looks_like_question(text)


@lru_cache(64)
def _phrases_of(text: str) -> frozenset[str]:
    """All runs of up to four words. Tra cứu (to look up) is no cry for help (cứu)."""
    words = re.sub(r"[^\w]+", " ", name_key(text)).split()
    kept = [word for word, before in zip(words, ["", *words], strict=False) if (before, word) not in _LOOKING_UP]
    runs = range(1, _LONGEST + 1)
    return frozenset(" ".join(kept[at : at + run]) for run in runs for at in range(len(kept) - run + 1))
