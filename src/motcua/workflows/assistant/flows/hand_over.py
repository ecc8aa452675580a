"""To a person: said at once, with when to expect an answer and the telephone for who cannot wait."""

from motcua.foundation.clock import local_date
from motcua.messaging.dialogue.flow import Accepted, Asked, End, Flow, Question, Step, Talk
from motcua.messaging.dialogue.sentences import call_button
from motcua.messaging.dialogue.urgent import danger_in
from motcua.messaging.text import Refused
from motcua.workflows.assistant import phrases
from motcua.workflows.assistant.flows.report import written
from motcua.workflows.assistant.port import Desk
from motcua.workflows.assistant.port_help import HandedOver, Why

_SAID_FIRST: dict[Why, str] = {
    "asked": "Dạ vâng.",
    "angry": "Chúng tôi thành thật xin lỗi ông/bà vì sự bất tiện này.",
    "unanswered": "Câu này chưa có câu trả lời sẵn, tôi không trả lời đoán.",
}


def hand_over(talk: Talk[Desk], why: Why, text: str) -> End:
    """Give words to a person; a question nobody could answer is kept as something to do."""
    question = talk.world.keep_question(text, "none", "", 0.0) if why == "unanswered" else ""
    return end(talk, why, text, question)


def end(talk: Talk[Desk], why: Why, text: str, question: str = "") -> End:
    """The same for a question that is kept already."""
    handed = talk.world.hand_over(why, text, question)
    lines = (
        f"{_SAID_FIRST[why]} Tôi đã chuyển tin của ông/bà cho cán bộ.",
        _when(talk, handed),
        f"Cần gấp, ông/bà gọi {talk.office.hotline}.",
    )
    return End("\n".join(lines), ("ask", "take_number", "menu"), (call_button(talk.office),))


def _when(talk: Talk[Desk], handed: HandedOver) -> str:
    if handed.expect_reply_at is None:
        return "Cán bộ trả lời ngay tại đây trong giờ làm việc."
    by = phrases.hour_and_day(handed.expect_reply_at, local_date(talk.now))
    if handed.open_now:
        return f"Cán bộ trả lời ngay tại đây, dự kiến trước {by}."
    return f"Hiện ngoài giờ làm việc. Cán bộ trả lời ngay tại đây, dự kiến trước {by}."


def _ask_words(talk: Talk[Desk]) -> Asked:
    text = (
        "Xin ông/bà viết điều cần hỏi trong một tin. Cán bộ sẽ trả lời ngay tại đây.\n"
        "Ông/bà không gửi số căn cước, mật khẩu hay mã OTP."
    )
    return Question(text, buttons=(call_button(talk.office),))


def _accept_words(talk: Talk[Desk], value: str) -> Accepted:
    """Words that name a crime are for the officers on duty, not for the common inbox."""
    if isinstance(text := written(value), Refused):
        return text
    if danger := danger_in(value):
        return End(talk.world.report(danger, value), ("ask", "menu"), (call_button(talk.office),))
    return end(talk, "asked", value)


FLOW: Flow[Desk] = Flow(
    name="ask_officer",
    title="Gặp cán bộ",
    query="#gapcanbo",
    phrases=(
        "gap can bo", "hoi can bo", "noi chuyen voi can bo", "gap nguoi that", "noi chuyen voi nguoi", "gap nguoi truc",
        "gap tong dai vien", "chuyen can bo", "nhan can bo", "gap cong an", "noi chuyen voi cong an", "gap nhan vien",
        "can bo oi", "noi chuyen nguoi that", "chat voi can bo", "nho can bo", "gap nguoi truc tiep",
    ),
    names=("can bo", "gap nguoi", "nguoi that", "gap admin", "ad oi", "co ai khong", "co ai truc khong", "can bo dau"),
    steps=(Step("words", _ask_words, _accept_words, free=True, any_words=True),),
    passing=True,
)  # fmt: skip
