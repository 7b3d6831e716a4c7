"""A row of a list: its words, its address, its sub-items and its decided end."""

import datetime

import pytest

from core.actions.boundary import exempt
from core.registers import queries
from core.registers.choices import Verb
from core.registers.public.list_rows import change_of, row_of, with_neighbours
from core.registers.testing import make_term, make_version
from core.registers.time import today
from tests.core.registers.samples import category, make_chain

pytestmark = pytest.mark.django_db
D = datetime.date


def rows(powers, day=None, address="/powers/", query=""):
    day = day or today()
    found = with_neighbours(powers, queries.in_force(powers, day=day), day)
    return [row_of(powers, version, address, query) for version in found]


def make(powers, group, **fields):
    given = {"member": group.chengguan, "organisation": group.chengguan_body} | fields
    return make_version(powers, **given)


def test_a_row_says_everything_in_words(powers, group):
    version = make(
        powers,
        group,
        name="休学审批",
        category=category("01"),
        level=make_term("level", "4"),
        valid_from=D(2020, 1, 1),
    )
    (row,) = rows(powers, query="?as_of=2021-01-01")
    assert row.url == f"/powers/{version.number}/?as_of=2021-01-01"
    assert (row.name, row.category, row.level) == ("休学审批", "行政许可", "县级")
    assert row.organisation == group.chengguan_body.short_name
    assert (row.change.day, row.ending, row.subitems) == (D(2020, 1, 1), None, 0)


@pytest.mark.parametrize(
    ("codes", "shown"),
    [
        ({"base_code": "000131024000", "local_code": "A1"}, "000131024000"),
        ({"local_code": "A1"}, "A1"),
        ({}, None),
    ],
)
def test_a_row_shows_the_best_code_there_is(powers, group, codes, shown):
    version = make(powers, group, **codes)
    assert rows(powers)[0].code == (shown or version.number)


def test_a_row_without_a_place_to_go_has_no_address(powers, group):
    make(powers, group)
    assert rows(powers, address="")[0].url == ""


def test_a_row_counts_the_sub_items_of_its_day(powers, group):
    main = make(powers, group, valid_from=D(2015, 1, 1))
    for n, first in enumerate((D(2015, 1, 1), D(2020, 1, 1)), 1):
        entry = powers.Entry(
            member=group.chengguan, parent=main.entry, number=f"{main.number}-{n:02d}"
        )
        with exempt("factory"):
            entry.save()
        make_version(powers, entry=entry, organisation=group.chengguan_body, valid_from=first)
    assert [(row.subitems, row.is_subitem) for row in rows(powers, D(2016, 1, 1))] == [
        (1, False),
        (0, True),
    ]
    assert rows(powers)[0].subitems == 2


def test_an_end_is_announced_only_where_it_is_decided(powers, group):
    where = (powers, group.chengguan, group.chengguan_body)
    make_chain(*where, (D(2015, 1, 1), Verb.ADOPT, {}), (D(2150, 1, 1), Verb.CANCEL, {}))
    make_chain(*where, (D(2015, 1, 1), Verb.ADOPT, {}), (D(2150, 1, 1), Verb.ADJUST, {}))
    assert [row.ending and row.ending.day for row in rows(powers)] == [D(2150, 1, 1), None]


def test_what_ends_is_red_what_begins_is_green_and_every_tag_says_its_verb():
    tones = {verb: change_of(verb, today()).tone for verb in Verb}
    assert (tones[Verb.ESTABLISH], tones[Verb.CANCEL], tones[Verb.MERGE]) == (
        "green",
        "red",
        "red",
    )
    assert tones[Verb.ADJUST] == "blue"
    assert all(change_of(verb, today()).label == verb.label for verb in Verb)
