"""Officers, what they may do, and the tokens that speak for them, for kiosks and for other programs."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from motcua.foundation.offices.models import IssuingPoint, OrgUnit
from motcua.foundation.staff.roles import Role


class OfficerManager(BaseUserManager["Officer"]):
    """Accounts are made by an administrator; there is no sign-up."""

    def create_user(self, username: str, password: str, *, full_name: str, unit: OrgUnit | None = None) -> "Officer":
        """An officer who may sign in. Roles are granted apart."""
        officer = self.model(username=username, full_name=full_name, unit=unit)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer

    def create_superuser(self, username: str, password: str, full_name: str = "Quản trị hệ thống") -> "Officer":
        """A system administrator, for `manage createsuperuser` and the demo."""
        officer = self.model(username=username, full_name=full_name, is_staff=True, is_superuser=True)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer


class Officer(AbstractBaseUser, PermissionsMixin):
    """Cán bộ. Signs in with a user name; belongs to one unit, system administrators to none."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    title = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="officers")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    objects = OfficerManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        db_table = "officer"

    def __str__(self) -> str:
        return self.full_name


class RoleGrant(models.Model):
    """An officer holds a role in a unit from when, by whom, until when."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="grants")
    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    role = models.CharField(max_length=24, choices=[(role.value, role.value) for role in Role])
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "role_grant"
        constraints = (
            models.UniqueConstraint(
                name="an_officer_holds_a_role_once_in_a_unit",
                fields=["officer", "unit", "role"],
                condition=Q(revoked_at=None),
            ),
        )


class TokenKind(models.TextChoices):
    """Who an access token speaks for."""

    OFFICER = "officer", "Cán bộ"
    KIOSK = "kiosk", "Ki-ốt"
    API_KEY = "api_key", "Khóa API"


class AccessToken(models.Model):
    """SHA-256 of an opaque token: an officer's `mc_staff` cookie, a kiosk, an API key; read with one query."""

    token_hash = models.BinaryField(unique=True)
    kind = models.CharField(max_length=8, choices=TokenKind)
    unit = models.ForeignKey(OrgUnit, models.CASCADE)
    point = models.ForeignKey(IssuingPoint, models.CASCADE, null=True, blank=True)
    officer = models.ForeignKey(Officer, models.CASCADE, null=True, blank=True)
    name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "access_token"
        constraints = (
            models.CheckConstraint(
                name="an_officer_token_names_its_officer", condition=~Q(kind="officer") | Q(officer__isnull=False)
            ),
        )


class SignInFailures(models.Model):
    """Failed sign-ins in a row, counted by (account, address) and, with an empty account, by address alone.

    Keyed hashes only. Never by account alone: nobody outside may lock an officer out of her counter.
    """

    account_hash = models.BinaryField()
    address_hash = models.BinaryField()
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "sign_in_failures"
        constraints = (
            models.UniqueConstraint(
                name="failures_are_counted_once_an_account_and_address", fields=["account_hash", "address_hash"]
            ),
        )
