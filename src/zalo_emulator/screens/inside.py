"""What every page of the account manager shares: only this machine may look, and whose page it is."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from zalo_emulator.control.guard import from_this_machine
from zalo_emulator.emulator import Emulator
from zalo_emulator.screens import forms
from zalo_emulator.screens.forms import Turned
from zalo_emulator.screens.page import Markup, fill, join
from zalo_emulator.world import Contact, OfficialAccount

View = Callable[[Request], Awaitable[Response]]
TABS = (
    ("", "Tổng quan"),
    ("people/", "Người quan tâm"),
    ("articles/", "Bài viết"),
    ("templates/", "Mẫu tin"),
    ("settings/", "Thiết lập"),
)


def inside(view: View) -> View:
    """The desk opens only on the machine it runs on, like the control API."""

    async def answer(request: Request) -> Response:
        if not from_this_machine(request):
            return forms.missing("Không mở được", "Trang này chỉ mở trên chính máy chạy thử.", status=403)
        try:
            return await view(request)
        except Turned as turned:
            return turned.answer

    return answer


def emulator_of(request: Request) -> Emulator:
    emulator: Emulator = request.app.state.emulator
    return emulator


def account_of(request: Request, advice: str = "Xin chọn lại ở trang quản lý.") -> OfficialAccount:
    account = emulator_of(request).world.accounts.get(request.path_params["oa_id"])
    if account is None:
        raise Turned(forms.missing("Không có tài khoản này", advice))
    return account


def contact_of(request: Request) -> Contact:
    key = (account_of(request).oa_id, request.path_params["citizen_id"])
    contact = emulator_of(request).world.contacts.get(key)
    if contact is None:
        raise Turned(forms.missing("Chưa có cuộc trò chuyện này", "Người này chưa nhắn cho tài khoản."))
    return contact


def tabs(account: OfficialAccount, here: str) -> Markup:
    """The row of pages of one account; `here` is the path of the page that shows it."""
    rows = [
        fill(
            "manager_tab",
            address=f"/manager/{account.oa_id}/{path}",
            words=words,
            current=Markup('aria-current="page"' if path == here else ""),
        )
        for path, words in TABS
    ]
    return fill("manager_tabs", name=account.name, inner=join(rows))
