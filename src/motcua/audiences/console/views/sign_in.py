"""Signing in and out, and the second factor: django-allauth's views with our pages around them."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.foundation import clock
from motcua.foundation.guards import guarded_by
from motcua.foundation.staff.sign_in import sign_out as end_sign_in

TRIAL = {"trial": True}

sign_in = guarded_by("sign-in")(account.LoginView.as_view(extra_context=TRIAL))
reauthenticate = guarded_by("officer")(account.ReauthenticateView.as_view(extra_context=TRIAL))
second_factor = guarded_by("officer")(mfa.IndexView.as_view(extra_context=TRIAL))
verify = guarded_by("sign-in")(mfa.AuthenticateView.as_view(extra_context=TRIAL))
verify_again = guarded_by("officer")(mfa.ReauthenticateView.as_view(extra_context=TRIAL))
activate = guarded_by("officer")(totp.ActivateTOTPView.as_view(extra_context=TRIAL))
deactivate = guarded_by("officer")(totp.DeactivateTOTPView.as_view(extra_context=TRIAL))
recovery_codes = guarded_by("officer")(codes.ViewRecoveryCodesView.as_view(extra_context=TRIAL))
new_recovery_codes = guarded_by("officer")(codes.GenerateRecoveryCodesView.as_view(extra_context=TRIAL))


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
    return render(request, "console/problem.html", {**TRIAL, **told}, status=403)
