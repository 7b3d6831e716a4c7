"""What enabling a plugin creates on a site, once."""

import pytest
from wagtail.models import Page

from core.people.rights import Reach
from core.plugins.actions import disable, enable
from core.plugins.gate import Refused
from core.plugins.models import Activation
from core.sitegroup.models import Column as UniformColumn
from core.sitegroup.models import Placement
from core.testing import SYSTEM, make_user
from tests.dummy_plugin.models import DummyPage

DUMMY = "dummy_plugin"


def test_enabling_creates_the_profile_once_in_a_sites_life(lanzhou):
    enable(DUMMY, lanzhou, actor=SYSTEM)
    outer, inner = DummyPage.objects.descendant_of(lanzhou.site.root_page).order_by("path")
    assert inner.is_child_of(outer)
    disable(DUMMY, lanzhou, actor=SYSTEM)
    with_page_gone = make_user("office", "provincial_office", Reach.GROUP)
    from core.actions.boundary import exempt

    with exempt("factory"):
        Page.objects.get(pk=inner.pk).delete()
    enable(DUMMY, lanzhou, actor=with_page_gone)
    assert DummyPage.objects.descendant_of(lanzhou.site.root_page).count() == 1


def test_the_profile_takes_the_uniform_column_of_its_key_instead_of_making_a_second_page(lanzhou):
    from core.actions.boundary import exempt

    with exempt("factory"):
        column = UniformColumn.objects.create(key="dummy", title="D", slug="d", plugin=DUMMY)
        root = Page.objects.get(pk=lanzhou.site.root_page_id)
        page = root.add_child(instance=DummyPage(title="D", slug="d"))
        Placement.objects.create(member=lanzhou, column=column, page=page.page_ptr)
    enable(DUMMY, lanzhou, actor=SYSTEM)
    inner = DummyPage.objects.get(slug="inner")
    assert inner.is_child_of(page)
    assert DummyPage.objects.count() == 2


def test_a_profile_whose_address_is_taken_by_another_kind_of_page_is_refused_naming_it(lanzhou):
    from core.actions.boundary import exempt
    from core.pages.models import ColumnPage

    with exempt("factory"):
        root = Page.objects.get(pk=lanzhou.site.root_page_id)
        root.add_child(instance=ColumnPage(title="旧栏目", slug="dummy"))
    with pytest.raises(Refused, match="旧栏目"):
        enable(DUMMY, lanzhou, actor=SYSTEM)
    assert not Activation.objects.exists()
