"""Every live column of a site: where it stands, what it is and how soon it wants something new."""

import pytest

from core.actions.boundary import exempt
from core.pages.models import ColumnPage
from core.sitegroup.compliance.columns import days_of_kinds, homes_of, nearest, standing
from core.sitegroup.models import Column, Member, Placement
from tests.core.sitegroup.compliance.samples import page_of


@pytest.mark.parametrize(
    ("columns", "days"),
    [
        ([("政务动态", 14), ("政务动态", 30)], {"政务动态": 30}),
        ([("政务动态", 14), ("政务动态", 0)], {}),
        ([("", 14)], {}),
    ],
)
def test_a_kind_wants_news_as_its_slowest_uniform_column_does(columns, days):
    assert days_of_kinds([Column(kind=kind, update_within=each) for kind, each in columns]) == days


def test_the_nearest_place_above_is_never_the_page_itself():
    assert nearest("000100020003", {"0001", "00010002", "000100020003"}) == "00010002"
    assert nearest("0001", {"0001"}) is None


def test_columns_stand_in_the_order_of_the_tree_with_what_they_are(group):
    above = page_of("dongdu", "notices")
    with exempt("factory"):
        above.add_child(instance=ColumnPage(title="专题", slug="zhuanti"))
        above.add_child(instance=ColumnPage(title="草稿", slug="caogao", live=False))
    member = Member.objects.select_related("site__root_page").get(slug="dongdu")
    rows = Placement.objects.filter(member=member).select_related("page", "column")
    [found] = standing(homes_of([member]), rows, Column.objects.all()).values()
    assert [each.path for each in found] == sorted(each.path for each in found)
    [made] = [each for each in found if each.title == "专题"]
    uniform = next(each for each in found if each.page_id == above.pk)
    assert (made.within, made.kind, made.model) == (uniform.within, uniform.kind, ColumnPage)
    assert made.url == uniform.url + "zhuanti/"
    assert "草稿" not in [each.title for each in found]
