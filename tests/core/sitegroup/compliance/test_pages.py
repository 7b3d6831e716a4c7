"""What only the pages themselves tell: failing, slow, without their tags, leading nowhere."""

import pytest

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, HomePage
from core.sitegroup.compliance import pages
from core.sitegroup.compliance.departures import Kind
from core.sitegroup.compliance.reading import PageReader, SeenPage
from core.sitegroup.models import Member
from tests.core.sitegroup.compliance.samples import edit, found, page_of, renew


@pytest.fixture
def article(group):
    """An article of Dongdu's notices; ``article(body)`` writes that in it."""
    page = ArticlePage.objects.child_of(page_of("dongdu", "notices")).first()

    def write(text):
        edit(page, body=[("text", f"<p>{text}</p>")])
        return page

    return write


def test_a_home_page_that_fails_is_named(group):
    edit(HomePage.objects.get(pk=Member.objects.get(slug="dongdu").site.root_page_id), live=False)
    assert (Kind.HOME) in {kind for kind, _what in found("dongdu")}


def test_a_theme_that_drops_tags_and_links_is_found_by_its_pages(group, monkeypatch):
    monkeypatch.setattr(PageReader, "read", lambda self, url: SeenPage(200, tags={"SiteName": "x"}))
    kinds = found("chengjiang")
    assert (Kind.TAGS, "SiteDomain、SiteIDCode") in kinds
    links = [what for kind, what in kinds if kind is Kind.LINKS]
    assert len(links) == 3  # up to the province, down to two counties
    assert any("东渡区" in what for what in links)


def test_a_columns_page_without_a_columns_tags_is_named_with_its_address(group, monkeypatch):
    whole = PageReader.read

    def without(self, url):
        seen = whole(self, url)
        for name in ("ColumnType", "ColumnKeywords") if url.endswith("/tzgg/") else ():
            del seen.tags[name]
        return seen

    monkeypatch.setattr(PageReader, "read", without)
    [(kind, what)] = found("dongdu")
    assert kind is Kind.TAGS
    assert "/dongdu/ygzw/tzgg/" in what and what.endswith("ColumnKeywords、ColumnType")


def test_the_link_to_a_site_hosted_elsewhere_is_looked_for(group, monkeypatch):
    whole = PageReader.read

    def without(self, url):
        seen = whole(self, url)
        seen.links = [link for link in seen.links if "xinqu.example" not in link]
        return seen

    monkeypatch.setattr(PageReader, "read", without)
    assert any("云泽新区" in what for kind, what in found("yunze") if kind is Kind.LINKS)


def test_a_column_that_fails_is_named_with_its_address(group, monkeypatch):
    def broken(self, *args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("core.pages.models.ColumnPage.get_context", broken)
    failing = [what for kind, what in found("dongdu") if kind is Kind.FAILS]
    assert len(failing) == 3 and any("/dongdu/ygzw/tzgg/" in what for what in failing)


def test_a_page_that_takes_long_is_named(group, monkeypatch):
    monkeypatch.setattr(pages, "SLOW", -1)
    assert {kind for kind, _what in found("dongdu")} == {Kind.SLOW}


def test_a_link_to_nowhere_is_named_once_with_the_page_it_stands_on(group):
    notices = page_of("dongdu", "notices")
    edit(notices, intro="")
    with exempt("factory"):
        home = HomePage.objects.get(pk=Member.objects.get(slug="dongdu").site.root_page_id)
        links = [{"title": "去哪里", "address": "/dongdu/nowhere/"}] * 2
        home.body = [("headline", {"title": "办事", "note": "", "links": links})]
        home.save()
    renew()
    dead = [what for kind, what in found("dongdu") if kind is Kind.DEAD]
    assert len(dead) == 1
    assert "/dongdu/ → " in dead[0] and "/dongdu/nowhere/ (404)" in dead[0]


def test_links_to_other_hosts_are_not_followed(group, monkeypatch):
    asked = []
    whole = PageReader._ask
    monkeypatch.setattr(
        PageReader, "_ask", lambda self, url: (asked.append(url), whole(self, url))[1]
    )
    found("dongdu")
    assert asked and not [url for url in asked if "xinqu.example" in url]


def test_every_address_is_asked_once(group, monkeypatch):
    asked = []
    whole = PageReader._ask
    monkeypatch.setattr(
        PageReader, "_ask", lambda self, url: (asked.append(url), whole(self, url))[1]
    )
    found("dongdu")
    statuses = [url for url in asked if not url.endswith("/places/")]
    assert len(statuses) <= len(set(statuses)) + 1
