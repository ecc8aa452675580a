"""Reads of citizens, the people they act for, and what they agreed to."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from motcua.foundation.citizens import keepers, links, rules
from motcua.foundation.citizens.models import ChannelIdentity, Citizen, Consent, NoticeText, Person
from motcua.foundation.citizens.rules import Birth
from motcua.foundation.secrets import decrypt_text, token_hash

__all__ = [
    "birth_of", "consents_of", "has_consent", "identities_of", "link_of", "masked_account", "notices_on", "people_of",
    "person_of", "personal_data", "phone_of",
]  # fmt: skip

PHONE = "person.phone"


def people_of(citizen_id: int) -> QuerySet[Person]:
    """The people an account acts for, herself first."""
    return Person.objects.filter(holder_id=citizen_id, removed_at=None).order_by("place")


def person_of(citizen_id: int, person_id: int) -> Person | None:
    """One of them; None when it is somebody else's."""
    return people_of(citizen_id).filter(id=person_id).first()


def birth_of(person: Person) -> Birth | None:
    """The birth date as it was told."""
    return Birth(person.birth_year, person.birth_month, person.birth_day) if person.birth_year else None


def phone_of(person: Person) -> str:
    """The phone in clear; empty when none was given."""
    return decrypt_text(bytes(person.phone_encrypted), PHONE)


def identities_of(citizen_id: int) -> QuerySet[ChannelIdentity]:
    """How the channels know a citizen, the latest first."""
    return ChannelIdentity.objects.filter(citizen_id=citizen_id).order_by("-created_at")


def masked_account(citizen_id: int) -> str:
    """Enough for its owner to know the account: the masked name, else the last signs of the channel's id."""
    holder = people_of(citizen_id).first()
    if holder:
        return rules.masked_name(holder.full_name)
    identity = identities_of(citizen_id).first()
    return f"{identity.channel.capitalize()} …{identity.external_id[-3:]}" if identity else f"số {citizen_id}"


def link_of(token: str) -> links.Link | None:
    """The personal link of a token; None for anything that is none."""
    if not links.is_token(token):
        return None
    with connection.cursor() as cursor:
        cursor.execute(links.FIND_LINK, [token_hash(token)])
        return links.decode(cursor.fetchone())


def notices_on(on: date) -> Mapping[str, NoticeText]:
    """The words in force for each purpose: the highest version that has begun."""
    rows = NoticeText.objects.filter(valid_from__lte=on).order_by("version")
    return {row.purpose: row for row in rows}


def consents_of(citizen_id: int) -> QuerySet[Consent]:
    """Everything ever agreed to, withdrawn ones included, the latest first."""
    return Consent.objects.filter(citizen_id=citizen_id).select_related("notice").order_by("-given_at", "-id")


def has_consent(citizen_id: int, purpose: str) -> bool:
    """True while the citizen agrees to a purpose."""
    return Consent.objects.filter(citizen_id=citizen_id, purpose=purpose, withdrawn_at=None).exists()


def personal_data(citizen_id: int, now: datetime) -> dict[str, object]:
    """All we hold of a citizen, ready for JSON; other rooms add theirs through `keepers`."""
    citizen = Citizen.objects.get(id=citizen_id)
    return {
        "told_at": now.isoformat(),
        "account": {"id": citizen.pk, "unit": citizen.unit_id, "created_at": citizen.created_at.isoformat()},
        "people": [_told(person) for person in people_of(citizen_id)],
        "channels": [
            {"channel": one.channel, "account": one.account, "id": one.external_id, "since": one.created_at.isoformat()}
            for one in identities_of(citizen_id)
        ],
        "consents": [_agreed(one) for one in consents_of(citizen_id)],
        **{keeper.name: keeper.tell(citizen_id) for keeper in keepers.keepers()},
    }


def _told(person: Person) -> dict[str, object]:
    return {
        "relation": person.relation,
        "full_name": person.full_name,
        "birth_date": str(birth_of(person) or ""),
        "phone": phone_of(person),
        "since": person.created_at.isoformat(),
    }


def _agreed(consent: Consent) -> dict[str, object]:
    return {
        "purpose": consent.purpose,
        "text": consent.notice.text,
        "version": consent.notice.version,
        "sha256": bytes(consent.notice.sha256).hex(),
        "channel": consent.channel,
        "given_at": consent.given_at.isoformat(),
        "withdrawn_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
    }
