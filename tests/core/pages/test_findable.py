"""core/pages/findable.py: search is told of pages in the transaction that changes them."""

import pytest
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from core.actions.boundary import exempt
from core.pages.actions import rename_column
from core.pages.models import ArticlePage, ColumnPage
from core.plugins.actions import disable, enable
from core.search.changes import follow_up
from core.search.models import Pending
from core.search.provider import Question, provider
from core.testing import SYSTEM

pytestmark = pytest.mark.django_db
WORDS = "便民服务"


@pytest.fixture
def members(group):
    follow_up()
    return group.members


@pytest.fixture
def article(group, members):
    return Page.objects.get(pk=group.articles["chengguan"].pk).specific


def found(text=WORDS, site="chengguan"):
    """``"<site> <slug>"`` of each page that is found."""
    asked = Question(text, members_of()[site], literal=True, size=50)
    hits = [hit.document for hit in provider().search(asked).hits]
    pages = [one for one in hits if one["plugin"] == "core" and one["kind"] != "site"]
    return {f"{one['site']} {one['url'].rstrip('/').rpartition('/')[2]}" for one in pages}


def members_of():
    from core.sitegroup.addresses import table

    return {member.slug: member for member in table().by_id.values()}


OWN = "chengguan bianmin"


def test_a_page_is_found_once_it_is_published_and_by_what_it_says_then(article):
    assert OWN in found()
    with exempt("factory"):
        article.title = "关于供暖的公告"
        revision = article.save_revision()
        assert not Pending.objects.exists(), "a draft is nobody's business"
        assert OWN not in found("供暖")
        revision.publish()
    follow_up()
    assert OWN in found("供暖") and OWN not in found()


def test_a_page_that_never_was_on_the_net_is_not_told_of(group, members):
    with exempt("factory"):
        draft = ArticlePage(title="未定的便民服务", slug="draft", source="办公室", live=False)
        group.columns["chengguan"].add_child(instance=draft)
        draft.save_revision()
    assert not Pending.objects.exists() and "chengguan draft" not in found()


@pytest.mark.parametrize("how", ["unpublish", "delete", "restrict", "restrict the column"])
def test_what_is_taken_from_the_net_is_found_by_nobody_at_once(article, how):
    with exempt("factory"):
        if how == "unpublish":
            article.unpublish()
        elif how == "delete":
            article.delete()
        else:
            page = article if how == "restrict" else article.get_parent()
            PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert OWN not in found() and "qilihe bianmin" in found()
    follow_up()
    assert OWN not in found()


def test_a_column_is_deleted_with_all_below_it_and_a_restricted_page_too(group, article):
    column = Page.objects.get(pk=group.extra["chengguan"].pk)
    with exempt("factory"):
        for slug in ("zhinan", "closed"):
            page = ArticlePage(title="便民服务指南", slug=slug, source="办公室")
            column.add_child(instance=page)
        PageViewRestriction.objects.create(page=page, restriction_type="login")
        follow_up()
        assert "chengguan zhinan" in found()
        column.specific.delete()
    assert found() & {"chengguan zhinan", "chengguan closed", "chengguan zhuanlan"} == set()
    assert follow_up()["failed"] == 0 and found("专栏") != set()


def test_a_restriction_that_is_taken_off_opens_what_no_other_closes(article):
    with exempt("factory"):
        column = article.get_parent()
        for page in (article, column):
            PageViewRestriction.objects.create(page=page, restriction_type="login")
        follow_up()
        column.view_restrictions.first().delete()
        follow_up()
        assert OWN not in found()
        article.view_restrictions.first().delete()
    assert OWN not in found()
    follow_up()
    assert OWN in found()


def test_a_page_that_moves_below_a_closed_column_is_found_no_more(group, article):
    other = group.extra["chengguan"]
    with exempt("factory"):
        PageViewRestriction.objects.create(page=other, restriction_type="login")
        follow_up()
        article.move(other, pos="last-child")
    assert OWN not in found()
    follow_up()
    assert OWN not in found()


