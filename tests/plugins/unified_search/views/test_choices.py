"""plugins/unified_search/views/choices.py: what a reader may choose beside the words.

As links, of plugins/unified_search/views/links.py."""

import pytest

from plugins.unified_search.views.choices import Choice, Facet
from tests.plugins.unified_search.test_views import ask, titles

pytestmark = pytest.mark.django_db


def test_the_scope_is_a_link_and_says_which_one_it_is(shops, client):
    answer = ask(client, "食品小作坊", more="&scope=below")
    assert answer.context["total"] == 3
    shown = [(one.current, one.url) for one in answer.context["scopes"]]
    assert [current for current, _url in shown] == [False, True, False]
    assert client.get(shown[0][1]).context["total"] == 2
    assert client.get(shown[2][1]).context["total"] == 5


def test_a_site_without_sites_below_and_the_first_one_offer_two_scopes(shops, client):
    for at in ("yuzhong/", ""):
        answer = client.get(f"/{at}search/?q=食品小作坊&scope=below")
        assert [one.current for one in answer.context["scopes"]].count(True) == 1
        assert len(answer.context["scopes"]) == 2


def test_kinds_are_tabs_with_counts(shops, put, client):
    put(shops.lanzhou, "食品小作坊处罚", kind="page")
    answer = ask(client, "食品小作坊")
    tabs = answer.context["tabs"]
    assert [tab.number for tab in tabs] == [6, 5, 1]
    assert tabs[0].current and tabs[0].label
    narrowed = client.get(tabs[2].url)
    assert titles(narrowed) == ["食品小作坊处罚"]
    assert [tab.number for tab in narrowed.context["tabs"]] == [6, 5, 1]


def test_a_facets_values_stand_as_they_are_written():
    chosen, gone = Choice("<b>&", "?a=1&b=2", 3, current=True), Choice("没有", "")
    items = Facet("organisation", "部门", [chosen, gone], open=True).items
    assert '<a href="?a=1&amp;b=2" aria-current="true"><span>&lt;b&gt;&amp;</span>' in items
    assert '<span class="none">没有<span class="num">0</span></span>' in items


def test_facets_narrow_by_several_values_and_are_taken_off(shops, client):
    answer = ask(client, "食品小作坊")
    places = answer.context["facets"][0]
    assert {choice.label: choice.number for choice in places.choices} == {
        "甘肃省": 1,
        "兰州市": 2,
        "榆中县": 1,
        "天水市": 1,
    }
    by_label = {choice.label: choice.url for choice in places.choices}
    one = client.get(by_label["天水市"])
    again = {choice.label: choice.url for choice in one.context["facets"][0].choices}
    two = client.get(again["榆中县"])
    assert (one.context["total"], two.context["total"]) == (1, 2)
    assert len(two.context["chips"]) == 2
    assert client.get(two.context["chips"][0][1]).context["total"] == 1


def test_a_choice_that_leaves_nothing_is_text(shops, client):
    answer = ask(client, "食品小作坊", more="&division=620500&organisation=兰州市人民政府")
    assert answer.context["total"] == 0
    answer = ask(client, "食品小作坊", more="&organisation=没有这个局&organisation=兰州市人民政府")
    assert '<span class="none">没有这个局' in answer.content.decode()


def test_the_newest_come_first_where_that_is_asked(shops, client):
    answer = ask(client, "食品小作坊", more="&sort=newest")
    assert titles(answer)[0] == "关于食品小作坊的通知"
    assert [order.current for order in answer.context["orders"]] == [False, True]
