"""What only the pages themselves tell: failing, slow, without their tags, leading nowhere."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, HomePage
from core.sitegroup.compliance import pages
from core.sitegroup.compliance.departures import Kind
from core.sitegroup.compliance.pages import rendered
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


def dead_links(*urls):
    member = Member.objects.get(slug="dongdu")
    seen = rendered(member, PageReader(settings.GROUP_ORIGIN), articles=urls)
    return [each.what for each in seen if each.kind is Kind.DEAD]


def test_an_article_that_leads_nowhere_is_named(article):
    page = article('<a href="/dongdu/nowhere/">这里</a>')
    [what] = dead_links(page.full_url)
    assert "/dongdu/nowhere/ (404)" in what and page.full_url in what
    gone = article('<a linktype="page" id="999999">这里</a>')
    assert len(dead_links(gone.full_url)) == 1


@pytest.fixture
def document(article, settings, tmp_path):
    """A document to which Dongdu's article leads, on disk."""
    settings.MEDIA_ROOT = tmp_path
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    with exempt("factory"):
        made = Document(title="附件")
        made.file.save("附件.pdf", ContentFile(b"%PDF-1.4"))
    made.page = article(f'<a linktype="document" id="{made.pk}">附件</a>')
    return made


def test_a_document_that_is_there_is_no_dead_link_and_is_not_read(document, monkeypatch):
    asked = []
    whole = PageReader._ask

    def ask(self, url, method="get"):
        answer = whole(self, url, method)
        asked.append((method, "/documents/" in url))
        return answer

    monkeypatch.setattr(PageReader, "_ask", ask)
    assert dead_links(document.page.full_url) == []
    assert [method for method, is_document in asked if is_document] == ["head"]


def test_a_document_whose_file_is_gone_is_a_dead_link(document):
    Path(document.file.path).unlink()
    [what] = dead_links(document.page.full_url)
    assert f"/documents/{document.pk}/" in what


def test_a_document_that_was_deleted_is_a_dead_link(article, document):
    page = article(f'<a href="/documents/{document.pk}/x.pdf">附件</a>')
    with exempt("factory"):
        document.delete()
    assert len(dead_links(page.full_url)) == 1


@pytest.mark.parametrize(("name", "dead"), [("there.pdf", 0), ("gone.pdf", 1)])
def test_a_file_that_the_web_server_serves_is_looked_for_on_disk(
    article, document, settings, name, dead
):
    settings.SERVE_MEDIA = False
    Path(settings.MEDIA_ROOT, "there.pdf").write_bytes(b"%PDF-1.4")
    page = article(f'<a href="/media/{name}">附件</a>')
    assert len(dead_links(page.full_url)) == dead


def test_links_to_other_hosts_are_not_followed(group, monkeypatch):
    asked = []
    whole = PageReader._ask
    monkeypatch.setattr(
        PageReader, "_ask", lambda self, url, *how: (asked.append(url), whole(self, url, *how))[1]
    )
    found("dongdu")
    assert asked and not [url for url in asked if "xinqu.example" in url]


def test_every_address_is_asked_once(group, monkeypatch):
    asked = []
    whole = PageReader._ask
    monkeypatch.setattr(
        PageReader, "_ask", lambda self, url, *how: (asked.append(url), whole(self, url, *how))[1]
    )
    found("dongdu")
    statuses = [url for url in asked if not url.endswith("/places/")]
    assert len(statuses) <= len(set(statuses)) + 1
