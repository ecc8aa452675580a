"""Finding an account by the name a citizen types: diacritics, hyphens and short forms make no difference."""

import re
import unicodedata
from collections.abc import Iterable

from zalo_emulator.world import OfficialAccount

SHORT_FORMS = {
    "ca": ["cong", "an"],
    "q": ["quan"],
    "p": ["phuong"],
    "tx": ["thi", "xa"],
    "tp": ["thanh", "pho"],
    "hcm": ["ho", "chi", "minh"],
    "tphcm": ["thanh", "pho", "ho", "chi", "minh"],
}


def words_of(name: str) -> list[str]:
    """`CA Q.Tân Phú – TP.HCM` → `cong an quan tan phu thanh pho ho chi minh`, as a list."""
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    found: list[str] = []
    for word in re.findall(r"[a-z]+|\d+", plain):
        found.extend(SHORT_FORMS.get(word, [word]))
    return found


def matching(accounts: Iterable[OfficialAccount], typed: str) -> list[OfficialAccount]:
    """Accounts whose name holds every typed word (the last one may be unfinished); all when nothing is typed."""
    return [account for account in accounts if _holds(words_of(account.name), words_of(typed))]


def _holds(name: list[str], typed: list[str]) -> bool:
    if not typed:
        return True
    finished, last = typed[:-1], typed[-1]
    return all(word in name for word in finished) and any(word.startswith(last) for word in name)
