"""The unit a page belongs to: found from the address, remembered for half a minute."""

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import QuerySet

from motcua.foundation import clock
from motcua.foundation.offices import queries
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.channels.accounts import AccountFacts
from motcua.messaging.channels.webchat import queries as webchat

_REMEMBER_S = 30


@dataclass(frozen=True, slots=True)
class UnitPage:
    """What every page says of its unit. `dial` is empty for a trial unit: its invented number is never dialled.
    `chat`: the account it answers with on its own pages, None where it has none."""

    id: int
    slug: str
    name: str
    short_name: str
    place: str
    address: str
    hotline: str
    dial: str
    accent: str
    is_trial: bool
    account_name: str
    closed_on: date | None
    chat: AccountFacts | None

    @property
    def has_chat(self) -> bool:
        """Whether Hỏi đáp trực tuyến is open here."""
        return self.chat is not None and self.closed_on is None


class UnitConverter:
    """`<unit:unit>` in an address; an unknown unit or a mere directory entry is no page."""

    regex = "[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> UnitPage:
        found = by_slug(value, clock.local_date(clock.now()))
        if found is None:
            raise ValueError(value)
        return found

    def to_url(self, value: "UnitPage | str") -> str:
        return value if isinstance(value, str) else value.slug


def by_slug(slug: str, today: date) -> UnitPage | None:
    """The unit at an address."""
    return _remembered(f"unit-page:{slug}:{today}", OrgUnit.objects.filter(slug=slug), today)


def by_id(unit_id: int, today: date) -> UnitPage | None:
    """The unit of a row."""
    return _remembered(f"unit-page:{unit_id}:{today}", OrgUnit.objects.filter(id=unit_id), today)


def _remembered(key: str, units: QuerySet[OrgUnit], today: date) -> UnitPage | None:
    found: UnitPage | None = cache.get(key)
    if found is None and (unit := units.filter(external=False).first()) is not None:
        found = _page(unit, today)
        cache.set(key, found, _REMEMBER_S)
    return found


def _page(unit: OrgUnit, today: date) -> UnitPage:
    named_on = unit.valid_to if unit.valid_to and unit.valid_to < today else today
    above = queries.parent_of(unit.pk, named_on)
    names = queries.names_of([unit.pk, *([above] if above else [])], named_on)
    name, short_name = names.get(unit.pk, (unit.slug, unit.slug))
    return UnitPage(
        id=unit.pk,
        slug=unit.slug,
        name=name,
        short_name=short_name,
        place=names.get(above, ("", ""))[1] if above else "",
        address=unit.address,
        hotline=unit.hotline,
        dial="" if unit.is_trial else "".join(sign for sign in unit.hotline if sign.isdigit() or sign == "+"),
        accent=unit.accent,
        is_trial=unit.is_trial,
        account_name=unit.official_account_name,
        closed_on=unit.valid_to if named_on != today else None,
        chat=webchat.account_of(unit.pk, today),
    )
