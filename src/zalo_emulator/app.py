"""The one ASGI application: platform doors, control API, screens; strict headers on every answer."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zalo_emulator.api import routes as platform
from zalo_emulator.api.endpoint import RateMeter
from zalo_emulator.control import routes as control
from zalo_emulator.emulator import Emulator
from zalo_emulator.errors import WORDS
from zalo_emulator.screens import manager, phone, public
from zalo_emulator.screens.page import FOLDER
from zalo_emulator.social import Social
from zalo_emulator.switchboard import Switchboard
from zalo_emulator.tokens import Codes

LOOPBACK = "http://localhost:* http://127.0.0.1:*"
POLICY = "; ".join(
    [
        "default-src 'self'",
        f"img-src 'self' {LOOPBACK}",
        f"frame-src 'self' {LOOPBACK}",
        f"form-action 'self' {LOOPBACK}",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'self'",
    ]
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


class StrictHeaders:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


async def not_emulated(request: Request) -> Response:
    """A platform door that this stand-in does not have yet says so, and never pretends."""
    words = f"{WORDS[-209]}: {request.url.path} is not emulated"
    return JSONResponse({"error": -209, "message": words}, status_code=404)


async def front_door(request: Request) -> Response:
    return RedirectResponse("/phone/", status_code=302)


async def alive(request: Request) -> Response:
    return JSONResponse({"alive": True})


def build(emulator: Emulator) -> ASGIApp:
    routes = [
        Route("/", front_door),
        Route("/healthz", alive),
        *platform.routes(not_emulated),
        *control.routes(),
        *phone.routes(),
        *manager.routes(),
        *public.routes(),
        Mount("/static", StaticFiles(directory=FOLDER.parent / "static")),
    ]
    app = Starlette()
    app.router = Switchboard(routes)
    app.state.emulator = emulator
    app.state.meter = RateMeter()
    app.state.codes = Codes()
    app.state.social = Social()
    return StrictHeaders(app)
