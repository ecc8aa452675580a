"""What may be written of a person, and how a name is shown to those who need not know it. No Django here."""

from dataclasses import dataclass
from datetime import date

MAX_PEOPLE = 5
NAME_LIMIT = 100


class CitizenRefusal(Exception):
    """Something a citizen asked for is not possible; `sentence` is what she reads."""

    sentence = "Việc này chưa thực hiện được."

    def __str__(self) -> str:
        return self.sentence


class TooManyPeople(CitizenRefusal):
    """Every place of the account is taken, or was until today: places emptied today count, so that none are traded."""

    sentence = (
        "Mỗi tài khoản lấy số cho tối đa 5 người. Người vừa xóa hôm nay vẫn được tính đến hết ngày. "
        "Ông/bà có thể lấy số cho người khác tại ki-ốt hoặc quầy."
    )


class HolderStays(CitizenRefusal):
    """The holder's own entry is changed or erased with the account, never removed alone."""

    sentence = "Không xóa riêng được thông tin của chính ông/bà. Ông/bà có thể sửa, hoặc xóa toàn bộ dữ liệu."


class UnknownPerson(CitizenRefusal):
    """No such person on this account."""

    sentence = "Không tìm thấy người này trong tài khoản của ông/bà."


class PersonRefused(CitizenRefusal):
    """A name or a birth date that no caller should have let through."""

    sentence = "Họ tên hoặc ngày sinh chưa đúng. Xin ông/bà ghi lại."


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date as precise as the papers are: year, year and month, or the day (domain.md 3.3)."""

    year: int
    month: int | None = None
    day: int | None = None

    def earliest(self) -> date:
        """The first day these fields allow: age rules read it in her favour. ValueError when there is none."""
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        known = [f"{part:02}" for part in (self.day, self.month) if part is not None]
        return "/".join([*known, f"{self.year:04}"])


def check_person(name: str, birth: Birth | None, today: date) -> None:
    """Refuse what must never be stored; forms and dialogues say it more kindly before. Raises PersonRefused."""
    if not name.strip() or len(name) > NAME_LIMIT or "\x00" in name:
        raise PersonRefused
    if birth is None:
        return
    if birth.day is not None and birth.month is None:
        raise PersonRefused
    try:
        earliest = birth.earliest()
    except ValueError:
        raise PersonRefused from None
    if earliest > today:
        raise PersonRefused


def free_place(taken: set[int], is_holder: bool) -> int:
    """The place of a new person: the first is the holder's own. Raises TooManyPeople."""
    wanted = (1,) if is_holder else range(2, MAX_PEOPLE + 1)
    for place in wanted:
        if place not in taken:
            return place
    raise TooManyPeople


def masked_name(name: str) -> str:
    """'Nguyễn Văn An' as 'N. V. A***': enough for the person to know herself, too little for others."""
    words = name.split()
    if not words:
        return ""
    return " ".join([*(f"{word[0]}." for word in words[:-1]), f"{words[-1][0]}***"])
