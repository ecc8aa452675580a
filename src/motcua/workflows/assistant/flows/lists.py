"""Tiện ích in a chat: any list of the unit, by its key fields; details by the second factor; "tôi đến nhận".

One flow for every list: what is asked comes from the list's own columns. An identity number is never asked for here.
"""

from collections.abc import Iterable
from datetime import datetime

from motcua.foundation.clock import local_date
from motcua.messaging.dialogue.flow import Accepted, Asked, Chosen, End, Flow, Goto, Question, Step, Talk
from motcua.messaging.dialogue.reply import Button
from motcua.messaging.dialogue.state import Option
from motcua.messaging.text import Refused, clean, read_birth_date, read_full_name, read_phone
from motcua.workflows.assistant import phrases
from motcua.workflows.assistant.port import Desk
from motcua.workflows.assistant.port_lists import ListField, ListForm, ListOpened, ListTold

NAME = "lists"
QUERY = "#danhsach"
MOST_IN_MENU = 5
_AFTER = ("lists", "ask_officer", "menu")
_STOP = Option("stop", "Thôi, không xem", means="no")
_GONE = "Danh sách này không còn nữa. Xin ông/bà hỏi cán bộ."
_NONE = (
    "Không thấy trong danh sách này.\n"
    "Xin ông/bà kiểm tra lại từng chữ như trên giấy hẹn. Hồ sơ cũng có thể đang được xử lý."
)


def in_menu(world: Desk) -> tuple[Option, ...]:
    """The unit's own lines of the menu: its lists by their titles."""
    return tuple(Option(f"{QUERY}.{one.slug}", one.title) for one in world.lists()[:MOST_IN_MENU])


def _ask_list(talk: Talk[Desk]) -> Asked:
    if "key" in talk.answers:
        return Chosen(talk.answers.pop("key"))
    lists = talk.world.lists()
    if not lists:
        return End("Đơn vị chưa có danh sách nào.", ("ask_officer", "menu"))
    if len(lists) == 1:
        return Chosen(lists[0].slug)
    return Question("Ông/bà xem danh sách nào?", tuple(Option(one.slug, one.title) for one in lists))


def _accept_list(talk: Talk[Desk], value: str) -> Accepted:
    talk.answers.clear()
    talk.answers["list"] = value
    return None


def _ask_field(talk: Talk[Desk]) -> Asked:
    form = talk.world.list_form(talk.answers["list"])
    if form is None:
        return End(_GONE, _AFTER)
    if any(field.kind == "identity_number" for field in form.fields):
        text = f"Danh sách này tìm bằng số định danh. Xin ông/bà không gửi số ở đây, mà mở trang: {form.url}"
        return End(text, _AFTER, (Button("Mở trang", "open_url", form.url),))
    place = _place(talk)
    asked = _question(form.fields[place])
    return Question(f"{form.title}\n{asked}" if place == 0 else asked)


def _accept_field(talk: Talk[Desk], value: str) -> Accepted:
    form = talk.world.list_form(talk.answers["list"])
    if form is None:
        return End(_GONE, _AFTER)
    place = _place(talk)
    told = _read(form.fields[place], value, talk)
    if isinstance(told, Refused):
        return told
    talk.answers[f"f{place}"] = told
    if place + 1 < len(form.fields):
        return Goto("field")
    values = tuple(talk.answers.pop(f"f{number}") for number in range(len(form.fields)))
    answer = talk.world.ask_list(form.slug, values)
    return End(_GONE, _AFTER) if answer is None else _told(talk, form, answer)


def _told(talk: Talk[Desk], form: ListForm, answer: ListTold) -> Accepted:
    if answer.retry_at is not None:
        return _too_many(answer.retry_at, talk)
    if not answer.is_there:
        return End(_NONE, _AFTER)
    text = "\n".join(["CÓ TRONG DANH SÁCH", answer.found, *_lines(answer.masked)])
    page = (Button("Mở trang", "open_url", form.url),)
    if not form.factor:
        return End(text, _AFTER)
    if form.factor_is_identity:
        return End(f"{text}\n\nXem chi tiết tại trang: {form.url}", _AFTER, page)
    talk.answers["pass"] = answer.carried
    talk.answers["several"] = "1" if answer.several else ""
    return Goto("factor", text)


