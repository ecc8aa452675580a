"""Why a dossier waits, is refused or came back: internal codes and the words a citizen reads first. No Django here.

The words are the first edition of dated data (`ReasonText`); an office may date new ones. Source: domain.md 2.6.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WORDS_SINCE = date(2021, 1, 1)


class ReasonCode(StrEnum):
    """The closed list a source's own words are mapped to."""

    NAME_DIFFERS = "name_differs"
    BIRTH_INCOMPLETE = "birth_incomplete"
    BIRTH_DIFFERS = "birth_differs"
    NUMBER_STRUCTURE = "number_structure"
    NUMBER_ABSENT = "number_absent"
    NUMBER_DUPLICATE = "number_duplicate"
    RESIDENCE_NOT_UPDATED = "residence_not_updated"
    FINGERPRINT_DUPLICATE = "fingerprint_duplicate"
    IMAGE_QUALITY = "image_quality"
    BATCH_LOST = "batch_lost"
    NOT_ELIGIBLE = "not_eligible"
    REPRESENTATIVE_MISSING = "representative_missing"
    PHONE_WRONG = "phone_wrong"
    PHONE_UNREACHABLE = "phone_unreachable"
    ADDRESS_WRONG = "address_wrong"
    MOVED = "moved"
    ABSENT = "absent"
    REFUSED_BY_RECEIVER = "refused_by_receiver"
    DELIVERED_TO_OTHER = "delivered_to_other"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Words:
    """`label` for officers; `text`, `bring` (a paper a line) and `where` for the citizen."""

    label: str
    text: str
    bring: str
    where: str


_POPULATION = "Công an cấp xã nơi ông/bà đăng ký thường trú"
_HERE = "Đơn vị đã nhận hồ sơ của ông/bà"
_BIRTH_PAPERS = "Giấy khai sinh\nThẻ hoặc CMND cũ, nếu có"

DEFAULTS: dict[ReasonCode, Words] = {
    ReasonCode.NAME_DIFFERS: Words(
        "Họ, chữ đệm hoặc tên khác CSDL dân cư", "Họ và tên trong hồ sơ khác với dữ liệu dân cư.", _BIRTH_PAPERS,
        _POPULATION),
    ReasonCode.BIRTH_INCOMPLETE: Words(
        "Thiếu ngày, tháng sinh", "Dữ liệu dân cư còn thiếu ngày hoặc tháng sinh của ông/bà.", _BIRTH_PAPERS,
        _POPULATION),
    ReasonCode.BIRTH_DIFFERS: Words(
        "Ngày sinh khác CSDL dân cư", "Ngày sinh trong hồ sơ khác với dữ liệu dân cư.", _BIRTH_PAPERS, _POPULATION),
    ReasonCode.NUMBER_STRUCTURE: Words(
        "Giới tính, nơi khai sinh không khớp cấu trúc số", "Số định danh chưa khớp với giới tính hoặc nơi khai sinh.",
        _BIRTH_PAPERS, _POPULATION),
    ReasonCode.NUMBER_ABSENT: Words(
        "Chưa có số định danh", "Dữ liệu dân cư chưa có số định danh của ông/bà.", _BIRTH_PAPERS, _POPULATION),
    ReasonCode.NUMBER_DUPLICATE: Words(
        "Trùng số định danh", "Số định danh đang bị trùng với một hồ sơ khác.", _BIRTH_PAPERS, _POPULATION),
    ReasonCode.RESIDENCE_NOT_UPDATED: Words(
        "Chưa cập nhật nơi cư trú", "Nơi cư trú của ông/bà chưa được cập nhật.",
        "Giấy tờ về chỗ ở hợp pháp\nThẻ hoặc CMND cũ, nếu có", _POPULATION),
    ReasonCode.FINGERPRINT_DUPLICATE: Words(
        "Trùng vân tay", "Vân tay trong hồ sơ trùng với một hồ sơ khác. Cần thu nhận lại.",
        "Giấy hẹn\nThẻ hoặc CMND cũ, nếu có", _HERE),
    ReasonCode.IMAGE_QUALITY: Words(
        "Ảnh, vân tay không đạt", "Ảnh hoặc vân tay chưa đạt. Cần thu nhận lại.",
        "Giấy hẹn\nThẻ hoặc CMND cũ, nếu có", _HERE),
    ReasonCode.BATCH_LOST: Words(
        "Gói hồ sơ thất lạc hoặc chưa truyền", "Hồ sơ chưa đến được nơi xử lý. Cần thu nhận lại.", "Giấy hẹn", _HERE),
    ReasonCode.NOT_ELIGIBLE: Words(
        "Không đủ điều kiện", "Hồ sơ chưa đủ điều kiện cấp.", "Giấy hẹn\nThẻ hoặc CMND cũ, nếu có", _HERE),
    ReasonCode.REPRESENTATIVE_MISSING: Words(
        "Thiếu người đại diện", "Hồ sơ cần có cha, mẹ hoặc người giám hộ cùng đến.",
        "Giấy khai sinh của người được cấp\nThẻ của người đại diện", _HERE),
    ReasonCode.PHONE_WRONG: Words(
        "Sai số điện thoại", "Bưu điện không gọi được vì số điện thoại sai.", "Giấy hẹn\nThẻ hoặc CMND cũ, nếu có",
        _HERE),
    ReasonCode.PHONE_UNREACHABLE: Words(
        "Không liên lạc được", "Bưu điện gọi nhiều lần nhưng không liên lạc được.",
        "Giấy hẹn\nThẻ hoặc CMND cũ, nếu có", _HERE),
    ReasonCode.ADDRESS_WRONG: Words(
        "Sai địa chỉ giao nhận", "Bưu điện không tìm được địa chỉ giao nhận.", "Giấy hẹn\nThẻ hoặc CMND cũ, nếu có",
        _HERE),
    ReasonCode.MOVED: Words(
        "Đã chuyển chỗ ở", "Người nhận đã chuyển khỏi địa chỉ giao nhận.", "Giấy hẹn\nThẻ hoặc CMND cũ, nếu có",
        _HERE),
    ReasonCode.ABSENT: Words(
        "Giao nhiều lần không gặp", "Bưu điện đã giao nhiều lần nhưng không gặp người nhận.",
        "Giấy hẹn\nThẻ hoặc CMND cũ, nếu có", _HERE),
    ReasonCode.REFUSED_BY_RECEIVER: Words(
        "Người nhận từ chối", "Người nhận đã từ chối nhận thẻ.", "Giấy hẹn\nThẻ hoặc CMND cũ, nếu có", _HERE),
    ReasonCode.DELIVERED_TO_OTHER: Words(
        "Giao nhầm người", "Thẻ có thể đã giao nhầm người. Đơn vị đang kiểm tra.", "Giấy hẹn", _HERE),
    ReasonCode.DAMAGED: Words(
        "Hư hỏng khi vận chuyển", "Thẻ bị hư hỏng khi vận chuyển. Đơn vị sẽ đề nghị in lại.", "Giấy hẹn", _HERE),
}  # fmt: skip
