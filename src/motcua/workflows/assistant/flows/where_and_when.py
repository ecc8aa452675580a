"""Bấm số, first half: at which point, in which shift. Whatever is full or shut is said before anything is typed."""

from motcua.foundation.clock import local_date
from motcua.messaging.dialogue.flow import Accepted, Asked, Chosen, End, Question, Talk
from motcua.messaging.dialogue.state import Option
from motcua.workflows.assistant import phrases
from motcua.workflows.assistant.port import Desk, Shift


def ask_point(talk: Talk[Desk]) -> Asked:
    points = talk.world.points()
    if not points:
        return End(f"Hiện chưa có nơi nào mở bấm số.\nXin ông/bà gọi {talk.office.hotline} để hỏi lịch.", ("menu",))
    if len(points) == 1:
        return Chosen(points[0].id)
    return Question(
        "Ông/bà muốn làm ở đâu?",
        tuple(Option(point.id, point.name, f"{point.address}. {point.hours}") for point in points),
    )


def accept_point(talk: Talk[Desk], value: str) -> Accepted:
    talk.answers["point"] = value
    return None


def ask_shift(talk: Talk[Desk]) -> Asked:
    today = local_date(talk.now)
    shifts = talk.world.shifts(talk.answers["point"])
    takeable = [shift for shift in shifts if shift.door == "open"]
    if not takeable:
        return _nothing_to_take(talk, shifts)
    full = [f"Đã hết số: {phrases.shift_title(shift, today)}." for shift in shifts if shift.door == "full"]
    if len(takeable) == 1 and not full and "choose" not in talk.answers:
        return Chosen(takeable[0].id)
    return Question(
        "\n".join([f"Nơi làm: {phrases.place(takeable[0].point)}.", *full, "Ông/bà chọn buổi nào?"]),
        tuple(Option(one.id, phrases.shift_title(one, today), phrases.shift_detail(one)) for one in takeable),
    )


def accept_shift(talk: Talk[Desk], value: str) -> Accepted:
    talk.answers["shift"] = value
    return None


def _nothing_to_take(talk: Talk[Desk], shifts: list[Shift]) -> End:
    coming = [shift.opens_at for shift in shifts if shift.door == "not_yet_open"]
    if coming:
        text = f"Chưa đến giờ bấm số. Bấm số mở lúc {phrases.hour_and_day(min(coming), local_date(talk.now))}."
    elif any(shift.door == "full" for shift in shifts):
        text = "Nơi này đã hết số. Ông/bà chọn nơi khác, hoặc bấm lại vào ngày mai."
    else:
        text = "Nơi này hiện không có buổi nào nhận bấm số."
    return End(f"{text}\nCần hỏi thêm, ông/bà gọi {talk.office.hotline}.", ("take_number", "now_serving", "menu"))
