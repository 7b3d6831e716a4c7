"""What a page knows of its site."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions.boundary import exempt
from core.branding.siteview import SiteView
from core.delivery import generations
from core.sitegroup.models import Column, Level, Member, Placement
from core.testing import make_member
from tests.core.branding.conftest import write_article


def view_of(client, path: str) -> SiteView:
    return client.get(path).context["site"]


def titles(entries) -> list[str]:
    return [entry.title for entry in entries]


def test_the_level_path_leads_from_the_province_to_the_site(group, client):
    site = view_of(client, "/yuzhong/")
    assert [(entry.title, entry.url, entry.current) for entry in site.path] == [
        ("甘肃省", "/", ""),
        ("兰州市", "/lanzhou/", ""),
        ("榆中县", "/yuzhong/", "true"),
    ]
    assert site.place_name == "兰州市榆中县"


def test_links_go_both_ways_between_parent_children_and_departments(group, client):
    above, below = view_of(client, "/lanzhou/"), view_of(client, "/yuzhong/")
    assert "/yuzhong/" in [entry.url for entry in above.divisions]
    assert below.parent.url == "/lanzhou/"
    assert [entry.url for entry in below.departments] == ["/yz-scjgj/"]
    assert titles(below.siblings) == ["城关区", "皋兰县", "七里河区"]
    assert view_of(client, "/yz-scjgj/").parent.url.endswith("/yuzhong/")


def test_a_site_hosted_elsewhere_keeps_its_place_with_its_own_address(group, client):
    make_member(
        "yongdeng", group.lanzhou, Level.COUNTY, external_url="https://yongdeng.example.gov.cn/"
    )
    urls = [entry.url for entry in view_of(client, "/lanzhou/").divisions]
    assert "https://yongdeng.example.gov.cn/" in urls


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


def test_identity_marks_that_are_missing_stay_empty(group, client):
    marks = {mark.label: mark.value for mark in view_of(client, "/lanzhou/").identity}
    assert set(marks.values()) == {""}
    assert "尚未填报" in client.get("/lanzhou/").content.decode()


def test_a_real_icp_number_links_to_the_register_and_a_sample_does_not(group, client):
    assert not [mark.url for mark in view_of(client, "/yuzhong/").identity if "miit" in mark.url]
    with exempt("factory"):
        Member.objects.filter(pk=group.yuzhong.pk).update(sample=False)
        generations.raise_("sitegroup")
    assert [mark.url for mark in view_of(client, "/yuzhong/").identity if "miit" in mark.url]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/yuzhong/", ["SiteName", "SiteDomain", "SiteIDCode"]),
        ("/yuzhong/ygzw/", ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"]),
        (
            "/yuzhong/ygzw/tzgg/full/",
            [
                "ArticleTitle",
                "PubDate",
                "ContentSource",
                "Keywords",
                "Author",
                "Description",
                "ColumnName",
                "Url",
            ],
        ),
    ],
)
def test_national_meta_tags_stand_on_every_page(group, client, path, names):
    html = client.get(path).content.decode()
    for name in ["SiteName", "SiteDomain", "SiteIDCode", *names]:
        assert f'<meta name="{name}" content="' in html
    assert '<meta name="SiteDomain" content="localhost:8000/yuzhong">' in html


def test_the_publishing_date_of_an_article_is_in_the_form_of_the_standard(group, client):
    assert ("PubDate", "2026-11-16 09:30") in view_of(client, "/yuzhong/ygzw/tzgg/full/").meta
    assert ("ColumnName", "通知公告") in view_of(client, "/yuzhong/ygzw/tzgg/full/").meta


def test_the_breadcrumb_leads_from_the_home_page_to_the_parent(group, client):
    site = view_of(client, "/yuzhong/ygzw/tzgg/full/")
    assert [(entry.title, entry.url) for entry in site.crumbs] == [
        ("榆中县", "/yuzhong/"),
        ("阳光政务", "/yuzhong/ygzw/"),
        ("通知公告", "/yuzhong/ygzw/tzgg/"),
    ]
    assert site.crumbs_through[-1].url.endswith("/yuzhong/ygzw/tzgg/full/")
    assert view_of(client, "/yuzhong/").crumbs == []


def test_the_canonical_address_is_by_the_configured_origin_and_keeps_the_page_number(group, client):
    get = client.get("/yuzhong/ygzw/tzgg/?utm=x", headers={"host": "tunnel.example.com"})
    assert get.context["site"].canonical == "http://localhost:8000/yuzhong/ygzw/tzgg/"
    assert view_of(client, "/yuzhong/places/?page=2").canonical.endswith("/yuzhong/places/?page=2")


def test_the_switcher_shows_a_limit_and_the_way_to_the_rest(group, client):
    for number in range(65):
        make_member(f"x{number}", group.lanzhou, Level.COUNTY)
    first = view_of(client, "/lanzhou/").switcher[0]
    assert len(first.entries) == 60
    assert (first.count, first.more) == (69, "/lanzhou/places/?of=lanzhou")


def test_a_home_page_shows_what_was_published_last_without_a_new_table(group, client):
    client.get("/yuzhong/")
    home = group.yuzhong.site.root_page.specific
    with exempt("factory"):
        home.body = [("headline", {"title": "新的标题", "note": "", "links": []})]
        home.save()
    assert "新的标题" in client.get("/yuzhong/").content.decode()


BUDGET = {
    "/yuzhong/": 10,
    "/yuzhong/ygzw/tzgg/": 10,
    "/yuzhong/ygzw/tzgg/short/": 8,
    "/yuzhong/places/": 3,
}


def _queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize(("path", "budget"), BUDGET.items())
def test_queries_stay_in_their_budget_and_do_not_grow(group, client, path, budget):
    before = _queries(client, path)
    for number in range(10):
        make_member(f"x{number}", group.lanzhou, Level.COUNTY)
    with exempt("factory"):
        for number in range(10):
            write_article(group.pages["notices"], f"a{number}")
    assert _queries(client, path) == before <= budget
