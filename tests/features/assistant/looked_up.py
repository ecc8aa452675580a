"""The dossiers of a small office in memory: Mẫu in progress, An needs a fix, two namesakes called Hai."""

from dataclasses import dataclass, field
from datetime import datetime

from motcua.messaging.text import BirthDate
from motcua.workflows.assistant.port_lookup import Followed, LookupTold

MAU = ("HỒ SƠ CỦA N. T. M***: ĐANG XỬ LÝ", "Hồ sơ đang được xử lý.", "Số liệu lúc 17:00 ngày 21/07/2022.")
FIX = ("HỒ SƠ CỦA T. V. A***: CẦN BỔ SUNG", "Hồ sơ đang dừng, cần ông/bà bổ sung.")
WHY = (*FIX, "Lý do: Họ và tên trong hồ sơ khác với dữ liệu dân cư.", "Mang theo: Giấy khai sinh")


@dataclass
class MemoryLookups:
    """Behaves as `port_lookup.Lookups` promises."""

    dossiers: bool = False
    looked_up_too_often: datetime | None = None
    agreed: bool = False
    follows: list[str] = field(default_factory=list)

    def has_dossiers(self) -> bool:
        return self.dossiers

    def followed(self) -> list[tuple[str, ...]]:
        return [MAU for _ in self.follows]

    def look_up(self, name: str, birth: BirthDate | None, code: str) -> LookupTold:
        if self.looked_up_too_often:
            return LookupTold("refused", retry_at=self.looked_up_too_often)
        if code.upper() == "GH-1" or (name, birth) == ("Nguyễn Thị Mẫu", BirthDate(1990, 8, 5)):
            return LookupTold("found", MAU, "mau")
        if (name, birth) == ("Trần Văn An", BirthDate(1990, 3, 2)):
            return LookupTold("found", FIX, "an")
        if (name, birth) == ("Trần Văn Hai", BirthDate(1975)):
            return LookupTold("several", carried="hai")
        return LookupTold("none", carried="none")

    def open_dossier(self, carried: str, slip: str) -> LookupTold:
        if slip.upper() == "GH-2" and carried in ("an", "hai"):
            return LookupTold("found", WHY, carried, details=True)
        return LookupTold("wrong", carried=carried)

    def words_of_consent(self) -> str:
        return "" if self.agreed else "Tôi đồng ý nhận tin nhắn về hồ sơ của tôi."

    def follow_dossier(self, carried: str, *, agrees: bool) -> Followed:
        self.agreed |= agrees
        self.follows.append(carried)
        return "done"
