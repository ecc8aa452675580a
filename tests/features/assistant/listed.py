"""The lists of a small office in memory: two people, one of whom has a namesake."""

from dataclasses import dataclass, field
from datetime import datetime

from motcua.workflows.assistant.port_lists import ListField, ListForm, ListLine, ListOpened, ListTold

CARDS = ListForm(
    "the-da-ve", "Thẻ đã về phường", (ListField("Họ tên", "name"), ListField("Ngày sinh", "birth_date")),
    "Mã giấy hẹn", False, True, "https://mau.test/u/mau/lists/the-da-ve/",
)  # fmt: skip
REFUSED = ListForm(
    "chua-cap", "Hồ sơ chưa được cấp", (ListField("Mã hồ sơ", "code"),), "", False, False, "https://mau.test/u/mau/lists/chua-cap/"
)  # fmt: skip
NUMBERS = ListForm(
    "so", "Tra theo số", (ListField("Số định danh", "identity_number"),), "", False, False, "https://mau.test/u/mau/lists/so/"
)  # fmt: skip


@dataclass
class MemoryLists:
    """Behaves as `port_lists.Lists` promises. `gone`: lists that were withdrawn while somebody talked."""

    forms: list[ListForm] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    asked_too_often: datetime | None = None
    chosen: list[str] = field(default_factory=list)

    def lists(self) -> list[ListLine]:
        return [ListLine(one.slug, one.title) for one in self.forms]

    def list_form(self, slug: str) -> ListForm | None:
        return next((one for one in self.forms if one.slug == slug and slug not in self.gone), None)

    def ask_list(self, slug: str, values: tuple[str, ...]) -> ListTold | None:
        if self.list_form(slug) is None:
            return None
        if self.asked_too_often:
            return ListTold(False, False, "", (), "", self.asked_too_often)
        several = values == ("Trần Văn Hai", "1975")
        is_there = several or values in (("Nguyễn Thị Mẫu", "05/08/1990"), ("HS-1",))
        masked = (("Đợt", "Đợt •••"),) if is_there and not several else ()
        return ListTold(is_there, several, "Thẻ của ông/bà đã về.", masked, "giữ")

    def open_list(self, slug: str, carried: str, factor: str) -> ListOpened | None:
        if self.list_form(slug) is None:
            return None
        opened = factor.upper() == "GH-1"
        shown = (("Lý do", "Sai số nhà"),) if opened else ()
        return ListOpened(opened, shown, "Mang theo giấy hẹn.", carried)

    def pick_up(self, slug: str, carried: str) -> bool:
        self.chosen.append(slug)
        return slug not in self.gone
