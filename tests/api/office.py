"""An invented office and the people who press, for the contract: each case has its own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.foundation.citizens.models import CitizenSession, Person
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.secrets import new_token, token_hash
from motcua.foundation.staff.models import AccessToken, Officer, RoleGrant
from tests import factories
from tests.factories import NOW


@dataclass(frozen=True)
class Caller:
    """The headers that say who presses."""

    headers: dict[str, str]
    person: Person | None = None


def citizen(
    of: OrgUnit,
    born: date | None = date(1990, 8, 5),
    expires_at: datetime = NOW + timedelta(days=1),
    revoked_at: datetime | None = None,
    named: bool = True,
) -> Caller:
    """A citizen with a browser session."""
    account, person = factories.citizen(of, born=born)
    if not named:
        person.delete()
    token = new_token()
    CitizenSession.objects.create(
        token_hash=token_hash(token), citizen=account, expires_at=expires_at, revoked_at=revoked_at
    )
    return Caller({"cookie": f"mc_citizen={token}"}, person)


def kiosk(of: OrgUnit, kind: str = "kiosk", expires_at: datetime = NOW + timedelta(days=1)) -> Caller:
    """A kiosk, or another program with an API key."""
    token = new_token()
    AccessToken.objects.create(token_hash=token_hash(token), kind=kind, unit=of, expires_at=expires_at, name="Ki-ốt 1")
    return Caller({"authorization": f"Bearer {token}"})


def officer(of: OrgUnit, role: str = "counter_officer") -> Caller:
    """An officer signed in to the console of a unit."""
    account = Officer.objects.create_user(f"canbo{new_token()[:8]}", new_token(), full_name="Trần Văn Mẫu", unit=of)
    RoleGrant.objects.create(officer=account, unit=of, role=role, granted_at=NOW)
    token = new_token()
    AccessToken.objects.create(
        token_hash=token_hash(token), kind="officer", unit=of, officer=account, expires_at=NOW + timedelta(days=1)
    )
    return Caller({"cookie": f"mc_staff={token}"})
