"""Every kind of link × every kind of reader × every kind of target, without a template."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_script_prefix, reverse
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from core.pages.models import LinkPage
from core.plugins.urls import prefix_of
from core.sitegroup.addresses import PLATFORM_DOORS, SITE_DOORS, resolve, table, url_for
from core.sitegroup.middleware import MemberMiddleware
from tests.core.sitegroup.readers import (
    GROUP,
    HOST,
    READERS,
    SCHEME,
    TIANSHUI,
    TUNNEL,
    plain,
    read_as,
)

#: target: (slug, its configured origin, its prefix there)
TARGETS = {
    "province": ("gansu", GROUP, ""),
    "own or another by path": ("lanzhou", GROUP, "/lanzhou"),
    "a county by path": ("chengguan", GROUP, "/chengguan"),
    "by host": ("tianshui", TIANSHUI, ""),
    "another by host": ("maiji", f"{SCHEME}//maiji.example.gov.cn", ""),
}


#: kind of link: (what makes it, whether it is always absolute). Inside: what follows the prefix.
ARTICLE = "/tzgg/tongzhi/"
KINDS = {
    "page.url": (lambda g, s, r: plain(g.articles[s]).url, ARTICLE, False),
    "specific page.url": (lambda g, s, r: g.articles[s].specific.url, ARTICLE, False),
    "get_url with the request": (lambda g, s, r: plain(g.articles[s]).get_url(r), ARTICLE, False),
    "home page": (lambda g, s, r: plain(g.members[s].site.root_page).url, "/", False),
    "menu and list": (
        lambda g, s, r: Page.objects.get(slug="tzgg", url_path__contains=f"/{s}/home/").url,
        "/tzgg/",
        False,
    ),
    "rich text": (
        lambda g, s, r: expand_db_html(f'<a linktype="page" id="{g.articles[s].pk}">x</a>').split(
            '"'
        )[1],
        ARTICLE,
        False,
    ),
    "link page's target": (
        lambda g, s, r: LinkPage(title="l", target=plain(g.articles[s])).target.url,
        ARTICLE,
        False,
    ),
    "plugin page": (
        lambda g, s, r: url_for(g.members[s], "dummy-plugin/form/"),
        "/dummy-plugin/form/",
        False,
    ),
    "canonical (full_url)": (lambda g, s, r: plain(g.articles[s]).full_url, ARTICLE, True),
    "canonical with the request": (
        lambda g, s, r: plain(g.articles[s]).get_full_url(r),
        ARTICLE,
        True,
    ),
    "site map of Wagtail": (
        lambda g, s, r: plain(g.articles[s]).get_sitemap_urls(r)[0]["location"],
        ARTICLE,
        True,
    ),
    "absolute, from anywhere": (
        lambda g, s, r: url_for(g.members[s], "x/", absolute=True),
        "/x/",
        True,
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_is_right_for_every_reader_and_every_target(group, kind):
    make, inside, always_absolute = KINDS[kind]
    for reader, (_host, _path, at) in READERS.items():
        for target, (slug, origin, prefix) in TARGETS.items():
            found = read_as(reader, lambda request, slug=slug: make(group, slug, request))
            relative = origin == at and not always_absolute
            assert found == ("" if relative else origin) + prefix + inside, (reader, target)


@pytest.mark.parametrize("reader", READERS)
def test_a_documents_address_is_the_platforms_door_for_every_reader(group, reader):
    at = READERS[reader][2]
    html = f'<a linktype="document" id="{group.document.pk}">x</a>'
    by_text = read_as(reader, lambda request: expand_db_html(html).split('"')[1])
    by_object = read_as(reader, lambda request: Document.objects.get(pk=group.document.pk).url)
    assert by_text == by_object
    expected = f"/documents/{group.document.pk}/"
    assert by_text.startswith(expected if at == GROUP else GROUP + expected)
    assert " " not in by_text


@pytest.mark.parametrize("reader", READERS)
def test_files_and_static_have_one_address_everywhere(group, reader):
    assert settings.STATIC_URL.startswith("/") and settings.MEDIA_URL.startswith("/")
    assert read_as(
        reader, lambda request: Document.objects.get(pk=group.document.pk).file.url
    ).startswith("/media/")


def test_a_document_downloads_by_the_address_its_link_has(group, client):
    for reader, (host, _path, _at) in READERS.items():
        if not host:
            continue
        url = read_as(reader, lambda request: Document.objects.get(pk=group.document.pk).url)
        asked = HOST if url.startswith(GROUP) else host
        answer = client.get(url.removeprefix(GROUP), headers={"host": asked})
        assert answer.status_code == 200, reader


def test_a_site_hosted_elsewhere_keeps_its_place_and_its_address(group):
    known = table()
    assert group.jiayuguan.pk in known.children[group.gansu.pk]
    for reader in READERS:
        assert (
            read_as(reader, lambda request: url_for(group.jiayuguan))
            == "https://www.jyg.example.cn/"
        )
    assert resolve(HOST, "/jiayuguan/x").redirect == "https://www.jyg.example.cn/x"


# Who answers


ANSWERS = [
    # host, path, member, redirect
    (HOST, "/", "gansu", ""),
    (HOST, "/tzgg/", "gansu", ""),
    (HOST, "/lanzhou/", "lanzhou", ""),
    (HOST, "/lanzhou", "lanzhou", "/lanzhou/"),
    (HOST, "/lanzhou/tzgg/", "lanzhou", ""),
    (HOST, "/lanzhou/admin/", "lanzhou", "/admin/"),
    (HOST, "/lanzhou/api/v1/x", "lanzhou", "/api/v1/x"),
    (HOST, "/lanzhou/healthz", "lanzhou", "/healthz"),
    (HOST, "/lanzhou/documents/1/a.pdf", "lanzhou", "/documents/1/a.pdf"),
    (HOST, "/lanzhou/static/x.css", "lanzhou", "/static/x.css"),
    (HOST, "/lanzhouxin/", "gansu", ""),
    (HOST, "//lanzhou/x", "gansu", ""),
    (HOST, "/gansu/", "gansu", ""),
    (HOST, "/tianshui/tzgg/", "tianshui", f"{TIANSHUI}/tzgg/"),
    (TUNNEL, "/", "gansu", ""),
    (TUNNEL, "/lanzhou/tzgg/", "lanzhou", ""),
    (TUNNEL, "/tianshui/tzgg/", "tianshui", f"{TIANSHUI}/tzgg/"),
    ("tianshui.example.gov.cn", "/", "tianshui", ""),
    ("TIANSHUI.example.gov.cn:8443", "/tzgg/", "tianshui", ""),
    ("tianshui.example.gov.cn", "/lanzhou/", "tianshui", ""),
    ("tianshui.example.gov.cn", "/admin/", "tianshui", f"{GROUP}/admin/"),
    ("tianshui.example.gov.cn", "/api/v1/", "tianshui", f"{GROUP}/api/v1/"),
    ("tianshui.example.gov.cn", "/static/x.css", "tianshui", ""),
    ("tianshui.example.gov.cn", "/media/x.png", "tianshui", ""),
]


@pytest.mark.parametrize(("host", "path", "slug", "redirect"), ANSWERS)
def test_one_member_answers_each_address_and_doors_lead_to_the_root(
    group, host, path, slug, redirect
):
    found = resolve(host, path)
    assert (found.address.slug, found.redirect, found.refused) == (slug, redirect, False)


def test_the_platforms_doors_answer_at_the_root_of_the_group_only(group, client):
    assert client.get("/healthz").status_code == 200
    for door in ("admin/login/", "healthz", "api/v1/"):
        answer = client.get(f"/lanzhou/{door}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/{door}")
        answer = client.get(f"/{door}?a=1", headers={"host": "tianshui.example.gov.cn"})
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{GROUP}/{door}?a=1")
        assert client.post(f"/lanzhou/{door}").status_code == 404


def test_a_path_that_was_encoded_does_not_become_a_query_or_a_header(group, client):
    answer = client.get("/tianshui/a%3Fb%0d%0aSet-Cookie:x")
    assert answer.headers["Location"].startswith(f"{TIANSHUI}/a%3Fb%0D%0A")


def test_an_error_leaves_no_reader_behind(group):
    from core.sitegroup.addresses import _reader_origin

    def fail(request):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        MemberMiddleware(fail)(RequestFactory(HTTP_HOST=HOST).get("/lanzhou/"))
    assert (_reader_origin.get(), get_script_prefix()) == ("", "/")


# The admin on a host of its own


@pytest.fixture
def admin_host(settings):
    settings.ADMIN_HOST = "admin.example.gov.cn"
    return settings.ADMIN_HOST


def test_the_admin_answers_on_its_own_host_and_on_no_other(group, client, admin_host):
    assert client.get("/admin/login/", headers={"host": admin_host}).status_code == 200
    for host in (HOST, TUNNEL):
        assert client.get("/admin/login/", headers={"host": host}).status_code == 404
    answer = client.get("/", headers={"host": admin_host})
    assert (answer.status_code, answer.headers["Location"]) == (301, "/admin/")
    answer = client.get("/lanzhou/tzgg/", headers={"host": admin_host})
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{GROUP}/lanzhou/tzgg/")


def test_from_the_admins_own_host_every_link_to_a_site_is_absolute(group, admin_host):
    found = []
    MemberMiddleware(
        lambda request: found.append(plain(group.articles["lanzhou"]).url) or HttpResponse()
    )(RequestFactory(HTTP_HOST=admin_host).get("/admin/"))
    assert found == [f"{GROUP}/lanzhou/tzgg/tongzhi/"]


# The words that belong to the platform


def test_every_first_segment_of_our_own_urls_is_reserved(db):
    from core.plugins import registry
    from core.urls import urlpatterns

    reserved = PLATFORM_DOORS | SITE_DOORS | {prefix_of(slug) for slug in registry.plugins()}

    def first_segments(patterns):
        for pattern in patterns:
            text = str(pattern.pattern).lstrip("^")
            if text in ("", "^"):
                if "wagtail.urls" not in str(getattr(pattern, "urlconf_name", "")):
                    yield from first_segments(pattern.url_patterns)
                continue
            yield text.partition("/")[0]

    found = set(first_segments(urlpatterns)) - {"_util"}
    assert found <= reserved | {""}, found - reserved


def test_links_outside_a_request_cost_one_small_query_each_time(group, django_assert_num_queries):
    pages = list(Page.objects.filter(slug="tongzhi"))
    table()
    with django_assert_num_queries(len(pages)):
        [page.url for page in pages]


def test_reverse_inside_a_site_keeps_its_prefix(group):
    assert read_as("site by path", lambda request: reverse("sitemap_xml")) == "/lanzhou/sitemap.xml"
    assert read_as("site by host", lambda request: reverse("sitemap_xml")) == "/sitemap.xml"
