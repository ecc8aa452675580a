"""Settings of an account: the switches of what nobody knows, permission, webhook, domain, money."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zalo_emulator import binding, probing
from zalo_emulator.api.endpoint import revoke
from zalo_emulator.binding import Unclear
from zalo_emulator.screens import forms
from zalo_emulator.screens.inside import account_of, emulator_of, inside, tabs
from zalo_emulator.screens.page import Markup, fill, join, page
from zalo_emulator.switches import SWITCHES
from zalo_emulator.world import OfficialAccount


def routes() -> list[Route]:
    one = "/manager/{oa_id}/settings/"
    return [
        Route(one, inside(settings)),
        Route(one + "switches", inside(set_switches), methods=["POST"]),
        Route(one + "revoke", inside(take_back), methods=["POST"]),
        Route(one + "webhook", inside(save_webhook), methods=["POST"]),
        Route(one + "domain", inside(check_domain), methods=["POST"]),
    ]


async def settings(request: Request, says: str = "") -> Response:
    account = account_of(request)
    desk, file = account.desk, probing.file_name(account)
    return page(
        "manager_settings",
        title="Thiết lập",
        bar=fill("manager_bar"),
        tabs=tabs(account, "settings/"),
        oa_id=account.oa_id,
        says=fill("notice", words=says) if says else Markup(""),
        switches=join([_switch(account, name) for name in SWITCHES]),
        webhook_url=account.webhook_url,
        domain=desk.domain,
        code=desk.domain_code,
        file=file,
        domain_says=fill("quiet", words=desk.domain_says or "Chưa kiểm tra."),
        spent=f"{desk.spent:,} đ".replace(",", "."),
        paid=desk.paid_messages,
        left=account.paid_left,
        wallet=f"{desk.wallet:,} đ".replace(",", "."),
    )


async def set_switches(request: Request) -> Response:
    form = await forms.read(request)
    account = account_of(request)
    try:
        binding.set_switches(account, {name: value for name, value in form.items() if name in SWITCHES})
    except Unclear:
        return forms.missing("Không đổi được", "Một lựa chọn không có.", status=422)
    emulator_of(request).world.changes += 1
    return forms.done(request, f"/manager/{account.oa_id}/settings/")


async def take_back(request: Request) -> Response:
    """The administrator takes the permission back: both tokens are dead until somebody consents again."""
    await forms.read(request)
    account = account_of(request)
    revoke(account, whole=True)
    emulator_of(request).world.changes += 1
    return await settings(request, "Đã thu hồi quyền. Ứng dụng phải xin cấp quyền lại.")


async def save_webhook(request: Request) -> Response:
    """Keep the address only when it shows a sign of life."""
    form = await forms.read(request)
    account = account_of(request)
    try:
        address = binding.web_address(dict(form), "webhook_url")
    except Unclear:
        return await settings(request, "Địa chỉ phải bắt đầu bằng http:// hoặc https://.")
    ok, says = await probing.probe_webhook(address)
    if ok:
        account.webhook_url, account.webhook_on = address, True
        emulator_of(request).world.changes += 1
    return await settings(request, says + ("" if ok else " Chưa lưu."))


async def check_domain(request: Request) -> Response:
    form = await forms.read(request)
    account = account_of(request)
    try:
        account.desk.domain = binding.web_address(dict(form), "domain")
    except Unclear:
        return await settings(request, "Địa chỉ phải bắt đầu bằng http:// hoặc https://.")
    if form.get("code") and not probing.set_code(account, form["code"].strip()):
        return await settings(request, "Mã xác thực chỉ gồm chữ cái, số và gạch.")
    _, says = await probing.verify_domain(account)
    emulator_of(request).world.changes += 1
    return await settings(request, says)


def _switch(account: OfficialAccount, name: str) -> Markup:
    switch, held = SWITCHES[name], account.switch(name)
    options = [
        fill("option_chosen" if value == held else "option", value=value, words=words)
        for value, words in switch.choices.items()
    ]
    question = f"Câu {switch.question}" if switch.question else "Theo thời gian"
    return fill("switch", name=name, words=switch.words, question=question, options=join(options))
