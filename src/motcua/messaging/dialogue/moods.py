"""What kind of message free words are: a question, anger, only little pictures. Wrongly yes must cost little."""

import re
import unicodedata

from motcua.messaging.dialogue.readings import holds, plain
from motcua.messaging.text import clean, fold, name_key

_ASKS_ANYWHERE = (
    "bao nhieu", "bao lau", "may ngay", "may tien", "nhieu tien", "khi nao", "bao gio", "luc nao", "chung nao",
    "o dau", "cho nao", "noi nao", "the nao", "nhu nao", "kieu gi", "ra sao", "thi sao", "lam sao", "tai sao",
    "vi sao", "sao lai", "sao chua", "la gi", "nhung gi", "can gi", "mang gi", "lam gi", "giay gi", "mac gi", "gi vay",
    "gi khong", "duoc khong", "duoc ko", "duoc k", "dc khong", "dc ko", "dc k", "phai khong", "co phai", "co can",
    "co the", "may gio", "cho hoi", "muon hoi", "xin hoi", "hoi chut", "hoi xiu", "di dau", "den dau", "gap ai",
    "hoi ai", "nhung ai", "loai nao", "ngay nao", "bn tien", "bn ngay", "bnh", "bao h", "khi mo", "o mo", "lam the nao",
    "ntn", "nhu the nao", "co mat phi",
)  # fmt: skip
_ASKS_AT_THE_END = re.compile(
    r"(?:\S+ ){2,}(?:khong|ko|k|kh|hk|hok|chua|nhi|vay|gi|sao|dau|nao|z|ha)(?: a| ad| vay| z| nhi)?"
)
_LONG_ENOUGH = 4

_ANGRY_PLAIN = (
    "lam an kieu gi", "lam an gi ky", "lam an nhu", "vo trach nhiem", "lam viec kieu gi", "qua te", "te qua", "te hai",
    "buc minh", "buc boi", "tuc qua", "buc qua", "buc xuc", "mat day", "vo van", "do dien", "noi ngu", "ngu nhu",
    "hach sach", "quan lieu", "cua quyen", "mat thoi gian", "ton thoi gian", "phien phuc", "lua dan", "coi thuong dan",
    "hanh dan", "khon nan", "cut di", "cam di", "do mat day", "may ngu", "do may ngu", "tra loi ngu", "chan qua",
    "chan that", "het chiu noi", "chiu het noi", "qua dang", "toi se kien", "kien len", "to cao can bo",
    "hoi hoai khong", "hoi hoai ko", "hoi mai khong", "noi hoai khong", "tra loi vo nghia", "tra loi linh tinh",
    "tra loi tao lao", "tra loi nham nhi", "tra loi lung tung",
)  # fmt: skip
_ANGRY_ACCENTED = ("ngu thế", "ngu vậy", "đồ ngu", "quá ngu", "ngu quá", "tức ghê", "tức thật", "điên tiết", "bực")
_ANGRY_WORDS = frozenset({"vcl", "vkl", "vl", "dm", "dmm", "dkm", "clgt", "dcm", "cmm", "vai lon", "ngu vcl"})


def looks_like_question(text: str) -> bool:
    """Whether words ask for something to be told, with or without a question mark and with or without accents."""
    words = plain(text)
    if "?" in fold(text) and words:
        return True
    if any(holds(words, phrase) for phrase in _ASKS_ANYWHERE):
        return True
    return _ASKS_AT_THE_END.fullmatch(words) is not None and not clean(text).istitle()  # Trần Văn Sao is a name


def says_enough(text: str) -> bool:
    """Whether a message is more than a stray word: then it deserves a person, not only "chưa hiểu"."""
    return looks_like_question(text) or len(plain(text).split()) >= _LONG_ENOUGH


def sounds_angry(text: str) -> bool:
    """Whether somebody has had enough of a machine."""
    words = plain(text)
    if any(holds(words, phrase) for phrase in _ANGRY_PLAIN) or not _ANGRY_WORDS.isdisjoint(words.split()):
        return True
    accented = re.sub(r"[^\w]+", " ", name_key(text))
    return any(holds(accented, name_key(phrase)) for phrase in _ANGRY_ACCENTED)


def only_pictures(text: str) -> bool:
    """Emoji and nothing that could be read."""
    return not plain(text) and any(unicodedata.category(sign) == "So" for sign in text)


def only_a_link(text: str) -> bool:
    return re.fullmatch(r"(?:https?://|www\.)\S+", clean(text).casefold()) is not None


def thumb(text: str) -> bool | None:
    """👍 as True, 👎 as False, None when the message is anything else."""
    signs = set(re.sub(r"[\s\u200d\ufe0f\U0001f3fb-\U0001f3ff]", "", text))
    if signs and signs <= set("👍👌🙏❤💯😊🥰✅"):
        return True
    return False if signs and signs <= set("👎❌😡😠🤬") else None
