"""Tra cứu: name, birth date, the short answer; a slip's code for the details; "báo cho tôi khi có"."""

from motcua.foundation.clock import local_date
from motcua.messaging.dialogue import sentences
from motcua.messaging.dialogue.flow import Accepted, Asked, End, Flow, Goto, Question, Step, Talk
from motcua.messaging.dialogue.state import Option
from motcua.messaging.text import BirthDate, Refused, clean, fold, name_key, read_birth_date, read_full_name
from motcua.workflows.assistant import phrases
from motcua.workflows.assistant.port import Desk
from motcua.workflows.assistant.port_lookup import LookupTold

NAME = "lookup"
QUERY = "#tracuu"
TITLE = "Tra cứu hồ sơ"
_AFTER = ("lookup", "ask_officer", "menu")
_STOP = Option("stop", "Thôi, không xem", means="no")
_NAMESAKES = "Có nhiều người trùng họ tên và ngày sinh.\nĐể không đưa nhầm thông tin của người khác, cần thêm mã."
_GONE = "Kết quả tra cứu đã hết hạn. Xin ông/bà tra cứu lại."


def in_menu(world: Desk) -> tuple[Option, ...]:
    """Its line of the menu, where there is something to look up."""
    return (Option(QUERY, TITLE),) if world.has_dossiers() else ()


def _ask_name(talk: Talk[Desk]) -> Asked:
    if not talk.world.has_dossiers():
        return End(
            sentences.not_here_yet("Tra cứu", talk.office),
            ("take_number", "my_numbers", "now_serving", "cancel_number", "ask", "ask_officer"),
        )  # fmt: skip
    talk.answers.clear()
    known = ["\n".join(lines) for lines in talk.world.followed()]
    ask = (
        "Xin ông/bà ghi họ và tên có dấu, như trên giấy hẹn.\n"
        "Ví dụ: Nguyễn Thị Mẫu. Có mã trên giấy hẹn, ông/bà gõ mã cũng được."
    )
    return Question("\n\n".join([*known, ask]))


def _accept_name(talk: Talk[Desk], value: str) -> Accepted:
    if any(sign.isdecimal() for sign in value):
        return _answer(talk, talk.world.look_up("", None, clean(value)[:60]), None)
    name = read_full_name(value)
    if isinstance(name, Refused):
        return name
    talk.answers["name"] = name
    return None


def _ask_birth(_: Talk[Desk]) -> Asked:
    return Question("Sinh ngày nào? Ví dụ: 5/8/1990. Giấy tờ chỉ ghi năm thì gõ năm: 1990.")


def _accept_birth(talk: Talk[Desk], value: str) -> Accepted:
    birth = read_birth_date(value, local_date(talk.now))
    if isinstance(birth, Refused):
        return birth
    return _answer(talk, talk.world.look_up(talk.answers["name"], birth, ""), birth)


def _answer(talk: Talk[Desk], told: LookupTold, birth: BirthDate | None) -> Accepted:
    if told.retry_at is not None:
        return _too_many(talk, told)
    talk.answers["carried"] = told.carried
    talk.answers["by_name"] = "1" if birth else ""
    if told.outcome == "several":
        return Goto("slip", _NAMESAKES)
    if told.outcome != "found":
        return End("\n".join(_not_found(talk.answers.get("name", ""), birth)), _AFTER)
    talk.answers["details"] = "1" if told.details else ""
    return Goto("more", "\n".join(told.lines))


def _not_found(name: str, birth: BirthDate | None) -> list[str]:
    """Told from what was typed alone; nothing of what we hold shows in it."""
    lines = ["Không có hồ sơ khớp với thông tin đã ghi."]
    if name and name_key(name) == fold(name):
        lines.append("Ông/bà ghi tên chưa có dấu. Xin ghi đủ dấu như trên giấy hẹn.")
    if birth is not None and birth.day is None:
        lines.append("Nếu giấy tờ có ngày, tháng sinh, xin ghi đủ.")
    return [*lines, "Xin ông/bà kiểm tra lại từng chữ. Hồ sơ mới nộp có thể chưa lên danh sách."]


