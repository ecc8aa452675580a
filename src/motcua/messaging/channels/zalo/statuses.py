"""Zalo's codes in our words: a closed list of outcomes, and the table of codes that leads to them.

A code that is not in the table is final: its message is kept, nothing is tried again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from motcua.messaging.channels.contract import Outcome

__all__ = ["CODES", "UNKNOWN_CODE", "Meaning", "Outcome", "meaning_of"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """`advice` is for the unit's operator, in Vietnamese."""

    outcome: Outcome
    advice: str


def _of(outcome: Outcome, advice: str) -> Meaning:
    return Meaning(outcome, advice)


CODES: Mapping[int, Meaning] = {
    0: _of(Outcome.DONE, "Đã gửi."),
    -32: _of(Outcome.LATER, "Zalo giới hạn tốc độ; hệ thống tự chờ rồi gửi tiếp."),
    -100: _of(Outcome.SIMPLER, "Tệp đính kèm đã hết hạn trên Zalo; gửi bằng chữ."),
    -200: _of(Outcome.ONCE_MORE, "Zalo báo gửi không thành; thử lại một lần."),
    -201: _of(Outcome.SIMPLER, "Zalo không nhận dạng tin này; gửi dạng đơn giản hơn."),
    -204: _of(Outcome.STOP, "OA đã bị khóa. Liên hệ Zalo."),
    -205: _of(Outcome.STOP, "OA không tồn tại. Kiểm tra mã OA."),
    -209: _of(Outcome.SETUP, "Ứng dụng chưa kích hoạt hoặc API không hỗ trợ."),
    -210: _of(Outcome.REFUSED, "Tham số vượt giới hạn của Zalo."),
    -211: _of(Outcome.NO_QUOTA, "OA hết hạn mức gửi tin. Mua thêm rồi bấm Gửi lại."),
    -212: _of(Outcome.SETUP, "Ứng dụng chưa đăng ký API này."),
    -213: _of(Outcome.UNREACHABLE, "Người dân chưa quan tâm OA."),
    -214: _of(Outcome.LATER, "Zalo đang xử lý bài viết."),
    -216: _of(Outcome.NEW_TOKEN, "Mã truy cập không hợp lệ; hệ thống tự xin mã mới."),
    -217: _of(Outcome.UNREACHABLE, "Người dân chặn lời mời của OA."),
    -218: _of(Outcome.LATER, "Người dân đã nhận đủ số tin cho phép; thử lại sau."),
    -219: _of(Outcome.SETUP, "Ứng dụng đã bị gỡ hoặc khóa."),
    -220: _of(Outcome.NEW_TOKEN, "Mã truy cập hết hạn hoặc bị thu hồi; hệ thống tự xin mã mới."),
    -221: _of(Outcome.SETUP, "OA cần được xác thực."),
    -223: _of(Outcome.SETUP, "OA chưa cấp quyền này cho ứng dụng."),
    -224: _of(Outcome.SETUP, "OA cần mua hoặc nâng gói dịch vụ của Zalo."),
    -227: _of(Outcome.UNREACHABLE, "Tài khoản của người dân bị khóa hoặc ngừng dùng quá 45 ngày."),
    -230: _of(Outcome.UNREACHABLE, "Người dân không tương tác trong 7 ngày. Hãy gọi điện."),
    -232: _of(Outcome.UNREACHABLE, "Người dân chưa tương tác hoặc đã quá hạn tương tác. Hãy gọi điện."),
    -233: _of(Outcome.SIMPLER, "Loại tin không được hỗ trợ; gửi dạng đơn giản hơn."),
    -234: _of(Outcome.LATER, "Tin loại này không gửi ban đêm; chờ đến sáng."),
    -235: _of(Outcome.OTHER_API, "Loại OA này không dùng API v3; chuyển sang v2."),
    -237: _of(Outcome.REFUSED, "Nhóm đã khóa hoặc hết hạn."),
    -238: _of(Outcome.REFUSED, "Hạn mức này đã dùng."),
    -240: _of(Outcome.OTHER_API, "API v2 đã đóng với OA này; chuyển sang v3."),
    -241: _of(Outcome.REFUSED, "Hạn mức này không dùng được."),
    -242: _of(Outcome.SETUP, "Thiếu hoặc sai appsecret_proof. Kiểm tra khóa ứng dụng."),
    -244: _of(Outcome.UNREACHABLE, "Người dân không nhận loại tin này."),
    -248: _of(Outcome.STOP, "Zalo báo vi phạm quy định nền tảng. Ngừng gửi."),
    -249: _of(Outcome.UNREACHABLE, "Mẫu tin này không gửi theo tài khoản được; dùng số điện thoại."),
    -305: _of(Outcome.UNREACHABLE, "Quá 48 giờ từ lần tương tác cuối. Hãy gọi điện."),
    -311: _of(Outcome.UNREACHABLE, "Đã gửi đủ số tin cho phép trong 48 giờ."),
    -320: _of(Outcome.NO_QUOTA, "OA cần liên kết ví ZCA."),
    -321: _of(Outcome.NO_QUOTA, "Ví ZCA đã hết tiền. Nạp thêm rồi bấm Gửi lại."),
    -403: _of(Outcome.REFUSED, "OA không thuộc nhóm này."),
    -1340: _of(Outcome.REFUSED, "Biểu mẫu không hợp lệ."),
    -1341: _of(Outcome.REFUSED, "Biểu mẫu không hợp lệ."),
    # Template messages (ZNS, since 2026 ZBS).
    -108: _of(Outcome.UNREACHABLE, "Số điện thoại không hợp lệ."),
    -114: _of(Outcome.UNREACHABLE, "Người này không nhận được tin. Hãy gọi điện."),
    -115: _of(Outcome.NO_QUOTA, "Ví tin theo mẫu đã hết tiền."),
    -117: _of(Outcome.SETUP, "OA chưa được dùng mẫu này."),
    -118: _of(Outcome.UNREACHABLE, "Số này không dùng Zalo. Hãy gọi điện."),
    -119: _of(Outcome.UNREACHABLE, "Tài khoản này không nhận tin theo mẫu. Hãy gọi điện."),
    -121: _of(Outcome.REFUSED, "Dữ liệu điền vào mẫu không hợp lệ."),
    -124: _of(Outcome.NEW_TOKEN, "Mã truy cập không hợp lệ; hệ thống tự xin mã mới."),
    -126: _of(Outcome.SETUP, "Ví của chế độ thử không đủ tiền."),
    -127: _of(Outcome.SETUP, "Chế độ thử chỉ gửi được cho quản trị viên của ứng dụng."),
    -131: _of(Outcome.SETUP, "Mẫu tin chưa được Zalo duyệt."),
    -133: _of(Outcome.LATER, "Tin loại này không gửi ban đêm; chờ đến sáng."),
    -135: _of(Outcome.SETUP, "OA này không được gửi tin theo mẫu. Hãy gọi điện."),
    -136: _of(Outcome.SETUP, "OA cần liên kết ví ZCA."),
    -137: _of(Outcome.NO_QUOTA, "Ví ZCA không trả được tiền."),
    -139: _of(Outcome.UNREACHABLE, "Người này từ chối loại tin này. Hãy gọi điện."),
    -140: _of(Outcome.UNREACHABLE, "Người này chưa cho phép gửi tin chăm sóc. Hãy gọi điện."),
    -141: _of(Outcome.UNREACHABLE, "Người này từ chối tin của OA. Hãy gọi điện."),
    -144: _of(Outcome.NO_QUOTA, "OA hết hạn mức tin theo mẫu hôm nay."),
    -146: _of(Outcome.SETUP, "Mẫu tin bị khóa vì chất lượng thấp."),
    -147: _of(Outcome.NO_QUOTA, "Mẫu tin hết hạn mức hôm nay."),
    -1121: _of(Outcome.REFUSED, "Dữ liệu điền vào mẫu quá dài."),
    -1122: _of(Outcome.REFUSED, "Mẫu tin thiếu dữ liệu."),
    -1124: _of(Outcome.REFUSED, "Dữ liệu điền vào mẫu sai dạng."),
    -1241: _of(Outcome.SETUP, "Thiếu hoặc sai appsecret_proof. Kiểm tra khóa ứng dụng."),
    -1441: _of(Outcome.NO_QUOTA, "OA hết hạn mức tin khuyến mại hôm nay."),
    -1472: _of(Outcome.NO_QUOTA, "Mẫu tin hết hạn mức khuyến mại hôm nay."),
}

UNKNOWN_CODE = _of(Outcome.REFUSED, "Zalo trả mã lỗi chưa biết; xem nguyên văn.")


def meaning_of(code: int) -> Meaning:
    """What a code means; an unknown one is final."""
    return CODES.get(code, UNKNOWN_CODE)
