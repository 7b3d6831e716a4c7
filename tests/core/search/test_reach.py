"""core/search/reach.py: how far a search reaches, how near sites are, and what is shut."""

import pytest

from core.actions.boundary import exempt
from core.delivery import generations
from core.plugins.actions import disable
from core.search.provider import Scope
from core.search.reach import divisions, nearness, shut, sites_of, sites_within
from core.sitegroup.models import Member
from core.testing import SYSTEM, make_division, make_member

pytestmark = pytest.mark.django_db
DUMMY = "dummy_plugin"


def test_each_scope_reaches_the_site_what_is_below_or_everything(group):
    assert sites_within(group.lanzhou, Scope.SITE) == {"lanzhou"}
    assert sites_within(group.lanzhou, Scope.BELOW) == {"lanzhou", "chengguan"}
    assert sites_within(group.lanzhou, Scope.ALL) is None
    assert sites_within(group.province, Scope.BELOW) is None


def test_sites_are_near_that_are_below_then_above_then_beside(group):
    anning = make_member("anning", group.lanzhou, "county")
    near = nearness(anning)
    assert (near["anning"], near["lanzhou"], near["gansu"], near["chengguan"]) == (0, 2, 2, 3)
    assert "tianshui" not in near
    assert nearness(group.lanzhou) == {"lanzhou": 0, "chengguan": 1, "anning": 1, "gansu": 2}


def test_a_division_has_its_own_sites_and_those_of_the_divisions_below(group):
    city = make_division("620500", "天水市", group.province.division)
    district = make_division("620502", "秦州区", city)
    make_member("ts", group.province, division=city)
    make_member("qinzhou", group.tianshui, "county", division=district)
    assert sites_of("620500") == {"ts", "qinzhou"} and sites_of("620502") == {"qinzhou"}
    assert {"lanzhou", "ts", "qinzhou"} <= sites_of("620000") and sites_of("999999") == frozenset()
    assert set(divisions()) == {"620000", "620500", "620502"}


def test_a_plugin_is_shut_where_it_is_off_and_everything_of_a_site_that_is_elsewhere(group):
    assert f"{DUMMY}@lanzhou" not in shut() and f"{DUMMY}@tianshui" in shut()
    assert not [one for one in shut() if one.startswith("core@")]
    disable(DUMMY, group.lanzhou, actor=SYSTEM)
    assert f"{DUMMY}@lanzhou" in shut()
    with exempt("factory"):
        Member.objects.filter(slug="tianshui").update(external_url="https://ts.example.gov.cn")
        generations.raise_("sitegroup")
    assert {"core@tianshui", "law_library@tianshui"} <= shut()
