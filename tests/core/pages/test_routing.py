"""How a path inside a site finds its page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from core.actions.boundary import exempt
from core.pages.routing import bare_root, route
from tests.core.branding.conftest import make_group


@pytest.fixture(scope="module")
def group_rows(module_rows):
    return module_rows(make_group)


@pytest.fixture
def group(group_rows, db):
    return group_rows()


def test_the_root_of_a_request_asks_nothing_until_its_own_fields_are_read(
    group, django_assert_num_queries
):
    row = Page.objects.get(pk=group.yuzhong.site.root_page_id)
    with django_assert_num_queries(0):
        root = bare_root(row)
        assert root.specific is root and root.title == row.title
    with django_assert_num_queries(1):
        assert len(root.body) == 7


def test_a_page_is_found_in_two_queries_however_deep(group, rf):
    root = bare_root(group.yuzhong.site.root_page)
    for path in (["ygzw"], ["ygzw", "tzgg"], ["ygzw", "tzgg", "short"]):
        with CaptureQueriesContext(connection) as queries:
            found = route(root, rf.get("/"), path).page
        assert found.slug == path[-1]
        assert len(queries) == 2
        assert [page.slug for page in found.trail] == ["home", *path[:-1]]


def test_a_path_of_another_site_is_not_found_here(group, client):
    assert client.get("/lanzhou/ygzw/tzgg/").status_code == 200
    assert client.get("/lanzhou/ygzw/tzgg/short/").status_code == 404
    assert client.get("/yuzhong/ygzw/short/").status_code == 404


def test_a_page_below_an_unpublished_column_answers_as_in_wagtail(group, client):
    with exempt("factory"):
        group.pages["notices"].unpublish()
    assert client.get("/yuzhong/ygzw/tzgg/").status_code == 404
    assert client.get("/yuzhong/ygzw/tzgg/short/").status_code == 200


def test_a_restricted_column_restricts_all_below_it(group, client):
    with exempt("factory"):
        PageViewRestriction.objects.create(page=group.pages["openness"], restriction_type="login")
    assert client.get("/yuzhong/ygzw/tzgg/short/").status_code == 302
    assert client.get("/yuzhong/xzsp/").status_code == 200


def test_what_is_restricted_stands_in_no_list_and_no_site_map(group, client):
    with exempt("factory"):
        PageViewRestriction.objects.create(page=group.pages["notices"], restriction_type="login")
    assert client.get("/yuzhong/ygzw/").context["latest"] == []
    assert "/ygzw/tzgg/" not in client.get("/yuzhong/sitemap.xml").content.decode()
    assert "/xzsp/" in client.get("/yuzhong/sitemap.xml").content.decode()
