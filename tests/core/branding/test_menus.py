"""The columns of a site in its menu and its themes."""

from core.actions.boundary import exempt
from core.sitegroup.models import Column, Placement
from tests.core.branding.readers import titles, view_of


def test_the_menu_holds_the_main_columns_and_marks_where_the_reader_is(group, client):
    menu = view_of(client, "/yuzhong/ygzw/tzgg/").menu
    assert titles(menu)[1:] == ["行政审批", "便民服务", "阳光政务", "咨询投诉"]
    assert [entry.current for entry in menu] == ["", "", "", "true", ""]
    assert view_of(client, "/yuzhong/").menu[0].current == "page"


def test_a_column_whose_plugin_is_off_is_in_no_menu(group, client):
    with exempt("factory"):
        Column.objects.filter(key="services").update(
            plugin="dummy_plugin", page_type="dummy_plugin.Some"
        )
    assert "便民服务" not in titles(view_of(client, "/yuzhong/").menu)


def test_a_column_that_is_not_published_is_in_no_menu(group, client):
    with exempt("factory"):
        Placement.objects.get(member=group.yuzhong, column__key="services").page.unpublish()
    assert "便民服务" not in titles(view_of(client, "/yuzhong/").menu)


def test_themes_hold_their_columns_under_their_head(group, client):
    themes = view_of(client, "/yuzhong/").themes
    assert [(theme.title, titles(theme.columns)) for theme in themes] == [
        ("行政审批", ["办事大厅"]),
        ("便民服务", []),
        ("阳光政务", ["通知公告"]),
    ]


def test_a_theme_without_any_column_is_left_out_and_one_without_a_head_has_no_address(
    group, client
):
    with exempt("factory"):
        Column.objects.filter(key="services").update(theme="")
        Column.objects.filter(key="approvals").update(in_menu=False)
    themes = view_of(client, "/yuzhong/").themes
    assert [theme.key for theme in themes] == ["approvals", "openness"]
    assert themes[0].url == "" and titles(themes[0].columns) == ["行政审批", "办事大厅"]


def test_a_reader_in_a_column_is_in_its_parents_too_and_not_beside_it(group, client):
    columns = {c.key: c.current for c in view_of(client, "/yuzhong/ygzw/tzgg/").columns}
    assert (columns["openness"], columns["notices"], columns["services"]) == ("true", "page", "")


def test_a_site_without_columns_has_its_home_page_in_the_menu(group, client):
    site = view_of(client, "/yz-scjgj/")
    assert [(entry.url, entry.current) for entry in site.menu] == [("/yz-scjgj/", "page")]
    assert site.themes == []
