"""Units through time: the 2021 tree with districts, the 2026 tree without."""

import itertools
from datetime import date

import pytest

from motcua.foundation.offices import queries
from motcua.foundation.offices.models import OrgUnit, OrgUnitName, OrgUnitPlacement, UnitSuccession

IN_2022, IN_2026 = date(2022, 7, 22), date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def unit(slug: str, since=date(1976, 1, 1), until=None, name="") -> OrgUnit:
    made = OrgUnit.objects.create(slug=slug, kind="district_police", valid_from=since, valid_to=until)
    OrgUnitName.objects.create(unit=made, name=name or slug, short_name=slug, valid_from=since)
    return made


def place(child: OrgUnit, parent: OrgUnit, since=date(1976, 1, 1), until=None) -> None:
    OrgUnitPlacement.objects.create(unit=child, parent=parent, valid_from=since, valid_to=until)


def test_the_tree_is_the_tree_of_its_date():
    ministry, city, district, team = unit("bo"), unit("tphcm"), unit("quan-4"), unit("doi")
    ward = unit("phuong-khanh-hoi", since=date(2025, 7, 1))
    place(city, ministry)
    place(district, city, until=date(2025, 2, 28))
    place(team, district, until=date(2025, 2, 28))
    place(ward, city, since=date(2025, 7, 1))
    assert queries.ancestors(team.pk, IN_2022) == (district.pk, city.pk, ministry.pk)
    assert queries.descendants(ministry.pk, IN_2022) == (city.pk, district.pk, team.pk)
    assert queries.descendants(ministry.pk, IN_2026) == (city.pk, ward.pk)
    assert queries.parent_of(district.pk, IN_2022) == city.pk
    assert queries.parent_of(district.pk, IN_2026) is None


def test_forty_levels_are_as_good_as_four():
    chain = [unit(f"cap-{level}") for level in range(40)]
    for parent, child in itertools.pairwise(chain):
        place(child, parent)
    assert queries.ancestors(chain[-1].pk, IN_2022) == tuple(one.pk for one in reversed(chain[:-1]))


def test_a_ring_in_the_data_ends():
    one, other = unit("mot"), unit("hai")
    place(one, other)
    place(other, one)
    assert queries.ancestors(one.pk, IN_2022) == (other.pk,)


def test_a_name_is_the_name_of_its_date():
    ward = unit("phuong", name="Công an phường 15")
    OrgUnitName.objects.create(unit=ward, name="Công an phường Tân Phú", short_name="x", valid_from=date(2025, 7, 1))
    assert queries.name_of(ward.pk, IN_2022) == "Công an phường 15"
    assert queries.name_of(ward.pk, IN_2026) == "Công an phường Tân Phú"
    assert queries.name_of(ward.pk, date(1900, 1, 1)) == ""


def test_a_closed_unit_names_its_successors():
    closed, heir = unit("quan-4", until=date(2025, 2, 28)), unit("phuong", since=date(2025, 7, 1))
    UnitSuccession.objects.create(predecessor=closed, successor=heir, on=date(2025, 3, 1))
    assert queries.successors(closed.pk) == (heir.pk,)
    assert list(queries.units_on(IN_2026)) == [heir]
