"""plugins/unified_search/slots.py: the search field on the pages of a site."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.plugins.actions import disable
from core.testing import SYSTEM

PAGES = ("/lanzhou/sitemap/", "/lanzhou/law-library/", "/lanzhou/", "/lanzhou/none/")


def test_every_page_of_a_site_where_it_is_on_has_one_search_field(group, client):
    for path in PAGES:
        html = client.get(path).content.decode()
        assert html.count('action="/lanzhou/search/"') == 1, path
        assert "suggest.js" in html


def test_the_search_page_has_its_own_field_alone(group, client):
    for path in ("/lanzhou/search/", "/lanzhou/search/?q=a"):
        assert client.get(path).content.decode().count('action="/lanzhou/search/"') == 1


def test_it_costs_no_query(group, client):
    def queries():
        client.get("/lanzhou/sitemap/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/lanzhou/sitemap/")
        return len(captured)

    on = queries()
    disable("unified_search", group.lanzhou, actor=SYSTEM)
    assert queries() == on
    assert "/search/" not in client.get("/lanzhou/sitemap/").content.decode()
