"""The doors of every member site, and the error pages."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from core.actions.boundary import exempt
from core.sitegroup.models import Level
from core.testing import make_member, make_user

PAGES = [
    "/",
    "/yuzhong/",
    "/yuzhong/ygzw/",
    "/yuzhong/ygzw/tzgg/",
    "/yuzhong/ygzw/tzgg/full/",
    "/yuzhong/places/",
    "/yuzhong/sitemap/",
    "/yuzhong/accessibility/",
    "/yuzhong/none/",
]


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("type=large", "type", "large"),
        ("contrast=high", "contrast", "high"),
        ("lang=en", "lang", "en"),
    ],
)
def test_a_choice_is_kept_in_a_cookie_and_leads_back(group, client, query, name, value):
    response = client.get(f"/yuzhong/display/?{query}&next=/yuzhong/ygzw/%3Fpage%3D2")
    assert (response.status_code, response["Location"]) == (302, "/yuzhong/ygzw/?page=2")
    assert response.cookies[name].value == value
    assert response.cookies[name]["path"] == "/" and response.cookies[name]["httponly"]
    assert response["Cache-Control"] == "no-store"


def test_a_choice_is_taken_back(group, client):
    client.cookies["type"] = "large"
    assert 'data-type="large"' in client.get("/yuzhong/").content.decode()
    client.get("/yuzhong/display/?type=&next=/yuzhong/")
    assert "data-type" not in client.get("/yuzhong/").content.decode()


def test_what_is_no_choice_changes_nothing(group, client):
    response = client.get("/yuzhong/display/?type=enormous&lang=tlh")
    assert response.cookies["type"].value == response.cookies["lang"].value == ""
    client.cookies["type"] = '"><script>'
    assert "<script>" not in client.get("/yuzhong/").content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "\\\\evil",
        "",
        "%0d/x",
    ],
)
def test_a_foreign_next_leads_home(group, client, target):
    response = client.get("/yuzhong/display/", {"type": "large", "next": target})
    assert response["Location"] == "/yuzhong/"


def test_mode_links_lead_back_to_the_very_page(group, client):
    html = client.get("/yuzhong/ygzw/tzgg/?page=1").content.decode()
    assert "/yuzhong/display/?type=large&amp;next=%2Fyuzhong%2Fygzw%2Ftzgg%2F%3Fpage%3D1" in html


def test_english_changes_the_frame_and_marks_the_chinese_content(group, client):
    client.cookies["lang"] = "en"
    html = client.get("/yuzhong/ygzw/tzgg/full/").content.decode()
    assert '<html lang="en">' in html and "Large type" in html
    assert '<article class="body" lang="zh-Hans-CN">' in html


def test_places_are_grouped_by_prefecture(group, client):
    places = client.get("/places/").context["places"]
    assert [found.title for found in places.groups] == ["兰州市"]
    assert [entry.title for entry in places.groups[0].entries] == [
        "城关区",
        "皋兰县",
        "七里河区",
        "榆中县",
    ]


def test_places_are_paged_by_prefecture_and_hold_fifteen_hundred_sites(group, client, monkeypatch):
    for number in range(9):
        make_member(f"p{number}", group.province, name=f"州{number}")
    html = client.get("/places/").content.decode()
    assert 'href="?page=2"' in html
    assert client.get("/places/?page=2").context["places"].leaf.number == 2
    assert client.get("/places/?page=999").status_code == 200


def test_a_place_is_found_by_name_and_by_division_code(group, client):
    by_name = client.get("/yuzhong/places/?q=皋兰").context["places"].entries
    by_code = client.get("/yuzhong/places/?q=620123").context["places"].entries
    assert [entry.title for entry in by_name] == ["皋兰县"]
    assert "榆中县" in [entry.title for entry in by_code]
    assert client.get("/places/?of=nowhere").status_code == 200


def test_the_human_site_map_shows_columns_and_no_articles(group, client):
    html = client.get("/yuzhong/sitemap/").content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    assert "/yuzhong/ygzw/tzgg/" in main and "/short/" not in main


def _locations(client: Client, path: str) -> list[str]:
    root = ElementTree.fromstring(client.get(path).content)
    return [node.text for node in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_the_xml_site_map_holds_this_site_only_by_its_configured_address(group, client):
    found = _locations(client, "/yuzhong/sitemap.xml")
    assert "http://localhost:8000/yuzhong/ygzw/tzgg/full/" in found
    assert all(url.startswith("http://localhost:8000/yuzhong/") for url in found)
    assert not [url for url in found if "/zxts/xx/" in url]  # a link page only leads elsewhere


def test_the_xml_site_map_leaves_out_what_is_not_live(group, client):
    with exempt("factory"):
        group.pages["article"].unpublish()
    assert not [url for url in _locations(client, "/yuzhong/sitemap.xml") if "/short/" in url]


def test_a_long_site_map_is_an_index(group, client, monkeypatch):
    monkeypatch.setattr("core.branding.queries.ADDRESSES_PER_FILE", 3)
    index = _locations(client, "/yuzhong/sitemap.xml")
    assert index[0] == "http://localhost:8000/yuzhong/sitemap.xml?p=1" and len(index) > 2
    assert len(_locations(client, "/yuzhong/sitemap.xml?p=1")) == 3


def test_robots_name_the_site_maps_of_all_sites_on_the_host(group, client):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://localhost:8000/sitemap.xml" in text
    assert "Sitemap: http://localhost:8000/yuzhong/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_a_site_of_its_own_host_names_its_own_map_only(group, client):
    make_member("own", group.lanzhou, Level.COUNTY, host="own.example.gov.cn")
    text = client.get("/robots.txt", headers={"host": "own.example.gov.cn"}).content.decode()
    assert re.findall("Sitemap: (.*)", text) == ["http://own.example.gov.cn/sitemap.xml"]
    assert "/admin/" not in text


def test_a_missing_page_stays_in_the_frame_of_its_site(group, client):
    response = client.get("/yuzhong/none/")
    assert response.status_code == 404
    assert "甘肃政务服务网·榆中县" in response.content.decode()


@pytest.mark.django_db
def test_a_missing_page_is_told_before_there_is_any_site(client):
    response = client.get("/none/")
    assert response.status_code == 404 and "<h1>" in response.content.decode()


def test_a_failure_is_told_without_the_database(group, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("boom")

    monkeypatch.setattr("core.branding.views.queries.places", fail)
    response = Client(raise_request_exception=False).get("/yuzhong/places/")
    html = response.content.decode()
    assert response.status_code == 500 and "<h1>" in html and "boom" not in html


def test_a_form_without_its_token_is_refused_with_a_sentence(group):
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "Cookie" in response.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_inline_style_or_script_or_asks_a_foreign_host(group, client, path):
    response = client.get(path)
    html = response.content.decode()
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert not re.findall(r"<script(?![^>]*\ssrc=)", html)
    assert not re.findall(
        r"<(?:script|img|iframe|source|link rel=\"stylesheet\")[^>]*(?:src|href)=\"(?:https?:)?//",
        html,
    )
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy and "*" not in policy


def test_a_page_that_expired_is_gone(group, client):
    with exempt("factory"):
        page = group.pages["article"]
        page.live, page.expire_at = False, timezone.now() - timedelta(days=1)
        page.save()
    assert client.get("/yuzhong/ygzw/tzgg/short/").status_code == 404


def test_who_is_locked_out_is_told_in_the_frame_of_the_site(group, client, settings):
    make_user("clerk")
    for _attempt in range(settings.AXES_FAILURE_LIMIT + 1):
        response = client.post("/admin/login/", {"username": "clerk", "password": "wrong"})
    assert response.status_code == 429
    assert "登录已锁定" in response.content.decode()


def test_a_page_behind_a_password_asks_for_it_in_the_frame_of_the_site(group, client):
    with exempt("factory"):
        PageViewRestriction.objects.create(
            page=group.pages["notices"], restriction_type="password", password="sesame"
        )
    html = client.get("/yuzhong/ygzw/tzgg/short/").content.decode()
    assert "受保护的页面" in html and 'class="brand-name"' in html
