"""Writes about officers: accounts, roles, the tokens that speak for them, failed sign-ins."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from motcua.foundation import secrets
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.staff import queries, rules
from motcua.foundation.staff.models import AccessToken, Officer, RoleGrant, SignInFailures, TokenKind
from motcua.foundation.staff.roles import Role

__all__ = [
    "OFFICER_TOKEN_LIFE",
    "begin_try",
    "forget_failures",
    "grant_role",
    "note_failed_sign_in",
    "note_sign_in",
    "revoke_role",
    "sign_out",
]

OFFICER_TOKEN_LIFE = timedelta(hours=12)


def begin_try(*, account: str, address: str, now: datetime) -> timedelta:
    """Count a sign-in as failed before it is tried, so that a hundred at once count as a hundred.

    Returns how long to wait; when that is not zero the try is not allowed and was not counted.
    `note_sign_in` takes the count back.
    """
    pairs = ((account, rules.FREE_TRIES), ("", rules.FREE_TRIES_OF_AN_ADDRESS))
    with transaction.atomic():
        rows = [(_failures(name, address, now), free) for name, free in pairs]
        wait = max((row.blocked_until - now for row, _ in rows if row.blocked_until), default=timedelta())
        if wait > timedelta():
            return wait
        for row, free in rows:
            row.failures = row.failures + 1 if now - row.last_at < rules.FORGOTTEN_AFTER else 1
            row.last_at = now
            row.blocked_until = now + rules.wait_after(row.failures, free)
            row.save()
    return timedelta()


def note_failed_sign_in(*, officer_id: int, now: datetime) -> None:
    """Audit a failed sign-in; `officer_id` is 0 for a name nobody has."""
    record(EventTag.STAFF_SIGN_IN_FAILED, at=now, actor_kind=ActorKind.OFFICER, actor_id=officer_id)


def note_sign_in(*, officer: Officer, address: str, now: datetime) -> str | None:
    """Audit a sign-in, forget the failures before it, and make the token of the `mc_staff` cookie.

    None for an officer who holds no role in any unit, such as a system administrator.
    """
    with transaction.atomic():
        forget_failures(account=officer.username, address=address)
        record(
            EventTag.STAFF_SIGN_IN, at=now, actor_kind=ActorKind.OFFICER, actor_id=officer.pk,
            unit_id=officer.unit_id or 0, subject_id=officer.pk,
        )  # fmt: skip
        unit_id = _unit_of_token(officer, now)
        if unit_id is None:
            return None
        token = secrets.new_token()
        AccessToken.objects.create(
            token_hash=secrets.token_hash(token), kind=TokenKind.OFFICER, unit_id=unit_id, officer=officer,
            created_at=now, expires_at=now + OFFICER_TOKEN_LIFE,
        )  # fmt: skip
        return token


def forget_failures(*, account: str, address: str) -> None:
    """A right password: the account starts anew at this address, and the address gets its one try back."""
    account_hash, address_hash = _hashes(account, address)
    with transaction.atomic():
        SignInFailures.objects.filter(account_hash=account_hash, address_hash=address_hash).delete()
        of_address = SignInFailures.objects.filter(account_hash=b"", address_hash=address_hash, failures__gt=0)
        of_address.update(failures=F("failures") - 1, blocked_until=None)


def sign_out(*, officer: Officer, token: str | None, now: datetime) -> None:
    """Audit a sign-out and revoke the officer's own token."""
    with transaction.atomic():
        if token:
            mine = AccessToken.objects.filter(token_hash=secrets.token_hash(token), officer=officer, revoked_at=None)
            mine.update(revoked_at=now)
        record(
            EventTag.STAFF_SIGN_OUT, at=now, actor_kind=ActorKind.OFFICER, actor_id=officer.pk,
            unit_id=officer.unit_id or 0, subject_id=officer.pk,
        )  # fmt: skip


def grant_role(*, officer: Officer, unit_id: int, role: Role, by: Officer | None, now: datetime) -> RoleGrant:
    """Give an officer a role in a unit; the grant she has already is returned."""
    with transaction.atomic():
        grant, made = RoleGrant.objects.get_or_create(
            officer=officer, unit_id=unit_id, role=role, revoked_at=None, defaults={"granted_at": now, "granted_by": by}
        )
        if made:
            _audit_role(EventTag.ROLE_GRANTED, grant, by, now)
    return grant


def revoke_role(*, grant: RoleGrant, by: Officer, now: datetime) -> None:
    """End a role; the row stays. Tokens that lean on it stop at once, because doors read the grants."""
    with transaction.atomic():
        if RoleGrant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=now):
            _audit_role(EventTag.ROLE_REVOKED, grant, by, now)


def _audit_role(tag: EventTag, grant: RoleGrant, by: Officer | None, now: datetime) -> None:
    record(
        tag, at=now, actor_kind=ActorKind.OFFICER if by else ActorKind.SYSTEM, actor_id=by.pk if by else 0,
        unit_id=grant.unit_id, subject_id=grant.officer_id, role=str(grant.role),
    )  # fmt: skip


def _unit_of_token(officer: Officer, now: datetime) -> int | None:
    units = queries.units_where(officer.pk, "queue.issue", now) or queries.units_where(officer.pk, "queue.view", now)
    if officer.unit_id in units:
        return officer.unit_id
    return min(units, default=None)


def _hashes(account: str, address: str) -> tuple[bytes, bytes]:
    name = account.strip().casefold()
    return (secrets.keyed_hash(name, "staff account") if name else b""), secrets.keyed_hash(address, "staff address")


def _failures(account: str, address: str, now: datetime) -> SignInFailures:
    account_hash, address_hash = _hashes(account, address)
    SignInFailures.objects.bulk_create(
        [SignInFailures(account_hash=account_hash, address_hash=address_hash, last_at=now)], ignore_conflicts=True
    )
    return SignInFailures.objects.select_for_update().get(account_hash=account_hash, address_hash=address_hash)
