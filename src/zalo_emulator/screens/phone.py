"""The phone: choose a citizen, find an account by name or QR, follow it, talk, open its pages."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from zalo_emulator import names, pressing, things
from zalo_emulator.screens import forms
from zalo_emulator.screens.forms import Turned
from zalo_emulator.screens.inside import account_of, emulator_of
from zalo_emulator.screens.lines import initials, is_local, lines_after, render
from zalo_emulator.screens.page import Markup, fill, join, page
from zalo_emulator.world import Citizen, Contact, OfficialAccount

SHOWN_PEOPLE = 40
SHOWN_ACCOUNTS = 60
WAIT_S = 15.0
COOKIE = "emulator_citizen"
GENDERS = {0: "", 1: "Nam", 2: "Nữ"}
SAMPLES = ("image", "location", "sticker", "audio", "file", "card", "link")

View = Callable[[Request], Awaitable[Response]]


def routes() -> list[Route]:
    one = "/phone/{citizen_id}/"
    talk = one + "{oa_id}/"
    return [
        Route("/phone/", _kind(start)),
        Route("/phone/people", _kind(create), methods=["POST"]),
        Route(one, _kind(home)),
        Route(one + "qr", _kind(codes)),
        Route(talk, _kind(chat)),
        Route(talk + "lines", _kind(lines)),
        Route(talk + "page", _kind(inner_page)),
        Route(talk + "follow", _kind(follow), methods=["POST"]),
        Route(talk + "unfollow", _kind(unfollow), methods=["POST"]),
        Route(talk + "send", _kind(send), methods=["POST"]),
        Route(talk + "press", _kind(press), methods=["POST"]),
        Route(talk + "menu", _kind(menu), methods=["POST"]),
        Route(talk + "chat", _kind(click_chat), methods=["POST"]),
        Route(talk + "info", _kind(share_info), methods=["POST"]),
    ]


def _kind(view: View) -> View:
    async def answer(request: Request) -> Response:
        try:
            return await view(request)
        except Turned as turned:
            return turned.answer

    return answer


async def start(request: Request) -> Response:
    citizens = list(emulator_of(request).world.citizens.values())[-SHOWN_PEOPLE:]
    rows = [
        fill("phone_person", citizen_id=citizen.id, name=citizen.name, letters=initials(citizen.name))
        for citizen in reversed(citizens)
    ]
    return page("phone_start", title="Điện thoại thử", people=_list(rows, "Chưa có ai. Xin tạo một người."))


async def create(request: Request) -> Response:
    form = await forms.read(request)
    name = form.get("name", "").strip()
    if not 1 <= len(name) <= 100:
        raise Turned(forms.missing("Thiếu tên", "Xin gõ tên từ 1 đến 100 chữ.", status=422))
    citizen = emulator_of(request).world.add_citizen(name)
    return RedirectResponse(f"/phone/{citizen.id}/", status_code=303)


async def home(request: Request) -> Response:
    """Accounts this citizen follows, or those whose name was typed."""
    emulator, citizen = emulator_of(request), _citizen(request)
    typed = request.query_params.get("tim", "").strip()
    accounts = names.matching(emulator.world.accounts.values(), typed)[:SHOWN_ACCOUNTS]
    contacts = emulator.world.contacts
    followed = {account.oa_id for account in accounts if _follows(contacts.get((account.oa_id, citizen.id)))}
    if not typed:
        accounts = [account for account in accounts if account.oa_id in followed]
    rows = [_account_row(account, citizen, account.oa_id in followed) for account in accounts]
    empty = (
        "Không thấy tài khoản nào có tên này." if typed else "Chưa quan tâm tài khoản nào. Xin tìm tên hoặc quét mã."
    )
    answer = page(
        "phone_home",
        title=citizen.name,
        name=citizen.name,
        citizen_id=citizen.id,
        typed=typed,
        heading="Kết quả" if typed else "Đang quan tâm",
        accounts=_list(rows, empty),
    )
    answer.set_cookie(COOKIE, citizen.id, httponly=True, samesite="lax", path="/")
    return answer


async def codes(request: Request) -> Response:
    citizen = _citizen(request)
    tiles = [
        fill("phone_code", citizen_id=citizen.id, oa_id=account.oa_id, name=account.name)
        for account in list(emulator_of(request).world.accounts.values())[:SHOWN_ACCOUNTS]
    ]
    shown = fill("codes", inner=join(tiles)) if tiles else fill("empty", words="Chưa có tài khoản nào.")
    return page("phone_qr", title="Quét mã QR", citizen_id=citizen.id, codes=shown)


async def chat(request: Request) -> Response:
    citizen, account = _citizen(request), _account(request)
    contact = emulator_of(request).world.contact(account, citizen)
    ids = {"citizen_id": citizen.id, "oa_id": account.oa_id}
    menu_bar = [
        fill("menu_query", at=at, title=item.title, **ids)
        if item.kind == "query"
        else fill("menu_url", title=item.title, address=item.value, quoted=quote(item.value, safe=""), **ids)
        for at, item in enumerate(account.menu)
    ]
    answer = page(
        "phone_chat",
        title=account.name,
        name=account.name,
        note="Máy mô phỏng",
        follow_action="unfollow" if contact.following else "follow",
        follow_look="btn--second" if contact.following else "",
        follow_words="Bỏ quan tâm" if contact.following else "Quan tâm",
        start=f"{citizen.name} trò chuyện với {account.name}.",
        ask=fill("phone_ask", **ids) if not (contact.wrote or contact.asked_to_chat) else "",
        news=f"{request.base_url}oa/{account.oa_id}/articles/",
        news_quoted=quote(f"{request.base_url}oa/{account.oa_id}/articles/", safe=""),
        lines=_lines(contact, account, ""),
        menu=join(menu_bar),
        citizen_id=citizen.id,
        oa_id=account.oa_id,
    )
    answer.set_cookie(COOKIE, citizen.id, httponly=True, samesite="lax", path="/")
    return answer


async def lines(request: Request) -> Response:
    """What was said after `?after=`; waits for news when there is none."""
    emulator, citizen, account = emulator_of(request), _citizen(request), _account(request)
    contact = emulator.world.contact(account, citizen)
    after = request.query_params.get("after", "")
    if not lines_after(contact.messages, after) and not emulator.closing:
        await emulator.wait_for_news(contact.key, WAIT_S)
    return HTMLResponse(_lines(contact, account, after))


async def inner_page(request: Request) -> Response:
    """The page behind a link, in a frame with a bar; for browsers without script, and for links out of reach."""
    citizen, account = _citizen(request), _account(request)
    address = request.query_params.get("u", "")
    if urlsplit(address).scheme not in ("http", "https"):
        raise Turned(forms.missing("Không mở được", "Liên kết này không phải địa chỉ trang web.", status=422))
    return page(
        "phone_page" if is_local(address) else "phone_away",
        title="Trang trong ứng dụng",
        citizen_id=citizen.id,
        oa_id=account.oa_id,
        host=urlsplit(address).netloc,
        address=address,
    )


async def follow(request: Request) -> Response:
    await forms.read(request)
    emulator_of(request).follow(_account(request), _citizen(request))
    return _back(request)


async def unfollow(request: Request) -> Response:
    await forms.read(request)
    emulator_of(request).unfollow(_account(request), _citizen(request))
    return _back(request)


async def send(request: Request) -> Response:
    """A text, or one of the samples: `kind` = image, location, sticker, voice, file, business card, link."""
    form = await forms.read(request)
    emulator, citizen, account = emulator_of(request), _citizen(request), _account(request)
    kind = form.get("kind", "text")
    said = form.get("text", "").strip()[:2000]
    if kind not in SAMPLES and not said:
        return _back(request)
    message = emulator.blank(by_citizen=True, kind=kind if kind in SAMPLES else "text")
    things.fill(message, True if kind in SAMPLES else said, str(request.base_url))
    emulator.citizen_says(account, citizen, message)
    return _back(request)


async def press(request: Request) -> Response:
    form = await forms.read(request)
    emulator, citizen, account = emulator_of(request), _citizen(request), _account(request)
    message = emulator.world.find_message(emulator.world.contact(account, citizen), form.get("message_id", ""))
    button = pressing.find_button(message, form.get("button", "")) if message is not None else None
    if button is not None:
        pressing.press(emulator, account, citizen, button)
    return _back(request)


async def menu(request: Request) -> Response:
    form = await forms.read(request)
    emulator, citizen, account = emulator_of(request), _citizen(request), _account(request)
    at = form.get("item", "")
    if at.isdigit() and int(at) < len(account.menu) and account.menu[int(at)].kind == "query":
        emulator.citizen_says(account, citizen, emulator.blank(by_citizen=True, text=account.menu[int(at)].value))
    return _back(request)


async def click_chat(request: Request) -> Response:
    """ "Nhắn tin": lets the account write first."""
    await forms.read(request)
    emulator_of(request).citizen_clicks_chat(_account(request), _citizen(request))
    return _back(request)


async def share_info(request: Request) -> Response:
    """The form behind a request for contact details; the shape of the address is a switch of the account."""
    form = await forms.read(request)
    emulator, citizen, account = emulator_of(request), _citizen(request), _account(request)
    given = {name: form.get(name, "").strip()[:200] for name in ("name", "phone", "city", "ward", "address")}
    emulator.citizen_shares_info(account, citizen, info_of(account, citizen, given))
    return _back(request)


def info_of(account: OfficialAccount, citizen: Citizen, given: dict[str, str]) -> dict[str, object]:
    """`user_submit_info` before and after the reorganisation of 2025."""
    phone = given["phone"]
    phone = "84" + phone[1:] if phone.startswith("0") else phone
    if account.switch("address") == "district":
        place = {"address": given["address"], "ward": given["ward"], "district": "Quận Mẫu", "city": given["city"]}
        return {"name": given["name"], "phone": phone, **place}
    place = {"user_city": given["city"], "user_ward": given["ward"], "user_address": given["address"]}
    return {
        "name": given["name"],
        "phone": phone,
        "user_dob": "",
        "gender": GENDERS[citizen.gender],
        "full_address": place,
    }


def _citizen(request: Request) -> Citizen:
    citizen = emulator_of(request).world.citizens.get(request.path_params["citizen_id"])
    if citizen is None:
        raise Turned(forms.missing("Không có người này", "Xin chọn lại người dân."))
    return citizen


def _account(request: Request) -> OfficialAccount:
    return account_of(request, advice="Xin tìm lại theo tên.")


def _back(request: Request) -> Response:
    return forms.done(request, f"/phone/{_citizen(request).id}/{_account(request).oa_id}/")


def _lines(contact: Contact, account: OfficialAccount, after: str) -> Markup:
    return render(lines_after(contact.messages, after), contact, other=account.name, mine="from_citizen")


def _follows(contact: Contact | None) -> bool:
    return contact is not None and contact.following


def _account_row(account: OfficialAccount, citizen: Citizen, followed: bool) -> Markup:
    return fill(
        "phone_account",
        citizen_id=citizen.id,
        oa_id=account.oa_id,
        name=account.name,
        letters=initials(account.name),
        note="Đang quan tâm" if followed else "Chưa quan tâm",
    )


def _list(rows: list[Markup], empty: str) -> Markup:
    return fill("doors", inner=join(rows)) if rows else fill("empty", words=empty)
