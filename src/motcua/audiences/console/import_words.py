"""What the pages of imports say: verdicts of presses, states, how long something still takes."""

from dataclasses import dataclass

from motcua.audiences.console.wording import Said
from motcua.workflows.imports.models import ImportRun
from motcua.workflows.imports.queries import Progress
from motcua.workflows.imports.rules import State, Verdict

_SENTENCES: dict[str, Said] = {
    Verdict.NOT_THERE: Said("Không có lượt nhập này trong đơn vị của đồng chí."),
    Verdict.CHANGED_MEANWHILE: Said("Lượt nhập vừa đổi ở nơi khác. Đồng chí xem lại."),
    Verdict.SOMEBODY_ELSE: Said("Đồng chí khác đang nhập vào danh sách này. Chờ xong rồi bấm lại."),
    Verdict.NEEDS_COLUMNS: Said("Còn cột bắt buộc chưa ghép. Đồng chí xem dòng có dấu đỏ."),
    Verdict.NOT_THE_LAST: Said("Đã có lượt nhập sau. Chỉ hoàn tác được lượt nhập cuối cùng."),
    Verdict.TOO_LATE: Said("Đã quá 7 ngày, không hoàn tác được nữa."),
    Verdict.NOTHING_GOOD: Said("Không có dòng mới hoặc dòng thay đổi để nhập."),
    Verdict.FILE_GONE: Said("Tệp đã được xóa theo hạn lưu. Tải tệp lên lại."),
    "remembered": Said("Máy nhớ cách ghép cột lần trước và đã dùng lại.", refused=False),
    "stopping": Said("Đang dừng. Chưa có gì được ghi.", refused=False),
    "read": Said("Đã đọc lại trang tính.", refused=False),
}


@dataclass(frozen=True, slots=True)
class Look:
    """A state as a tag."""

    word: str
    tag: str
    icon: str


LOOKS: dict[str, Look] = {
    State.UPLOADED: Look("Chờ ghép cột", "tag--go", "edit"),
    State.PLANNING: Look("Đang xem thử", "", "clock"),
    State.PLANNED: Look("Chờ quyết định", "tag--go", "info"),
    State.WRITING: Look("Đang nhập", "", "clock"),
    State.DONE: Look("Đã nhập", "tag--ok", "check"),
    State.UNDOING: Look("Đang hoàn tác", "", "clock"),
    State.UNDONE: Look("Đã hoàn tác", "tag--off", "undo"),
    State.STOPPED: Look("Đã dừng", "tag--off", "close"),
    State.FAILED: Look("Không xong", "tag--fix", "error"),
}
DOING: dict[str, str] = {
    State.PLANNING: "Đang xem thử",
    State.WRITING: "Đang nhập",
    State.UNDOING: "Đang hoàn tác",
}


def said(code: str) -> Said | None:
    """The sentence of a code in an address; None for unknown ones."""
    return _SENTENCES.get(code)


def left(told: Progress) -> str:
    """còn khoảng 40 giây; còn khoảng 3 phút."""
    if told.left is None:
        return ""
    if told.left < 90:
        return f"còn khoảng {max(1, told.left)} giây"
    return f"còn khoảng {round(told.left / 60)} phút"


def figure(number: int) -> str:
    """46.500: as figures are written here."""
    return f"{number:,}".replace(",", ".")


def figures(run: ImportRun) -> dict[str, str]:
    """The counts of an import, as figures are written here."""
    return {
        "new": figure(run.new_rows), "changed": figure(run.changed_rows), "same": figure(run.same_rows),
        "bad": figure(run.bad_rows), "good": figure(run.new_rows + run.changed_rows), "total": figure(run.total_rows),
        "undone": figure(run.undone_rows), "passed": figure(run.passed_over), "done": figure(run.done_rows),
    }  # fmt: skip
