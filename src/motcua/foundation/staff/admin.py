"""Officers and their roles in the stock admin. Its own sign-in is closed: everybody comes through the console's."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.handlers.wsgi import WSGIRequest
from django.db.models import QuerySet
from django.http import HttpRequest
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.foundation import clock
from motcua.foundation.offices.admin import Undeletable
from motcua.foundation.offices.queries import any_trial_unit
from motcua.foundation.offices.wording import name_app, name_model
from motcua.foundation.staff import operations
from motcua.foundation.staff.models import Officer, RoleGrant
from motcua.foundation.staff.roles import Role

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as django-allauth documents it
_each_context = admin.site.each_context


def _with_strip(request: WSGIRequest) -> dict[str, object]:
    """What every admin page knows, and whether it says that this is a trial."""
    return {**_each_context(request), "trial": any_trial_unit()}


admin.site.each_context = _with_strip  # type: ignore[method-assign, assignment]  # the stock site, one word more
admin.site.site_header = admin.site.site_title = "Một Cửa – quản trị"
admin.site.index_title = "Dữ liệu nền"
for _foreign in (Group, EmailAddress, Authenticator, ProcrastinateJob):
    if admin.site.is_registered(_foreign):
        admin.site.unregister(_foreign)

ROLE_WORDS = {
    Role.COUNTER_OFFICER: "Cán bộ quầy",
    Role.LEADER: "Lãnh đạo",
    Role.CONTENT_EDITOR: "Biên tập nội dung",
    Role.DUTY_OFFICER: "Cán bộ trực ban",
    Role.UNIT_ADMIN: "Quản trị đơn vị",
}


class OfficerForm(forms.ModelForm):
    """An officer with a new password, if one is typed; the stored one is never shown."""

    new_password = forms.CharField(
        label="Mật khẩu mới", required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Ít nhất 10 ký tự. Để trống nếu không đổi.",
    )  # fmt: skip

    class Meta:
        model = Officer
        fields = ("username", "full_name", "title", "unit", "is_active", "is_staff", "is_superuser")
        labels = {
            "username": "Tên đăng nhập", "full_name": "Họ và tên", "title": "Cấp bậc, chức vụ", "unit": "Đơn vị",
            "is_active": "Đang công tác", "is_staff": "Được vào trang quản trị", "is_superuser": "Quản trị hệ thống",
        }  # fmt: skip

    def clean_new_password(self) -> str:
        """A new officer needs a password; any password obeys the house's validators."""
        password: str = self.cleaned_data["new_password"]
        if not password and self.instance.pk is None:
            raise forms.ValidationError("Nhập mật khẩu đầu tiên cho cán bộ.")
        if password:
            validate_password(password, self.instance)
        return password


@admin.register(Officer)
class OfficerAdmin(Undeletable):
    """Accounts of officers; one who left is switched off, never deleted."""

    form = OfficerForm
    list_display = ("username", "full_name", "title", "unit", "is_active")
    list_filter = ("is_active", "unit")
    search_fields = ("username", "full_name")

    def save_model(self, request: HttpRequest, obj: Officer, form: forms.ModelForm, change: bool) -> None:
        """Set the password that was typed."""
        if form.cleaned_data.get("new_password"):
            obj.set_password(form.cleaned_data["new_password"])
        super().save_model(request, obj, form, change)


@admin.register(RoleGrant)
class RoleGrantAdmin(Undeletable):
    """Roles are granted here and ended by the action below; both are audited."""

    list_display = ("officer", "unit", "role_words", "granted_at", "revoked_at")
    list_filter = ("role", "unit")
    fields = ("officer", "unit", "role")
    actions = ("end_roles",)

    @admin.display(description="Vai trò")
    def role_words(self, grant: RoleGrant) -> str:
        """The role in Vietnamese."""
        return ROLE_WORDS[Role(grant.role)]

    def has_change_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        """A grant is not edited: it is ended, and another is given."""
        return obj is None and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: object, change: bool) -> None:
        """Through the operation, so that it is audited."""
        assert isinstance(request.user, Officer)
        grant = operations.grant_role(
            officer=obj.officer, unit_id=obj.unit_id, role=Role(obj.role), by=request.user, now=clock.now()
        )
        obj.pk = grant.pk

    @admin.action(description="Thôi giao các vai trò đã chọn")
    def end_roles(self, request: HttpRequest, chosen: QuerySet[RoleGrant]) -> None:
        """Revoke."""
        assert isinstance(request.user, Officer)
        for grant in chosen:
            operations.revoke_role(grant=grant, by=request.user, now=clock.now())


name_app("staff", "Cán bộ")
name_model(Officer, "cán bộ")
name_model(RoleGrant, "vai trò được giao")
