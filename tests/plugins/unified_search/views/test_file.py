"""plugins/unified_search/views/file.py: all that a search finds, as a table."""

import csv

import pytest
from django.core.cache import caches

from plugins.unified_search.views import file, page
from tests.plugins.unified_search.test_views import ask

pytestmark = pytest.mark.django_db


def table_of(answer):
    return list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))


def test_all_that_was_found_is_a_table_under_the_same_choices(shops, put, client):
    put(shops.lanzhou, "=食品小作坊登记表", code="0101")
    put(shops.province, "保密的食品小作坊", access=["office"])
    answer = client.get(ask(client, "食品小作坊").context["file_url"])
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    heads, *rows = table_of(answer)
    assert len(rows) == ask(client, "食品小作坊").context["total"] == 6
    assert len({len(row) for row in [heads, *rows]}) == 1
    (form,) = [row for row in rows if "登记表" in row[0]]
    assert form[0] == "'=食品小作坊登记表", "no spreadsheet takes it for a formula"
    assert (form[2], form[5]) == ("兰州市", "0101")
    assert form[-1].startswith("http://localhost:8000/lanzhou/")
    narrowed = ask(client, "食品小作坊", more="&division=620123&page=1").context["file_url"]
    assert [row[3] for row in table_of(client.get(narrowed))[1:]] == ["榆中县市场监督管理局"]


def test_a_table_without_words_leads_to_the_page_and_too_many_are_refused(shops, client, settings):
    assert client.get("/lanzhou/search/found.csv").url == "/lanzhou/search/"
    settings.RATELIMIT_ENABLE, settings.RATE_SEARCH_FILES = True, "1/h"
    caches["shared"].clear()
    codes = [client.get("/lanzhou/search/found.csv?q=食品").status_code for _time in range(2)]
    assert codes == [200, 429]
    caches["shared"].clear()


def test_a_table_has_what_little_was_found_with_some_of_the_words_too(shops, client):
    answer = ask(client, "食品小作坊 火箭发射")
    assert len(table_of(client.get(answer.context["file_url"]))) == answer.context["total"] + 1 > 1


def test_a_table_that_does_not_hold_all_says_so(shops, client, monkeypatch):
    for module in (file, page):
        monkeypatch.setattr(module, "MOST", 2)
    answer = ask(client, "食品小作坊")
    assert "前2条结果" in answer.content.decode()
    assert len(table_of(client.get(answer.context["file_url"]))) == 2 + 1
