"""What citizens read of a dossier: its stage in their words, the one next step, and the stops on its way. No Django.

Internal names stay inside; every text is one or two short sentences (domain.md 2.6, ux.md 1.4 F).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from motcua.features.dossiers.rules import Stage

HOTLINE_OF_THE_MINISTRY = "1900 0368"


class Mood(StrEnum):
    """The tag's colour; never colour alone, each has its words and sign."""

    GOOD = "good"
    BUSY = "busy"
    BAD = "bad"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class StageWords:
    """`tag` names it in two words, `say` is the answer, `next_step` the one thing to do, `stop` its place on the way.
    `officer`: what officers call it."""

    mood: Mood
    tag: str
    say: str
    next_step: str
    stop: int
    officer: str


STOPS = ("Đã nhận hồ sơ", "Đang xử lý", "Đã duyệt, in thẻ", "Trả kết quả")
_WAIT = "Ông/bà chưa cần làm gì."
_WORDS: dict[Stage, tuple[Mood, str, str, str, int, str]] = {
    Stage.DECLARED: (Mood.BUSY, "Đã kê khai", "Tờ khai đã gửi, chưa thu nhận tại quầy.",
        "Ông/bà đến đơn vị để thu nhận hồ sơ.", 0, "Đã kê khai"),
    Stage.BOOKED: (Mood.BUSY, "Đã đặt lịch", "Ông/bà đã đặt lịch, chưa thu nhận tại quầy.",
        "Ông/bà đến đúng lịch hẹn, mang theo giấy tờ.", 0, "Đã đặt lịch"),
    Stage.CHECKED_IN: (Mood.BUSY, "Đang làm thủ tục", "Ông/bà đang làm thủ tục tại quầy.",
        "Xin ông/bà chờ cán bộ thu nhận xong.", 0, "Đã đến quầy"),
    Stage.CAPTURED: (Mood.BUSY, "Đang xử lý", "Hồ sơ đã thu nhận tại quầy.", _WAIT, 1, "Đã thu nhận"),
    Stage.REFUSED_AT_COUNTER: (Mood.BAD, "Chưa thu nhận", "Hồ sơ chưa được thu nhận tại quầy.",
        "Ông/bà bổ sung giấy tờ rồi đến lại.", 0, "Từ chối tại quầy"),
    Stage.EXPIRED: (Mood.OFF, "Hết hạn", "Tờ khai đã hết hạn.", "Ông/bà kê khai lại nếu vẫn cần.", 0,
        "Tờ khai hết hạn"),
    Stage.CANCELLED: (Mood.OFF, "Đã hủy", "Lịch hẹn đã hủy.", "Ông/bà đặt lịch khác nếu vẫn cần.", 0, "Hủy hẹn"),
    Stage.NO_SHOW: (Mood.OFF, "Lỡ hẹn", "Ông/bà đã lỡ lịch hẹn.", "Ông/bà đặt lịch khác nếu vẫn cần.", 0, "Không đến"),
    Stage.TRANSMITTED: (Mood.BUSY, "Đang xử lý", "Hồ sơ đã gửi lên trung tâm.", _WAIT, 1, "Đã truyền"),
    Stage.PROCESSING: (Mood.BUSY, "Đang xử lý", "Hồ sơ đang được xử lý.", _WAIT, 1, "Đang xử lý"),
    Stage.NEEDS_FIX: (Mood.BAD, "Cần bổ sung", "Hồ sơ đang dừng, cần ông/bà bổ sung.",
        "Ông/bà xem chi tiết để biết cần mang gì, đến đâu.", 1, "Cần bổ sung"),
    Stage.FIX_RECEIVED: (Mood.BUSY, "Đã nhận bổ sung", "Đơn vị đã nhận phần bổ sung.", _WAIT, 1, "Đã nhận bổ sung"),
    Stage.APPROVED: (Mood.BUSY, "Đã duyệt", "Hồ sơ đã được duyệt, đang chờ in.", _WAIT, 2, "Đã duyệt"),
    Stage.PRINTED: (Mood.BUSY, "Đã in", "Thẻ đã in, đang chờ chuyển về.", _WAIT, 2, "Đã in"),
    Stage.SHIPPED_TO_UNIT: (Mood.BUSY, "Đang chuyển về", "Thẻ đang được chuyển về đơn vị.",
        "Ông/bà chờ thêm, đơn vị sẽ báo khi thẻ về.", 2, "Đang chuyển về đơn vị"),
    Stage.AT_UNIT_READY: (Mood.GOOD, "Đã có thẻ", "Thẻ đã có tại đơn vị.",
        "Ông/bà mang giấy hẹn đến nhận trong giờ làm việc.", 3, "Có tại đơn vị"),
    Stage.WITH_POST: (Mood.BUSY, "Đang giao", "Thẻ đã giao cho bưu điện.",
        "Ông/bà để ý điện thoại, bưu tá sẽ gọi trước khi giao.", 3, "Bưu điện đang giao"),
    Stage.DELIVERED: (Mood.GOOD, "Đã giao", "Bưu điện báo đã giao thẻ.",
        "Nếu chưa nhận được, ông/bà gọi đơn vị.", 3, "Đã giao"),
    Stage.UNDELIVERED: (Mood.BAD, "Giao chưa được", "Bưu điện chưa giao được thẻ.",
        "Ông/bà xem chi tiết để sửa điện thoại, địa chỉ hoặc nhận tại đơn vị.", 3, "Giao không được"),
    Stage.RETURNED_TO_UNIT: (Mood.BAD, "Thẻ về đơn vị", "Bưu điện đã chuyển thẻ trả về đơn vị.",
        "Ông/bà gọi đơn vị để hẹn ngày nhận.", 3, "Trả về đơn vị"),
    Stage.COLLECTED: (Mood.GOOD, "Đã nhận", "Thẻ đã được nhận tại đơn vị.",
        "Nếu ông/bà chưa nhận, xin gọi đơn vị ngay.", 3, "Đã trả tại quầy"),
    Stage.PURGED: (Mood.BAD, "Dữ liệu đã xóa", "Hồ sơ quá 180 ngày chưa bổ sung nên dữ liệu đã bị xóa.",
        "Ông/bà đến đơn vị để làm lại hồ sơ.", 1, "Đã xóa sau 180 ngày"),
    Stage.WITHDRAWN: (Mood.OFF, "Đã rút", "Hồ sơ đã được rút.", "Nếu vẫn cần, ông/bà làm hồ sơ mới.", 1, "Đã rút"),
}  # fmt: skip
WORDS: Mapping[Stage, StageWords] = {stage: StageWords(*told) for stage, told in _WORDS.items()}
_LATE_BECAUSE: Mapping[Stage, str] = {
    Stage.CAPTURED: "Hồ sơ chưa được truyền lên trung tâm.",
    Stage.TRANSMITTED: "Trung tâm chưa xử lý xong.",
    Stage.PROCESSING: "Trung tâm chưa xử lý xong.",
    Stage.FIX_RECEIVED: "Phần bổ sung đang được xem lại.",
    Stage.APPROVED: "Hồ sơ đã duyệt nhưng thẻ chưa in xong.",
    Stage.PRINTED: "Thẻ đã in nhưng chưa chuyển về.",
    Stage.SHIPPED_TO_UNIT: "Thẻ còn trên đường về đơn vị.",
    Stage.WITH_POST: "Bưu điện chưa giao xong.",
    Stage.RETURNED_TO_UNIT: "Bưu điện đã trả thẻ về đơn vị.",
}