def _ask_more(talk: Talk[Desk]) -> Asked:
    options = [Option("follow", "Báo cho tôi khi có thay đổi", words=("bao cho toi", "bao toi", "theo doi"))]
    if talk.answers.get("by_name") and not talk.answers.get("details"):
        options.insert(0, Option("slip", "Xem chi tiết bằng mã giấy hẹn", words=("chi tiet", "xem chi tiet")))
    return Question("Ông/bà cần gì thêm?", (*options, Option("done", "Không cần thêm", means="no")))


def _accept_more(talk: Talk[Desk], value: str) -> Accepted:
    if value == "slip":
        return Goto("slip")
    if value != "follow":
        return End("Vâng. Khi cần, ông/bà tra cứu lại ở đây.", _AFTER)
    if words := talk.world.words_of_consent():
        return Goto("consent", words)
    return _follow(talk, agrees=False)


def _ask_slip(_: Talk[Desk]) -> Asked:
    return Question("Xin ông/bà ghi mã in trên giấy hẹn.", (_STOP,))


def _accept_slip(talk: Talk[Desk], value: str) -> Accepted:
    if value == _STOP.value:
        return End("Vâng. Khi cần, ông/bà tra cứu lại ở đây.", _AFTER)
    told = talk.world.open_dossier(talk.answers.get("carried", ""), clean(value)[:60])
    if told.retry_at is not None:
        return _too_many(talk, told)
    if told.outcome == "none":
        return End(_GONE, _AFTER)
    if told.outcome != "found":
        return Refused("Mã chưa đúng. Xin ông/bà xem lại mã trên giấy hẹn.")
    talk.answers["details"] = "1"
    return Goto("more", "\n".join(told.lines))


def _ask_consent(_: Talk[Desk]) -> Asked:
    return Question(
        "Ông/bà có đồng ý không?", (Option("yes", "Tôi đồng ý", means="yes"), Option("no", "Không", means="no"))
    )


def _accept_consent(talk: Talk[Desk], value: str) -> Accepted:
    if value != "yes":
        return End("Vâng. Chúng tôi không nhắn. Khi cần, ông/bà tra cứu lại ở đây.", _AFTER)
    return _follow(talk, agrees=True)


def _follow(talk: Talk[Desk], *, agrees: bool) -> End:
    done = talk.world.follow_dossier(talk.answers.get("carried", ""), agrees=agrees)
    if done == "gone":
        return End(_GONE, _AFTER)
    if done == "too_many":
        return End("Mỗi tài khoản theo dõi tối đa 5 hồ sơ. Ông/bà bỏ bớt ở trang Tra cứu.", _AFTER)
    return End("Đã ghi. Hồ sơ có thay đổi, chúng tôi nhắn ông/bà một tin tại đây.", _AFTER)


def _too_many(talk: Talk[Desk], told: LookupTold) -> End:
    when = phrases.hour_and_day(told.retry_at or talk.now, local_date(talk.now))
    return End(f"Ông/bà tra cứu nhiều lần quá. Xin thử lại sau {when}, hoặc hỏi cán bộ.", _AFTER)


FLOW: Flow[Desk] = Flow(
    name=NAME,
    title=TITLE,
    query=QUERY,
    phrases=("tra cuu ho so", "tra cuu cccd", "tra cuu can cuoc", "tra cuu tien do ho so"),
    names=(
        "tra cuu", "tien do", "co the chua", "the cua toi", "da co the", "tinh trang ho so", "kiem tra ho so",
        "tra cuu tien do", "ho so cua toi", "tra cuu con toi",
    ),
    steps=(
        Step("name", _ask_name, _accept_name, "birth", free=True),
        Step("birth", _ask_birth, _accept_birth, free=True),
        Step("more", _ask_more, _accept_more),
        Step("slip", _ask_slip, _accept_slip, free=True),
        Step("consent", _ask_consent, _accept_consent),
    ),
    left="Đã bỏ dở việc tra cứu.",
)  # fmt: skip
