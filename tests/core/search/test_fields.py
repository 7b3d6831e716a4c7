"""The field dictionary: one meaning and one type for each name."""

from datetime import date

import pytest

from core.search.fields import FIELDS, OWN, TYPES, Kind, problems

GOOD = {"id": "1", "title": "t", "url": "https://x/"}


def test_the_least_document_and_the_fullest_are_taken():
    assert problems("poll", GOOD) == []
    full = {
        name: TYPES[field.kind][0]()
        for name, field in FIELDS.items()
        if field.kind is not Kind.DATE and not field.own
    }
    assert problems("poll", {**full, **GOOD, "date": date(2026, 1, 1), "poll_own": ["a"]}) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "title is missing"),
        ({"url": None}, "url is missing"),
        ({"date": "2026-01-01"}, "date must be date, not str"),
        ({"weight": "2"}, "weight must be number"),
        ({"site": "lanzhou"}, "site is set by core"),
        ({"colour": "red"}, "call it poll_colour"),
        ({"other_colour": "red"}, "stands in no dictionary"),
        ({"poll_colour": 3}, "poll_colour must be keyword"),
    ],
)
def test_what_breaks_the_dictionary_is_named(changed, said):
    assert said in "; ".join(problems("poll", {**GOOD, **changed}))


def test_every_field_has_a_meaning_and_core_says_where_a_document_comes_from():
    assert all(str(field.meaning).endswith((".", "。")) for field in FIELDS.values())
    assert {"plugin", "kind", "site", "sites", "division", "divisions"} <= OWN <= set(FIELDS)
