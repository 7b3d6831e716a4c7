"""What a home page is told of the registers of its site."""

import pytest
from wagtail.models import PageViewRestriction

from core.actions.boundary import exempt
from core.plugins.actions import disable
from core.registers.queries import register_summaries
from core.testing import SYSTEM
from tests.core.registers.samples import place_page


def _unpublish(page):
    with exempt("factory"):
        page.unpublish()


def _restrict(page):
    with exempt("factory"):
        PageViewRestriction.objects.create(page=page, restriction_type="login")


def _switch_off(page):
    for plugin in ("responsibility_list", "power_list"):
        disable(plugin, page.member, actor=SYSTEM)


@pytest.mark.parametrize("way", [_unpublish, _restrict, _switch_off])
def test_a_home_page_counts_no_register_whose_page_may_not_be_listed(powers, group, way):
    page = place_page(powers, group.chengguan)
    assert [row["slug"] for row in register_summaries(group.chengguan)] == [powers.slug]
    way(page)
    assert register_summaries(group.chengguan) == []
