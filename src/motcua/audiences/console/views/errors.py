"""What went wrong under /console/, to officers: what it is and what to do next. Chosen in `motcua.urls`."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from motcua.audiences.console.pages import problem
from motcua.foundation.guards import public_page
from motcua.foundation.offices.queries import any_trial_unit


@public_page
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: a room that no unit opened to this officer."""
    return problem(
        request, 403, "Đồng chí chưa được giao mục này.",
        "Đề nghị quản trị đơn vị cấp quyền, hoặc chọn mục khác ở trên.",
    )  # fmt: skip


@public_page
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return problem(request, 404, "Không có trang này.", "Địa chỉ có thể thiếu chữ. Chọn một mục để làm tiếp.")


@public_page
def broken(request: HttpRequest) -> HttpResponse:
    """500; or 503 while the database is away. Drawn without asking who looks: that would ask the database."""
    away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    told = {
        "title": "Hệ thống đang trục trặc.",
        "what_to_do": "Việc vừa bấm chưa được ghi nhận. Đồng chí thử lại sau một phút, vẫn lỗi thì báo quản trị.",
        "trial": any_trial_unit(),
    }
    response = HttpResponse(render_to_string("console/problem.html", told), status=503 if away else 500)
    if away:
        response["Retry-After"] = "5"
    return response
