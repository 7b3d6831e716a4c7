"""The same links, read from the pages that readers and editors are shown."""

import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, LinkPage
from core.people.rights import Reach
from core.sitegroup.models import Level
from core.testing import make_column, make_member, make_province, make_user, sign_in

GROUP = settings.GROUP_ORIGIN
HOST = GROUP.split("//")[1]
TIANSHUI = f"{GROUP.split('//')[0]}//tianshui.example.gov.cn"
TUNNEL = "reader-7.tunnel.example.com"


@pytest.fixture
def group(db):
    made = SimpleNamespace(columns={}, articles={}, roots={})
    made.gansu = make_province()
    made.lanzhou = make_member("lanzhou", made.gansu, name="兰州市")
    made.chengguan = make_member("chengguan", made.lanzhou, Level.COUNTY, name="城关区")
    made.tianshui = make_member(
        "tianshui", made.gansu, name="天水市", host="tianshui.example.gov.cn"
    )
    made.jiayuguan = make_member(
        "jiayuguan", made.gansu, name="嘉峪关市", external_url="https://www.jyg.example.cn"
    )
    made.members = {m.slug: m for m in (made.gansu, made.lanzhou, made.chengguan, made.tianshui)}
    for slug, member in made.members.items():
        made.columns[slug] = make_column(member, "tzgg", "通知公告", in_menu=True)
    with exempt("factory"):
        for slug, column in made.columns.items():
            made.articles[slug] = column.add_child(
                instance=ArticlePage(title=f"{slug} 的通知", slug="tongzhi", source="办公室")
            )
        links = "".join(
            f'<a linktype="page" id="{page.pk}">{slug}</a>' for slug, page in made.articles.items()
        )
        for page in made.articles.values():
            page.body = [("text", f"<p>{links}</p>")]
            page.save()
        made.columns["lanzhou"].add_child(
            instance=LinkPage(
                title="到天水",
                slug="dao-tianshui",
                target=Page.objects.get(pk=made.articles["tianshui"].pk),
            )
        )
    return made


#: reader: (host, prefix of the site he reads, its configured origin, its slug)
READERS = {
    "province": (HOST, "", GROUP, "gansu"),
    "by path": (HOST, "/lanzhou", GROUP, "lanzhou"),
    "by host": ("tianshui.example.gov.cn", "", TIANSHUI, "tianshui"),
    "by path through a tunnel": (TUNNEL, "/lanzhou", GROUP, "lanzhou"),
}
WHERE = {
    "gansu": (GROUP, ""),
    "lanzhou": (GROUP, "/lanzhou"),
    "chengguan": (GROUP, "/chengguan"),
    "tianshui": (TIANSHUI, ""),
}


def expected(slug, at):
    origin, prefix = WHERE[slug]
    return ("" if origin == at else origin) + prefix


def get(client, reader, inside):
    host, prefix, _at, _slug = READERS[reader]
    answer = client.get(prefix + inside, headers={"host": host})
    assert answer.status_code == 200, (reader, inside, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize("reader", READERS)
def test_an_article_links_by_rich_text_menu_crumbs_and_canonical(group, client, reader):
    _host, prefix, at, _slug = READERS[reader]
    html = get(client, reader, "/tzgg/tongzhi/")
    for target in WHERE:
        assert f'href="{expected(target, at)}/tzgg/tongzhi/"' in html, target
    assert f'href="{prefix}/tzgg/"' in html  # menu and breadcrumb
    canonical = re.search(r'<link[^>]*rel="canonical"[^>]*>', html)
    assert canonical and f'href="{at}{prefix}/tzgg/tongzhi/"' in canonical[0]
    assert "/lanzhou/lanzhou/" not in html and TUNNEL not in html
    assert not re.search(r'(?:href|src)="(?!/|https?:|#|mailto:|tel:|\?)[^"]', html)


@pytest.mark.parametrize("reader", READERS)
def test_the_language_link_leads_back_to_the_same_page(group, client, reader):
    host, prefix, _at, _slug = READERS[reader]
    html = get(client, reader, "/tzgg/tongzhi/")
    link = re.search(rf'href="({prefix}/display/\?[^"]*lang=en[^"]*)"', html)
    assert link, "no language link"
    answer = client.get(link[1].replace("&amp;", "&"), headers={"host": host})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{prefix}/tzgg/tongzhi/")


@pytest.mark.parametrize("reader", READERS)
def test_the_site_map_and_the_feed_give_configured_addresses(group, client, reader):
    _host, prefix, at, _slug = READERS[reader]
    xml = get(client, reader, "/sitemap.xml")
    locations = re.findall(r"<loc>([^<]*)</loc>", xml)
    assert f"{at}{prefix}/tzgg/tongzhi/" in locations
    assert all(location.startswith(f"{at}{prefix}/") for location in locations)
    feed = get(client, reader, "/tzgg/feed/")
    assert f"{at}{prefix}/tzgg/tongzhi/" in feed and TUNNEL not in feed


@pytest.mark.parametrize("reader", ["by path", "by path through a tunnel"])
def test_a_link_page_leads_to_a_page_of_a_site_on_another_host(group, client, reader):
    host = READERS[reader][0]
    answer = client.get("/lanzhou/tzgg/dao-tianshui/", headers={"host": host})
    assert answer.headers["Location"] == f"{TIANSHUI}/tzgg/tongzhi/"


@pytest.mark.parametrize("reader", READERS)
def test_a_site_hosted_elsewhere_is_in_the_list_of_places(group, client, reader):
    assert 'href="https://www.jyg.example.cn/"' in get(client, reader, "/places/")


@pytest.mark.parametrize("slug", WHERE)
@pytest.mark.parametrize("host", [HOST, TUNNEL])
def test_the_editor_views_live_and_previews_the_page_of_its_own_site(group, slug, host):
    client = sign_in(Client(HTTP_HOST=host), make_user("office", "provincial_office", Reach.GROUP))
    page = group.articles[slug]
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert f'href="{expected(slug, GROUP)}/tzgg/tongzhi/"' in edit  # "view live"
    draft = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert draft.status_code == 200
    text = draft.content.decode()
    assert group.members[slug].name in text
    prefix = WHERE[slug][1]
    assert f'href="{prefix}/tzgg/"' in text  # the preview's own menu, as its reader has it


def test_a_preview_of_a_page_that_is_not_saved_yet_stands_on_its_site(group):
    client = sign_in(Client(), make_user("office", "provincial_office", Reach.GROUP))
    column = group.columns["lanzhou"]
    url = reverse("wagtailadmin_pages:preview_on_add", args=["pages", "articlepage", column.pk])
    form = {
        "title": "预览中", "slug": "yulan", "source": "办公室",
        "date": "2015-07-01 09:00", "body-count": 0,
        **{f"{name}-{key}": 0 for name in ("attachments", "related", "comments")
           for key in ("TOTAL_FORMS", "INITIAL_FORMS")},
    }  # fmt: skip
    assert client.post(url, form).json()["is_valid"]
    html = client.get(url + "?mode=").content.decode()
    assert "预览中" in html and "兰州市" in html and 'href="/lanzhou/tzgg/"' in html