def late_sentence(stage: Stage, promised_on: date | None, hotline: str) -> str:
    """Quá hẹn: says so, why, and whom to call."""
    was = f"Hồ sơ đã quá ngày hẹn {promised_on:%d/%m/%Y}." if promised_on else "Hồ sơ đã quá thời hạn."
    call = f" Ông/bà gọi {hotline} để hỏi." if hotline else ""
    return f"{was} {_LATE_BECAUSE.get(stage, '')}{call}".replace("  ", " ").strip()


def renewed_sentence(promised_on: date, renewed_on: date) -> str:
    """Phiếu xin lỗi và hẹn lại, in one line."""
    return f"Đơn vị xin lỗi: hẹn cũ {promised_on:%d/%m/%Y}, nay hẹn lại {renewed_on:%d/%m/%Y}."


def purge_sentence(on: date, today: date) -> str:
    """Until when a fix is possible."""
    left = (on - today).days
    return f"Cần bổ sung trước ngày {on:%d/%m/%Y} (còn {left} ngày). Sau ngày này dữ liệu bị xóa, phải làm lại từ đầu."


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop on the way: done, here, ahead; `stuck` when it stands here until somebody does something."""

    title: str
    state: str
    on: date | None = None


def stops(stage: Stage, seen: Sequence[tuple[Stage, date]]) -> list[Stop]:
    """The way of a dossier: what it passed and when, where it is, what lies ahead. `seen` in time's order."""
    here = WORDS[stage]
    ended = stage in (Stage.COLLECTED, Stage.DELIVERED, Stage.AT_UNIT_READY)
    first: dict[int, date] = {}
    for one, on in seen:
        first.setdefault(WORDS[one].stop, on)
    told = []
    for place, title in enumerate(STOPS):
        if place < here.stop or (place == here.stop and ended):
            told.append(Stop(title, "done", first.get(place)))
        elif place == here.stop:
            stuck = here.mood in (Mood.BAD, Mood.OFF)
            named = f"Đang dừng: {here.tag.lower()}" if stuck else here.say.rstrip(".")
            told.append(Stop(named, "stuck" if stuck else "here", first.get(place)))
        else:
            told.append(Stop(title, "ahead"))
    return told
