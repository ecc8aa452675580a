"""What the pages of Hỏi đáp need: whose list it is, a draft read from a form, verdicts in words."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, QueryDict

from motcua.audiences.console.pages import frame, home_unit, officer_of, problem, see_other
from motcua.audiences.console.wording import Said
from motcua.features.knowledge import desk_queries, rules
from motcua.features.knowledge.rules import Outcome, Picture, Verdict, Words
from motcua.foundation.clock import local_date
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.queries import may_in_unit

_SENTENCES: dict[str, Said] = {
    Verdict.NOT_THERE: Said("Không có câu này trong đơn vị của đồng chí."),
    Verdict.CHANGED_MEANWHILE: Said("Bản này vừa được thay đổi ở nơi khác. Đồng chí xem lại."),
    Verdict.OWN_WORDS: Said("Người soạn không tự duyệt. Đề nghị một đồng chí khác duyệt."),
    Verdict.DRAFT_OPEN: Said("Câu này đang có một bản nháp. Máy mở bản đó."),
    Verdict.NOT_READY: Said("Bản nháp chưa gửi được. Bấm Sửa bản nháp, đối chiếu rồi gửi lại."),
    Verdict.KNOWN_ALREADY: Said("Cách hỏi này đã có hoặc đang chờ duyệt."),
    "submitted": Said("Đã gửi duyệt. Người khác sẽ duyệt câu này.", refused=False),
    "hidden": Said("Đã gửi duyệt việc ẩn câu này. Người khác sẽ duyệt.", refused=False),
    "approved": Said("Đã duyệt. Người dân đọc được ngay.", refused=False),
    "hidden_now": Said("Đã duyệt. Người dân của đơn vị không còn đọc được câu này.", refused=False),
    "shown_again": Said("Đã hiện lại. Người dân đọc được câu dùng chung.", refused=False),
    "returned": Said("Đã trả lại người soạn kèm ghi chú.", refused=False),
    "withdrawn": Said("Đã rút. Người dân không còn đọc được bản này.", refused=False),
    "discarded": Said("Đã bỏ bản nháp.", refused=False),
    "saved": Said("Đã lưu bản nháp.", refused=False),
    "suggested": Said("Đã thêm thành cách hỏi. Người khác sẽ duyệt.", refused=False),
    "learned": Said("Đã duyệt cách hỏi. Máy hiểu ngay từ bây giờ.", refused=False),
    "refused": Said("Đã bỏ cách hỏi này.", refused=False),
    "brought": Said("Đã đưa câu hỏi lên đầu bàn cải thiện. Chọn câu trả lời đúng, hoặc soạn mới.", refused=False),
    "cleared": Said("Đã cất khỏi bàn cải thiện.", refused=False),
}
_KINDS = {"hình": "image", "hinh": "image", "image": "image", "video": "video"}
_WORDS_OF_KIND = {"image": "hình", "video": "video"}


@dataclass(slots=True)
class DraftForm:
    """What was typed, as it was typed; what is wrong by field; and the words when nothing is."""

    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    words: Words | None = None


def unit_of(officer: Officer, now: datetime, permission: str = "knowledge.write") -> int | None:
    """The unit whose answers she keeps."""
    return home_unit(officer, permission, now)


def shared(request: HttpRequest, unit_id: int, now: datetime, tab: str = "") -> dict[str, object]:
    """What every page of the room shows: frame, tabs, what waits, what was said."""
    officer = officer_of(request)
    return {
        **frame(officer.unit, now),
        "said": _SENTENCES.get(request.GET.get("said", "")),
        "may_approve": may_in_unit(officer.pk, "knowledge.approve", unit_id, now),
        "waiting": desk_queries.waiting_count([unit_id]),
        "today": local_date(now),
        "tab": tab,
    }


def no_unit(request: HttpRequest) -> HttpResponse:
    """An officer whom no unit lets write answers."""
    return problem(request, 404, "Đồng chí chưa có đơn vị.", "Đề nghị quản trị đơn vị cấp quyền Hỏi đáp.")


def not_here(request: HttpRequest) -> HttpResponse:
    """The same answer for what does not exist and for what belongs to another unit."""
    return problem(request, 404, _SENTENCES[Verdict.NOT_THERE].sentence, "Mở lại danh sách Hỏi đáp rồi chọn.")


def back_to(name: str, *place: object, said: str = "") -> HttpResponse:
    """303 to a page of this room."""
    return see_other(f"console:{name}", *place, said=said)


def result(outcome: Outcome, done: str) -> str:
    """What to say after a press: what was done, or why it was not."""
    return done if outcome.changed else str(outcome.verdict)


def typed_of(words: Words, category_key: str) -> dict[str, str]:
    """A version as its form would have been typed."""
    return {
        "category": category_key, "title": words.title, "answer": words.answer,
        "phrasings": "\n".join(words.phrasings), "legal_basis": words.legal_basis, "action": words.action,
        "live": words.live, "confirmed": "1" if words.confirmed else "",
        "valid_from": words.valid_from.isoformat(),
        "valid_to": words.valid_to.isoformat() if words.valid_to else "",
        "pictures": "\n".join(f"{_WORDS_OF_KIND[one.kind]} | {one.address} | {one.alt}" for one in words.pictures),
    }  # fmt: skip


def read_draft(data: QueryDict, today: date) -> DraftForm:
    """Read the editor's form; every wrong field gets its own sentence, what was typed stays."""
    names = (
        "category", "title", "answer", "phrasings", "legal_basis", "action", "live", "confirmed", "valid_from",
        "valid_to", "pictures",
    )  # fmt: skip
    form = DraftForm({name: data.get(name, "").replace("\r\n", "\n")[:20_000] for name in names})
    valid_from = _date(form, "valid_from") or today
    valid_to = _date(form, "valid_to")
    words = Words(
        title=" ".join(form.typed["title"].split()), answer=form.typed["answer"].strip(), valid_from=valid_from,
        valid_to=valid_to, phrasings=rules.lines(form.typed["phrasings"]),
        legal_basis=" ".join(form.typed["legal_basis"].split())[:300], action=form.typed["action"],
        live=form.typed["live"], confirmed=form.typed["confirmed"] == "1", pictures=_pictures(form),
    )  # fmt: skip
    form.errors = {**rules.faults_of(words), **form.errors}
    form.words = words
    return form


def _date(form: DraftForm, name: str) -> date | None:
    if not form.typed[name]:
        return None
    try:
        return date.fromisoformat(form.typed[name])
    except ValueError:
        form.errors[name] = "Ghi ngày theo mẫu 2026-11-22, hoặc chọn trong lịch."
        return None


def _pictures(form: DraftForm) -> tuple[Picture, ...]:
    found = []
    for line in rules.lines(form.typed["pictures"]):
        parts = [part.strip() for part in line.split("|", 2)]
        if len(parts) != 3 or parts[0].lower() not in _KINDS:
            form.errors["pictures"] = "Mỗi dòng: hình hoặc video | liên kết | câu tả."
            continue
        found.append(Picture(_KINDS[parts[0].lower()], parts[1], parts[2]))
    return tuple(found)
