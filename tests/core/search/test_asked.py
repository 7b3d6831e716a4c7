"""core/search/asked.py: what an address asks for."""

import pytest
from django.http import QueryDict

from core.search.asked import FACETS, read_question, read_text
from core.search.provider import Scope
from core.testing import Member

AT = Member(slug="lanzhou")


def read(query, **more):
    return read_question(QueryDict(query), AT, **more)


def test_everything_that_can_be_asked_is_read():
    asked = read(
        "q=身份证&scope=below&kind=core.article&kind=core.page&division=620100&sort=newest&page=3"
        "&exact=1&anywhere=true",
        size=20,
    )
    assert (asked.text, asked.at, asked.scope) == ("身份证", AT, Scope.BELOW)
    assert asked.filters == {"kind": ("core.article", "core.page"), "division": ("620100",)}
    assert (asked.newest, asked.page, asked.size) == (True, 3, 20)
    assert asked.literal and asked.anywhere and not asked.may


def test_without_parameters_the_whole_group_is_asked_for_the_best():
    asked = read("")
    assert (asked.text, asked.scope, asked.page, asked.newest) == ("", Scope.ALL, 1, False)
    assert not (asked.filters or asked.literal or asked.anywhere)


@pytest.mark.parametrize(
    ("page", "size", "found"),
    [("0", 10, 1), ("-3", 10, 1), ("²", 10, 1), ("x", 10, 1), ("999999", 10, 100), ("50", 50, 20)],
)
def test_a_page_is_one_that_anybody_may_leaf_to(page, size, found):
    assert read(f"q=a&page={page}", size=size).page == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("  身份\x00证\n ", "身份 证"),
        ("a\ud800b", "a b"),
        ("字" * 9000, "字" * 200),
        ("🎉", "🎉"),
        ("\x00" * 5000 + "字", ""),
    ],
)
def test_a_text_is_one_line_that_a_database_takes(text, found):
    assert read_text(text) == found


def test_values_of_a_facet_are_few_short_and_different():
    many = "&".join(f"subject={number}" for number in range(50))
    asked = read(f"{many}&kind=%00&kind=&audience={'a' * 999}&audience=b&audience=b")
    assert len(asked.filters["subject"]) == 10
    assert "kind" not in asked.filters
    assert [len(value) for value in asked.filters["audience"]] == [200, 1]


def test_the_engines_count_these_very_facets():
    from plugins.unified_search.search import facets

    assert facets.FACETS == FACETS
