"""What the doors of every site show: places, the map, the addresses."""

import pytest

from core.actions.boundary import exempt
from core.branding import queries
from core.branding.siteview import SiteView
from core.delivery import generations
from core.pages.models import ArticlePage, ColumnPage
from core.plugins.models import Activation
from core.search.provider import provider
from core.sitegroup.addresses import table
from core.sitegroup.models import Level
from core.sitegroup.progress import silent
from core.testing import make_member


def titles(entries):
    return [entry.title for entry in entries]


def test_the_places_of_the_province_are_its_prefectures_with_their_counties(group):
    found = queries.places("", "", 1)
    assert titles(found.groups) == ["兰州市"]
    below = set(titles(found.groups[0].entries))
    assert below == {"榆中县", "城关区", "皋兰县", "七里河区"}
    assert found.groups[0].count == 4 and found.groups[0].more == "?of=lanzhou"
    assert [entry.url for entry in found.trail] == ["?"]


def test_the_lowest_places_are_one_flat_list_with_the_way_down_to_them(group):
    found = queries.places("", "lanzhou", 1)
    # The county has a department, so that its prefecture is no flat list yet.
    assert "榆中县" in titles(found.groups)
    above = make_member("tianshui", group.province, short_name="天水市")
    make_member("maiji", above, Level.COUNTY, short_name="麦积区")
    flat = queries.places("", "tianshui", 1)
    assert titles(flat.groups) == ["天水市"]
    assert titles(flat.groups[0].entries) == ["麦积区"]
    assert [entry.url for entry in flat.trail] == ["?", "?of=tianshui"]


def test_departments_stand_on_the_first_page_only_and_are_cut_unless_asked_for(group, monkeypatch):
    monkeypatch.setattr(queries, "ENTRIES_PER_PAGE", 2)
    monkeypatch.setattr(queries, "GROUPS_PER_PAGE", 1)
    make_member("tianshui", group.province, name="天水市", short_name="天水市")
    for number in range(3):
        make_member(f"d{number}", group.province, Level.DEPARTMENT, short_name=f"厅{number}")
    first, second = queries.places("", "", 1), queries.places("", "", 2)
    assert (len(first.departments.entries), first.departments.count) == (2, 3)
    assert first.departments.more == "?of=gansu"
    assert second.departments is None
    assert len(queries.places("", "gansu", 1).departments.entries) == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("榆中", ["榆中县", "县市场监管局"]),
        (" YUZHONG ", ["榆中县"]),
        ("620123", ["榆中县"]),
        ("榆中縣", ["榆中县"]),
        ("６２０１２３", ["榆中县"]),
        ("yzx", ["榆中县"]),
        ("yu zhong", ["榆中县"]),
        ("scjgj", ["县市场监管局"]),
        ("没有这里", []),
    ],
)
def test_a_place_is_found_by_its_name_slug_code_or_pinyin(group, query, found):
    entries = titles(queries.places(query, "", 1).entries)
    assert set(found) <= set(entries) and bool(found) == bool(entries)


def test_the_nearest_name_comes_first(group):
    assert titles(queries.places("榆中县", "", 1).entries)[0] == "榆中县"
    assert titles(queries.places("lz", "", 1).entries)[0] == "兰州市"


def test_a_found_place_says_where_it_lies(group):
    (county,) = queries.places("yuzhong", "", 1).entries
    assert county.note == "兰州市"


@pytest.mark.parametrize("number", ["", "x", "0", "99"])
def test_a_page_of_places_that_is_none_is_the_nearest(group, number):
    assert queries.places("", "", number).groups


def test_an_unknown_place_is_looked_for_by_name(group):
    assert queries.places("", "no-such", 1).entries == []
    assert titles(queries.places("", "榆中", 1).entries)


def test_the_map_sets_columns_under_their_sections_and_leaves_out_articles(group, rf):
    site = SiteView(group.yuzhong, rf.get("/yuzhong/"))
    sections = queries.site_map(site)
    openness = next(section for section in sections if section.entry.title == "阳光政务")
    assert [(entry.title, depth) for entry, depth in openness.below] == [("通知公告", 1)]
    everything = [entry.title for section in sections for entry, _depth in section.below]
    assert group.pages["article"].title not in everything


def test_the_map_leaves_out_what_is_not_live_and_is_cut_at_its_limit(group, rf, monkeypatch):
    site = SiteView(group.yuzhong, rf.get("/yuzhong/"))
    with exempt("factory"):
        ColumnPage.objects.get(pk=group.pages["feedback"].pk).unpublish()
    assert "咨询投诉" not in [section.entry.title for section in queries.site_map(site)]
    monkeypatch.setattr(queries, "MAP_LIMIT", 1)
    assert len(queries.site_map(site)) == 1


def test_addresses_are_absolute_live_and_no_mere_links(group):
    found = {location.url for location in queries.locations(group.yuzhong, 1).object_list}
    assert any(url.endswith("/yuzhong/ygzw/tzgg/short/") for url in found)
    assert all(url.startswith("http") for url in found)
    assert not any(url.endswith("/xx/") for url in found)


def test_a_long_list_of_addresses_comes_in_files_that_lose_and_double_none(group, monkeypatch):
    whole = [location.url for location in queries.locations(group.yuzhong, 1).object_list]
    monkeypatch.setattr(queries, "ADDRESSES_PER_FILE", 2)
    first = queries.locations(group.yuzhong, 1)
    parts = [
        location.url
        for number in first.paginator.page_range
        for location in queries.locations(group.yuzhong, number).object_list
    ]
    assert parts == whole and len(set(whole)) == len(whole)


def test_robots_name_the_maps_of_one_origin_without_sites_hosted_elsewhere(group):
    make_member("far", group.province, external_url="https://far.example.gov.cn/")
    own = make_member("tianshui", group.province, host="tianshui.example.gov.cn")
    assert len(queries.site_maps_of(group.lanzhou)) == 7
    assert [url.split("//")[1] for url in queries.site_maps_of(own)] == [
        "tianshui.example.gov.cn/sitemap.xml"
    ]
    assert queries.is_group_origin(group.lanzhou) and not queries.is_group_origin(own)


def test_places_cost_no_query_within_a_request(group, django_assert_num_queries):
    generations.begin_request()
    try:
        queries.places("", "", 1)
        with django_assert_num_queries(0):
            queries.places("", "", 1)
            queries.places("榆中", "", 1)
    finally:
        generations.end_request()


def test_articles_of_a_site_are_in_its_addresses_only(group):
    assert ArticlePage.objects.exists()
    assert not any(
        "tzgg/short" in location.url for location in queries.locations(group.lanzhou, 1).object_list
    )


def test_a_name_that_no_site_bears_is_asked_of_search_where_that_is_on(group, client):
    with exempt("factory"):
        Activation.objects.create(member=group.province, plugin="unified_search", enabled=True)
        generations.raise_("sitegroup")
    provider().rebuild(list(table().by_id.values()), "", silent)
    response = client.get("/places/", {"q": "榆中县工商局"})
    places = response.context["places"]
    assert places.meant and "县市场监管局" in titles(places.entries)
    assert response["Cache-Control"] == "no-store" and "榆中县工商局" in response.content.decode()
    assert not queries.places("没有这里", "", 1).entries
    assert not queries.places("", "榆中县工商局", 1).entries, "an address is no question"
    with exempt("factory"):
        Activation.objects.filter(plugin="unified_search").update(enabled=False)
        generations.raise_("sitegroup")
    assert not queries.places("榆中县工商局", "", 1).entries
