"""Sign-in of officers: django-allauth does passwords and second factors, this module holds it to the house's rules.

Tries are counted by (account, address) in the database, so that every process counts the same and nobody outside can
lock an officer out. Beside Django's session the `mc_staff` cookie carries an opaque token, because the edge reads it.
"""

import math
from datetime import datetime
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from motcua.foundation import clock, secrets
from motcua.foundation.staff import operations, queries
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.tokens import STAFF_COOKIE


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """No sign-up, no e-mail; counted tries; audit; the cookie of the edge."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "Tên đăng nhập hoặc mật khẩu không đúng. Đồng chí kiểm tra phím Caps Lock.",
        "incorrect_password": "Mật khẩu không đúng. Đồng chí nhập lại.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by an administrator."""
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Pages say what they have to say themselves."""

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Officers have no mail here; the audit log tells."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # Any: allauth's signature
        """Count the try; refuse it while the wait of earlier failures lasts."""
        wait = operations.begin_try(account=_account(credentials), address=self.get_client_ip(request), now=clock.now())
        if wait.total_seconds() > 0:
            minutes = math.ceil(wait.total_seconds() / 60)
            raise ValidationError(f"Sai nhiều lần liên tiếp. Đồng chí thử lại sau {minutes} phút.")

    def _rollback_login_failed_rl_usage(self) -> None:
        """The count is taken back when the sign-in is complete, second factor included (`post_login`)."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # Any: allauth's signature
        """Audit the failure by the officer's id; the typed name is not kept."""
        known = Officer.objects.filter(username__iexact=_account(credentials)).values_list("pk", flat=True).first()
        operations.note_failed_sign_in(officer_id=known or 0, now=clock.now())

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Ask for the password again, before a change of the second factor; a right one is not held against her."""
        right: bool = super().reauthenticate(user, password)
        if right:
            address = self.get_client_ip(context.request)
            operations.forget_failures(account=user.get_username(), address=address)
        return right

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The console; the admin for an administrator who has no work at a counter."""
        officer = request.user
        works_here = isinstance(officer, Officer) and queries.may(officer.pk, "queue.view", clock.now())
        return settings.LOGIN_REDIRECT_URL if works_here or not officer.is_staff else reverse("admin:index")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in for one working day."""
        super().login(request, user)
        request.session.set_expiry(int(operations.OFFICER_TOKEN_LIFE.total_seconds()))

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:  # Any: same
        """Audit, and set the cookie that the edge reads."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        assert isinstance(user, Officer)
        token = operations.note_sign_in(officer=user, address=self.get_client_ip(request), now=clock.now())
        if token:
            response.set_cookie(
                STAFF_COOKIE, token, max_age=int(operations.OFFICER_TOKEN_LIFE.total_seconds()),
                secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
            )  # fmt: skip
        return response


class StaffSecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """TOTP keys are encrypted at rest; the QR is made by the library the house uses elsewhere."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Mã không đúng hoặc đã hết hạn. Đồng chí nhập mã mới.",
    }

    def build_totp_svg(self, url: str) -> str:
        """The QR of the key, as SVG without styles."""
        return segno.make(url, error="m").svg_inline(scale=5, border=3, dark="#15211c", light="#ffffff")

    def get_totp_issuer(self) -> str:
        """What the authenticator app shows."""
        return "Một Cửa"

    def encrypt(self, text: str) -> str:
        """Seal a key or a seed for the database."""
        return secrets.encrypt_text(text, "second factor").hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed."""
        return secrets.decrypt_text(bytes.fromhex(encrypted_text), "second factor")


def sign_out(request: HttpRequest, response: HttpResponse, now: datetime) -> HttpResponse:
    """End the session and revoke the edge's cookie, on the response given."""
    if isinstance(request.user, Officer):
        operations.sign_out(officer=request.user, token=request.COOKIES.get(STAFF_COOKIE), now=now)
    StaffAdapter(request).logout(request)
    response.delete_cookie(STAFF_COOKIE, samesite="Lax")
    return response


def _account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or "")
