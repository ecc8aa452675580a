"""By when a report must be in somebody's hands, and who may open it. Pure decisions; no Django, no clock.

Source of the rules: issue 3 §3 (receipt, named assignee, deadline alarm), domain.md S-H4. The times are ours: fifteen
minutes for an emergency, because 113 was named first; a day to sort a denunciation; three days for the rest.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DEADLINES: dict[str, timedelta] = {
    "emergency": timedelta(minutes=15),
    "crime": timedelta(hours=24),
    "trouble": timedelta(days=3),
}
TEXT_LIMIT = 4000
OUTCOME_LIMIT = 2000
OPEN_PERMISSION = "report.open"
ASSIGN_PERMISSION = "report.assign"
CLOSED_DOOR = "Có tin mới – chỉ cán bộ trực ban được mở"


class Verdict(StrEnum):
    """What became of a press. Everything but the first two left all as it was."""

    DONE = "done"
    REPEATED = "repeated"
    UNKNOWN_REPORT = "unknown_report"
    NOT_ALLOWED = "not_allowed"
    NOT_YOURS = "not_yours"
    ALREADY_CLOSED = "already_closed"
    NOT_CLOSED_YET = "not_closed_yet"
    OPEN_ELSEWHERE = "open_elsewhere"
    EMPTY = "empty"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, and the report it is about."""

    verdict: Verdict
    report: int | None = None

    @property
    def changed(self) -> bool:
        """True when something was written."""
        return self.verdict is Verdict.DONE


def deadline(kind: str, now: datetime) -> datetime:
    """By when the assignee must have opened it. KeyError on a kind that is not in the table."""
    return now + DEADLINES[kind]


def is_overdue(state: str, taken_at: datetime | None, deadline: datetime, now: datetime) -> bool:
    """True while nobody has it in hand and its time has passed."""
    return state != "closed" and taken_at is None and deadline < now


def may_open(*, has_role: bool, assigns: bool, assignee: int | None, officer: int) -> bool:
    """Only assigned roles; once it has an assignee, only she and whoever assigns."""
    return has_role and (assignee is None or assignee == officer or assigns)


def acknowledgement(kind: str, code: str, *, repeated: bool) -> str:
    """What the citizen is told; `code` as it is read aloud. 113 was named before this."""
    if repeated:
        return f"Đã ghi thêm vào tin báo của ông/bà. Mã tiếp nhận: {code}."
    if kind == "emergency":
        return (
            f"Đã nhận tin báo của ông/bà. Mã tiếp nhận: {code}.\n"
            "Cán bộ trực ban sẽ xem ngay. Nếu đang nguy hiểm, ông/bà gọi 113 trước."
        )
    return (
        f"Đã nhận tin báo của ông/bà. Mã tiếp nhận: {code}.\n"
        "Chỉ cán bộ được giao mới đọc nội dung. Ông/bà giữ mã này để hỏi lại."
    )
