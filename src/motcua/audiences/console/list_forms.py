"""What the pages of Tiện ích need: whose lists they are, a definition read from a form, verdicts in words."""

from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict

from motcua.audiences.console.pages import frame, home_unit, officer_of, problem, see_other
from motcua.audiences.console.wording import Said
from motcua.features.lists import rules
from motcua.features.lists.rules import Kind, ListColumn, Outcome, Role, Verdict, Words
from motcua.foundation.procedures.queries import lines_of_unit
from motcua.foundation.staff.queries import may_in_unit

KINDS = {
    Kind.NAME: "Họ tên", Kind.BIRTH_DATE: "Ngày sinh", Kind.CODE: "Mã, số giấy hẹn", Kind.PHONE: "Điện thoại",
    Kind.IDENTITY_NUMBER: "Số định danh, CMND", Kind.TEXT: "Chữ khác",
}  # fmt: skip
ROLES = {
    Role.KEY: "Người dân gõ để tra cứu", Role.FACTOR: "Yếu tố thứ hai (mở chi tiết)",
    Role.MASKED: "Hiện ngay, che bớt", Role.SHOWN: "Hiện sau yếu tố thứ hai", Role.SHELF: "Vị trí cất (chỉ cán bộ)",
    Role.HIDDEN: "Không hiện (chỉ cán bộ)",
}  # fmt: skip
SPARE = 3
_SENTENCES: dict[str, Said] = {
    Verdict.NOT_THERE: Said("Không có danh sách này trong đơn vị của đồng chí."),
    Verdict.CHANGED_MEANWHILE: Said("Việc này vừa được làm ở nơi khác. Đồng chí xem lại."),
    Verdict.OWN_WORDS: Said("Người soạn không tự duyệt. Đề nghị một đồng chí khác duyệt."),
    Verdict.DRAFT_OPEN: Said("Danh sách đang có một bản nháp. Máy mở bản đó."),
    Verdict.NOT_PUBLISHED: Said("Danh sách chưa đăng nên chưa có nút."),
    Verdict.CLOSED_ALREADY: Said("Dòng này đã đóng, không trả lần nữa. Đồng chí xem ai đã trả và lúc nào."),
    Verdict.PAPER_NOT_SEEN: Said("Chọn giấy tờ đồng chí đã đối chiếu rồi mới trả."),
    Verdict.NOT_OFFERED: Said("Danh sách này không có việc đó."),
    Verdict.NOTHING_TYPED: Said("Ghi lý do để người dân hiểu."),
    "submitted": Said("Đã gửi duyệt. Một đồng chí khác sẽ duyệt.", refused=False),
    "approved": Said("Đã duyệt. Bấm Đăng khi muốn người dân dùng.", refused=False),
    "published": Said("Đã đăng. Người dân dùng được ngay.", refused=False),
    "returned": Said("Đã trả lại người soạn kèm ghi chú.", refused=False),
    "withdrawn": Said("Đã rút. Người dân không còn thấy danh sách này.", refused=False),
    "saved": Said("Đã lưu bản nháp.", refused=False),
    "shown": Said("Đã bật nút. Người dân thấy nút trên trang và trong hội thoại.", refused=False),
    "hidden": Said("Đã tắt nút.", refused=False),
    "handed": Said("Đã ghi trả. Dòng này đóng, không ai nhận lần nữa.", refused=False),
    "closed": Said("Đã đóng dòng. Người dân không còn tra thấy.", refused=False),
    "reopened": Said("Đã mở lại dòng.", refused=False),
    "applied": Said("Đã sửa theo đề nghị của người dân.", refused=False),
    "refused": Said("Đã từ chối kèm lý do.", refused=False),
}


@dataclass(slots=True)
class Form:
    """What was typed, as it was typed; what is wrong by field; and the words when nothing is."""

    typed: dict[str, str]
    columns: list[dict[str, str]]
    errors: dict[str, str] = field(default_factory=dict)
    words: Words | None = None


def unit_of(request: HttpRequest, permission: str, now: datetime) -> int | None:
    """The unit whose lists she keeps."""
    return home_unit(officer_of(request), permission, now)


