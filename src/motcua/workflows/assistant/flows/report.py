"""Báo tin: whom to call first, then words for the officers on duty, then a receipt. Complaints of daily life too.

Receipt and assignment only; full reports with places and photos are a room of their own.
"""

from motcua.messaging.dialogue.flow import Accepted, Asked, End, Flow, Question, Step, Talk
from motcua.messaging.dialogue.readings import plain
from motcua.messaging.dialogue.reply import Button
from motcua.messaging.dialogue.sentences import call_button
from motcua.messaging.dialogue.urgent import danger_in
from motcua.messaging.text import Refused
from motcua.workflows.assistant.port import Desk
from motcua.workflows.assistant.port_help import Danger

_AFTER = ("ask", "menu")


def alarm(talk: Talk[Desk], danger: Danger, text: str) -> str:
    """Keep what a message told by itself; the numbers to call were said before."""
    return talk.world.report(danger, text)


def written(value: str) -> str | Refused:
    """Words somebody can act on: more than a stray figure or a syllable."""
    if len(plain(value).split()) > 1:
        return value
    return Refused("Xin ông/bà viết rõ hơn trong một tin. Muốn thôi, ông/bà gõ “thôi”.")


def _ask_crime(talk: Talk[Desk]) -> Asked:
    text = (
        "Đang nguy hiểm, ông/bà gọi ngay 113. Cháy, nổ: gọi 114. Cấp cứu: gọi 115.\n"
        "Xin ông/bà viết trong một tin: việc gì, ở đâu, lúc nào.\n"
        "Chỉ cán bộ được giao mới đọc nội dung."
    )
    return Question(text, buttons=(Button("Gọi 113", "call", "113"),))


def _accept_crime(talk: Talk[Desk], value: str) -> Accepted:
    return _report(talk, "crime", value)


def _ask_trouble(talk: Talk[Desk]) -> Asked:
    text = (
        "Xin ông/bà viết điều góp ý, kiến nghị trong một tin: việc gì, ở đâu.\nChỉ cán bộ được giao mới đọc nội dung."
    )
    return Question(text, buttons=(call_button(talk.office),))


def _accept_trouble(talk: Talk[Desk], value: str) -> Accepted:
    return _report(talk, "trouble", value)


def _report(talk: Talk[Desk], kind: Danger, value: str) -> Accepted:
    text = written(value)
    if isinstance(text, Refused):
        return text
    return End(talk.world.report(danger_in(text) or kind, text), _AFTER, (call_button(talk.office),))


CRIME: Flow[Desk] = Flow(
    name="report",
    title="Báo tin",
    query="#baotin",
    phrases=("gui tin bao", "bao tin toi pham", "trinh bao mat trom"),
    names=(
        "#togiac", "bao tin", "to giac", "to giac toi pham", "bao tin to giac", "phan anh an ninh trat tu", "trinh bao",
        "to cao", "to cao toi pham", "bao tin bao", "phan anh", "gui phan anh",
    ),
    steps=(Step("what", _ask_crime, _accept_crime, free=True, any_words=True),),
    passing=True,
)  # fmt: skip
TROUBLE: Flow[Desk] = Flow(
    name="suggest",
    title="Góp ý",
    query="#gopy",
    phrases=("gui gop y", "muon gop y", "gui kien nghi"),
    names=("gop y", "kien nghi", "khieu nai", "vuong mac", "giai bay", "phan anh kien nghi", "y kien"),
    steps=(Step("what", _ask_trouble, _accept_trouble, free=True, any_words=True),),
    passing=True,
)
