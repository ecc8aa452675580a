"""Rows for COPY, written by hand: the driver's own way was a third of the time of an import."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.db import connection

__all__ = ["copy_rows"]

Value = str | int | bytes | date | datetime | None


def copy_rows(sql: str, rows: Iterable[Sequence[Value]]) -> None:
    """Send the rows to a `COPY … FROM STDIN` in one piece."""
    text = "".join(["\t".join([_WRITERS[type(value)](value) for value in row]) + "\n" for row in rows])
    if text:
        with connection.cursor() as cursor, cursor.copy(sql) as copy:
            copy.write(text)


def _text(value: str) -> str:
    if value.isprintable() and "\\" not in value:
        return value
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


# One writer for each type a row may hold; `Callable[..., str]`, because each takes its own type only.
_WRITERS: dict[type, Callable[..., str]] = {
    str: _text,
    int: str,
    bool: lambda value: "t" if value else "f",
    bytes: lambda value: "\\\\x" + value.hex(),
    date: date.isoformat,
    datetime: datetime.isoformat,
    type(None): lambda _: "\\N",
}
