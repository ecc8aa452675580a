"""How the assistant sounds: short sentences, no official jargon in capitals, no dead ends."""

import re
import unicodedata
from pathlib import Path

from tests.features.assistant.transcript import conversations

SAID = sorted(
    {
        words
        for scene in conversations(Path(__file__).parent / "chats")
        for sign, words in scene.lines
        if sign == "<" and words not in ("", "…")
    }
)


def test_no_sentence_has_more_than_twenty_words() -> None:
    sentences = [one for line in SAID for one in re.split(r"(?<=[.?!:])\s+", line)]
    assert [one for one in sentences if len(one.split()) > 20] == []


def test_what_is_said_is_composed_vietnamese() -> None:
    assert [line for line in SAID if unicodedata.normalize("NFC", line) != line] == []


def test_citizens_are_never_addressed_as_ban() -> None:
    assert [line for line in SAID if re.search(r"\b[Bb]ạn\b", line)] == []
