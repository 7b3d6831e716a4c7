"""What a reader asked of the list over all sites: read, and written into every link."""

import datetime

import pytest
from django.http import QueryDict

from core.registers.public import provincial_asked
from core.registers.public.provincial_asked import read_asked
from core.sitegroup.addresses import table

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def asked(powers, group, monkeypatch):
    """A function that reads a query on 1 May 2024."""
    monkeypatch.setattr(provincial_asked, "today", lambda: D(2024, 5, 1))
    return lambda query: read_asked(QueryDict(query), powers, table())


def test_what_was_read_is_written_back_in_one_order(asked):
    query = "q=教育&category=01&own=1&division=620102&as_of=2020年1月1日&after=620102-000001"
    assert asked(query).pairs() == [
        ("as_of", "2020-01-01"),
        ("division", "620102"),
        ("own", "1"),
        ("category", "01"),
        ("q", "教育"),
        ("after", "620102-000001"),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "as_of=2024-05-01",
        "division=999999",
        "division=999999&own=1",
        "own=1",
        "category=77",
        "after=" + "9" * 25,
        "after=';--",
        "before=一",
        "page=3",
    ],
)
def test_what_is_the_default_or_unknown_is_left_out(asked, query):
    assert asked(query).query() == ""


def test_only_one_key_leads_the_way(asked):
    assert asked("after=620102-000001&before=620103-000001").before == ""
    assert asked("before=620103-000001").before == "620103-000001"


def test_another_choice_begins_at_the_first_page(asked):
    changed = asked("division=620102&after=620102-000001").query(category="02")
    assert changed == "?division=620102&category=02"


def test_a_form_carries_all_but_its_own_field_and_the_page(asked):
    carried = asked("division=620102&q=教育&before=620102-000009").hidden("q")
    assert carried == [("division", "620102")]


def test_a_mistyped_day_is_told_and_today_is_shown(asked):
    read = asked("as_of=neulich")
    assert read.is_today and read.typed_day == "neulich" and "neulich" in read.problem