def _ask_factor(talk: Talk[Desk]) -> Asked:
    form = talk.world.list_form(talk.answers["list"])
    if form is None or "pass" not in talk.answers:
        return End(_GONE, _AFTER)
    label = f"{form.factor[0].lower()}{form.factor[1:]}"
    several = "Có hơn một người trùng họ tên và ngày sinh.\n" if talk.answers.get("several") else ""
    return Question(f"{several}Để xem chi tiết, xin ông/bà ghi {label}, in trên giấy.", (_STOP,))


def _accept_factor(talk: Talk[Desk], value: str) -> Accepted:
    if value == _STOP.value:
        return End("Vâng. Khi cần, ông/bà tra cứu lại ở đây.", _AFTER)
    opened = talk.world.open_list(talk.answers["list"], talk.answers["pass"], clean(value)[:100])
    if opened is None:
        return End(_GONE, _AFTER)
    if opened.retry_at is not None:
        return _too_many(opened.retry_at, talk)
    if not opened.opened:
        return Refused("Không khớp. Xin ông/bà xem lại mã trên giấy hẹn.")
    return _opened(talk, opened)


def _opened(talk: Talk[Desk], opened: ListOpened) -> Accepted:
    form = talk.world.list_form(talk.answers["list"])
    text = "\n".join([*_lines(opened.shown), *([opened.advice] if opened.advice else [])])
    if form is None or not form.picks_up:
        return End(text or "Ông/bà đến đơn vị để được hướng dẫn.", _AFTER)
    talk.answers["pass"] = opened.carried
    return Goto("coming", text)


def _ask_coming(talk: Talk[Desk]) -> Asked:
    form = talk.world.list_form(talk.answers["list"])
    if form is None:
        return End(_GONE, _AFTER)
    text = f"Ông/bà có đến nhận tại đơn vị không? Sửa thông tin thì mở trang: {form.url}"
    options = (
        Option("come", "Tôi đến nhận", words=("den nhan", "toi den nhan"), means="yes"),
        Option("stop", "Để sau", means="no"),
    )
    return Question(text, options, (Button("Mở trang", "open_url", form.url),))


def _accept_coming(talk: Talk[Desk], value: str) -> Accepted:
    if value != "come":
        return End("Vâng. Thẻ vẫn được giữ tại đơn vị.", _AFTER)
    if not talk.world.pick_up(talk.answers["list"], talk.answers["pass"]):
        return End("Chưa ghi được. Xin ông/bà tra cứu lại, hoặc hỏi cán bộ.", _AFTER)
    return End(
        f"Đã ghi: ông/bà đến nhận. Nơi nhận: {talk.office.address}.\nCán bộ đối chiếu giấy tờ rồi mới trả.",
        ("take_number", "lists", "menu"),
    )


def _too_many(retry_at: datetime, talk: Talk[Desk]) -> End:
    when = phrases.hour_and_day(retry_at, local_date(talk.now))
    return End(f"Ông/bà tra cứu nhiều lần quá. Xin thử lại sau {when}, hoặc hỏi cán bộ.", _AFTER)


def _place(talk: Talk[Desk]) -> int:
    place = 0
    while f"f{place}" in talk.answers:
        place += 1
    return place


def _lines(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{label}: {value}" for label, value in pairs]


def _question(field: ListField) -> str:
    if field.kind == "name":
        return "Xin ông/bà ghi họ và tên, như trên giấy tờ."
    if field.kind == "birth_date":
        return "Sinh ngày nào? Ví dụ: 5/8/1990. Giấy tờ chỉ ghi năm thì gõ năm: 1990."
    return f"Xin ông/bà ghi {field.label[0].lower()}{field.label[1:]}."


def _read(field: ListField, value: str, talk: Talk[Desk]) -> str | Refused:
    if field.kind == "name":
        return read_full_name(value)
    if field.kind == "birth_date":
        born = read_birth_date(value, local_date(talk.now))
        return born if isinstance(born, Refused) else str(born)
    if field.kind == "phone":
        return read_phone(value)
    return clean(value)[:100] or Refused(f"Xin ông/bà ghi {field.label}.")


FLOW: Flow[Desk] = Flow(
    name=NAME,
    title="Danh sách tra cứu",
    query=QUERY,
    phrases=("danh sach tra cuu", "tra danh sach", "xem danh sach"),
    steps=(
        Step("list", _ask_list, _accept_list, "field"),
        Step("field", _ask_field, _accept_field, free=True),
        Step("factor", _ask_factor, _accept_factor, free=True),
        Step("coming", _ask_coming, _accept_coming),
    ),
    left="Đã bỏ dở việc tra danh sách.",
)
