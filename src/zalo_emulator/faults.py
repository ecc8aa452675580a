"""Faults on demand: what a real platform does on its bad days, switched on for so many times or until cleared."""

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
}
KINDS = WEBHOOK_FAULTS | API_FAULTS


@dataclass(slots=True)
class Fault:
    """`left` is how often it still strikes, None = until cleared. Empty `oa_id` and `where` match everything."""

    kind: str
    left: int | None = 1
    oa_id: str = ""
    where: str = ""
    seconds: float | None = None


@dataclass(slots=True)
class FaultBook:
    active: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self.active.append(fault)

    def clear(self, kind: str = "") -> None:
        self.active = [fault for fault in self.active if kind and fault.kind != kind]

    def strike(self, kind: str, *, oa_id: str, where: str = "", always: bool = True) -> Fault | None:
        """The fault of this kind that hits now, counted down; `where` is the event name or path it must mention.

        With `always` false only a fault that names its `where` may hit.
        """
        for fault in self.active:
            if fault.kind != kind or (fault.oa_id and fault.oa_id != oa_id):
                continue
            if (fault.where and fault.where not in where) or (not fault.where and not always):
                continue
            if fault.left is not None:
                fault.left -= 1
                if fault.left <= 0:
                    self.active.remove(fault)
            return fault
        return None
