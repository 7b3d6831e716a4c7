"""The search documents of a site: checked, and only of the plugins that are on there (gate 6)."""

import pytest

from core.contract import SearchDocument
from core.plugins.actions import disable, enable
from core.plugins.gate import Refused
from core.search import documents
from core.search.documents import BadDocument, documents_of, kinds_of
from core.testing import SYSTEM, make_member, make_province
from tests.dummy_plugin.actions import make_row

DUMMY = "dummy_plugin"


@pytest.fixture
def site(db):
    site = make_member("lanzhou", make_province())
    enable(DUMMY, site, actor=SYSTEM)
    make_row(site, "一行", actor=SYSTEM)
    return site


def test_a_document_says_where_it_comes_from(site):
    (document,) = [found for found in documents_of(site) if found["plugin"] == DUMMY]
    assert document["title"] == "一行"
    assert (document["kind"], document["site"]) == ("row", "lanzhou")
    assert document["url"].startswith("http")
    assert (DUMMY, "row") in kinds_of(site)


def test_a_site_where_the_plugin_is_off_has_none_and_gets_them_back(site):
    disable(DUMMY, site, actor=SYSTEM)
    assert not any(found["plugin"] == DUMMY for found in documents_of(site))
    assert (DUMMY, "row") not in kinds_of(site)
    with pytest.raises(Refused):
        documents_of(site, DUMMY)
    enable(DUMMY, site, actor=SYSTEM)
    assert len(list(documents_of(site, DUMMY))) == 1


def test_a_document_that_no_engine_could_take_is_refused_naming_plugin_and_field(site, monkeypatch):
    bad = SearchDocument(
        "bad", lambda site, ids: [{"id": "1", "title": "t", "url": "u", "colour": "red"}]
    )
    monkeypatch.setattr(documents, "kinds", lambda: iter([(DUMMY, bad)]))
    with pytest.raises(BadDocument, match=r"dummy_plugin\.bad: colour stands in no dictionary"):
        list(documents_of(site))
