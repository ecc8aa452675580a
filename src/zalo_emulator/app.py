"""The one ASGI application: platform doors, control API, screens; strict headers on every answer."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zalo_emulator.api import messages, oauth, people, pictures
from zalo_emulator.api.endpoint import RateMeter, oa_endpoint
from zalo_emulator.control import people as citizens
from zalo_emulator.control import platform
from zalo_emulator.control.guard import control
from zalo_emulator.emulator import Emulator
from zalo_emulator.errors import WORDS
from zalo_emulator.screens import manager, phone, public
from zalo_emulator.screens.page import FOLDER
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
        *_platform_routes(),
        *_control_routes(),
        *phone.routes(),
        *manager.routes(),
        *public.routes(),
        Mount("/static", StaticFiles(directory=FOLDER.parent / "static")),
    ]
    app = Starlette(routes=routes)
    app.state.emulator = emulator
    app.state.meter = RateMeter()
    app.state.codes = Codes()
    return StrictHeaders(app)


def _platform_routes() -> list[Route]:
    return [
        Route("/v4/oa/permission", oauth.permission, methods=["GET"]),
        Route("/v4/oa/permission", oauth.agree, methods=["POST"]),
        Route("/v4/oa/permission/error", oauth.permission_error),
        Route("/v4/oa/access_token", oauth.access_token, methods=["POST"]),
        Route("/v3.0/oa/message/cs", oa_endpoint(messages.send_v3), methods=["POST"]),
        Route("/v2.0/oa/message", oa_endpoint(messages.send_v2), methods=["POST"]),
        Route("/v2.0/oa/quota/message", oa_endpoint(messages.quota), methods=["POST"]),
        Route("/v3.0/oa/quota/message", oa_endpoint(messages.quota), methods=["POST"]),
        Route("/v2.0/oa/getoa", oa_endpoint(people.getoa)),
        Route("/v3.0/oa/user/detail", oa_endpoint(people.user_detail)),
        Route("/v3.0/oa/user/getlist", oa_endpoint(people.user_getlist)),
        Route("/v2.0/oa/getfollowers", oa_endpoint(people.getfollowers)),
        Route("/v2.0/oa/getprofile", oa_endpoint(people.getprofile)),
        Route("/v2.0/oa/upload/image", oa_endpoint(pictures.upload_image), methods=["POST"]),
        Route("/files/{attachment_id}", pictures.show_picture),
        Route("/v{version}/{rest:path}", not_emulated, methods=["GET", "POST"]),
        Route("/message/{rest:path}", not_emulated, methods=["GET", "POST"]),
        Route("/template/{rest:path}", not_emulated, methods=["GET", "POST"]),
    ]


def _control_routes() -> list[Route]:
    one = "/control/citizens/{citizen_id}"
    return [
        Route("/control/oas", control(platform.list_accounts), methods=["GET"]),
        Route("/control/oas", control(platform.create_account), methods=["POST"]),
        Route("/control/citizens", control(citizens.list_citizens), methods=["GET"]),
        Route("/control/citizens", control(citizens.create_citizen), methods=["POST"]),
        Route(one + "/follow", control(citizens.follow), methods=["POST"]),
        Route(one + "/unfollow", control(citizens.unfollow), methods=["POST"]),
        Route(one + "/send", control(citizens.send), methods=["POST"]),
        Route(one + "/press", control(citizens.press), methods=["POST"]),
        Route(one + "/submit-info", control(citizens.submit_info), methods=["POST"]),
        Route(one + "/messages", control(citizens.messages), methods=["GET"]),
        Route("/control/faults", control(platform.list_faults), methods=["GET"]),
        Route("/control/faults", control(platform.set_fault), methods=["POST"]),
        Route("/control/clock", control(platform.clock), methods=["GET"]),
        Route("/control/clock", control(platform.move_clock), methods=["POST"]),
        Route("/control/webhooks", control(platform.webhooks), methods=["GET"]),
        Route("/control/reset", control(platform.reset), methods=["POST"]),
    ]
