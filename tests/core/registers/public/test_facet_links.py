"""Facets as links: what each choice would leave, and what leads nowhere is text."""

import datetime
from collections import Counter

import pytest
from django.http import QueryDict

from core.registers.public.asked import read_asked
from core.registers.public.facet_links import facets
from core.registers.public.facets import Cell, Counts, known_codes
from core.registers.queries import terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(powers, group):
    """The facets of a list with three licences and two penalties that ended, by their names."""
    known = terms()
    licence, penalty = (known.find("power_category", code).pk for code in ("01", "02"))
    county, body = known.find("level", "4").pk, group.chengguan_body.pk
    cells = [Cell("now", licence, body, county, 3), Cell("ended", penalty, body, None, 2)]
    person = known.find("audience", "1").pk
    counts = Counts(cells, {"audiences": Counter({person: 2}), "subjects": Counter()})

    def read(query=""):
        asked = read_asked(QueryDict(query), known_codes(powers))
        return {facet.name: facet for facet in facets(powers, asked, counts, "/powers/")}

    return read


def choices(facet):
    return {str(choice.label): choice for choice in facet.choices}


def test_every_category_is_named_also_where_the_list_has_none(shown):
    found = choices(shown()["category"])
    assert found["行政许可"].count == 3 and found["行政处罚"].count == 0
    assert len(found) == 1 + len(terms().by_dictionary["power_category"])


def test_of_any_other_facet_only_what_the_list_has(shown):
    assert list(choices(shown()["level"])) == ["县级"]
    assert list(choices(shown()["audiences"])) == ["自然人"]
    assert "subjects" not in shown()


def test_a_choice_leads_to_the_list_with_it_and_the_chosen_one_to_itself(shown):
    assert choices(shown()["category"])["行政许可"].url == "/powers/?category=01"
    chosen = shown("category=01&level=4")
    assert choices(chosen["category"])["行政许可"].current
    assert choices(chosen["level"])["县级"].url == "/powers/?category=01&level=4"


def test_all_categories_are_the_first_choice_and_count_what_the_others_leave(shown):
    every = shown("category=01")["category"].choices[0]
    assert (every.count, every.url, every.current) == (3, "/powers/", False)
    assert shown()["category"].choices[0].current


def test_what_was_chosen_stays_a_choice_where_nothing_is_left(shown):
    found = choices(shown("level=2")["level"])
    assert found["省级"].current and found["省级"].count == 0


def test_bodies_stand_by_number_of_entries(shown, group):
    found = choices(shown()["organisation"])
    assert found[group.chengguan_body.short_name].count == 3


def test_the_states_are_counted_under_all_other_choices(shown):
    assert [choice.count for choice in shown()["state"].choices] == [3, 2, 0]
    assert [choice.count for choice in shown("category=02")["state"].choices] == [0, 2, 0]
    ended = shown("state=ended")
    assert ended["state"].open and ended["state"].choices[1].current


def test_what_was_to_come_on_a_past_day_is_no_choice(shown):
    past = (datetime.date.today() - datetime.timedelta(days=400)).isoformat()
    assert len(shown(f"as_of={past}")["state"].choices) == 2
