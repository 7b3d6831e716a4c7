"""core/search/json_api.py: the search as open data."""

import pytest

from core.plugins.actions import disable, enable
from core.search import json_api
from core.search.provider import Provider, provider
from core.testing import SYSTEM, make_division, make_member, make_province


@pytest.fixture
def group(db):
    """Three sites that can be found, and where something can be looked for."""
    province = make_province()
    lanzhou = make_division("620100", "兰州市", province.division)
    members = [province, make_member("lanzhou", province, name="兰州市政务网", division=lanzhou)]
    members.append(make_member("tianshui", province, name="天水市政务网"))
    for member in members:
        enable("unified_search", member, actor=SYSTEM)
        provider().follow(member.slug, "", "", None)
    return members


def ask(client, query, address="/api/search"):
    return client.get(f"{address}?{query}")


def test_a_hit_says_what_it_is_and_where(group, client):
    answer = ask(client, "q=兰州市政务网&exact=1").json()
    (hit,) = answer["hits"]
    assert (answer["total"], answer["page"], answer["fewer"]) == (1, 1, False)
    assert (hit["kind"], hit["plugin"], hit["id"]) == ("site", "core", "lanzhou")
    assert (hit["site"], hit["division"], hit["title"]) == ("lanzhou", "620100", "兰州市政务网")
    assert hit["url"].startswith("http") and hit["url"].endswith("/lanzhou/")
    assert hit["score"] > 0 and hit["date"] is None


def test_both_addresses_give_the_same_answer(group, client):
    found = ask(client, "q=政务网")
    assert found["Content-Type"].startswith("application/json")
    assert found.json() == ask(client, "q=政务网", "/api/v1/search").json()


def test_the_same_is_found_as_on_the_page(group, client):
    query = "q=政务网&scope=below&kind=core.site&sort=newest"
    page = client.get(f"/lanzhou/search/?{query}")
    answer = ask(client, f"{query}&site=lanzhou").json()
    assert answer["total"] == page.context["total"] > 0
    assert [hit["title"] for hit in answer["hits"]] == [hit.name for hit in page.context["hits"]]
    kinds = {value["value"]: value for value in answer["facets"]["kind"]}
    assert kinds["core.site"]["count"] == answer["total"] and kinds["core.site"]["name"]


def test_a_page_has_fifty_hits_at_most(group, client):
    assert len(ask(client, "q=政务网&size=1").json()["hits"]) == 1
    second = ask(client, "q=政务网&size=1&page=2").json()
    assert (second["page"], len(second["hits"])) == (2, 1)
    assert ask(client, "q=政务网&size=5000").json()["total"] == 2
    assert ask(client, "q=政务网&size=5000&page=21").json()["page"] == 20
    assert ask(client, "q=政务网&size=-1&page=-1").status_code == 200


def test_what_was_made_of_the_words_is_told(group, client):
    understood = ask(client, "q=兰州 政务网").json()["understood"]
    assert (understood["place"], understood["place_name"]) == ("620100", "兰州市")
    assert ask(client, "q=兰州 政务网&anywhere=1").json()["understood"]["place"] == ""


def test_without_words_nothing_is_found(group, client):
    answer = ask(client, "")
    assert answer.status_code == 200
    assert (answer.json()["total"], answer.json()["hits"]) == (0, [])


def test_where_no_search_is_on_there_is_no_such_door(group, client, monkeypatch):
    disable("unified_search", group[1], actor=SYSTEM)
    assert ask(client, "q=a&site=lanzhou").status_code == 404
    assert ask(client, "q=a&site=no-such").status_code == 404
    assert ask(client, "q=a&site=tianshui").status_code == 200
    disable("unified_search", group[0], actor=SYSTEM)
    assert ask(client, "q=a").status_code == 404
    monkeypatch.setattr(json_api, "provider", Provider)
    assert ask(client, "q=a&site=tianshui").status_code == 404


def test_the_provider_knows_the_plugin_that_offers_it():
    assert provider().plugin == "unified_search"
    assert Provider().plugin == ""


def test_it_is_described(client, db):
    described = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/search"]["get"]
    asked = {parameter["name"] for parameter in described["parameters"]}
    assert {"q", "site", "scope", "kind", "division", "subject", "page", "size"} <= asked
    assert described["responses"]["200"]
