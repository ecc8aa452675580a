"""Is this account well? Each check is a light and a sentence: what is wrong, what to do. Pure: no Django, no HTTP."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from motcua.foundation.clock import VIETNAM, local_date
from motcua.messaging.channels.contract import DeliveryStatus
from motcua.messaging.channels.zalo.capabilities import OaType
from motcua.messaging.channels.zalo.statuses import meaning_of

QUIET_FOR = timedelta(hours=24)
REFRESH_WARNING = timedelta(days=7)
WORKER_SILENT = timedelta(seconds=60)
_NOBODY_THERE = -201  # a plain text has no other field that could be invalid
CLOCK_BEHIND, CLOCK_AHEAD = timedelta(seconds=-5), timedelta(seconds=90)


class Level(StrEnum):
    """`UNSURE`: nothing is known yet. Only BAD stands in the way of citizens."""

    OK = "ok"
    UNSURE = "unsure"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One light with its sentence."""

    key: str
    title: str
    level: Level
    sentence: str


@dataclass(frozen=True, slots=True)
class TokenSeen:
    """The pair's dates; its text is nobody's business here."""

    expires_at: datetime
    refresh_expires_at: datetime
    refreshed_at: datetime
    failures: int
    consent_needed_since: datetime | None


@dataclass(frozen=True, slots=True)
class Stuck:
    """Messages that were tried and wait: how many, since when, and what the last try met (code None = no answer)."""

    messages: int
    since: datetime
    code: int | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything the checks judge. `facts` is the last checkup, empty before the first."""

    oa_id: str
    oa_type: int
    message_api: str
    app_id: str
    app_open: bool
    webhook_url: str
    token: TokenSeen | None
    stopped_at: datetime | None = None
    stopped_because: str = ""
    paid_stopped_at: datetime | None = None
    worker_beat: datetime | None = None
    stuck: Stuck | None = None
    ends: Mapping[str, int] = field(default_factory=dict)
    failed_code: int | None = None
    forged: int = 0
    forged_at: datetime | None = None
    last_event_at: datetime | None = None
    delays: Sequence[timedelta] = ()
    paid_used: int = 0
    paid_price: str = ""
    templates_allowed: bool = True
    verifier: str = ""
    menu_set_at: datetime | None = None
    test_state: str = ""
    test_at: datetime | None = None
    test_code: int | None = None
    asked_at: datetime | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


Check = Callable[[Seen, datetime], tuple[Level, str]]


def judge(seen: Seen, now: datetime) -> list[Finding]:
    """Every check, in the order of the page."""
    return [Finding(key, title, *check(seen, now)) for key, (title, check) in CHECKS.items()]


def headline(findings: Sequence[Finding]) -> Finding | None:
    """What is worst, to be said once at the top; None when nothing stands in the way."""
    return next((one for key in _WORST_FIRST for one in findings if one.key == key and one.level is Level.BAD), None)


def _app(seen: Seen, now: datetime) -> tuple[Level, str]:
    if not seen.app_open:
        return Level.BAD, "Ứng dụng đã đóng ở đây; nhập lại mã và khóa của ứng dụng."
    if seen.asked_at is None:
        return Level.UNSURE, "Chưa hỏi Zalo lần nào; bấm Kiểm tra ngay."
    at = _when(seen.asked_at, now)
    if seen.facts.get("reached") is False:
        return Level.BAD, f"Không nối được tới Zalo lúc {at}; kiểm tra đường mạng rồi bấm Kiểm tra ngay."
    code = seen.facts.get("code")
    if isinstance(code, int) and code != 0:
        return Level.BAD, f"Zalo từ chối lúc {at}: {meaning_of(code).advice}"
    return Level.OK, f"Ứng dụng {seen.app_id} gọi được API của Zalo lúc {at}."


def _signature(seen: Seen, now: datetime) -> tuple[Level, str]:
    heard_since = seen.last_event_at is not None and (seen.forged_at is None or seen.last_event_at >= seen.forged_at)
    if seen.forged and not heard_since:
        return Level.BAD, f"{seen.forged} lần gọi webhook hôm nay sai chữ ký; nhập lại OA Secret Key ở mục Khóa."
    if seen.forged:
        return Level.WARN, f"{seen.forged} lần gọi webhook hôm nay sai chữ ký đã bị từ chối; tin thật vẫn vào."
    if seen.last_event_at is None:
        return Level.UNSURE, "Chưa có sự kiện nào để thử chữ ký; đồng chí nhắn một tin tới OA."
    return Level.OK, "Chữ ký của sự kiện gần nhất đúng."


def _webhook(seen: Seen, now: datetime) -> tuple[Level, str]:
    if seen.last_event_at is None:
        return Level.UNSURE, "Chưa nhận sự kiện nào; đặt địa chỉ webhook ở trang Zalo rồi nhắn thử một tin."
    if now - seen.last_event_at > QUIET_FOR:
        return Level.WARN, f"Không có sự kiện nào từ {_when(seen.last_event_at, now)}; xem webhook còn bật không."
    return Level.OK, f"Nhận sự kiện gần nhất lúc {_when(seen.last_event_at, now)}."


def _token(seen: Seen, now: datetime) -> tuple[Level, str]:
    token = seen.token
    if token is None:
        return Level.BAD, "Chưa có mã truy cập; quản trị viên của OA bấm Kết nối với Zalo."
    if token.consent_needed_since is not None:
        since = _when(token.consent_needed_since, now)
        return Level.BAD, f"Zalo không nhận mã làm mới từ {since}; quản trị viên của OA bấm Kết nối lại."
    if token.expires_at <= now:
        return Level.BAD, f"Mã truy cập hết dùng được; hệ thống đang xin mã mới, chưa được {token.failures} lần."
    if token.failures:
        return Level.WARN, f"Chưa đổi được mã {token.failures} lần; mã hiện tại còn đến {_when(token.expires_at, now)}."
    if token.refresh_expires_at - now < REFRESH_WARNING:
        return Level.WARN, f"Mã làm mới hết hạn {_when(token.refresh_expires_at, now)}; bấm Kết nối lại trước ngày đó."
    left = max(0, int((token.expires_at - now).total_seconds() // 3600))
    return Level.OK, f"Mã đổi lúc {_when(token.refreshed_at, now)}, còn {left} giờ và tự đổi trước khi hết."


def _sending(seen: Seen, now: datetime) -> tuple[Level, str]:
    if seen.stopped_at is not None:
        return Level.BAD, f"Ngừng gửi từ {_when(seen.stopped_at, now)}: {seen.stopped_because or 'không rõ lý do'}"
    if seen.worker_beat is None or now - seen.worker_beat > WORKER_SILENT:
        return Level.BAD, "Tiến trình gửi tin không chạy; báo người vận hành máy chủ khởi động lại."
    if seen.stuck is not None:
        return _stuck(seen.stuck, now)
    unknown, failed = seen.ends.get(DeliveryStatus.UNKNOWN, 0), seen.ends.get(DeliveryStatus.FAILED, 0)
    expired = seen.ends.get(DeliveryStatus.EXPIRED, 0)
    if unknown:
        return Level.WARN, f"{unknown} tin trong một giờ chưa rõ đã đến; không gửi lại, việc gấp đồng chí gọi điện."
    if failed:
        why = meaning_of(seen.failed_code).advice if seen.failed_code is not None else "Xem từng tin trong Hộp thư."
        return Level.WARN, f"{failed} tin trong một giờ gửi không thành. {why}"
    if expired:
        return Level.WARN, f"{expired} tin trong một giờ quá hạn nên không gửi nữa; đồng chí gọi điện nếu còn cần."
    return Level.OK, f"Một giờ qua đã gửi {seen.ends.get(DeliveryStatus.DELIVERED, 0)} tin, không có lỗi."


def _stuck(stuck: Stuck, now: datetime) -> tuple[Level, str]:
    waiting, since = f"{stuck.messages} tin đang chờ", _when(stuck.since, now)
    if stuck.code == -32:
        return Level.WARN, f"Zalo giới hạn tốc độ từ {since}; {waiting} và sẽ tự gửi."
    if stuck.code in (-216, -220):
        return Level.BAD, f"Zalo không nhận mã truy cập từ {since}; {waiting} trong khi hệ thống xin mã mới."
    if stuck.code is None:
        return Level.BAD, f"Không nối được tới Zalo từ {since}; {waiting}, việc gấp đồng chí gọi điện."
    return Level.WARN, f"{waiting} từ {since}: {meaning_of(stuck.code).advice}"


def _quota(seen: Seen, now: datetime) -> tuple[Level, str]:
    left, price = seen.facts.get("paid_left"), f", {seen.paid_price} đ một tin" if seen.paid_price.isdecimal() else ""
    if seen.paid_stopped_at is not None:
        since = _when(seen.paid_stopped_at, now)
        return Level.BAD, f"Hết tiền gửi tin trả phí từ {since}; mua thêm rồi bấm Gửi lại, tin trong 48 giờ vẫn đi."
    if not isinstance(left, int):
        return Level.UNSURE, f"Chưa biết còn bao nhiêu tin trả phí{price}; tháng này đã dùng {seen.paid_used}."
    if left <= 0:
        return Level.WARN, f"Không còn tin trả phí{price}; tin sau 48 giờ sẽ bị chặn, đồng chí mua thêm hoặc gọi điện."
    return Level.OK, f"Còn {left} tin trả phí{price}; tháng này đã dùng {seen.paid_used}."


def _type(seen: Seen, now: datetime) -> tuple[Level, str]:
    if not seen.facts.get("oa_id"):
        return Level.UNSURE, "Chưa biết loại OA; bấm Kiểm tra ngay."
    if seen.facts["oa_id"] != seen.oa_id:
        return Level.BAD, "Mã truy cập thuộc về một OA khác; bấm Kết nối lại và chọn đúng OA."
    if seen.facts.get("is_verified") is not True:
        return Level.BAD, "OA chưa được Zalo xác thực nên nhiều chức năng bị từ chối; gửi hồ sơ xác thực cho Zalo."
    told = seen.facts.get("oa_type")
    if told == OaType.STATE_AGENCY:
        return Level.OK, f"OA cơ quan nhà nước, tin đang đi bằng API {seen.message_api}."
    if told == OaType.ENTERPRISE:
        return Level.OK, f"OA doanh nghiệp, tin đang đi bằng API {seen.message_api}."
    return Level.WARN, f"Loại OA {told} chưa ai mô tả; gửi một tin thử trước khi mở cho người dân."


def _templates(seen: Seen, now: datetime) -> tuple[Level, str]:
    if not seen.templates_allowed:
        return Level.WARN, "OA này không được gửi tin theo mẫu; sau 7 ngày đồng chí gọi điện cho người dân."
    found = seen.facts.get("templates")
    if not isinstance(found, list):
        return Level.UNSURE, "Chưa biết OA có mẫu tin nào; bấm Kiểm tra ngay."
    usable = [one for one in found if isinstance(one, dict) and one.get("usable")]
    if not usable:
        return Level.WARN, "Chưa có mẫu tin được duyệt; sau 7 ngày chỉ còn cách gọi điện."
    left = seen.facts.get("templates_left")
    today = f", hôm nay còn gửi được {left} tin" if isinstance(left, int) else ""
    return Level.OK, f"{len(usable)} mẫu dùng được{today}."


def _domain(seen: Seen, now: datetime) -> tuple[Level, str]:
    if not seen.verifier:
        return Level.WARN, "Chưa có mã xác thực tên miền; dán mã Zalo cấp vào mục Tệp xác thực."
    return Level.OK, f"Tệp zalo_verifier{seen.verifier}.html đang ở gốc tên miền."


def _menu(seen: Seen, now: datetime) -> tuple[Level, str]:
    if seen.menu_set_at is None:
        return Level.WARN, "Chưa ghi nhận menu của OA; in tờ menu, đặt theo tờ rồi bấm Đã đặt menu."
    return Level.OK, f"Menu đã đặt theo tờ, ghi nhận {_when(seen.menu_set_at, now)}."


def _clock(seen: Seen, now: datetime) -> tuple[Level, str]:
    if not seen.delays:
        return Level.UNSURE, "Chưa có sự kiện mới để so giờ với Zalo."
    least = min(seen.delays)
    if least < CLOCK_BEHIND:
        return Level.BAD, f"Đồng hồ máy chủ chậm {round(-least.total_seconds())} giây so với Zalo; bật đồng bộ giờ."
    if least > CLOCK_AHEAD:
        return Level.WARN, f"Sự kiện đến muộn ít nhất {round(least.total_seconds())} giây; kiểm tra giờ máy chủ."
    return Level.OK, "Giờ máy chủ khớp với giờ của Zalo."


def _test(seen: Seen, now: datetime) -> tuple[Level, str]:
    if not seen.test_state or seen.test_at is None:
        return Level.UNSURE, "Chưa gửi tin thử; nhắn OA một tin từ điện thoại rồi bấm Gửi thử."
    at = _when(seen.test_at, now)
    if seen.test_state == DeliveryStatus.DELIVERED:
        return Level.OK, f"Tin thử lúc {at} đã gửi được."
    if seen.test_state in (DeliveryStatus.QUEUED, DeliveryStatus.SENDING):
        return Level.UNSURE, f"Tin thử lúc {at} đang chờ gửi; tải lại trang sau ít giây."
    if seen.test_state == DeliveryStatus.UNKNOWN:
        return Level.WARN, f"Tin thử lúc {at} chưa rõ đã đến; đồng chí xem trên điện thoại."
    if seen.test_code == _NOBODY_THERE:
        return Level.BAD, f"Zalo không biết người nhận tin thử lúc {at}; nhắn OA từ điện thoại rồi chọn lại."
    why = meaning_of(seen.test_code).advice if seen.test_code is not None else "Xem mục Gửi tin."
    return Level.BAD, f"Tin thử lúc {at} không đến. {why}"


CHECKS: Mapping[str, tuple[str, Check]] = {
    "sending": ("Gửi tin", _sending),
    "token": ("Mã truy cập", _token),
    "app": ("Ứng dụng và khóa", _app),
    "webhook": ("Webhook", _webhook),
    "signature": ("Khóa ký webhook", _signature),
    "quota": ("Hạn mức và giá", _quota),
    "type": ("Loại OA", _type),
    "templates": ("Tin theo mẫu", _templates),
    "domain": ("Tệp xác thực tên miền", _domain),
    "menu": ("Menu của OA", _menu),
    "clock": ("Đồng hồ", _clock),
    "test": ("Tin thử", _test),
}
# A dead token explains why nothing is sent, so it is said before the queue that it fills.
_WORST_FIRST = ("token", *(key for key in CHECKS if key != "token"))


def _when(at: datetime, now: datetime) -> str:
    told = at.astimezone(VIETNAM)
    return f"{told:%H:%M}" if local_date(at) == local_date(now) else f"{told:%H:%M %d/%m/%Y}"