def test_a_column_that_moves_to_another_site_is_found_there_and_here_no_more(group, members):
    with exempt("factory"):
        column = Page.objects.get(pk=group.extra["chengguan"].pk)
        column.add_child(instance=ArticlePage(title="便民服务指南", slug="zhinan", source="办公室"))
        follow_up()
        assert "chengguan zhinan" in found()
        column.slug = "moved"
        column.save()
        column.move(Page.objects.get(pk=group.columns["tianshui"].pk), pos="last-child")
    assert "chengguan zhinan" not in found()
    follow_up()
    assert "tianshui zhinan" in found() and "chengguan zhinan" not in found()


def test_an_alias_is_as_open_as_the_page_that_it_shows(group, article):
    with exempt("factory"):
        article.create_alias(parent=group.columns["tianshui"], update_slug="alias")
        follow_up()
        assert "tianshui alias" in found()
        restriction = PageViewRestriction.objects.create(page=article, restriction_type="login")
        assert "tianshui alias" not in found()
        follow_up()
        assert "tianshui alias" not in found()
        restriction.delete()
        follow_up()
        assert "tianshui alias" in found()
        article.unpublish()
    assert "tianshui alias" not in found()


def test_a_new_address_is_found_for_a_column_and_all_below_it(
    group, article, django_capture_on_commit_callbacks
):
    with exempt("factory"), django_capture_on_commit_callbacks(execute=True):
        rename_column(group.columns["chengguan"], "公告", "gonggao", actor=SYSTEM)
    follow_up()
    hits = provider().search(Question(WORDS, members_of()["chengguan"], literal=True)).hits
    urls = [hit.document["url"] for hit in hits if hit.document["site"] == "chengguan"]
    assert [url for url in urls if url.endswith("/chengguan/gonggao/bianmin/")] and len(urls) == 1


@pytest.mark.parametrize("kind", ["unpublish", "delete", "move"])
def test_what_a_bulk_action_takes_away_is_found_by_nobody_at_once(group, article, as_role, kind):
    client = as_role("chief")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", kind])
    ids = [article.pk, group.extra["chengguan"].pk]
    with exempt("factory"):
        PageViewRestriction.objects.create(page=group.extra["chengguan"], restriction_type="login")
        follow_up()
    if kind == "move":
        ids, posted = [article.pk], {"chooser": group.extra["chengguan"].pk}
    else:
        posted = {}
    query = "&".join(f"id={pk}" for pk in ids)
    assert client.post(f"{url}?{query}", posted).status_code == 302
    assert OWN not in found()
    follow_up()
    assert OWN not in found()


def test_a_site_whose_home_page_is_closed_is_not_found_by_name(members):
    def sites():
        asked = Question("七里河区", members["chengguan"], literal=True)
        return [hit.document["site"] for hit in provider().search(asked).hits]

    assert sites() == ["qilihe", "qilihe"]
    with exempt("factory"):
        root = Page.objects.get(pk=members["qilihe"].site.root_page_id)
        PageViewRestriction.objects.create(page=root, restriction_type="login")
    assert sites() == []
    follow_up()
    assert sites() == []


def test_a_page_of_a_plugin_is_found_while_the_plugin_is_on(members):
    chengguan = members["chengguan"]
    enable("dummy_plugin", chengguan, actor=SYSTEM)
    follow_up()
    assert "chengguan dummy" in found("Dummy")
    disable("dummy_plugin", chengguan, actor=SYSTEM)
    assert found("Dummy") == set()
    follow_up()
    enable("dummy_plugin", chengguan, actor=SYSTEM)
    follow_up()
    assert "chengguan dummy" in found("Dummy")


def test_telling_of_a_column_takes_as_many_queries_for_many_pages_as_for_few(
    group, members, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    column = ColumnPage.objects.get(pk=group.columns["chengguan"].pk)
    for number in range(12):
        with exempt("factory"):
            article = ArticlePage(title=f"便民服务{number}", slug=f"n{number}", source="办公室")
            column.add_child(instance=article)
            follow_up()
            with CaptureQueriesContext(connection) as queries:
                restriction = PageViewRestriction.objects.create(
                    page=column, restriction_type="login"
                )
            counts.append(len(queries))
            restriction.delete()
    assert counts[1] == counts[-1]
