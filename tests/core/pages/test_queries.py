"""What pages show: live, open to all, of plugins that are on."""

import datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import Page, PageViewRestriction

from core.actions.boundary import exempt
from core.pages import queries
from core.pages.models import ArticlePage, ColumnPage
from core.plugins.actions import disable, enable
from core.testing import SYSTEM


def slugs(pages):
    return {page.slug for page in pages}


def write(column, slug, day, **fields):
    date = timezone.make_aware(datetime.datetime(2026, 1, day))
    return column.add_child(
        instance=ArticlePage(title=slug, slug=slug, source="办公室", date=date, **fields)
    )


def test_what_is_not_live_or_behind_a_restriction_is_in_no_list(group):
    assert {"tzgg", "bianmin", "zhuanlan"} <= slugs(queries.live_pages(group.chengguan))
    with exempt("factory"):
        Page.objects.get(pk=group.extra["chengguan"].pk).specific.unpublish()
        PageViewRestriction.objects.create(
            page_id=group.columns["chengguan"].pk, restriction_type="login"
        )
    found = slugs(queries.live_pages(group.chengguan))
    assert not {"tzgg", "bianmin", "zhuanlan"} & found
    assert "bianmin" in slugs(queries.live_pages(group.qilihe))


def test_a_restriction_does_not_reach_a_page_whose_path_only_begins_alike(group):
    with exempt("factory"):
        PageViewRestriction.objects.create(
            page_id=group.extra["chengguan"].pk, restriction_type="login"
        )
    assert "tzgg" in slugs(queries.live_pages(group.chengguan))


def test_pages_of_a_plugin_leave_the_lists_when_it_is_switched_off(group):
    enable("dummy_plugin", group.lanzhou, actor=SYSTEM)
    assert "dummy" in slugs(queries.live_pages(group.lanzhou))
    disable("dummy_plugin", group.lanzhou, actor=SYSTEM)
    assert "dummy" not in slugs(queries.live_pages(group.lanzhou))


def test_a_column_lists_its_articles_newest_first_page_by_page(group, rf, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    column = ColumnPage.objects.get(pk=group.extra["chengguan"].pk)
    with exempt("factory"):
        for slug, day in (("b", 2), ("c", 3), ("a", 1), ("hidden", 4)):
            write(column, slug, day, live=slug != "hidden")
    first = queries.column_listing(column, rf.get("/"))
    assert [row.title for row in first["articles"].object_list] == ["c", "b"]
    assert first["latest"] == []
    second = queries.column_listing(column, rf.get("/?page=2"))
    assert [row.title for row in second["articles"].object_list] == ["a"]
    beyond = queries.column_listing(column, rf.get("/?page=x"))
    assert beyond["articles"].number == 1


def test_a_column_of_columns_shows_them_and_what_is_new_below(group, rf):
    column = ColumnPage.objects.get(pk=group.extra["chengguan"].pk)
    with exempt("factory"):
        inner = column.add_child(instance=ColumnPage(title="内", slug="nei"))
        write(inner, "deep", 1)
    found = queries.column_listing(column, rf.get("/"))
    assert [row.title for row in found["subcolumns"]] == ["内"]
    assert found["articles"] is None
    assert [row.title for row in found["latest"]] == ["deep"]
    assert found["feed_url"].endswith("/chengguan/zhuanlan/feed/")


def test_the_newest_are_counted_and_none_without_a_column(group):
    column = ColumnPage.objects.get(pk=group.extra["chengguan"].pk)
    with exempt("factory"):
        for day in (1, 2, 3):
            write(column, f"a{day}", day)
    assert [row.title for row in queries.newest_rows(column, 2)] == ["a3", "a2"]
    assert queries.newest_articles(None, 5) == []


def test_an_article_shows_the_facts_it_has_and_no_others(group):
    with exempt("factory"):
        article = write(group.extra["chengguan"], "facts", 1, document_number="城政发〔2026〕1号")
    with translation.override("en"):
        extras = queries.article_extras(ArticlePage.objects.get(pk=article.pk))
    assert extras["facts"] == [("Document number", "城政发〔2026〕1号")]
    assert (extras["attachments"], extras["related"]) == ([], [])


@pytest.mark.parametrize("state", ["open", "not live", "restricted"])
def test_a_related_page_is_linked_only_while_it_is_live_and_open_to_all(group, state):
    from core.pages.models import ArticleRelated

    article, target = group.articles["chengguan"], group.articles["qilihe"]
    with exempt("factory"):
        ArticleRelated.objects.create(page=article, target=target)
        if state == "not live":
            ArticlePage.objects.get(pk=target.pk).unpublish()
        if state == "restricted":
            PageViewRestriction.objects.create(
                page_id=group.columns["qilihe"].pk, restriction_type="login"
            )
    related = queries.article_extras(ArticlePage.objects.get(pk=article.pk))["related"]
    assert [row.title for row in related] == ([target.title] if state == "open" else [])


def test_an_article_asks_as_often_for_one_related_page_as_for_many(group, client):
    from core.pages.models import ArticleRelated

    article, first, *others = group.articles.values()

    def asked():
        client.get("/tzgg/bianmin/")  # what a process remembers is remembered then
        with CaptureQueriesContext(connection) as taken:
            html = client.get("/tzgg/bianmin/").content.decode()
        return len(taken), sum(page.title in html for page in (first, *others))

    counts = []
    for targets in ([first], others):
        with exempt("factory"):
            for target in targets:
                ArticleRelated.objects.create(page=article, target=target)
        counts.append(asked())
    assert counts == [(counts[0][0], 1), (counts[0][0], 1 + len(others))]


@pytest.mark.parametrize(
    ("name", "size", "note"),
    [("表.pdf", 2048, "PDF 2.0\xa0KB"), ("表.docx", None, "DOCX"), ("表", None, "")],
)
def test_a_file_tells_its_kind_and_size_where_they_are_known(name, size, note):
    document = SimpleNamespace(title="表", url="/documents/1/", filename=name, file_size=size)
    with translation.override("en"):
        row = queries.file_row(document)
    assert (row.title, row.url, row.note) == ("表", "/documents/1/", note)


def test_the_way_down_to_a_page_begins_at_its_sites_own_root(group):
    article = Page.objects.get(pk=group.articles["chengguan"].pk)
    trail = queries.breadcrumb(article)
    assert [page.pk for page in trail] == [
        group.chengguan.site.root_page_id,
        group.columns["chengguan"].pk,
    ]
    assert queries.parent_column_title(article) == "通知公告"


def test_a_page_outside_every_site_has_no_way(group):
    assert queries.breadcrumb(Page.objects.get(pk=group.chengguan.folder_id)) == []
    assert queries.breadcrumb(Page.objects.get(depth=1)) == []
    assert queries.parent_column_title(Page.objects.get(depth=1)) == ""
