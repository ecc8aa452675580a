"""Phones of the country, stored one way (domain.md 3.4). Possible is enough: new ranges are never refused."""

import re

import phonenumbers

from motcua.messaging.text.letters import fold
from motcua.messaging.text.numbers import digits_in_words
from motcua.messaging.text.refused import Refused

_EXAMPLE = "Ví dụ: 0912 345 678."
_UNREAD = f"Tôi chưa đọc được số điện thoại. {_EXAMPLE}"
_ELEVEN_FIGURES = {
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037", "0168": "038",
    "0169": "039", "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083",
    "0124": "084", "0125": "085", "0127": "081", "0129": "082", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_TWO_PHONES = re.compile(r"[0-9][0-9 .()-]{7,}(?:[,;/&]| hoac | va | hay | - )+ ?[0+][0-9 .()-]{7,}")
_AFTER_A_PHONE = re.compile(r"(?:[ .,(]+(?:a|nhe|nha|zalo|viettel|mobi|vina)\)?)+$")


def national_phone(phone: str) -> str:
    """A stored phone as people write it: +84912345678 as 0912 345 678."""
    digits = "0" + phone[3:] if phone.startswith("+84") else phone
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}" if len(digits) == 10 else digits


def read_phone(text: str) -> str | Refused:
    """A phone as +84…, old 11-figure mobiles converted."""
    typed = _AFTER_A_PHONE.sub("", fold(text))
    if _TWO_PHONES.search(typed):
        return Refused(f"Xin ông/bà chỉ ghi một số điện thoại. {_EXAMPLE}")
    typed = digits_in_words(typed) or typed
    figures = re.sub(r"[^0-9+]", "", typed)
    if re.fullmatch(r"11[0-9]|111", figures):
        return Refused(f"{figures} là số khẩn cấp. Xin ông/bà ghi số điện thoại của mình. {_EXAMPLE}")
    if re.search("[a-z]", re.sub(r"^[a-z :]*(?=[0-9+(])", "", typed)) or not 8 <= len(figures) <= 15:
        return Refused(_UNREAD)
    figures = re.sub(r"^(\+84|0084|84)0?(?=[1-9]\d{8})", "0", figures)
    if len(figures) == 11:
        figures = _ELEVEN_FIGURES.get(figures[:4], figures[:4]) + figures[4:]
    try:
        number = phonenumbers.parse(figures, "VN")
    except phonenumbers.NumberParseException:
        return Refused(_UNREAD)
    if not phonenumbers.is_possible_number(number):
        return Refused(f"Số điện thoại này thiếu hoặc thừa chữ số. {_EXAMPLE}")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
