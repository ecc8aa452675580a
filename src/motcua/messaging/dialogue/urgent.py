"""Words of danger. Whoever types one is told 113 before anything else is said."""

import re

from motcua.messaging.dialogue.readings import holds, plain
from motcua.messaging.text import clean, name_key

_PLAIN_ANYWHERE = (
    "cuop", "giet", "danh nhau", "danh nguoi", "tai nan", "cap cuu", "cuu toi", "cuu voi", "cuu em", "cuu con",
    "cuu nguoi", "keu cuu", "hiep dam", "bat coc", "tu sat", "dot nhap", "co trom", "an trom", "dam chem", "dam nhau",
    "duoi nuoc", "hoa hoan", "sap nha", "no sung", "danh dap", "khung bo", "goi 113", "dot quy",
)  # fmt: skip
_ACCENTED_ANYWHERE = ("cháy", "tự tử", "bị đánh", "bị đâm", "chém", "nổ bình", "muốn chết")
# Without marks cháy (fire) and chạy (run), tự tử and từ từ look the same.
_ONLY_WHEN_TYPED_WITHOUT_MARKS = (
    "chay nha", "dang chay", "co chay", "chay roi", "chay lon", "bi chay", "dam chay", "vu chay", "chay xe", "chay cho",
    "muon tu tu", "bi danh", "bi dam", "chem nhau", "chem nguoi", "muon chet", "no binh",
)  # fmt: skip


def sounds_urgent(text: str) -> bool:
    """Whether a message names a danger or a crime that cannot wait. Wrongly yes costs one extra line."""
    bare = plain(text)
    if any(holds(bare, phrase) for phrase in _PLAIN_ANYWHERE):
        return True
    accented = re.sub(r"[^\w]+", " ", name_key(text))
    if any(holds(accented, name_key(phrase)) for phrase in _ACCENTED_ANYWHERE):
        return True
    if bare != " ".join(re.sub(r"[^\w#]+", " ", clean(text).casefold()).split()):
        return False
    return bare == "chay" or any(holds(bare, phrase) for phrase in _ONLY_WHEN_TYPED_WITHOUT_MARKS)
