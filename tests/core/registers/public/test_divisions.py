"""A division and all below it as ranges of numbers."""

from types import SimpleNamespace

import pytest

from core.registers.public.divisions import codes_of, division_condition
from core.sitegroup.models import Level

#: (key, code, level, parent): a functional area bears Lanzhou's prefix and is not below it, and a
#: county of Lanzhou bears another one.
SITES = [
    (1, "620000", Level.PROVINCE, None),
    (2, "620100", Level.PREFECTURE, 1),
    (3, "620102", Level.COUNTY, 2),
    (4, "620171", Level.PREFECTURE, 1),
    (5, "629801", Level.COUNTY, 2),
    (6, "620000", Level.DEPARTMENT, 1),
]


@pytest.fixture
def places():
    """A table of sites as core.sitegroup.addresses keeps it."""
    by_id = {
        pk: SimpleNamespace(pk=pk, division=SimpleNamespace(code=code), level=level, parent_id=up)
        for pk, code, level, up in SITES
    }

    def below(pk):
        own = [key for key, member in by_id.items() if member.parent_id == pk]
        return {pk}.union(*(below(key) for key in own))

    return SimpleNamespace(by_id=by_id, below=below)


@pytest.fixture
def found(db, powers, group, places):
    """The divisions of the entries that a condition finds, of one entry for each."""
    from core.actions.boundary import exempt

    codes = sorted({code for _pk, code, *_rest in SITES} | {"621000", "610102"})
    with exempt("factory"):
        for code in codes:
            powers.Entry.objects.create(member=group.province, number=f"{code}-000001")

    def numbers(code, own=False):
        condition = division_condition(places, code, own)
        return {entry.number[:6] for entry in powers.Entry.objects.filter(condition)}

    return numbers


def test_a_division_is_known_by_its_own_site_and_not_by_a_departments(places):
    assert codes_of(places)["620000"].level == Level.PROVINCE
    assert len(codes_of(places)) == 5


def test_the_whole_province_is_one_prefix(found):
    assert found("620000") == {"620000", "620100", "620102", "620171", "629801", "621000"}


def test_a_prefecture_leaves_out_the_area_that_bears_its_prefix(found):
    assert found("620100") == {"620100", "620102", "629801"}


def test_a_county_and_an_area_are_themselves(found):
    assert found("620102") == {"620102"}
    assert found("620171") == {"620171"}


@pytest.mark.parametrize("code", ["620000", "620100", "620102"])
def test_a_divisions_own_level_is_its_whole_code(found, code):
    assert found(code, own=True) == {code}
