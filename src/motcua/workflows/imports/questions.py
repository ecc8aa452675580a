"""Questions and answers of a unit: each row becomes a draft that a second person approves, as if it had been typed."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import cast

from django.db import transaction

from motcua.features.knowledge import desk_queries, operations, rules
from motcua.features.knowledge.models import OPEN_STATES, EntryVersion, VersionState
from motcua.features.knowledge.rules import Words
from motcua.foundation.clock import local_date
from motcua.foundation.staff.models import Officer
from motcua.foundation.verdict import Effect, Verdict
from motcua.messaging.text import fold
from motcua.workflows.imports import marks
from motcua.workflows.imports.cleaning import Values
from motcua.workflows.imports.columns import Choice, Column, Text
from motcua.workflows.imports.dates import Day
from motcua.workflows.imports.targets import Part, Run, Scope

_OPEN = "Câu này đang có một bản nháp. Duyệt hoặc bỏ bản đó trước."
_NOBODY = "Chỉ cán bộ soạn được câu trả lời. Nhập ở trang của cán bộ."
_UNDONE = "Hoàn tác lượt nhập"


class Questions:
    """The target."""

    key = "questions"
    title = "Câu hỏi và câu trả lời"
    permission = "knowledge.write"

    def parts(self, unit_id: int) -> Sequence[Part]:
        """One list."""
        return ()

    def columns(self, scope: Scope, now: datetime) -> tuple[Column, ...]:
        """As the editor has them; ways of asking stand on lines of their own, or between semicolons."""
        categories = {one.key: (one.title,) for one in desk_queries.categories_of(scope.unit_id)}
        return (
            Text("title", "Câu hỏi", ("Tiêu đề", "Nội dung câu hỏi", "Hỏi"), required=True, shortest=4, longest=160),
            Text("answer", "Câu trả lời", ("Trả lời", "Nội dung trả lời", "Đáp"), required=True, lines=True,
                 longest=rules.LONGEST_ANSWER),
            Choice("category", "Chủ đề", ("Nhóm", "Lĩnh vực", "Danh mục"), words=categories, required=True),
            Text("phrasings", "Cách hỏi khác", ("Cách hỏi", "Các cách hỏi"), lines=True, longest=6_000),
            Text("legal_basis", "Căn cứ pháp lý", ("Căn cứ",), longest=300),
            Day("valid_from", "Đúng từ ngày", ("Hiệu lực từ", "Từ ngày")),
            Day("valid_to", "Đến hết ngày", ("Hết hiệu lực", "Đến ngày")),
        )  # fmt: skip

    def key_of(self, scope: Scope, values: Values) -> Hashable | None:
        """The question."""
        return fold(str(values[0]))

    def compare(self, scope: Scope, rows: Sequence[Values], now: datetime) -> list[Verdict]:
        """See Target."""
        shelf = _Shelf(scope.unit_id, now)
        return [shelf.verdict(row) for row in rows]

    def record(self, scope: Scope, rows: Sequence[Values], run: Run) -> list[Verdict]:
        """See Target."""
        by = Officer.objects.filter(pk=run.by or 0).first()
        if by is None:
            return [Verdict(Effect.BAD, _NOBODY)] * len(rows)
        shelf = _Shelf(scope.unit_id, run.now)
        with transaction.atomic():
            return [shelf.put(row, run, by) for row in rows]

    def undo(self, scope: Scope, run: Run) -> int:
        """Withdraw what the run wrote and nobody has approved yet."""
        by = Officer.objects.filter(pk=run.by or 0).first()
        done = 0
        for version_id, _ in marks.marks(run.id) if by else []:
            assert by is not None
            open_now = EntryVersion.objects.filter(pk=version_id, state__in=OPEN_STATES).exists()
            if open_now:
                outcome = operations.withdraw(
                    unit_id=scope.unit_id, version_id=version_id, note=_UNDONE, by=by, now=run.now
                )
                done += outcome.changed
        return done


class _Shelf:
    """What the unit tells and drafts now, by the folded words of the question."""

    def __init__(self, unit_id: int, now: datetime) -> None:
        self._unit_id, self._now = unit_id, now
        self._latest: dict[str, EntryVersion] = {}
        open_or_told = EntryVersion.objects.filter(state__in=[VersionState.APPROVED, *OPEN_STATES])
        mine = open_or_told.filter(entry__unit_id=unit_id) | open_or_told.filter(entry__unit=None)
        for version in mine.select_related("entry__category").order_by("entry__unit_id", "number"):
            self._latest[fold(version.title)] = version

    def verdict(self, row: Values) -> Verdict:
        """What a row would do."""
        words = _words(row, self._now)
        if faults := rules.faults_of(words):
            return Verdict(Effect.BAD, " ".join(faults.values()))
        known = self._latest.get(fold(words.title))
        if known is None:
            return Verdict(Effect.NEW)
        if _same(known, words, str(row[2])):
            return Verdict(Effect.SAME)
        return Verdict(Effect.BAD, _OPEN) if known.state in OPEN_STATES else Verdict(Effect.CHANGED)

    def put(self, row: Values, run: Run, by: Officer) -> Verdict:
        """Write a row as a draft and send it to be approved."""
        verdict, words, category = self.verdict(row), _words(row, run.now), str(row[2])
        if verdict.effect is Effect.NEW:
            made = operations.write_entry(unit_id=self._unit_id, category_key=category, words=words, by=by, now=run.now)
        elif verdict.effect is Effect.CHANGED:
            known = self._latest[fold(words.title)]
            made = operations.start_draft(unit_id=self._unit_id, entry_key=known.entry.key, by=by, now=run.now)
            if made.changed:
                kept = replace(words, action=known.action, live=known.live)
                operations.change_draft(
                    unit_id=self._unit_id, version_id=made.id, category_key=category, words=kept, by=by, now=run.now
                )
        else:
            return verdict
        if not made.changed:
            return Verdict(Effect.BAD, _OPEN)
        operations.submit(unit_id=self._unit_id, version_id=made.id, by=by, now=run.now)
        marks.mark(run.id, made.id)
        return verdict


def _words(row: Values, now: datetime) -> Words:
    title, answer, _, phrasings, legal_basis, valid_from, valid_to = row
    return Words(
        title=str(title), answer=str(answer), valid_from=cast("date | None", valid_from) or local_date(now),
        valid_to=cast("date | None", valid_to), phrasings=rules.lines(str(phrasings).replace(";", "\n")),
        legal_basis=str(legal_basis),
    )  # fmt: skip


def _same(known: EntryVersion, words: Words, category: str) -> bool:
    return (known.answer, known.legal_basis, known.entry.category.key) == (
        words.answer, words.legal_basis, category,
    ) and set(words.phrasings) <= set(rules.lines(known.phrasings))  # fmt: skip
