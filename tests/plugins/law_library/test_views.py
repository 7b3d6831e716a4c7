"""The public pages of the law library."""

import pytest

from core.testing import make_member, make_province
from plugins.law_library import views
from plugins.law_library.models import Law


@pytest.fixture
def site(library):
    return make_member("lanzhou", make_province(), name="兰州市")


def page(client, inside=""):
    return client.get(f"/lanzhou/law-library/{inside}")


def address(title, query=""):
    return f"{Law.objects.get(title=title).key}/{query}"


def test_the_list_filters_and_keeps_what_was_typed(site, client):
    answer = page(client, "?q=甲&rank=regulation")
    assert [row["title"] for row in answer.context["rows"]] == ["甲条例"]
    assert answer.context["rows"][0]["url"].startswith("/lanzhou/law-library/")
    html = answer.content.decode()
    assert 'value="甲"' in html and '<option value="regulation" selected>' in html


def test_a_repealed_law_is_marked_in_the_list(site, client):
    rows = {row["title"]: row["repealed_on"] for row in page(client).context["rows"]}
    assert rows["乙条例"] is not None and rows["甲条例"] is None


@pytest.mark.parametrize("query", ["?rank=no-such", "?page=no-number", "?page=-1", "?page=999"])
def test_what_is_no_filter_and_no_page_shows_the_list_all_the_same(site, client, query):
    answer = page(client, query)
    assert answer.status_code == 200 and len(answer.context["rows"]) == 3


def test_a_search_without_a_match_says_so(site, client):
    answer = page(client, "?q=<b>没有")
    assert answer.context["rows"] == []
    assert "<b>没有" not in answer.content.decode()


def test_the_pager_keeps_the_filter(site, client, monkeypatch):
    monkeypatch.setattr(views, "LIST_SIZE", 1)
    pager = page(client, "?q=条例&page=2").context["pager"]
    assert (pager["number"], pager["count"]) == (2, 3)
    assert pager["next"].endswith("&page=3") and "q=%E6%9D%A1%E4%BE%8B" in pager["next"]


@pytest.mark.parametrize(
    ("title", "query", "standing"),
    [
        ("甲条例", "", ""),
        ("甲条例", "?version=2010-01-01", ""),
        ("甲条例", "?version=2001-01-01", "past"),
        ("乙条例", "", "repealed"),
        ("乙条例（草案）", "", "draft"),
    ],
)
def test_a_reader_is_told_whether_the_text_is_in_force(site, client, title, query, standing):
    answer = page(client, address(title, query))
    assert answer.status_code == 200
    assert answer.context["notice"] == standing


def test_a_text_that_is_not_yet_in_force_says_from_when(site, client, root):
    from core.testing import SYSTEM
    from plugins.law_library import api
    from tests.plugins.law_library.conftest import TEXT

    coming = root / "lawrefbook" / "行政法规" / "甲条例(2020-01-01).md"
    coming.write_text(TEXT.format("将", "2999年1月1日"), "utf-8")
    api.load_library(actor=SYSTEM, root=root)
    assert page(client, address("甲条例")).context["notice"] == ""
    answer = page(client, address("甲条例", "?version=2020-01-01"))
    assert answer.context["notice"] == "future" and "2999-01-01" in answer.content.decode()


def test_each_article_has_its_anchor_and_each_text_its_link(site, client):
    answer = page(client, address("甲条例"))
    html = answer.content.decode()
    assert 'id="a1"' in html and 'href="#a2"' in html
    assert [item["query"] for item in answer.context["versions"]] == [
        "?version=2010-01-01",
        "?version=2001-01-01",
    ]


def test_a_long_law_is_paged_and_keeps_the_text_that_was_chosen(site, client, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 1)
    answer = page(client, address("甲条例", "?version=2001-01-01&page=2"))
    assert [a["label"] for group in answer.context["groups"] for a in group["articles"]] == [
        "第二条"
    ]
    assert answer.context["pager"]["previous"] == "?version=2001-01-01&page=1"
    assert answer.context["pager"]["next"] == ""


@pytest.mark.parametrize("query", ["?version=1990-01-01", "?version=2001-02-30", "?version=x"])
def test_a_text_of_another_day_is_not_found(site, client, query):
    assert page(client, address("甲条例", query)).status_code == 404


def test_an_unknown_law_is_not_found(site, client):
    assert page(client, "0123456789/").status_code == 404
