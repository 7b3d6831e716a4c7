"""core/pages/search.py: a site's pages as search documents."""

import pytest
from wagtail.models import PageViewRestriction

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, ColumnPage
from core.search.documents import documents_of
from tests.core.branding.conftest import make_group, write_article

pytestmark = pytest.mark.django_db


def found(site, kind):
    return {int(each["id"]): each for each in documents_of(site, "core", kind)}


def columns(site):
    return site.site.root_page.get_children().live().type(ColumnPage)


@pytest.fixture
def group(db):
    """The sites that the public pages are tried on."""
    return make_group()


@pytest.fixture
def article(group):
    """A live article in a column of 榆中县."""
    return ArticlePage.objects.descendant_of(group.yuzhong.site.root_page).get(slug="full")


def test_an_article_is_found_with_its_text_and_where_it_stands(group, article):
    said = found(group.yuzhong, "article")[article.pk]
    assert said["title"] == article.title and said["date"] == article.date
    assert said["url"] == "http://localhost:8000/yuzhong/ygzw/tzgg/full/"
    assert said["code"] == "榆政办发〔2026〕12号" and "食品经营许可的申请" in said["text"]
    assert said["site"] == "yuzhong" and said["sites"][0] == "yuzhong"
    assert said["division"] == "620123" and said["divisions"] == ["620123"]
    assert "<" not in said["text"]


def test_columns_are_found_and_home_pages_are_not_columns(group):
    pages = found(group.yuzhong, "page")
    assert {page.pk for page in columns(group.yuzhong)} <= set(pages)
    assert group.yuzhong.site.root_page_id not in pages


@pytest.mark.parametrize("how", ["unpublished", "restricted", "in a restricted column"])
def test_what_is_not_open_to_all_is_not_found(group, article, how):
    with exempt("factory"):
        if how == "unpublished":
            article.unpublish()
        else:
            page = article if how == "restricted" else article.get_parent()
            PageViewRestriction.objects.create(
                page=page, restriction_type=PageViewRestriction.LOGIN
            )
    assert article.pk not in found(group.yuzhong, "article")


def test_many_articles_are_read_in_few_queries(group, article, django_assert_max_num_queries):
    with exempt("factory"):
        for number in range(20):
            write_article(article.get_parent().specific, f"more-{number}")
    with django_assert_max_num_queries(12):
        assert len(list(documents_of(group.yuzhong, "core", "article"))) > 20


def test_one_page_alone_can_be_asked_for(group, article):
    asked = documents_of(group.yuzhong, "core", "article", [str(article.pk)])
    assert [each["title"] for each in asked] == [article.title]
    assert list(documents_of(group.yuzhong, "core", "page", [str(article.pk)])) == []
