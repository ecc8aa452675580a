"""Faults on demand: what a real platform does on its bad days, switched on for so many times or until cleared."""

from collections.abc import Callable
from dataclasses import dataclass, field

WEBHOOK_FAULTS = {
    "duplicate": "gửi cùng một sự kiện hai lần",
    "out_of_order": "giữ sự kiện lại, gửi sau sự kiện kế tiếp",
    "bad_mac": "ký sai",
    "stale": "dấu thời gian cũ 13 giờ",
    "echo_missing": "không báo lại tin của OA",
}
API_FAULTS = {
    "slow": "trả lời chậm",
    "rate_limit": "lỗi -32, quá nhiều yêu cầu",
    "v3_refused": "lỗi -235 ở API v3",
    "answer_lost": "tin đã tới máy, câu trả lời bị mất",
    "gateway_504": "trang HTML 504",
    "buttons_rejected": "lỗi -201 khi tin có nút",
    "refresh_reused_empty": "refresh token dùng lại: 200, thân rỗng",
    "refresh_refused": "lỗi -14014 khi làm mới token",
    "outage": "ngừng hẳn một thời gian",
    "token_revoked": "thu hồi access token giữa chừng",
    "empty_200": "trả lời 200, thân rỗng, không làm gì",
    "error_code": "trả về mã lỗi chỉ định",
}
OUTAGES = ("page", "cut", "silent", "refused")
KINDS = WEBHOOK_FAULTS | API_FAULTS


@dataclass(slots=True)
class Fault:
    """`left` is how often it still strikes, None = until cleared. Empty `oa_id` and `where` match everything.

    `after`: so many calls it lets pass first. `until_ms`: it ends by itself at this moment of the movable clock.
    `how`: the manner of an outage. `code`: what `error_code` answers.
    """

    kind: str
    left: int | None = 1
    oa_id: str = ""
    where: str = ""
    seconds: float | None = None
    after: int = 0
    until_ms: int | None = None
    how: str = "page"
    code: int = -200

    def fits(self, kind: str, oa_id: str, where: str, always: bool) -> bool:
        if self.kind != kind or (self.oa_id and self.oa_id != oa_id):
            return False
        return self.where in where if self.where else always


@dataclass(slots=True)
class FaultBook:
    now_ms: Callable[[], int]
    active: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self.active.append(fault)

    def clear(self, kind: str = "") -> None:
        self.active = [fault for fault in self.active if kind and fault.kind != kind]

    def refusing(self) -> bool:
        """Whether an outage that refuses connections is on."""
        return any(
            fault.kind == "outage" and fault.how == "refused" and (fault.until_ms or 0) > self.now_ms()
            for fault in self.active
        )

    def strike(self, kind: str, *, oa_id: str, where: str = "", always: bool = True) -> Fault | None:
        """The fault of this kind that hits now, counted down; `where` is the event name or path it must mention.

        With `always` false only a fault that names its `where` may hit.
        """
        for fault in self.active:
            if not fault.fits(kind, oa_id, where, always):
                continue
            if fault.until_ms is not None and fault.until_ms <= self.now_ms():
                self.active.remove(fault)
                return None
            if fault.after > 0:
                fault.after -= 1
                return None
            if fault.left is not None:
                fault.left -= 1
                if fault.left <= 0:
                    self.active.remove(fault)
            return fault
        return None
