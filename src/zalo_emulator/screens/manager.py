"""The account manager's desk: tokens' health, conversations, writing as a person, faults, clock, webhook log."""

from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from zalo_emulator.emulator import Emulator
from zalo_emulator.faults import KINDS, Fault
from zalo_emulator.screens import forms, manager_content, manager_people, manager_settings, manager_templates
from zalo_emulator.screens.inside import account_of, contact_of, emulator_of, inside, tabs
from zalo_emulator.screens.lines import HANOI, lines_after, render
from zalo_emulator.screens.page import Markup, fill, join, page
from zalo_emulator.screens.phone import WAIT_S
from zalo_emulator.world import STATE_AGENCY, Contact, OfficialAccount

STATUS_WORDS = {
    "queued": "đang chờ",
    "held": "đang giữ lại",
    "off": "webhook đã ngắt, không gửi",
    "no connection": "không kết nối được",
    "no answer in time": "quá 2 giây không trả lời",
    "connection closed": "bị đóng giữa chừng",
    "garbled answer": "câu trả lời không đọc được",
}
KIND_WORDS = {
    "image": "Ảnh",
    "gif": "Ảnh động",
    "sticker": "Nhãn dán",
    "location": "Vị trí",
    "list": "Danh sách",
    "link": "Liên kết",
    "audio": "Tin thoại",
    "video": "Đoạn phim",
    "file": "Tệp",
    "card": "Danh thiếp",
    "article": "Bài viết",
}
ADMIN_ID = "9000000000000000001"
SHOWN_TALKS = 40
OUTAGE_MS = 3600 * 1000


def routes() -> list[Route]:
    one = "/manager/{oa_id}/"
    talk_path = one + "{citizen_id}/"
    return [
        Route("/manager/", inside(home)),
        Route("/manager/log", inside(log)),
        Route("/manager/faults", inside(set_fault), methods=["POST"]),
        Route("/manager/clock", inside(move_clock), methods=["POST"]),
        *manager_people.routes(),
        *manager_content.routes(),
        *manager_templates.routes(),
        *manager_settings.routes(),
        Route(one, inside(account_page)),
        Route(one + "webhook", inside(switch_on), methods=["POST"]),
        Route(talk_path, inside(talk)),
        Route(talk_path + "lines", inside(talk_lines)),
        Route(talk_path + "send", inside(send), methods=["POST"]),
    ]


async def home(request: Request) -> Response:
    emulator = emulator_of(request)
    accounts = list(emulator.world.accounts.values())
    rows = [_account_row(emulator, account) for account in accounts]
    table = fill("manager_accounts", rows=join(rows)) if rows else fill("empty", words="Chưa có tài khoản nào.")
    return page(
        "manager_home",
        title="Quản lý tài khoản",
        bar=fill("manager_bar"),
        accounts=table,
        kinds=join([fill("option", value=kind, words=words) for kind, words in KINDS.items()]),
        choices=join([fill("option", value=account.oa_id, words=account.name) for account in accounts]),
        faults=_faults(emulator),
        now=emulator.clock.now().astimezone(HANOI).strftime("%H:%M:%S, %d/%m/%Y"),
        offset=_span(emulator.clock.offset_s()),
        log=_log(emulator, ""),
    )


async def log(request: Request) -> Response:
    return HTMLResponse(_log(emulator_of(request), request.query_params.get("oa_id", "")))


async def set_fault(request: Request) -> Response:
    form = await forms.read(request)
    emulator, kind = emulator_of(request), form.get("kind", "")
    if kind == "clear":
        emulator.faults.clear(form.get("only", ""))
    elif kind in KINDS:
        count = form.get("count", "1")
        left = int(count) if count.isdigit() else None
        fault = Fault(kind, left, form.get("oa_id", ""))
        if kind == "outage":
            fault.left, fault.until_ms = None, emulator.clock.millis() + OUTAGE_MS
        emulator.faults.add(fault)
    return forms.done(request, "/manager/")


async def move_clock(request: Request) -> Response:
    form = await forms.read(request)
    step = form.get("advance_s", "")
    if step.isdigit():
        emulator_of(request).clock.advance(int(step))
    return forms.done(request, "/manager/")


async def account_page(request: Request) -> Response:
    emulator, account = emulator_of(request), account_of(request)
    contacts = [contact for contact in emulator.world.contacts_of(account.oa_id) if contact.messages]
    contacts.sort(key=lambda contact: contact.messages[-1].at_ms, reverse=True)
    talks = [_talk_row(emulator, contact) for contact in contacts[:SHOWN_TALKS]]
    now_ms = emulator.clock.millis()
    return page(
        "manager_account",
        title=account.name,
        bar=fill("manager_bar"),
        tabs=tabs(account, ""),
        kind="Cơ quan nhà nước (4)" if account.oa_type == STATE_AGENCY else "Doanh nghiệp (2)",
        oa_id=account.oa_id,
        app_id=account.app_id,
        webhook=_webhook_state(account),
        switch=Markup("") if account.webhook_on else fill("manager_switch", oa_id=account.oa_id),
        access=_health(account.access_until_ms, now_ms),
        refresh=_health(account.refresh_until_ms, now_ms),
        talks=fill("doors", inner=join(talks)) if talks else fill("empty", words="Chưa có cuộc trò chuyện nào."),
        log=_log(emulator, account.oa_id),
    )


