"""The public pages: plugins/unified_search/views/page.py and its neighbours.

plugins/unified_search/views/found.py, plugins/unified_search/views/suggest.py,
plugins/unified_search/views/feedback.py."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.delivery import verdict
from core.plugins.actions import disable
from core.search.provider import provider
from core.testing import SYSTEM, make_member
from plugins.unified_search.models import BestBet, QueryCount
from plugins.unified_search.search import asking

POWER = {"plugin": "power_list", "kind": "power"}


def ask(client, text, at="lanzhou", more=""):
    return client.get(f"/{at}/search/?q={quote(text)}{more}")


def titles(answer):
    return [hit.name for hit in answer.context["hits"]]


def text_of(answer):
    return unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_what_was_typed_stays_and_what_was_found_is_marked(shops, client):
    answer = ask(client, "食品小作坊", "yuzhong")
    html = answer.content.decode()
    assert 'value="食品小作坊"' in html and "<mark>" in html
    assert answer.context["total"] == 5
    assert titles(answer)[0] == "食品小作坊登记"
    first = answer.context["hits"][0]
    assert (first.place, first.organisation) == ("榆中县", "榆中县市场监督管理局")
    assert first.url.startswith("/yuzhong/") and str(first.date) == "2024-05-01"


def test_a_place_among_the_words_narrows_and_is_taken_off(shops, client):
    answer = ask(client, "榆中 食品小作坊")
    made = answer.context["understood"]
    assert (made["place"], answer.context["total"]) == ("榆中县", 1)
    assert "榆中县" in text_of(answer)
    off = client.get(made["anywhere_url"])
    assert off.context["understood"]["place"] == "" and off.context["understood"]["anywhere"]
    assert client.get(off.context["understood"]["there_url"]).context["total"] == 1


def test_other_words_are_named_and_taken_back(group, put, client):
    put(group.lanzhou, "食品(含保健食品)经营许可核发")
    answer = ask(client, "开饭馆")
    made = answer.context["understood"]
    assert answer.context["total"] and made["words"]
    assert made["words"][0] in text_of(answer)
    exact = client.get(made["exact_url"])
    assert exact.context["total"] == 0 and exact.context["understood"]["literal"]


def test_a_word_written_wrong_is_found_as_it_was_meant(group, put, client):
    from plugins.unified_search.search import vocabulary

    put(group.lanzhou, "营业执照注册")
    vocabulary.learn()
    answer = ask(client, "营业执造")
    made = answer.context["understood"]
    assert made["instead"] == "营业执照"
    assert client.get(made["exact_url"]).context["total"] == 0


def test_what_is_nowhere_at_a_place_is_shown_from_elsewhere(group, put, client):
    put(group.lanzhou, "取水许可")
    answer = ask(client, "榆中 取水许可")
    assert titles(answer) == ["取水许可"]
    assert answer.context["understood"]["nowhere"] == "榆中县"


def test_best_bets_stand_in_a_panel_of_their_own(shops, put, client):
    from core.actions.boundary import exempt

    put(shops.lanzhou, "一件事：开小作坊", id="bet")
    with exempt("factory"):
        BestBet.objects.create(
            member=shops.lanzhou, words="小作坊", kind="core.article", site="lanzhou", key="bet",
            title="一件事：开小作坊",
        )  # fmt: skip
    answer = ask(client, "小作坊")
    assert [hit.name for hit in answer.context["best"]] == ["一件事：开小作坊"]
    assert "一件事：开小作坊" not in titles(answer)
    for more in ("&kind=power_list.power", "&audience=企业", "&division=620500"):
        assert not ask(client, "小作坊", more=more).context.get("best"), more
    assert ask(client, "小作坊", more="&kind=core.article&scope=site").context["best"]
    assert not ask(client, "小作坊", "yuzhong", "&scope=site").context.get("best")


def test_a_kind_has_links_of_its_own(group, put, client):
    from core.plugins.actions import enable

    enable("power_list", group.lanzhou, actor=SYSTEM)
    put(group.lanzhou, "取水许可", **POWER)
    (hit,) = ask(client, "取水许可").context["hits"]
    assert [url for _title, url in hit.acts] == [f"{hit.url}#grounds"]


def test_the_pages_are_links_that_keep_the_question(group, put, client):
    for number in range(25):
        put(group.lanzhou, f"食品小作坊登记{number}")
    answer = ask(client, "食品小作坊", more="&division=620100&page=2")
    pages = answer.context["pages"]
    assert [step["text"] for step in pages["steps"]] == [1, 2, 3]
    last = client.get(pages["next"])
    assert len(titles(last)) == 5 and last.context["chips"]
    behind = ask(client, "食品小作坊", more="&page=999999")
    assert titles(behind) == titles(ask(client, "食品小作坊", more="&page=3"))


def test_nobody_leafs_further_than_a_thousand(group, client, monkeypatch):
    from django.http import QueryDict

    from core.search.asked import read_question
    from core.search.provider import Answer
    from plugins.unified_search.views import found
    from plugins.unified_search.views.links import Links

    links = Links(read_question(QueryDict("q=a&page=100"), group.lanzhou))
    pages = found.pages(links, 5000)
    assert (pages["number"], pages["next"], pages["ends"]) == (100, "", True)
    assert Answer().total == 0


def test_an_empty_page_says_where_there_is_more(shops, client):
    answer = ask(client, "食品小作坊", "yuzhong", "&scope=site&category=没有")
    assert answer.context["total"] == 0
    assert [number for _label, _url, number in answer.context["ways"]] == [1]
    wider = client.get("/tianshui/search/?q=关于食品小作坊的通知&scope=site&exact=1")
    assert [number for _label, _url, number in wider.context["ways"]] == [1]
    assert "12345" in text_of(wider)


def test_a_page_without_words_says_what_can_be_looked_for(group, client):
    for _time in range(5):
        asking.count(group.lanzhou, "身份证", nothing=False)
    answer = client.get("/lanzhou/search/")
    assert [words for words, _url in answer.context["often"]] == ["身份证"]
    assert QueryCount.objects.get().asked == 5


ABSURD = [
    "q=a&page=-1",
    "q=a&page=²",
    "q=食品&page=999999999999999999999",
    "q=%00",
    "q=%00食品%00&division=%00&kind=%00",
    "q=" + "食" * 10_000,
    "q=" + "a " * 5_000,
    "q=食品&kind=no.such&division=x&organisation=%25&subject=_|_&audience='",
    "q=🎉🎉",
    "q=。，、！？",
    "q=%22",
    "q=%22食品&sort=no&scope=no&exact=x&anywhere=",
    "q=-",
    "q=-食品",
    "q=--%20-",
    "q=食品&q=小作坊&scope=site&scope=all",
    "q=%ff%fe",
    "q=%ed%a0%80",
    "q=食品&" + "&".join(f"division={n}" for n in range(300)),
    "q=食品*%20OR%20NEAR(a%20b)%20^x%20{title}:y",
    "q='%3b%20DROP%20TABLE--",
    "q=%27%20%26%20|%20!%20:*%20<->",
    "q=\\",
    "&&&=",
]


@pytest.mark.parametrize("query", ABSURD)
def test_whatever_is_asked_is_answered_kindly(shops, client, query):
    answer = client.get(f"/lanzhou/search/?{query}")
    assert answer.status_code == 200
    assert client.get(f"/lanzhou/search/suggest/?{query}").status_code == 200
    assert client.get(f"/api/search?{query}&page=1&sort=best").status_code in (200, 422)


def test_what_is_written_never_becomes_markup(shops, client):
    html = ask(client, "<b>食品小作坊</b>").content.decode()
    assert "<b>食品" not in html and "&lt;b&gt;食品小作坊" in html


def test_a_search_is_counted_once_and_never_kept(shops, client):
    answer = ask(client, "食品小作坊")
    assert answer["Cache-Control"] == "no-store"
    assert not verdict.may_be_kept(answer.wsgi_request, answer)
    ask(client, "食品小作坊", more="&page=2")
    ask(client, "食品小作坊", more="&division=620100")
    ask(client, "根本没有的东西xyz")
    counted = QueryCount.objects.values_list("member__slug", "words", "asked", "nothing")
    assert set(counted) == {
        ("lanzhou", "食品小作坊", 1, 0),
        ("lanzhou", "根本没有的东西xyz", 1, 1),
    }


def test_a_reader_says_whether_he_found_it_and_is_thanked(shops):
    client = Client(enforce_csrf_checks=True)
    page = ask(client, "食品小作坊", more="&division=620100")
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
    ask(client, "食品小作坊")
    form = {"asked": page.context["asked"], "found": "no", "csrfmiddlewaretoken": token}
    answer = client.post("/lanzhou/search/said/", form)
    assert answer.status_code == 302 and "division=620100" in answer["Location"]
    thanks = client.get(answer["Location"])
    assert thanks.context["is_said"] and 'role="status"' in thanks.content.decode()
    assert client.post("/lanzhou/search/said/", {"found": "yes"}).status_code == 403
    row = QueryCount.objects.get()
    assert (row.asked, row.helped, row.failed) == (1, 0, 1)


@pytest.mark.parametrize("form", [{}, {"found": "yes"}, {"asked": "q=x", "found": "maybe"}])
def test_an_opinion_of_nothing_leads_back(group, client, form):
    answer = client.post("/lanzhou/search/said/", form)
    assert answer.status_code == 302 and answer["Location"].startswith("/lanzhou/search/")
    assert not QueryCount.objects.exists()


def test_suggestions_are_titles_as_json(shops, client):
    answer = client.get("/lanzhou/search/suggest/?q=食品小")
    assert answer.json() == {"titles": ["食品小作坊登记", "关于食品小作坊的通知"]}
    assert answer["Cache-Control"] == "no-store" and not answer.cookies


def test_a_site_where_the_search_is_off_has_no_such_page(group, client):
    disable("unified_search", group.lanzhou, actor=SYSTEM)
    for inside in ("", "?q=a", "suggest/?q=a", "found.csv?q=a"):
        assert client.get(f"/lanzhou/search/{inside}").status_code == 404
    assert client.post("/lanzhou/search/said/", {"found": "yes"}).status_code == 404


def test_nothing_of_a_plugin_that_is_off_is_found_or_counted(shops, client):
    disable("unified_search", shops.tianshui, actor=SYSTEM)  # what is off there is its page alone
    assert ask(client, "食品小作坊").context["total"] == 5


def test_the_same_queries_whatever_there_is(shops, put, client):
    def queries(text):
        ask(client, text)
        with CaptureQueriesContext(connection) as captured:
            assert ask(client, text).status_code == 200
        return len(captured)

    few = queries("食品小作坊")
    for number in range(3):
        make_member(f"more{number}", shops.province)
    for number in range(60):
        put(shops.lanzhou, f"食品小作坊登记{number}", organisation=f"第{number}局")
    assert queries("食品小作坊") <= few <= 14


def test_who_searches_too_often_is_told_so(shops, settings):
    settings.RATELIMIT_ENABLE = True
    settings.RATE_SEARCH, settings.RATE_SUGGESTIONS = "2/h", "1/h"
    caches["shared"].clear()
    client = Client(REMOTE_ADDR="203.0.113.9")
    codes = [ask(client, "食品").status_code for _time in range(2)]
    answer = ask(client, "食品")
    assert [*codes, answer.status_code] == [200, 200, 429]
    assert int(answer["Retry-After"]) > 0
    assert client.get("/api/search?q=食品").status_code == 429
    assert client.get("/lanzhou/search/").status_code == 200
    more = [client.get("/lanzhou/search/suggest/?q=食品").status_code for _time in range(2)]
    assert more == [200, 429]
    assert ask(Client(REMOTE_ADDR="203.0.113.10"), "食品").status_code == 200
    caches["shared"].clear()


def test_what_the_sites_themselves_show_is_found(group, client):
    for site in (group.province, group.lanzhou):
        provider().follow(site.slug, "", "", None)
    answer = ask(client, "lanzhou")
    assert any(hit.url == "/lanzhou/" for hit in answer.context["hits"])
