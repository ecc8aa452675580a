"""What differs between two versions of an answer, line by line, as an approver reads it. Pure; no Django."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from motcua.features.knowledge.live import live_titles
from motcua.features.knowledge.rules import ACTIONS, Words

Mark = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs; its lines with what happened to each."""

    label: str
    lines: tuple[tuple[Mark, str], ...]


def differences(former: Words | None, latter: Words) -> list[Change]:
    """The fields of `latter` that differ from `former`; all that are filled when there was none before."""
    before = _fields(former) if former else {}
    changes = []
    for label, lines in _fields(latter).items():
        was = before.get(label, ())
        if was != lines:
            changes.append(Change(label, _compared(was, lines)))
    return changes


def _fields(words: Words) -> dict[str, tuple[str, ...]]:
    until = f"{words.valid_to:%d/%m/%Y}" if words.valid_to else "không hạn"
    told = {
        "Tiêu đề": (words.title,),
        "Câu trả lời": tuple(words.answer.splitlines()),
        "Cách hỏi": words.phrasings,
        "Căn cứ": (words.legal_basis,),
        "Nút bấm": (ACTIONS.get(words.action, words.action),),
        "Lấy từ số liệu": (live_titles().get(words.live, words.live),),
        "Đã xác nhận": ("Rồi" if words.confirmed else "Chưa",),
        "Hiệu lực": (f"{words.valid_from:%d/%m/%Y} đến {until}",),
        "Hình, video": tuple(f"{one.alt} ({one.address})" for one in words.pictures),
    }
    return {label: tuple(line for line in lines if line) for label, lines in told.items()}


def _compared(was: Sequence[str], now: Sequence[str]) -> tuple[tuple[Mark, str], ...]:
    marks: dict[str, Mark] = {"  ": "same", "- ": "gone", "+ ": "new"}
    return tuple((marks[line[:2]], line[2:]) for line in difflib.ndiff(was, now) if line[:2] in marks)
