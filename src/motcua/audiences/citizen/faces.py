"""A ticket as its page shows it: one sentence, one door, for each state (design.md section 5). No Django here."""

from dataclasses import dataclass
from datetime import datetime

from motcua.audiences.citizen.wording import clock_time, day_from, minutes_range
from motcua.foundation.clock import local_date

NEAR = 3
GO_S = 20 * 60
SLATS = 14


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a ticket at one moment."""

    state: str
    number: str
    ahead: int | None
    counter: int | None
    seconds_each: int
    starts_at: datetime
    window: tuple[datetime, datetime] | None
    since: datetime
    from_home: bool


@dataclass(frozen=True, slots=True)
class Face:
    """`key` is the body's class and picks the parts; `refetch_at`: with so few ahead the page shows another face;
    `counts_minutes`: `more` is a range that an open page may work out anew."""

    key: str
    door: str
    lintel: str
    say: str
    more: str = ""
    advice: str = ""
    refetch_at: int = -1
    counts_minutes: bool = False


def face_of(now_is: Situation, now: datetime) -> Face:
    """The face of a ticket."""
    if now_is.state == "waiting":
        return _waiting(now_is, now)
    return _FACES[now_is.state](now_is)


def _waiting(now_is: Situation, now: datetime) -> Face:
    ahead = now_is.ahead or 0
    if now < now_is.starts_at:
        return Face(
            "far", "closed", "Số của ông/bà", ahead_words(ahead) if ahead else "Chưa có ai phía trước",
            _expected(now_is, now),
            "Buổi này chưa bắt đầu. Ông/bà chưa cần đi." if now_is.from_home else "Buổi này chưa bắt đầu.",
        )  # fmt: skip
    soon = minutes_range(ahead, now_is.seconds_each)
    if ahead <= NEAR:
        advice = "Xin ông/bà có mặt gần quầy."
        return Face("near", "ajar", "Sắp đến lượt", ahead_words(ahead), soon, advice, 0 if ahead else -1, True)
    if now_is.from_home and ahead * now_is.seconds_each * 8 <= GO_S * 10:
        return Face("go", "ajar", "Số của ông/bà", "Đã đến lúc ông/bà xuất\u00a0phát", f"Được gọi {soon}.", "", NEAR)
    go_at = GO_S * 10 // (now_is.seconds_each * 8) if now_is.from_home else NEAR
    advice = "Ông/bà chưa cần đi. Trang này tự báo khi đến lúc xuất phát." if now_is.from_home else ""
    return Face("far", "closed", "Số của ông/bà", ahead_words(ahead), soon, advice, max(NEAR, go_at), True)


def ahead_words(ahead: int) -> str:
    """Còn 12 người phía trước."""
    return f"Còn {ahead} người phía trước" if ahead else "Ông/bà là người tiếp theo"


def _expected(now_is: Situation, now: datetime) -> str:
    if now_is.window is None:
        return ""
    start, end = now_is.window
    on = day_from(local_date(start), local_date(now))
    return f"Dự kiến gọi {clock_time(start)}–{clock_time(end)} {on}"


def _called(now_is: Situation) -> Face:
    to = f"Quầy {now_is.counter}" if now_is.counter else "Quầy đang gọi"
    return Face("turn", "open", "Mời ông/bà vào", "ĐẾN LƯỢT", to, "Xin ông/bà đến quầy ngay, mang theo giấy tờ.")


def _registered(now_is: Situation) -> Face:
    return Face(
        "registered", "closed", "Đã ghi tên", "Ông/bà đã được ghi tên",
        "Số thứ tự được báo khi đơn vị chốt danh sách.", "Ông/bà chưa cần đi. Trang này sẽ hiện số khi có.",
    )  # fmt: skip


def _served(now_is: Situation) -> Face:
    return Face(
        "done", "done", f"Xong lúc {clock_time(now_is.since)}", "Cảm ơn ông/bà",
        "Lượt làm thủ tục đã xong.", "Xin ông/bà giữ giấy hẹn để nhận kết quả.",
    )  # fmt: skip


def _missed(now_is: Situation) -> Face:
    return Face(
        "missed", "missed", f"Đã gọi lúc {clock_time(now_is.since)}", "Ông/bà đã lỡ lượt",
        "Số vẫn còn trong danh sách hôm nay.", "Xin gặp bàn tiếp đón hoặc quầy để được xếp lại. Không cần lấy số mới.",
    )  # fmt: skip


def _cancelled(now_is: Situation) -> Face:
    return Face(
        "cancelled", "off", f"Đã hủy lúc {clock_time(now_is.since)}", "Số này đã hủy",
        "Số đã hủy không dùng lại được.", "Nếu vẫn cần làm thủ tục, ông/bà lấy số khác.",
    )  # fmt: skip


_FACES = {
    "called": _called,
    "registered": _registered,
    "served": _served,
    "no_show": _missed,
    "cancelled": _cancelled,
}
