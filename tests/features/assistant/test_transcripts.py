"""Every conversation of the .chat files, word by word."""

from pathlib import Path

import pytest

from tests.features.assistant.transcript import Conversation, as_lines, conversations, reads_as

SCENES = list(conversations(Path(__file__).parent / "chats"))


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_the_conversation_goes_as_written(scene: Conversation) -> None:
    chat = scene.chat()
    said: list[str] = []
    expected: list[str] = []
    for sign, words in [*scene.lines, ("the end", "")]:
        if sign == "<":
            expected.append(words)
            continue
        assert reads_as(expected, said), "\n".join(["said:", *said, "", "expected:", *expected])
        said, expected = [], []
        if sign == "~":
            chat.waits(words)
        elif sign == "!":
            chat.happens(words)
        elif sign == "?":
            what, _, line = words.partition(": ")
            assert chat.kept(what) == line
        elif sign == ">":
            said = as_lines(chat.does(words))


def test_there_are_at_least_a_hundred_and_sixty_situations() -> None:
    assert len({scene.name for scene in SCENES}) >= 160
