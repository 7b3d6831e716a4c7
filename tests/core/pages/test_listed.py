"""No link of a home page leads to what may not be listed (gate 4)."""

from urllib.parse import urlsplit

import pytest
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction

from core.actions.boundary import exempt
from core.delivery import generations
from core.pages import listed
from core.pages.models import HomePage
from core.plugins.actions import disable, enable
from core.sitegroup.models import Column
from core.testing import SYSTEM

DUMMY = "dummy_plugin"


@pytest.fixture
def linked(group):
    """A column on the home page of its own site and of another, by every block with a link."""
    column = Page.objects.get(pk=group.extra["chengguan"].pk)
    for member in (group.chengguan, group.qilihe):
        _compose(member, column)
    return column


def _compose(member, page, column=None):
    link = {"title": "这里", "page": page}
    home = HomePage.objects.get(pk=member.site.root_page_id)
    home.body = [
        ("headline", {"title": "问", "note": "", "links": [link]}),
        ("services", {"title": "办", "items": [link]}),
        ("notices", {"title": "新", "column": column or page, "count": 3}),
    ]
    with exempt("factory"):
        home.save()


def _unpublish(page):
    page.specific.unpublish()


def _expire(page):
    page.specific.unpublish(set_expired=True)


def _restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def _restrict_above(page):
    _restrict(page.get_parent())


def _links(client, member, page):
    path = "" if member.parent_id is None else f"/{member.slug}"
    html = client.get(f"{path}/").content.decode()
    return html.count(f'href="{urlsplit(page.url).path}"')


def test_a_home_page_links_to_what_may_be_listed(group, linked, client):
    assert _links(client, group.chengguan, linked) == 3
    assert _links(client, group.qilihe, linked) == 3


@pytest.mark.parametrize("way", [_unpublish, _expire, _restrict, _restrict_above])
def test_no_block_of_any_home_page_links_to_what_is_not_live_or_not_open_to_all(
    group, linked, client, way
):
    with exempt("factory"):
        way(linked)
    assert _links(client, group.qilihe, linked) == 0
    if way is not _restrict_above:  # the home page itself is above it
        assert _links(client, group.chengguan, linked) == 0


def test_no_block_links_to_a_page_of_a_plugin_that_is_off(group, client):
    enable(DUMMY, group.lanzhou, actor=SYSTEM)
    page = Page.objects.get(slug="dummy")
    for member in (group.lanzhou, group.qilihe):
        _compose(member, page, Page.objects.get(pk=group.extra["qilihe"].pk))
    assert [_links(client, m, page) for m in (group.lanzhou, group.qilihe)] == [2, 2]
    disable(DUMMY, group.lanzhou, actor=SYSTEM)
    assert [_links(client, m, page) for m in (group.lanzhou, group.qilihe)] == [0, 0]


def test_menu_and_themes_lead_to_no_restricted_column(group, client):
    column = Page.objects.get(pk=group.columns["chengguan"].pk)
    with exempt("factory"):
        Column.objects.filter(key="tzgg").update(theme="openness", in_menu=True)
        generations.raise_("sitegroup")
        home = HomePage.objects.get(pk=group.chengguan.site.root_page_id)
        home.body = [("themes", {"title": "主题"})]
        home.save()
    assert _links(client, group.chengguan, column) >= 2
    with exempt("factory"):
        PageViewRestriction.objects.create(page=column, restriction_type="login")
    assert _links(client, group.chengguan, column) == 0


def test_the_editor_keeps_a_link_that_is_not_shown(group, linked):
    with exempt("factory"):
        _unpublish(linked)
    (_headline, services, notices) = HomePage.objects.get(pk=group.qilihe.site.root_page_id).body
    assert services.value["items"][0]["page"].pk == linked.pk
    assert notices.value["column"].pk == linked.pk


def _statements(client, django_assert_max_num_queries, path):
    client.get(path)  # what a process remembers is remembered then
    with django_assert_max_num_queries(10) as taken:
        assert client.get(path).status_code == 200
    return len(taken)


def test_a_home_page_asks_as_often_for_one_link_as_for_many(
    group, linked, client, django_assert_max_num_queries
):
    few = _statements(client, django_assert_max_num_queries, "/qilihe/")
    home = HomePage.objects.get(pk=group.qilihe.site.root_page_id)
    pages = [*group.columns.values(), *group.extra.values(), *group.articles.values()]
    links = [{"title": f"链接{at}", "page": page} for at, page in enumerate(pages)]
    home.body = [
        ("headline", {"title": "问", "note": "", "links": links}),
        ("services", {"title": "办", "items": links}),
        ("notices", {"title": "新", "column": linked, "count": 3}),
    ]
    with exempt("factory"):
        home.save()
    assert _statements(client, django_assert_max_num_queries, "/qilihe/") == few


def test_pages_that_do_not_know_whether_they_are_restricted_are_asked_about_at_once(
    group, django_assert_num_queries
):
    with exempt("factory"):
        PageViewRestriction.objects.create(
            page_id=group.columns["chengguan"].pk, restriction_type="login"
        )
    listed.may_list(Page.objects.get(pk=group.articles["gansu"].pk))  # a process remembers kinds
    pages = [Page.objects.get(pk=page.pk) for page in group.articles.values()]
    with django_assert_num_queries(1):
        listed.learn_restrictions(pages)
    shown = {page.pk for page in pages if listed.may_list(page)}
    assert shown == {page.pk for page in pages} - {group.articles["chengguan"].pk}


@pytest.mark.parametrize("shown", [True, False])
def test_only_a_home_page_that_hides_a_link_to_another_site_watches_all_sites(group, linked, shown):
    request = RequestFactory().get("/")
    request.member = group.qilihe
    with exempt("factory"):
        if not shown:
            _unpublish(linked)
    (_headline, services, _notices) = HomePage.objects.get(pk=group.qilihe.site.root_page_id).body
    services.block.get_context(services.value, {"request": request})
    assert hasattr(request, "_page_depends_on") is not shown
