"""Signing in and out, and the second factor: django-allauth's views with our pages around them."""

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views import View
from django.views.decorators.http import require_POST

from motcua.audiences.console.pages import wears_strip
from motcua.foundation import clock
from motcua.foundation.guards import guarded_by
from motcua.foundation.staff.sign_in import sign_out as end_sign_in


def _page(view: type[View], guard: str) -> Callable[[HttpRequest], HttpResponseBase]:
    """A view of django-allauth under its guard, with what our frame around it must know."""

    @guarded_by(guard)
    def shown(request: HttpRequest) -> HttpResponseBase:
        return view.as_view(extra_context={"trial": wears_strip(request)})(request)

    return shown


sign_in = _page(account.LoginView, "sign-in")
reauthenticate = _page(account.ReauthenticateView, "officer")
second_factor = _page(mfa.IndexView, "officer")
verify = _page(mfa.AuthenticateView, "sign-in")
verify_again = _page(mfa.ReauthenticateView, "officer")
activate = _page(totp.ActivateTOTPView, "officer")
deactivate = _page(totp.DeactivateTOTPView, "officer")
recovery_codes = _page(codes.ViewRecoveryCodesView, "officer")
new_recovery_codes = _page(codes.GenerateRecoveryCodesView, "officer")


@guarded_by("sign-in")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and the edge's cookie."""
    return end_sign_in(request, redirect("account_login"), clock.now())


@guarded_by("sign-in")
def inactive(request: HttpRequest) -> HttpResponse:
    """The account was closed."""
    told = {
        "title": "Tài khoản đã ngừng dùng.",
        "what_to_do": "Đề nghị quản trị đơn vị mở lại tài khoản.",
        "back": "/console/sign-in/",
        "back_words": "Đăng nhập",
    }
    return render(request, "console/problem.html", {"trial": wears_strip(request), **told}, status=403)
