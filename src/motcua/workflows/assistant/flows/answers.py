"""Hỏi đáp: the topic tree by tapping, three choices where words are unclear, one answer with its source and date.

Nothing is invented: what is told stands in the unit's approved list, everything else goes to a person.
"""

from datetime import date

from motcua.messaging.dialogue.flow import Accepted, Asked, Chosen, End, Flow, Open, Question, Step, Talk
from motcua.messaging.dialogue.hearing import judging
from motcua.messaging.dialogue.listening import Heard
from motcua.messaging.dialogue.readings import plain
from motcua.messaging.dialogue.render import shortened
from motcua.messaging.dialogue.reply import Button
from motcua.messaging.dialogue.sentences import call_button
from motcua.messaging.dialogue.state import Option
from motcua.workflows.assistant import phrases
from motcua.workflows.assistant.flows import hand_over
from motcua.workflows.assistant.port import Desk
from motcua.workflows.assistant.port_help import Told

NAME = "ask"
_HELPFUL = "Câu trả lời này có giúp được ông/bà không?"
_HELPFUL_ASIDE = f"{_HELPFUL} Gõ “có ích” hoặc “chưa đúng”."
_LONGEST_ANSWER = 1300
_SHORT_LINES = 15
_MOST_PICTURES = 3
_NONE_OF_THEM = Option(
    "none", "Không phải", means="no",
    words=("khong phai", "khong co", "khong cau nao", "khac", "cau khac", "khong cai nao", "deu khong phai", "ko phai"),
)  # fmt: skip
_FLOW_OF_ACTION = {
    "take_number": ("#bamso", "Bấm số"),
    "my_numbers": ("#socuatoi", "Số của tôi"),
    "now_serving": ("#sodanglam", "Số đang làm"),
    "cancel_number": ("#huyso", "Hủy số"),
    "report": ("#baotin", "Báo tin"),
    "officer": ("#gapcanbo", "Gặp cán bộ"),
    "lookup": ("#tracuu", "Tra cứu hồ sơ"),
}


def hear(talk: Talk[Desk], text: str) -> Heard | None:
    """What the unit's list has to say to free words; a preset's own name opens its part of the tree."""
    for preset in talk.world.presets():
        if plain(preset.title) == plain(text):
            return Heard("topic", {"preset": preset.key}, sure=True)
    words = plain(text).split()
    if not any(word.isalpha() for word in words):
        return None
    found = talk.world.ask(text)
    if found.decision == "none" or not found.entries:
        return None
    notebook = {"text": text, "confidence": f"{found.confidence:.4f}"}
    if found.decision == "answer" and len(words) > 1:  # one word alone is a hint, never a question
        return Heard("told", {**notebook, "key": found.entries[0].key}, sure=True)
    keys, titles = "|".join(one.key for one in found.entries), "|".join(one.title for one in found.entries)
    return Heard("offer", {**notebook, "keys": keys, "titles": titles}, sure=False)


def _ask_topic(talk: Talk[Desk]) -> Asked:
    topics = talk.world.topics(talk.answers.get("preset", ""))
    if not topics:
        text = f"Mục hỏi đáp chưa có nội dung.\nCần hỏi, ông/bà gọi {talk.office.hotline}."
        return End(text, ("ask_officer", "menu"), (call_button(talk.office),))
    if len(topics) == 1:
        return Chosen(topics[0].key)
    return Question(
        "Ông/bà muốn biết việc gì? Chọn một mục, hoặc gõ câu hỏi, không dấu cũng được.",
        tuple(Option(one.key, one.title) for one in topics),
        page=_SHORT_LINES,
    )


def _accept_topic(talk: Talk[Desk], value: str) -> Accepted:
    talk.answers["topic"] = value
    return None


def _ask_entry(talk: Talk[Desk]) -> Asked:
    entries = talk.world.entries(talk.answers["topic"], talk.answers.get("preset", ""))
    if not entries:
        return End("Mục này vừa được thay đổi. Xin ông/bà chọn lại.", (NAME, "menu"))
    return Question(
        "Ông/bà chọn câu cần xem, hoặc gõ câu hỏi.",
        tuple(Option(one.key, one.title) for one in entries),
        page=_SHORT_LINES,
    )


def _accept_entry(talk: Talk[Desk], value: str) -> Accepted:
    for key in ("question", "said", "text"):
        talk.answers.pop(key, None)
    talk.answers["key"] = value
    return None


def _ask_offer(talk: Talk[Desk]) -> Asked:
    keys, titles = talk.answers["keys"].split("|"), talk.answers["titles"].split("|")
    if "question" not in talk.answers:
        confidence = float(talk.answers["confidence"])
        talk.answers["question"] = talk.world.keep_question(talk.answers["text"], "offer", keys[0], confidence)
    options = [Option(key, title) for key, title in zip(keys, titles, strict=True)]
    return Question("Có phải ông/bà muốn hỏi một trong các câu này?", (*options, _NONE_OF_THEM))


