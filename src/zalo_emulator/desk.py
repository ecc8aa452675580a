"""What an account keeps beside its talks: tags, articles, broadcasts, templates, groups, money, its domain."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Literal

TAG_HOLDS = 200
KEPT_SENDINGS = 20_000
KEPT_BROADCASTS = 100

TemplateStatus = Literal["PENDING_REVIEW", "ENABLE", "REJECT", "DISABLE"]
TAG_NAMES = {1: "TRANSACTION", 2: "CUSTOMER_CARE", 3: "PROMOTION"}


@dataclass(slots=True)
class Article:
    """`ready_ms`: until then `verify` says that it is still being processed."""

    id: str
    token: str
    title: str
    author: str
    description: str
    cover: str
    body: list[dict[str, str]]
    status: str
    comment: str
    created_ms: int
    updated_ms: int
    ready_ms: int
    views: int = 0


@dataclass(slots=True)
class Broadcast:
    """Articles on their way to many; `due_ms` is the end of the platform's review."""

    id: str
    article_ids: list[str]
    target: dict[str, str]
    due_ms: int
    reached: int = 0
    done: bool = False


@dataclass(slots=True)
class Param:
    name: str
    require: bool = True
    type: str = "STRING"
    max_length: int = 100
    min_length: int = 0


@dataclass(slots=True)
class Template:
    """`text` holds the parameters as `<name>`; `tag` 1 transaction, 2 care, 3 promotion."""

    id: str
    name: str
    text: str
    params: list[Param]
    status: TemplateStatus = "ENABLE"
    tag: int = 1
    buttons: list[dict[str, str]] = field(default_factory=list)
    price_phone: int = 200
    price_user: int = 140
    by_user: bool = True
    quality: str = "UNDEFINED"
    daily_quota: int = 500
    sent_today: int = 0
    day: str = ""
    reason: str = ""


@dataclass(slots=True)
class Sending:
    """One template message; `delivered_ms` None = not (yet) on a phone."""

    id: str
    template_id: str
    to: str
    tracking_id: str
    sent_ms: int
    delivered_ms: int | None = None


@dataclass(slots=True)
class Group:
    id: str
    name: str
    members: list[str]
    messages: int = 0


@dataclass(slots=True)
class Desk:
    """`spent` and `wallet` in đồng; `uploads` counts by month and kind."""

    tags: dict[str, list[str]] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    broadcasts: list[Broadcast] = field(default_factory=list)
    broadcasts_left: int = 10
    templates: dict[str, Template] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    daily_quota: int = 2000
    sent_today: int = 0
    day: str = ""
    wallet: int = 1_000_000
    wallet_linked: bool = True
    spent: int = 0
    paid_messages: int = 0
    uploads: dict[str, int] = field(default_factory=dict)
    fields: list[dict[str, str]] = field(default_factory=list)
    domain: str = ""
    domain_code: str = ""
    domain_says: str = ""

    def tag(self, name: str, user_id: str) -> None:
        """A tag holds 200 people; the oldest are dropped without a word, as seen on the real platform."""
        held = self.tags.setdefault(name, [])
        if user_id not in held:
            held.append(user_id)
            del held[:-TAG_HOLDS]

    def tags_of(self, user_id: str) -> list[str]:
        return [name for name, held in self.tags.items() if user_id in held]

    def pay(self, price: int) -> None:
        self.wallet -= price
        self.spent += price


Sendings = OrderedDict[str, Sending]


def keep(sendings: Sendings, sending: Sending) -> None:
    """Remember what became of a template message; the oldest are forgotten."""
    sendings[sending.id] = sending
    if len(sendings) > KEPT_SENDINGS:
        sendings.popitem(last=False)


def sample_templates() -> dict[str, Template]:
    """What a unit would register first: one for each status, and one that may not go by user id."""
    name, code = Param("ho_ten", max_length=30), Param("ma_ho_so", max_length=30)
    place, number = Param("noi_nhan", max_length=200), Param("so_thu_tu", max_length=20)
    made = [
        Template(
            "610001",
            "Thẻ căn cước đã có",
            "Thẻ căn cước của ông/bà <ho_ten> đã có. Mã hồ sơ <ma_ho_so>. Nơi nhận: <noi_nhan>.",
            [name, code, place],
        ),
        Template("610002", "Nhắc lịch hẹn", "Ông/bà <ho_ten> có số <so_thu_tu> vào ngày mai.", [name, number], tag=2),
        Template("610003", "Mời ngày hội", "Mời ông/bà <ho_ten> dự ngày hội toàn dân.", [name], tag=3),
        Template("610004", "Chờ duyệt", "Hồ sơ <ma_ho_so> đã nhận.", [code], status="PENDING_REVIEW"),
        Template("610005", "Bị từ chối", "Hồ sơ <ma_ho_so>.", [code], status="REJECT", reason="Nội dung quá ngắn"),
        Template("610006", "Đã khóa", "Hồ sơ <ma_ho_so> đã xong.", [code], status="DISABLE", quality="LOW"),
        Template("610007", "Chỉ theo số điện thoại", "Mã hồ sơ <ma_ho_so>.", [code], by_user=False),
    ]
    return {template.id: template for template in made}
