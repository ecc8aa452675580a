"""An observation made ready for judging: checked, its keys worked out. No database here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from motcua.features.dossiers.reasons import ReasonCode
from motcua.features.dossiers.rules import Stage
from motcua.foundation.clock import local_date
from motcua.messaging.text import BirthDate, clean, name_key

__all__ = ["Bad", "Details", "Observation", "Row", "code_key", "read"]

LONGEST_CODE, LONGEST_NAME, LONGEST_PLACE, LONGEST_ADDRESS = 40, 100, 120, 300
CLOCKS_DIFFER = timedelta(days=1)
_IDENTITY = re.compile(r"[0-9]{9}|[0-9]{12}")
_PHONE = re.compile(r"\+[0-9]{8,15}")
_NOT_IN_A_CODE = re.compile(r"[\s\x00-\x1f]+")
_NOT_IN_A_SLIP = re.compile(r"[^0-9A-ZĐ]+")
_STRANGE = re.compile(r"[\x00-\x08\x0b-\x1f]")
_REASONS = frozenset(one.value for one in ReasonCode)


class Observation(NamedTuple):
    """What a source says about one dossier. `code` is its own number; without one the identity number is the key,
    without that the name and birth date. `full_name` cleaned, `phone` as +84…, `as_of` aware."""

    code: str
    full_name: str
    birth: BirthDate
    stage: Stage
    as_of: datetime
    reason: str = ""
    identity_number: str = ""
    phone: str = ""
    address: str = ""
    slip_code: str = ""
    received_on: date | None = None
    promised_on: date | None = None
    place: str = ""


class Details(NamedTuple):
    """What is sealed of a dossier: who it is and how to reach her, as told last."""

    full_name: str
    identity_number: str = ""
    phone: str = ""
    address: str = ""
    slip_code: str = ""

    def over(self, older: "Details") -> "Details":
        """These where they were told, the older ones where not."""
        if self == older:
            return older
        return Details(
            self.full_name,
            self.identity_number or older.identity_number,
            self.phone or older.phone,
            self.address or older.address,
            self.slip_code or older.slip_code,
        )


class Row(NamedTuple):
    """A good observation."""

    code: str
    name_key: str
    birth: BirthDate
    details: Details
    stage: Stage
    reason: str
    as_of: datetime
    place: str
    received_on: date | None
    promised_on: date | None


@dataclass(frozen=True, slots=True)
class Bad:
    """Why an observation cannot be taken, for the officer."""

    reason: str


def code_key(code: str) -> str:
    """A dossier number as it is stored and searched: capitals, no spaces."""
    if code.isascii() and code.isprintable() and " " not in code:
        return code.upper()
    return _NOT_IN_A_CODE.sub("", clean(code)).upper()


def slip_key(code: str) -> str:
    """A slip's code as it is compared: capitals and digits only."""
    return _NOT_IN_A_SLIP.sub("", clean(code).upper())


def read(observations: Sequence[Observation], now: datetime) -> list[Row | Bad]:
    """Check each and work out its keys. What columns of a sheet should have caught is caught again here."""
    today, latest = local_date(now), now + CLOCKS_DIFFER
    return [_read(told, today, latest) for told in observations]


def _read(told: Observation, today: date, latest: datetime) -> Row | Bad:
    name = clean(told.full_name)
    code = code_key(told.code) if told.code else ""
    if wrong := _wrong(told, name, code) or _wrong_dates(told, today, latest) or _wrong_texts(told):
        return Bad(wrong)
    slip = slip_key(told.slip_code) if told.slip_code else ""
    return Row(
        code, name_key(name), told.birth, Details(name, told.identity_number, told.phone, told.address, slip),
        Stage(told.stage), told.reason, told.as_of, told.place, told.received_on, told.promised_on,
    )  # fmt: skip


def _wrong(told: Observation, name: str, code: str) -> str:
    if not name[:1].isalpha() and not any(map(str.isalpha, name)):
        return "Thiếu họ và tên."
    if len(name) > LONGEST_NAME:
        return f"Họ và tên dài quá {LONGEST_NAME} ký tự."
    if len(code) > LONGEST_CODE:
        return f"Mã hồ sơ dài quá {LONGEST_CODE} ký tự."
    if told.identity_number and not _IDENTITY.fullmatch(told.identity_number):
        return "Số định danh phải có 12 chữ số, CMND có 9 chữ số."
    if told.phone and not _PHONE.fullmatch(told.phone):
        return "Số điện thoại chưa đúng."
    if told.reason and told.reason not in _REASONS:
        return "Chưa có mã lý do này."
    return ""


def _wrong_dates(told: Observation, today: date, latest: datetime) -> str:
    birth = told.birth
    try:
        born = date(birth.year, birth.month or 1, birth.day or 1)
    except ValueError:
        return f"Ngày sinh {birth} không có trong lịch."
    if birth.day is not None and birth.month is None:
        return "Ngày sinh có ngày mà thiếu tháng."
    if born > today:
        return f"Ngày sinh {birth} chưa đến."
    if told.as_of > latest:
        return "Thời điểm của dữ liệu chưa đến."
    if told.received_on and told.promised_on and told.promised_on < told.received_on:
        return "Ngày hẹn trả trước ngày nhận hồ sơ."
    return ""


def _wrong_texts(told: Observation) -> str:
    if len(told.place) > LONGEST_PLACE:
        return f"Nơi nhận dài quá {LONGEST_PLACE} ký tự."
    if len(told.address) > LONGEST_ADDRESS:
        return f"Địa chỉ dài quá {LONGEST_ADDRESS} ký tự."
    if len(told.slip_code) > LONGEST_CODE:
        return f"Mã giấy hẹn dài quá {LONGEST_CODE} ký tự."
    texts = told.place + told.address + told.phone
    if not texts.isprintable() and _STRANGE.search(texts):
        return "Ô có ký tự lạ."
    return ""
