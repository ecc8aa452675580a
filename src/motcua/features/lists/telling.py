"""Messages to people who agreed to them: "you may be in this list", and what became of a proposal.

Only who matches by name and birth date is told, once a row, and nothing of the row is said: a namesake would read it.
Where the channel lets nobody write now, the next run tries again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from motcua.features.lists import cells, rules
from motcua.features.lists.definitions import Definition, definition_of
from motcua.features.lists.models import (
    ListNotice,
    ListRequest,
    ListRow,
    ListVersion,
    LookupList,
    RequestState,
    RowState,
    VersionState,
)
from motcua.features.lists.rules import Kind, Role
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import EventTag
from motcua.foundation.citizens.models import Consent, Person, Purpose
from motcua.foundation.citizens.queries import birth_of, has_consent
from motcua.foundation.citizens.rules import masked_name
from motcua.foundation.clock import local_date
from motcua.foundation.config import config
from motcua.foundation.offices.queries import name_of
from motcua.messaging.channels import accounts, outbox
from motcua.messaging.channels.reach import reach_of
from motcua.messaging.dialogue.reply import Button, Reply

__all__ = ["tell_decision", "tell_due_lists", "tell_followers"]

_AGAIN_AFTER = timedelta(days=1)
_AT_ONCE = 1000


def tell_due_lists(now: datetime) -> int:
    """Every published list that tells, when rows came or a day has gone since it last did. How many were told."""
    told = ListVersion.objects.filter(state=VersionState.PUBLISHED, tells_followers=True)
    owners = LookupList.objects.filter(pk__in=told.values("lookup_list_id")).annotate(latest=Max("rows__recorded_at"))
    return sum(tell_followers(list_id=one.pk, now=now) for one in owners if _is_due(one.told_at, one.latest, now))  # type: ignore[attr-defined]  # annotated above


def tell_followers(*, list_id: int, now: datetime) -> int:
    """Look through the people of the unit who agreed to notices. How many messages were queued."""
    version = (
        ListVersion.objects.select_related("lookup_list")
        .filter(lookup_list_id=list_id, state=VersionState.PUBLISHED, tells_followers=True)
        .first()
    )
    if version is None:
        return 0
    definition = definition_of(version)
    sent = 0
    if {kind for _, kind in rules.keys_of(definition.columns)} == {Kind.NAME, Kind.BIRTH_DATE}:
        for people in _in_parts(_willing(definition.unit)):
            sent += sum(_tell(definition, person, row, now) for person, row in _matches(definition, people))
    LookupList.objects.filter(pk=list_id).update(told_at=now)
    return sent


def tell_decision(request: ListRequest, now: datetime) -> None:
    """What became of a proposal, to a citizen who agreed to notices; in the transaction of the decision."""
    if request.citizen_id is None or not has_consent(request.citizen_id, Purpose.NOTICES):
        return
    version = request.row.lookup_list.versions.filter(state=VersionState.PUBLISHED).first()
    if version is None:
        return
    applied = request.state == RequestState.APPLIED
    text = "Đơn vị đã sửa theo đề nghị của ông/bà." if applied else f"Đơn vị chưa sửa được. Lý do: {request.reason}"
    _say(definition_of(version), request.citizen_id, f"{version.title}\n{text}", now)


def _is_due(told_at: datetime | None, latest: datetime | None, now: datetime) -> bool:
    return latest is not None and (told_at is None or latest > told_at or now - told_at > _AGAIN_AFTER)


def _willing(unit_id: int) -> QuerySet[Person]:
    """People with a birth date whose account holder agreed."""
    agreed = Consent.objects.filter(citizen_id=OuterRef("holder_id"), purpose=Purpose.NOTICES, withdrawn_at=None)
    return Person.objects.filter(
        Exists(agreed), holder__unit_id=unit_id, holder__erased_at=None, removed_at=None, birth_year__isnull=False
    ).order_by("pk")


def _in_parts(people: QuerySet[Person]) -> Iterator[list[Person]]:
    last = 0
    while part := list(people.filter(pk__gt=last)[:_AT_ONCE]):
        yield part
        last = part[-1].pk


def _matches(definition: Definition, people: Sequence[Person]) -> Iterator[tuple[Person, int]]:
    """People of whom exactly one open row speaks, and who were not told of it."""
    typed = {person.pk: _typed(definition, person) for person in people}
    hashes = {pk: cells.find_hash(definition.list_id, definition.columns, one) for pk, one in typed.items()}
    rows: dict[bytes, list[tuple[int, dict[str, str]]]] = {}
    found = ListRow.objects.filter(
        unit_id=definition.unit, lookup_list_id=definition.list_id, key_hash__in=set(hashes.values()),
        state=RowState.OPEN,
    )  # fmt: skip
    for pk, key_hash, sealed in found.values_list("pk", "key_hash", "cells_sealed"):
        rows.setdefault(bytes(key_hash), []).append((pk, cells.unseal(sealed)))
    listed = [pk for some in rows.values() for pk, _ in some]
    told = set(ListNotice.objects.filter(row_id__in=listed, sent=True).values_list("row_id", "citizen_id"))
    for person in people:
        candidates = rows.get(hashes[person.pk], [])
        mine = [pk for pk, row in candidates if rules.matches(definition.columns, typed[person.pk], row)]
        if len(mine) == 1 and (mine[0], person.holder_id) not in told:
            yield person, mine[0]


def _typed(definition: Definition, person: Person) -> dict[str, str]:
    values = {Kind.NAME: person.full_name, Kind.BIRTH_DATE: str(birth_of(person) or "")}
    return {one.key: values[one.kind] for one in rules.of_role(definition.columns, Role.KEY)}


def _tell(definition: Definition, person: Person, row_id: int, now: datetime) -> bool:
    words = (
        f"Có thông tin về {masked_name(person.full_name)} trong danh sách “{definition.words.title}”.\n"
        "Xin ông/bà tra cứu để xem có đúng là mình không."
    )
    with transaction.atomic():
        sent = _say(definition, person.holder_id, words, now)
        ListNotice.objects.update_or_create(
            row_id=row_id, citizen_id=person.holder_id, defaults={"unit_id": definition.unit, "sent": sent, "at": now}
        )
        if sent:
            record(EventTag.LIST_ROW_TOLD, at=now, unit_id=definition.unit, subject_id=row_id)
    return sent


def _say(definition: Definition, citizen_id: int, words: str, now: datetime) -> bool:
    """Queue a message if the channel lets us write now."""
    today = local_date(now)
    address = accounts.address_of(citizen_id, today)
    if address is None or reach_of(account=address.account.id, external_id=address.external_id, now=now).blocked:
        return False
    url = f"{config().base_url}/u/{_unit_slug(definition.unit)}/lists/{definition.slug}/"
    reply = Reply(f"{name_of(definition.unit, today)}: {words}\n{url}", (Button("Tra cứu", "open_url", url),))
    return bool(outbox.enqueue(account=address.account.id, to=address.external_id, reply=reply, kind="reply", now=now))


def _unit_slug(unit_id: int) -> str:
    slug: str = LookupList.objects.filter(unit_id=unit_id).values_list("unit__slug", flat=True)[:1].get()
    return slug
