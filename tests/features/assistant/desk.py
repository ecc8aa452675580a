"""A small office in memory, with invented people and places, for conversations without a database."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from motcua.foundation.clock import VIETNAM
from motcua.messaging.dialogue.flow import Office
from motcua.messaging.text import BirthDate, Refused
from motcua.workflows.assistant import port
from motcua.workflows.assistant.port import Notice, NowServing, Outcome, Person, Point, Relation, Shift, Ticket
from motcua.workflows.assistant.port_help import Decision, Entry
from tests.features.assistant.help import MemoryHelp
from tests.features.assistant.listed import CARDS, NUMBERS, REFUSED, MemoryLists
from tests.features.assistant.looked_up import MemoryLookups

EIGHT = datetime(2022, 7, 22, 8, 0, tzinfo=VIETNAM)
OFFICE = Office("Công an quận Mẫu", "028 0000 0113", "100 đường Mẫu 1, phường Mẫu", demo=False)
HEADQUARTERS = Point("1", "Trụ sở Công an quận", "100 đường Mẫu 1, phường Mẫu", "Đang mở đến 22:00")
WARD = Point("2", "Điểm phường Thới Mẫu", "5 đường Mẫu 2", "Mở lúc 13:00 hôm nay")
NOTICE = Notice(
    "Chúng tôi lưu họ tên, ngày sinh để giữ số. Tên trong số được ẩn sau 30 ngày.",
    "Tôi đồng ý nhận tin nhắn về số của tôi.",
    "https://mau.test/rieng-tu",
)
BAY = Person("11", "Nguyễn Thị Bảy", BirthDate(1950, 8, 5), "parent")
AN = Person("10", "Trần Văn An", BirthDate(1990, 3, 2), "self")


def shift(shift_id: str, point: Point, hour: int, *, door: port.Door = "open", free: int = 40, days: int = 0) -> Shift:
    starts = EIGHT.replace(hour=hour) + timedelta(days=days)
    opens = EIGHT.replace(hour=7) + timedelta(days=days)
    return Shift(shift_id, point, "Cấp CCCD", starts, starts + timedelta(hours=4), door, free, 12, opens)


@dataclass
class MemoryDesk(MemoryHelp, MemoryLists, MemoryLookups):
    """Behaves as `port.Desk` promises. `answers` are outcomes to give before presses work as usual."""

    now: datetime = EIGHT
    all_points: list[Point] = field(default_factory=lambda: [HEADQUARTERS, WARD])
    all_shifts: list[Shift] = field(
        default_factory=lambda: [shift("21", HEADQUARTERS, 8), shift("22", HEADQUARTERS, 13), shift("23", WARD, 13)]
    )
    kept: list[Person] = field(default_factory=list)
    notices: list[bool] = field(default_factory=list)
    taken: list[Ticket] = field(default_factory=list)
    answers: list[Outcome] = field(default_factory=list)
    served: list[NowServing] = field(default_factory=list)
    too_late: bool = False
    limit: int = 5
    presses: int = 0

    def points(self) -> list[Point]:
        return self.all_points

    def shifts(self, point_id: str) -> list[Shift]:
        return [one for one in self.all_shifts if one.point.id == point_id]

    def shift(self, shift_id: str) -> Shift | None:
        return next((one for one in self.all_shifts if one.id == shift_id), None)

    def people(self) -> list[Person]:
        return self.kept

    def people_limit(self) -> int:
        return self.limit

    def notice(self) -> Notice | None:
        return None if self.kept else NOTICE

    def has_read(self, *, agrees: bool) -> None:
        self.notices.append(agrees)

    def keep_person(self, name: str, birth: BirthDate | None, relation: Relation) -> Person | Refused:
        if len(self.kept) >= self.limit:
            return Refused("Ông/bà đã ghi đủ 5 người. Xin chọn một người có sẵn.")
        same = [one for one in self.kept if (one.name, one.birth) == (name, birth)]
        person = same[0] if same else Person(str(100 + len(self.kept)), name, birth, relation)
        self.kept = [*self.kept, *([] if same else [person])]
        return person

    def keep_birth(self, person_id: str, birth: BirthDate) -> None:
        self.kept = [replace(one, birth=birth) if one.id == person_id else one for one in self.kept]

    def press(self, shift_id: str, person_id: str) -> Outcome:
        self.presses += 1
        if self.answers:
            return self.answers.pop(0)
        person = next(one for one in self.kept if one.id == person_id)
        chosen = next(one for one in self.all_shifts if one.id == shift_id)
        if mine := [one for one in self.taken if one.person == person.name]:
            return port.Yours(mine[0])
        ticket = self.ticket(f"A{45 + len(self.taken):03}", person.name, chosen)
        self.taken = [*self.taken, ticket]
        return port.Issued(ticket)

    def ticket(self, display: str, person: str, chosen: Shift) -> Ticket:
        begins = chosen.starts_at + timedelta(minutes=30)
        return Ticket(
            id=f"9{display[1:]}",
            display=display,
            code=f"KMTR-{display[2:]}7",
            person=person,
            point=chosen.point,
            service=chosen.service,
            starts_at=chosen.starts_at,
            window=(begins, begins + timedelta(minutes=30)),
            bring=("CMND cũ", "sổ hộ khẩu"),
            state="waiting",
            ahead=12,
        )

    def tickets(self) -> list[Ticket]:
        return self.taken

    def now_serving(self) -> list[NowServing]:
        return self.served

    def cancel(self, ticket_id: str) -> port.Cancelled:
        if self.too_late:
            return "too_late"
        self.taken = [one for one in self.taken if one.id != ticket_id]
        return "cancelled"

    def personal_link(self, purpose: port.LinkPurpose, ticket_id: str = "") -> str:
        return f"https://mau.test/l/{purpose}{ticket_id}"


def _with_ticket() -> MemoryDesk:
    desk = MemoryDesk(kept=[AN])
    desk.taken = [desk.ticket("A045", AN.name, desk.all_shifts[0])]
    return desk


def _with_two_tickets() -> MemoryDesk:
    desk = _with_ticket()
    desk.kept = [AN, BAY]
    desk.taken = [*desk.taken, desk.ticket("A046", BAY.name, desk.all_shifts[1])]
    return desk


def _returning() -> MemoryDesk:
    return MemoryDesk(kept=[AN])


def _family() -> MemoryDesk:
    return MemoryDesk(kept=[AN, BAY])


def _one_point() -> MemoryDesk:
    return MemoryDesk(kept=[AN], all_points=[HEADQUARTERS], all_shifts=[shift("21", HEADQUARTERS, 8)])


def _full_morning() -> MemoryDesk:
    desk = _returning()
    desk.all_shifts = [shift("21", HEADQUARTERS, 8, door="full", free=0), shift("22", HEADQUARTERS, 13)]
    return desk


def _answering(*outcomes: Outcome) -> MemoryDesk:
    desk = _one_point()
    desk.answers = list(outcomes)
    return desk


_EVENING = shift("25", HEADQUARTERS, 18)
_REGISTERED = replace(
    MemoryDesk().ticket("A001", AN.name, _EVENING), display="–", window=None, state="registered", ahead=None
)


def _serving() -> MemoryDesk:
    desk = _with_ticket()
    desk.served = [
        NowServing("Trụ sở Công an quận", (("A032", "quầy 1"), ("A033", "quầy 3")), 12, EIGHT),
        NowServing("Điểm phường Thới Mẫu", (), 0, EIGHT),
    ]
    return desk


def _many_points() -> MemoryDesk:
    points = [Point(str(n), f"Điểm số {n} đường Mẫu {chr(64 + n)}", f"{n} đường Mẫu", "Đang mở") for n in range(1, 20)]
    return MemoryDesk(kept=[AN], all_points=points, all_shifts=[shift(f"3{one.id}", one, 13) for one in points])


def _with_evening(*outcomes: Outcome) -> MemoryDesk:
    desk = _answering(*outcomes)
    desk.all_shifts = [*desk.all_shifts, _EVENING]
    return desk


def _too_late() -> MemoryDesk:
    desk = _with_ticket()
    desk.too_late = True
    return desk


def _called() -> MemoryDesk:
    desk = _with_two_tickets()
    desk.taken = [
        replace(desk.taken[0], state="called", counter="quầy 3"),
        replace(desk.taken[1], ahead=0),
        _REGISTERED,
    ]
    return desk


def _missed() -> MemoryDesk:
    desk = _with_ticket()
    desk.taken = [replace(desk.taken[0], state="missed", ahead=None)]
    return desk


_PRESET = Entry("hoi-dap-cccd", "Hỏi đáp CCCD")
_UNCLEAR: dict[str, tuple[Decision, tuple[str, ...]]] = {
    "căn cước cho bé": ("offer", ("tre-em-duoi-14", "tre-em-duoi-6", "tre-em-tu-6-den-duoi-14")),
    "bé nhà em": ("offer", ("tre-em-duoi-14", "tre-em-duoi-6", "tre-em-tu-6-den-duoi-14")),
    "mất giấy tờ hết trơn": ("offer", ("mat-the-lam-lai", "mat-giay-hen")),
}  # fmt: skip


def _helping(desk: MemoryDesk, **changed: object) -> MemoryDesk:
    desk.own_presets, desk.sayings = [_PRESET], dict(_UNCLEAR)
    for name, value in changed.items():
        setattr(desk, name, value)
    return desk


WORLDS: dict[str, Callable[[], MemoryDesk]] = {
    "có danh sách": lambda: _helping(MemoryDesk(kept=[AN], forms=[CARDS, REFUSED])),
    "một danh sách": lambda: _helping(MemoryDesk(kept=[AN], forms=[CARDS])),
    "danh sách theo số": lambda: _helping(MemoryDesk(kept=[AN], forms=[NUMBERS])),
    "danh sách, hỏi nhiều": lambda: _helping(
        MemoryDesk(kept=[AN], forms=[CARDS], asked_too_often=EIGHT.replace(hour=9))
    ),
    "có hồ sơ": lambda: _helping(_returning(), dossiers=True),
    "có hồ sơ, đã đồng ý": lambda: _helping(_returning(), dossiers=True, agreed=True),
    "có hồ sơ, tra nhiều": lambda: _helping(_returning(), dossiers=True, looked_up_too_often=EIGHT.replace(hour=9)),
    "hỏi đáp": lambda: _helping(_returning()),
    "hỏi đáp, mới": lambda: _helping(MemoryDesk()),
    "hỏi đáp, có số": lambda: _helping(_with_ticket()),
    "hỏi đáp, đang làm": lambda: _helping(_serving()),
    "hỏi đáp, một điểm": lambda: _helping(_one_point()),
    "ban đêm": lambda: _helping(_returning(), open_now=False, now=EIGHT.replace(hour=2)),
    "ban đêm, có số": lambda: _helping(_with_ticket(), open_now=False, now=EIGHT.replace(hour=2)),
    "chưa có câu nào": lambda: _helping(_returning(), empty=True),
    "ban đêm, chưa có câu nào": lambda: _helping(_returning(), empty=True, open_now=False, now=EIGHT.replace(hour=2)),
    "cán bộ đang trả lời": lambda: _helping(_returning(), owned=True),
    "mới": MemoryDesk,
    "quen": _returning,
    "cả nhà": _family,
    "một điểm": _one_point,
    "hết buổi sáng": _full_morning,
    "hết cả": lambda: MemoryDesk(kept=[AN], all_shifts=[shift("21", HEADQUARTERS, 8, door="full")]),
    "chưa mở": lambda: MemoryDesk(all_shifts=[shift("24", HEADQUARTERS, 13, door="not_yet_open", days=1)]),
    "đã đóng": lambda: MemoryDesk(all_shifts=[shift("21", HEADQUARTERS, 8, door="closed")]),
    "không có điểm": lambda: MemoryDesk(all_points=[]),
    "nhiều điểm": _many_points,
    "có số": _with_ticket,
    "có hai số": _with_two_tickets,
    "đang gọi": _called,
    "đang làm": _serving,
    "lỡ lượt": _missed,
    "vừa hết, chiều chưa mở": lambda: _answering(port.Full(shift("27", HEADQUARTERS, 13, door="not_yet_open", days=1))),
    "không hủy được": _too_late,
    "vừa hết": lambda: _with_evening(port.Full(_EVENING)),
    "hết hẳn": lambda: _answering(port.Full(None)),
    "vừa đóng": lambda: _with_evening(port.Closed(_EVENING)),
    "ghi tên": lambda: _answering(port.Registered(_REGISTERED)),
    "chưa đến giờ": lambda: _answering(port.NotYetOpen(EIGHT.replace(hour=13))),
    "đủ lượt": lambda: _answering(port.LimitReached(None)),
    "vướng số cũ": lambda: _answering(port.LimitReached(_with_ticket().taken[0])),
    "chưa đủ tuổi": lambda: _answering(port.NotEligible("Người này chưa đủ 14 tuổi nên chưa làm được.")),
    "thiếu ngày sinh": lambda: _answering(port.BirthDateNeeded()),
    "quá đông": lambda: _answering(port.TryLater()),
    "đủ năm người": lambda: MemoryDesk(
        kept=[replace(AN, id=str(n), name=f"Trần Văn {name}") for n, name in enumerate("ABCDE", 10)]
    ),
}