def shared(request: HttpRequest, unit_id: int, now: datetime) -> dict[str, object]:
    """What every page of the room shows."""
    officer = officer_of(request)
    may = {
        f"may_{name}": may_in_unit(officer.pk, f"list.{name}", unit_id, now) for name in ("serve", "write", "approve")
    }  # fmt: skip
    return {**frame(officer.unit, now), "said": _SENTENCES.get(request.GET.get("said", "")), **may}


def not_here(request: HttpRequest) -> HttpResponse:
    """The same answer for what does not exist and for what belongs to another unit."""
    return problem(request, 404, _SENTENCES[Verdict.NOT_THERE].sentence, "Mở lại mục Tiện ích rồi chọn.")


def back_to(name: str, *place: object, said: str = "") -> HttpResponse:
    """303 to a page of this room."""
    return see_other(f"console:{name}", *place, said=said)


def result(outcome: Outcome, done: str) -> str:
    """What to say after a press: what was done, or why it was not."""
    return done if outcome.changed else str(outcome.verdict)


def form_of(words: Words) -> Form:
    """A definition as its form would have been typed."""
    typed = {
        "title": words.title, "intro": words.intro, "found": words.found, "advice": words.advice,
        "fix_line": str(words.fix_line or ""),
        **{name: "1" if getattr(words, name) else "" for name in ("pick_up", "hands_over", "tells_followers")},
    }  # fmt: skip
    return Form(typed, [_typed(one) for one in words.columns], words=words)


def read(data: QueryDict, unit_id: int) -> Form:
    """Read the editor's form; every wrong field gets its own sentence, what was typed stays."""
    names = ("title", "intro", "found", "advice", "fix_line", "pick_up", "hands_over", "tells_followers")
    form = Form({name: data.get(name, "").replace("\r\n", "\n")[:2000] for name in names}, [])
    columns: list[ListColumn] = []
    for place in range(rules.MOST_COLUMNS + SPARE):
        typed = {part: data.get(f"{part}{place}", "")[:100].strip() for part in ("label", "kind", "role", "key", "fix")}
        if typed["label"]:
            form.columns.append(typed)
            columns.append(_column(typed, [one.key for one in columns]))
    line = form.typed["fix_line"]
    form.words = Words(
        title=" ".join(form.typed["title"].split()), intro=form.typed["intro"].strip(),
        found=form.typed["found"].strip(), advice=form.typed["advice"].strip(), columns=tuple(columns),
        pick_up=form.typed["pick_up"] == "1", hands_over=form.typed["hands_over"] == "1",
        tells_followers=form.typed["tells_followers"] == "1", fix_line=int(line) if line.isdecimal() else None,
    )  # fmt: skip
    form.errors = rules.faults_of(form.words)
    if form.words.fix_line and not lines_of_unit(unit_id).filter(pk=form.words.fix_line).exists():
        form.errors["fix_line"] = "Chọn việc trong danh sách của đơn vị."
    return form


def choices(form: Form, unit_id: int) -> dict[str, object]:
    """What the editor offers to choose from; some spare lines for further columns."""
    spare = [{"label": "", "kind": "text", "role": "hidden", "key": "", "fix": ""}] * SPARE
    return {
        "form": form, "kinds": KINDS, "roles": ROLES, "lines": lines_of_unit(unit_id),
        "columns": [*form.columns, *spare][: rules.MOST_COLUMNS],
    }  # fmt: skip


def asked(words: Words, data: QueryDict) -> dict[str, str]:
    """What was typed into a form made of key fields: `f0`, `f1`, … in their order."""
    return {
        one.key: data.get(f"f{place}", "")[:300] for place, one in enumerate(rules.of_role(words.columns, Role.KEY))
    }


def _typed(column: ListColumn) -> dict[str, str]:
    return {
        "label": column.label, "kind": str(column.kind), "role": str(column.role), "key": column.key,
        "fix": "1" if column.correctable else "",
    }  # fmt: skip


def _column(typed: dict[str, str], taken: list[str]) -> ListColumn:
    kind = Kind(typed["kind"]) if typed["kind"] in list(Kind) else Kind.TEXT
    role = Role(typed["role"]) if typed["role"] in list(Role) else Role.HIDDEN
    known = typed["key"] if typed["key"].isidentifier() and typed["key"] not in taken else ""
    return ListColumn(known or rules.column_key(typed["label"], taken), typed["label"], kind, role, typed["fix"] == "1")