async def switch_on(request: Request) -> Response:
    await forms.read(request)
    account = account_of(request)
    account.webhook_on = True
    return forms.done(request, f"/manager/{account.oa_id}/")


async def talk(request: Request) -> Response:
    emulator, account, contact = emulator_of(request), account_of(request), contact_of(request)
    name = emulator.world.citizens[contact.citizen_id].name
    return page(
        "manager_talk",
        title=name,
        bar=fill("manager_bar"),
        oa_id=account.oa_id,
        account=account.name,
        citizen_id=contact.citizen_id,
        note="đang quan tâm" if contact.following else "không quan tâm",
        lines=_lines(emulator, contact, ""),
    )


async def talk_lines(request: Request) -> Response:
    emulator, contact = emulator_of(request), contact_of(request)
    after = request.query_params.get("after", "")
    if not lines_after(contact.messages, after) and not emulator.closing:
        await emulator.wait_for_news(contact.key, WAIT_S)
    return HTMLResponse(_lines(emulator, contact, after))


async def send(request: Request) -> Response:
    form = await forms.read(request)
    emulator, account, contact = emulator_of(request), account_of(request), contact_of(request)
    message = emulator.blank(by_citizen=False, text=form.get("text", "").strip()[:2000])
    message.by = "admin"
    if message.text:
        emulator.account_says(account, contact, message, ADMIN_ID)
    return forms.done(request, f"/manager/{account.oa_id}/{contact.citizen_id}/")


def _lines(emulator: Emulator, contact: Contact, after: str) -> Markup:
    name = emulator.world.citizens[contact.citizen_id].name
    return render(lines_after(contact.messages, after), contact, other=name, mine="from_oa")


def _account_row(emulator: Emulator, account: OfficialAccount) -> Markup:
    return fill(
        "manager_account_row",
        oa_id=account.oa_id,
        name=account.name,
        kind="Nhà nước" if account.oa_type == STATE_AGENCY else "Doanh nghiệp",
        followers=sum(contact.following for contact in emulator.world.contacts_of(account.oa_id)),
        webhook=_webhook_state(account),
        access=_health(account.access_until_ms, emulator.clock.millis()),
    )


def _webhook_state(account: OfficialAccount) -> Markup:
    if not account.webhook_url:
        return fill("tag", look="", words="chưa đặt")
    if not account.webhook_on:
        return fill("tag", look="tag--bad", words="đã bị ngắt")
    return fill("tag", look="tag--good", words="đang bật")


def _health(until_ms: int, now_ms: int) -> Markup:
    if until_ms <= now_ms:
        return fill("tag", look="tag--bad", words="hết hạn")
    return fill("tag", look="tag--good", words=f"còn {_span((until_ms - now_ms) / 1000)}")


def _span(seconds: float) -> str:
    """`93600` → `1 ngày 2 giờ`."""
    days, rest = divmod(int(abs(seconds)), 86400)
    hours, rest = divmod(rest, 3600)
    parts = [f"{days} ngày" if days else "", f"{hours} giờ" if hours else "", f"{rest // 60} phút" if not days else ""]
    return ("−" if seconds < 0 else "") + " ".join(part for part in parts if part)


def _faults(emulator: Emulator) -> Markup:
    rows = [
        fill("manager_fault", words=KINDS[fault.kind], kind=fault.kind, left=_left(fault))
        for fault in emulator.faults.active
    ]
    return fill("manager_faults", rows=join(rows)) if rows else fill("quiet", words="Không có sự cố nào đang bật.")


def _left(fault: Fault) -> str:
    if fault.until_ms is not None:
        return "tới " + _moment(fault.until_ms)
    return "đến khi tắt" if fault.left is None else f"còn {fault.left} lần"


def _talk_row(emulator: Emulator, contact: Contact) -> Markup:
    last = contact.messages[-1]
    return fill(
        "manager_talk_row",
        address=f"/manager/{quote(contact.oa_id)}/{quote(contact.citizen_id)}/",
        name=emulator.world.citizens[contact.citizen_id].name,
        last=(last.text or KIND_WORDS.get(last.kind, "Tin nhắn"))[:80],
        clock=_moment(last.at_ms),
    )


def _log(emulator: Emulator, oa_id: str) -> Markup:
    rows = [
        fill(
            "manager_log_row",
            clock=_moment(delivery.at_ms),
            event=delivery.event_name,
            look="tag--good"
            if delivery.status.startswith("2")
            else ("" if delivery.status == "queued" else "tag--bad"),
            status=_status(delivery.status),
            retries=delivery.retries,
            body=delivery.body.decode(),
        )
        for delivery in reversed(emulator.sender.log)
        if not oa_id or delivery.oa_id == oa_id
    ]
    return fill("manager_log", rows=join(rows)) if rows else fill("quiet", words="Chưa gọi lần nào.")


def _status(status: str) -> str:
    reason, _, switched_off = status.partition("; ")
    return STATUS_WORDS.get(reason, reason) + ("; đã ngắt webhook" if switched_off else "")


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, HANOI).strftime("%H:%M:%S")
