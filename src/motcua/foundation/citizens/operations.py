"""Writes: citizens, their channel identities, the people they act for, and forgetting them all."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.citizens import keepers, rules
from motcua.foundation.citizens.models import (
    ChannelIdentity,
    Citizen,
    CitizenSession,
    Consent,
    Person,
    PersonalLink,
    Relation,
)
from motcua.foundation.citizens.queries import PHONE
from motcua.foundation.citizens.rules import Birth, HolderStays, UnknownPerson
from motcua.foundation.clock import local_date
from motcua.foundation.secrets import encrypt_text

__all__ = [
    "Newcomer", "add_person", "change_person", "create_web_citizen", "erase", "identify", "meet", "remove_person",
]  # fmt: skip


class Newcomer(NamedTuple):
    """Somebody a channel knows by a name of its own and we do not know yet."""

    unit_id: int
    channel: str
    account: str
    external_id: str


def create_web_citizen(*, unit_id: int, name: str, birth: Birth | None, phone: str, now: datetime) -> int:
    """Someone who came by browser, herself as the first person. Returns the citizen's id. Raises PersonRefused."""
    with transaction.atomic():
        citizen = Citizen.objects.create(unit_id=unit_id, created_at=now)
        _record_created(citizen, "web", now)
        add_person(citizen_id=citizen.pk, relation=Relation.SELF, name=name, birth=birth, phone=phone, now=now)
    return citizen.pk


def identify(*, unit_id: int, channel: str, account: str, external_id: str, now: datetime) -> int:
    """The citizen behind a channel's id, created on the first meeting; two first meetings at once give one citizen."""
    mine = ChannelIdentity.objects.filter(channel=channel, account=account, external_id=external_id)
    if (known := mine.values_list("citizen_id", flat=True).first()) is not None:
        return known
    meet([Newcomer(unit_id, channel, account, external_id)], now=now)
    return mine.values_list("citizen_id", flat=True).get()


def meet(newcomers: Sequence[Newcomer], *, now: datetime) -> None:
    """A citizen for each of these names. Where somebody else met one first, that citizen stands and ours goes again."""
    with transaction.atomic():
        citizens = Citizen.objects.bulk_create([Citizen(unit_id=one.unit_id, created_at=now) for one in newcomers])
        ChannelIdentity.objects.bulk_create(
            [
                ChannelIdentity(
                    citizen=citizen, channel=one.channel, account=one.account, external_id=one.external_id,
                    created_at=now,
                )
                for citizen, one in zip(citizens, newcomers, strict=True)
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        named = set(ChannelIdentity.objects.filter(citizen__in=citizens).values_list("citizen_id", flat=True))
        Citizen.objects.filter(pk__in=[citizen.pk for citizen in citizens if citizen.pk not in named]).delete()
        for citizen, one in zip(citizens, newcomers, strict=True):
            if citizen.pk in named:
                _record_created(citizen, one.channel, now)


def add_person(*, citizen_id: int, relation: str, name: str, birth: Birth | None, phone: str, now: datetime) -> int:
    """One more person the account may take numbers for. Returns her id. Raises TooManyPeople, PersonRefused."""
    today = local_date(now)
    rules.check_person(name, birth, today)
    with transaction.atomic():
        citizen = _locked(citizen_id)
        places = Person.objects.filter(holder=citizen).values_list("place", "removed_at")
        taken = {place for place, removed_at in places if removed_at is None or local_date(removed_at) == today}
        person = Person(holder=citizen, place=rules.free_place(taken, relation == Relation.SELF), relation=relation)
        _write(person, name, birth, phone)
        person.created_at = now
        person.save()
        _record(EventTag.PERSON_ADDED, citizen, person.pk, now)
    return person.pk


def change_person(
    *, citizen_id: int, person_id: int, name: str, birth: Birth | None, phone: str, now: datetime
) -> None:
    """Correct what is written of a person; numbers already taken keep the old name. Raises UnknownPerson."""
    rules.check_person(name, birth, local_date(now))
    with transaction.atomic():
        citizen = _locked(citizen_id)
        person = _person(citizen, person_id)
        _write(person, name, birth, phone)
        person.save()
        _record(EventTag.PERSON_CHANGED, citizen, person.pk, now)


def remove_person(*, citizen_id: int, person_id: int, now: datetime) -> None:
    """Empty a relative's entry; her place is free again tomorrow. Raises UnknownPerson, HolderStays."""
    with transaction.atomic():
        citizen = _locked(citizen_id)
        person = _person(citizen, person_id)
        if person.relation == Relation.SELF:
            raise HolderStays
        _empty(person, now)
        _record(EventTag.PERSON_REMOVED, citizen, person.pk, now)


def erase(*, citizen_id: int, now: datetime) -> None:
    """Forget a citizen: people emptied, channels unlinked, browsers signed out, every room's names gone; rows stay."""
    with transaction.atomic():
        citizen = Citizen.objects.select_for_update().get(id=citizen_id)
        if citizen.erased_at is not None:
            return
        for keeper in keepers.keepers():
            keeper.forget(citizen_id, now)
        for person in Person.objects.filter(holder=citizen):
            _empty(person, now)
        ChannelIdentity.objects.filter(citizen=citizen).delete()
        PersonalLink.objects.filter(citizen=citizen).delete()
        CitizenSession.objects.filter(citizen=citizen, revoked_at=None).update(revoked_at=now)
        Consent.objects.filter(citizen=citizen, withdrawn_at=None).update(withdrawn_at=now)
        citizen.erased_at = now
        citizen.save(update_fields=["erased_at"])
        _record(EventTag.CITIZEN_ERASED, citizen, citizen.pk, now)


def _record_created(citizen: Citizen, channel: str, now: datetime) -> None:
    record(
        EventTag.CITIZEN_CREATED, at=now, actor_kind=ActorKind.CITIZEN, actor_id=citizen.pk, unit_id=citizen.unit_id,
        subject_id=citizen.pk, channel=channel,
    )  # fmt: skip


def _locked(citizen_id: int) -> Citizen:
    citizen = Citizen.objects.select_for_update().filter(id=citizen_id, erased_at=None).first()
    if citizen is None:
        raise UnknownPerson
    return citizen


def _person(citizen: Citizen, person_id: int) -> Person:
    person = Person.objects.filter(holder=citizen, id=person_id, removed_at=None).first()
    if person is None:
        raise UnknownPerson
    return person


def _write(person: Person, name: str, birth: Birth | None, phone: str) -> None:
    person.full_name = name
    person.birth_year = birth.year if birth else None
    person.birth_month = birth.month if birth else None
    person.birth_day = birth.day if birth else None
    person.born_earliest = birth.earliest() if birth else None
    person.phone_encrypted = encrypt_text(phone, PHONE)


def _empty(person: Person, now: datetime) -> None:
    _write(person, "", None, "")
    person.removed_at = person.removed_at or now
    person.save()


def _record(tag: EventTag, citizen: Citizen, subject_id: int, now: datetime) -> None:
    record(
        tag, at=now, actor_kind=ActorKind.CITIZEN, actor_id=citizen.pk, unit_id=citizen.unit_id, subject_id=subject_id
    )
