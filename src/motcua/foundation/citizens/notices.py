"""The words citizens read before their data is used, by purpose; a changed text gets a higher version. No Django here.

Law 91/2025/QH15: told by purpose, agreed to one by one, never pre-ticked. The service itself rests on the office's
duty, so it is told and not asked.
"""

from dataclasses import dataclass
from datetime import date

ASKED = ("notices", "broadcast")


@dataclass(frozen=True, slots=True)
class DefaultNotice:
    """One version of one purpose's words; `basis` is 'consent' where the citizen must agree."""

    purpose: str
    version: int
    basis: str
    valid_from: date
    text: str


DEFAULTS = (
    DefaultNotice(
        "service", 1, "Luật 91/2025/QH15, Điều 19", date(2021, 1, 1),
        "Đơn vị dùng họ tên, ngày sinh và số điện thoại để cấp số và phục vụ ông/bà tại quầy. "
        "Chỉ cán bộ của đơn vị xem được. Tên trên số thứ tự được ẩn sau 30 ngày. "
        "Ông/bà có quyền xem, sửa và xóa dữ liệu của mình.",
    ),
    DefaultNotice(
        "notices", 1, "consent", date(2021, 1, 1),
        "Tôi đồng ý nhận tin nhắn về số thứ tự và hồ sơ của tôi. Tôi có thể thôi nhận bất cứ lúc nào.",
    ),
    DefaultNotice(
        "broadcast", 1, "consent", date(2021, 1, 1),
        "Tôi đồng ý nhận tin tức và cảnh báo lừa đảo của đơn vị. Tôi có thể thôi nhận bất cứ lúc nào.",
    ),
)  # fmt: skip
