"""Vietnamese words for models and fields in the stock admin, given there so that the models stay in English."""

from django.apps import apps
from django.db.models import Model

WORDS = {
    "slug": "tên ngắn trong địa chỉ", "kind": "loại", "address": "địa chỉ", "hotline": "đường dây nóng",
    "website": "trang web", "external": "chỉ có trong danh bạ", "accent": "màu", "valid_from": "từ ngày",
    "valid_to": "đến hết ngày", "official_account_name": "tên Official Account", "unit": "đơn vị",
    "official_account_id": "mã Official Account", "official_since": "gắn Official Account từ", "name": "tên",
    "short_name": "tên gọn", "parent": "đơn vị cấp trên", "successor": "đơn vị kế tục", "on": "ngày", "note": "ghi chú",
    "access_note": "chỉ dẫn lối vào", "number": "số", "weekday": "thứ (0 là thứ Hai)", "point": "điểm",
    "opens_minute": "mở, phút trong ngày", "closes_minute": "đóng, phút trong ngày", "date": "ngày",
    "closed": "nghỉ", "reason": "lý do", "procedure": "thủ tục", "papers": "giấy tờ", "legal_basis": "căn cứ pháp lý",
    "minimum_age": "tuổi thấp nhất", "below_on_request": "dưới tuổi thì theo yêu cầu", "prefix": "chữ đầu của số",
    "minutes_per_ticket": "số phút mỗi người", "code": "mã", "username": "tên đăng nhập", "full_name": "họ và tên",
    "title": "cấp bậc, chức vụ", "is_active": "đang công tác", "officer": "cán bộ", "role": "vai trò",
    "granted_at": "giao lúc", "revoked_at": "thôi giao lúc", "line": "thủ tục tiếp nhận", "starts_at": "bắt đầu",
    "ends_at": "kết thúc", "closed_at": "đóng lúc", "state": "trạng thái", "priority": "ưu tiên",
    "issued_at": "cấp lúc", "state_since": "trạng thái từ lúc", "shift": "buổi", "closed_reason": "lý do đóng",
}  # fmt: skip


def name_model(model: type[Model], words: str) -> None:
    """Call a model and its fields in Vietnamese on admin pages; migrations do not see it."""
    options = model._meta
    options.verbose_name = options.verbose_name_plural = words
    for field in options.get_fields():
        if field.name in WORDS and hasattr(field, "verbose_name"):
            field.verbose_name = WORDS[field.name]


def name_app(label: str, words: str) -> None:
    """Call an app in Vietnamese on admin pages."""
    apps.get_app_config(label).verbose_name = words
