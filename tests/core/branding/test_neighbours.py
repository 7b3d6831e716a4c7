"""The sites above, below and beside one."""

from core.sitegroup.models import Level
from core.testing import make_member
from tests.core.branding.readers import titles, view_of


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


def test_the_switcher_shows_a_limit_and_the_way_to_the_rest(group, client):
    for number in range(65):
        make_member(f"x{number}", group.lanzhou, Level.COUNTY)
    first = view_of(client, "/lanzhou/").switcher[0]
    assert len(first.entries) == 60
    assert (first.count, first.more) == (69, "/lanzhou/places/?of=lanzhou")


def test_departments_are_beside_departments_and_places_beside_places(group, client):
    make_member("yz-jyj", group.yuzhong, Level.DEPARTMENT, short_name="县教育局")
    assert titles(view_of(client, "/yz-scjgj/").siblings) == ["县教育局"]
    assert "县教育局" not in titles(view_of(client, "/yuzhong/").divisions)


def test_the_province_has_nobody_above_or_beside_it(group, client):
    site = view_of(client, "/")
    assert (site.parent, site.siblings) == (None, [])
    assert len(site.switcher) == 1
    assert titles(site.switcher[0].entries) == ["兰州市"]


def test_a_site_with_nothing_below_it_is_offered_what_is_beside_it(group, client):
    (beside,) = view_of(client, "/gaolan/").switcher
    assert set(titles(beside.entries)) == {"榆中县", "城关区", "七里河区"}
    assert (beside.count, beside.more) == (3, "")