def _accept_offer(talk: Talk[Desk], value: str) -> Accepted:
    if value == _NONE_OF_THEM.value:
        return hand_over.end(talk, "unanswered", talk.answers["text"], talk.answers["question"])
    talk.answers["key"] = value
    talk.world.answered(talk.answers["question"], value)
    return None


def _ask_told(talk: Talk[Desk]) -> Asked:
    told = talk.world.told(talk.answers["key"])
    if told is None:
        text = f"Câu này vừa được thay đổi, xin ông/bà hỏi lại.\nCần gấp, ông/bà gọi {talk.office.hotline}."
        return End(text, (NAME, "menu"), (call_button(talk.office),))
    about = _keep(talk, told)
    if talk.in_between:
        return End(f"{_answer(talk, told)}\n\n{_HELPFUL_ASIDE}", buttons=_buttons(talk, told), about=about)
    text = _HELPFUL if "said" in talk.answers else f"{_answer(talk, told)}\n\n{_HELPFUL}"
    talk.answers["said"] = "yes"
    return Question(text, _after(talk, told, about), _buttons(talk, told), about=about)


def _accept_told(talk: Talk[Desk], value: str) -> Accepted:
    return Open(NAME)


def _keep(talk: Talk[Desk], told: Told) -> str:
    """Remember the question once, also one asked by tapping."""
    if "question" not in talk.answers:
        asked, confidence = talk.answers.get("text", told.title), float(talk.answers.get("confidence", "1"))
        question = talk.world.keep_question(asked, "answer", told.key, confidence)
        talk.world.answered(question, told.key)
        talk.answers["question"] = question
    return talk.answers["question"]


def _answer(talk: Talk[Desk], told: Told) -> str:
    lines = [f"“{told.title}”", shortened(told.text, _LONGEST_ANSWER)]
    if len(told.text) > _LONGEST_ANSWER and told.page:
        lines.append(f"Xem đầy đủ: {told.page}")
    if told.live == "my_number":
        mine = [phrases.ticket_line(ticket) for ticket in talk.world.tickets()]
        lines += mine or ["Ông/bà chưa có số nào đang chờ."]
    lines += [f"Xem: {alt} {address}" for alt, address in told.pictures[:_MOST_PICTURES]]
    source = f"Nguồn: {told.source}. " if told.source else ""
    return "\n".join([*lines, f"{source}Cập nhật ngày {_day(told.updated)}."])


def _after(talk: Talk[Desk], told: Told, about: str) -> tuple[Option, ...]:
    action = _FLOW_OF_ACTION.get(told.action)
    if told.action == "lookup" and not talk.world.has_dossiers():
        action = None
    return (
        Option(judging(about, helpful=True), "Có", means="yes", words=("duoc roi", "roi", "hieu roi", "ro roi")),
        Option(judging(about, helpful=False), "Chưa đúng ý tôi", means="no", words=("chua", "chua dung", "khong dung")),
        *((Option(*action),) if action else ()),
        Option("#hoidap", "Câu hỏi khác", words=("hoi tiep", "cau khac", "hoi khac")),
        Option("#menu", "Về đầu"),
    )


def _buttons(talk: Talk[Desk], told: Told) -> tuple[Button, ...]:
    if told.action == "my_data":
        return (Button("Dữ liệu của tôi", "open_url", talk.world.personal_link("personal_data")),)
    return (Button("Có ích", "say", "có ích"), Button("Chưa đúng", "say", "chưa đúng")) if talk.in_between else ()


def judge(talk: Talk[Desk], about: str, helpful: bool) -> End:
    """Keep whether an answer helped; one that did not leads on to a person, if she wants."""
    talk.world.rate(about, helpful)
    if helpful:
        return End("Cảm ơn ông/bà đã cho biết.", ("take_number", NAME, "menu"))
    text = (
        "Xin lỗi ông/bà, tôi đã ghi lại để bổ sung.\n"
        f"Ông/bà gõ “gặp cán bộ” để hỏi người, hoặc gọi {talk.office.hotline}."
    )
    return End(text, ("ask_officer", NAME, "menu"), (call_button(talk.office),))


def _day(on: date) -> str:
    return f"{on:%d/%m/%Y}"


FLOW: Flow[Desk] = Flow(
    name=NAME,
    title="Hỏi đáp",
    query="#hoidap",
    phrases=("cau hoi thuong gap", "danh muc hoi dap", "muc hoi dap", "hoi dap cccd"),
    names=(
        "hoi dap", "tu van", "giai dap", "#thutuc", "thu tuc", "cau hoi khac", "hoi cau khac", "hoi", "toi muon hoi",
        "muon hoi", "cho hoi", "co cau hoi", "hoi thu tuc", "hoi dap can cuoc", "cccd", "can cuoc", "hoi ve cccd",
    ),
    steps=(
        Step("topic", _ask_topic, _accept_topic, "entry"),
        Step("entry", _ask_entry, _accept_entry, "told"),
        Step("offer", _ask_offer, _accept_offer, "told"),
        Step("told", _ask_told, _accept_told),
    ),
    passing=True,
)  # fmt: skip
