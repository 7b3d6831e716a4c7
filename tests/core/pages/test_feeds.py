"""The Atom feed of a column."""

from xml.etree import ElementTree

import pytest

from core.actions.boundary import exempt
from tests.core.branding.conftest import make_group, write_article

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def group_rows(module_rows):
    return module_rows(make_group)


@pytest.fixture
def group(group_rows, db):
    return group_rows()


def _feed(client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def test_a_column_names_its_feed_and_the_feed_names_its_articles(group, client):
    html = client.get("/yuzhong/ygzw/tzgg/").content.decode()
    assert 'type="application/atom+xml"' in html and 'href="/yuzhong/ygzw/tzgg/feed/"' in html
    links = [
        node.find(f"{ATOM}link").get("href")
        for node in _feed(client, "/yuzhong/ygzw/tzgg/feed/").iter(f"{ATOM}entry")
    ]
    assert "http://localhost:8000/yuzhong/ygzw/tzgg/full/" in links


def test_a_feed_holds_live_articles_of_all_columns_below(group, client):
    with exempt("factory"):
        group.pages["article"].unpublish()
    links = [node.get("href") for node in _feed(client, "/yuzhong/ygzw/feed/").iter(f"{ATOM}link")]
    assert [link for link in links if link.endswith("/full/")]
    assert not [link for link in links if link.endswith("/short/")]


def test_a_feed_is_as_long_as_thirty_articles(group, client, django_assert_max_num_queries):
    with exempt("factory"):
        for number in range(35):
            write_article(group.pages["notices"], f"n{number}")
    with django_assert_max_num_queries(8):
        feed = _feed(client, "/yuzhong/ygzw/tzgg/feed/")
    assert len(list(feed.iter(f"{ATOM}entry"))) == 30


def test_only_columns_have_feeds(group, client):
    assert client.get("/yuzhong/feed/").status_code == 404
    assert client.get("/yuzhong/ygzw/tzgg/full/feed/").status_code == 404
