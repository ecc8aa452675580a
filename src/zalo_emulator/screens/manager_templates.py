"""Templates of an account: their text, price and state; the reviewer's decision is taken here."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zalo_emulator.api.zbs_rules import price_of
from zalo_emulator.binding import Unclear
from zalo_emulator.control.accounts import change_status
from zalo_emulator.desk import TAG_NAMES, Template
from zalo_emulator.screens import forms
from zalo_emulator.screens.inside import account_of, emulator_of, inside, tabs
from zalo_emulator.screens.page import Markup, fill, join, page
from zalo_emulator.world import OfficialAccount

WORDS = {"ENABLE": "đang dùng", "PENDING_REVIEW": "chờ duyệt", "REJECT": "bị từ chối", "DISABLE": "đã khóa"}
TAG_WORDS = {1: "giao dịch", 2: "chăm sóc", 3: "quảng bá"}


def routes() -> list[Route]:
    one = "/manager/{oa_id}/templates/"
    return [Route(one, inside(templates)), Route(one + "status", inside(decide), methods=["POST"])]


async def templates(request: Request) -> Response:
    account = account_of(request)
    desk = account.desk
    rows = [_row(account, template) for template in desk.templates.values()]
    return page(
        "manager_templates",
        title="Mẫu tin",
        bar=fill("manager_bar"),
        tabs=tabs(account, "templates/"),
        rows=join(rows),
        wallet=_money(desk.wallet),
        sent=desk.sent_today,
        quota=desk.daily_quota,
    )


async def decide(request: Request) -> Response:
    """Approve, reject or lock; the account is told."""
    form = await forms.read(request)
    emulator, account = emulator_of(request), account_of(request)
    template = account.desk.templates.get(form.get("template_id", ""))
    if template is not None:
        try:
            change_status(emulator, account, template, form.get("status", ""))
        except Unclear:
            return forms.missing("Không đổi được", "Trạng thái này không có.", status=422)
        emulator.world.changes += 1
    return forms.done(request, f"/manager/{account.oa_id}/templates/")


def _row(account: OfficialAccount, template: Template) -> Markup:
    by_user = _money(price_of(account, template, by_phone=False)) if template.by_user else "không gửi được"
    look = "tag--good" if template.status == "ENABLE" else "tag--bad"
    choices = [
        fill("template_choice", value=value, words=words, oa_id=account.oa_id, template_id=template.id)
        for value, words in (("ENABLE", "Duyệt"), ("REJECT", "Từ chối"), ("DISABLE", "Khóa"))
        if value != template.status
    ]
    return fill(
        "template_row",
        id=template.id,
        name=template.name,
        text=template.text,
        kind=TAG_WORDS[template.tag],
        kind_name=TAG_NAMES[template.tag],
        state=fill("tag", look=look, words=WORDS[template.status]),
        by_phone=_money(price_of(account, template, by_phone=True)),
        by_user=by_user,
        choices=join(choices),
    )


def _money(dong: int) -> str:
    return f"{dong:,} đ".replace(",", ".")
