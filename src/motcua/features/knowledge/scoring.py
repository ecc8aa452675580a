"""The engine over any list and any messages, file in, lines out: the work of `motcua knowledge score`.

Needs neither database nor settings. The readers are tolerant (numbers as ids, one phrasing as a bare string, missing
answers), because lists come from spreadsheets and other people's exports.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from motcua.features.knowledge.engine import Engine, Entry

EntryId = str | int | float | None


class UnreadableFile(Exception):
    """A file that is not the list or the messages it should be; the message says where, in Vietnamese."""


class ScoredList:
    """A list read from JSON, fitted; answers carry the ids as the file has them."""

    def __init__(self, raw: object) -> None:
        rows = [row for row in _rows(raw) if isinstance(row, dict)]
        self._ids: list[EntryId] = [_id(row, number) for number, row in enumerate(rows, 1)]
        self.engine = Engine.fit([_entry(str(number), row) for number, row in enumerate(rows)])

    def score(self, text: str) -> dict[str, object]:
        """One message as `{best, confidence, decision}`."""
        answer = self.engine.answer(text)
        best: list[EntryId] = []
        for number in answer.entry_ids:
            found = self._ids[int(number)]
            if found not in best:
                best.append(found)
        return {"best": best, "confidence": round(answer.confidence, 4), "decision": answer.decision}


def score_files(faq: Path, messages: Path) -> Iterator[dict[str, object]]:
    """One result for each message line, in order."""
    scored = ScoredList(_json(faq.read_text(encoding="utf-8-sig"), f"{faq}"))
    with messages.open(encoding="utf-8-sig") as lines:
        for text in read_messages(lines, f"{messages}"):
            yield scored.score(text)


def read_messages(lines: Iterable[str], name: str) -> Iterator[str]:
    """The text of every line: `{"text": …}` or a bare string; empty lines are no messages."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            read = _json(line, f"{name}, dòng {number}")
            yield _text(read.get("text") if isinstance(read, dict) else read)


def _json(text: str, where: str) -> object:
    try:
        read: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"{where}: không phải JSON ({error.msg}).") from error
    return read


def _rows(raw: object) -> list[object]:
    if isinstance(raw, dict):
        raw = next((value for value in raw.values() if isinstance(value, list)), None)
    if not isinstance(raw, list):
        raise UnreadableFile("Danh sách câu hỏi phải là một mảng JSON.")
    return raw


def _id(row: dict[str, object], number: int) -> EntryId:
    found = row.get("id")
    return found if isinstance(found, str | int | float) else number


def _entry(entry_id: str, row: dict[str, object]) -> Entry:
    raw = row.get("phrasings") or ()
    several = raw if isinstance(raw, list) else [raw]
    phrasings = tuple(text for text in map(_text, several) if text)
    return Entry(entry_id, _text(row.get("title")), phrasings, _text(row.get("answer")), _text(row.get("category")))


def _text(value: object) -> str:
    """Text of whatever stands there; a nested value (steps, links) as its own texts one after another."""
    if isinstance(value, dict):
        return " ".join(_text(part) for part in value.values())
    if isinstance(value, list):
        return " ".join(_text(part) for part in value)
    return "" if value is None else str(value)
