"""Pages of officers stand in nobody's frame, whatever `MOTCUA_FRAME_ANCESTORS` allows the citizens' pages."""

from collections.abc import Callable

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponseBase

STAFF_PATHS = ("/console/", "/admin/", "/display/")


class NoFramesForStaff:
    """Middleware, inside django-csp's: `frame-ancestors 'none'` for every answer under a path of officers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._open = get_response
        self._framed_by_nobody = csp_replace({"frame-ancestors": [NONE]})(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return (self._framed_by_nobody if request.path.startswith(STAFF_PATHS) else self._open)(request)
