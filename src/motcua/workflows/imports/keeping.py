"""What an import keeps for some days, sealed: the file itself, and the rows that were not taken."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from motcua.foundation.secrets import decrypt, encrypt
from motcua.workflows.imports.books import Data
from motcua.workflows.imports.cells import Row, as_text
from motcua.workflows.imports.cleaning import BadRow
from motcua.workflows.imports.models import BAD, FILE, SAMPLES, BadRows, FilePart, ImportRun
from motcua.workflows.imports.rules import FILE_KEPT_FOR, WORKING

PART_BYTES = 1 << 20
PAGE_ROWS = 100
MOST_PAGES = 1_000


def keep_file(run: ImportRun, data: Data) -> None:
    """Seal a file, a megabyte at a time."""
    for number, at in enumerate(range(0, len(data), PART_BYTES)):
        FilePart.objects.create(run=run, number=number, sealed=encrypt(bytes(data[at : at + PART_BYTES]), FILE))


def file_of(run_id: int) -> bytearray | None:
    """The file as it was uploaded, in one copy; None when its days are over."""
    found = ImportRun.objects.filter(pk=run_id, file_gone_at=None).values_list("file_bytes", flat=True).first()
    data, at = bytearray(found or 0), 0
    for number in FilePart.objects.filter(run_id=run_id).order_by("number").values_list("number", flat=True):
        sealed = FilePart.objects.values_list("sealed", flat=True).get(run_id=run_id, number=number)
        part = decrypt(bytes(sealed), FILE)
        data[at : at + len(part)] = part
        at += len(part)
    return data if at and at == found else None


def seal_samples(rows: Iterable[Row]) -> bytes:
    """A few rows, so that an officer recognises a column by what stands in it."""
    return encrypt(json.dumps([[as_text(cell)[:60] for cell in row] for row in rows]).encode(), SAMPLES)


def samples_of(run: ImportRun) -> list[list[str]]:
    """The rows of `seal_samples`; none once the file's days are over."""
    if not run.samples_sealed:
        return []
    read: list[list[str]] = json.loads(decrypt(bytes(run.samples_sealed), SAMPLES))
    return read


def forget_bad_rows(run_id: int) -> None:
    """Before a step counts anew."""
    BadRows.objects.filter(run_id=run_id).delete()


class BadPages:
    """Collects bad rows and writes a page whenever one is full, in the caller's transaction."""

    def __init__(self, run_id: int) -> None:
        self._run_id, self._page, self._rows = run_id, 0, list[BadRow]()

    def add(self, rows: Iterable[BadRow]) -> None:
        """More rows; those beyond a hundred thousand are counted, not kept."""
        self._rows.extend(rows)
        while len(self._rows) >= PAGE_ROWS:
            self._write(self._rows[:PAGE_ROWS])
            del self._rows[:PAGE_ROWS]

    def close(self) -> None:
        """Write what is left."""
        if self._rows:
            self._write(self._rows)

    def _write(self, rows: Sequence[BadRow]) -> None:
        if self._page >= MOST_PAGES:
            return
        told = [[row.number, dict(row.cells), dict(row.faults)] for row in rows]
        sealed = encrypt(json.dumps(told, ensure_ascii=False).encode(), BAD)
        BadRows.objects.create(run_id=self._run_id, page=self._page, rows=len(rows), sealed=sealed)
        self._page += 1


def bad_page(run_id: int, page: int) -> list[BadRow]:
    """One page of bad rows, in the order of the sheet."""
    sealed = BadRows.objects.filter(run_id=run_id, page=page).values_list("sealed", flat=True).first()
    if sealed is None:
        return []
    return [BadRow(number, cells, faults) for number, cells, faults in json.loads(decrypt(bytes(sealed), BAD))]


def bad_rows(run_id: int) -> Iterator[BadRow]:
    """All bad rows that were kept."""
    for page in BadRows.objects.filter(run_id=run_id).order_by("page").values_list("page", flat=True):
        yield from bad_page(run_id, page)


def forget_files(now: datetime) -> int:
    """Delete files and bad rows whose days are over; how many imports."""
    old = ImportRun.objects.filter(created_at__lt=now - FILE_KEPT_FOR, file_gone_at=None).exclude(state__in=WORKING)
    forgotten = 0
    for run_id in islice(old.values_list("pk", flat=True), 1_000):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM import_file_part WHERE run_id = %s", [run_id])
            cursor.execute("DELETE FROM import_bad_rows WHERE run_id = %s", [run_id])
            forgotten += ImportRun.objects.filter(pk=run_id, file_gone_at=None).update(
                file_gone_at=now, samples_sealed=b""
            )
    return forgotten
