"""Dossiers as officers read them: words for stages, sources and what became of a press. No database here."""

from datetime import datetime

from motcua.audiences.console import letters
from motcua.audiences.console.wording import Said
from motcua.features.dossiers.models import DossierTransition
from motcua.features.dossiers.operations import Verdict
from motcua.features.dossiers.reasons import DEFAULTS
from motcua.features.dossiers.rules import Source, Stage, Standing
from motcua.features.dossiers.wording import WORDS

SOURCES = {Source.MANUAL: "Cán bộ", Source.IMPORT: "Danh sách nhập", Source.INTEGRATION: "Hệ thống khác"}
STANDINGS = {
    Standing.STANDS: "Có hiệu lực", Standing.OLDER: "Cũ hơn, chỉ lưu", Standing.BACKWARDS: "Trạng thái lùi",
    Standing.CONFLICT: "Trái nguồn khác",
}  # fmt: skip
STAGES = [(stage.value, words.officer) for stage, words in WORDS.items()]
REASONS = [(code.value, words.label) for code, words in DEFAULTS.items()]
_SAID = {
    Verdict.DONE: Said("Đã ghi. Trạng thái cũ vẫn còn trong lịch sử.", refused=False),
    Verdict.NOTHING_NEW: Said("Không có gì thay đổi.", refused=False),
    Verdict.CHANGED_MEANWHILE: Said("Hồ sơ vừa có thay đổi khác. Đồng chí xem lại rồi ghi."),
    Verdict.UNKNOWN_WORDS: Said("Chọn lại trạng thái và lý do."),
    Verdict.TOO_LONG: Said("Nơi nhận hoặc ghi chú dài quá."),
    Verdict.UNKNOWN_DOSSIER: Said("Không còn hồ sơ này."),
}


def said(code: str) -> Said | None:
    """What a page says after a press."""
    return _SAID.get(Verdict(code)) if code in {one.value for one in Verdict} else None


def line(one: DossierTransition, now: datetime) -> dict[str, object]:
    """One statement of a dossier's history."""
    return {
        "id": one.pk, "stage": WORDS[Stage(one.stage)].officer, "source": SOURCES[Source(one.source)],
        "standing": STANDINGS[Standing(one.standing)], "stands": one.standing == Standing.STANDS,
        "reason": dict(REASONS).get(one.reason, ""), "place": one.place, "note": one.note,
        "kind": one.get_kind_display(), "as_of": letters.moment(one.as_of, now), "at": letters.moment(one.at, now),
        "undone": one.undone_at is not None, "run": one.run_id, "by": one.by_id,
        "waits": one.standing in (Standing.BACKWARDS, Standing.CONFLICT) and not one.settled_at and not one.undone_at,
    }  # fmt: skip
