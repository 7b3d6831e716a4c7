"""What a reader asked of one entry, and which of its versions answers."""

import datetime
from types import SimpleNamespace

import pytest

from core.registers.public import entry_asked
from core.registers.public.entry_asked import choose, read_asked, said_of, standing, valid_on
from core.registers.time import END

D = datetime.date


def at(year, month=1, day=1):
    return datetime.datetime(year, month, day, 4, tzinfo=datetime.UTC)


def version(pk, first, last=END, recorded=None, superseded=None):
    return SimpleNamespace(
        pk=pk,
        valid_from=first,
        valid_to=last,
        recorded_at=recorded or at(first.year),
        superseded_at=superseded,
    )


#: From 2015 on one text; from 2018 on a wrong one, corrected in 2019.
OLD = version(1, D(2015, 1, 1), D(2018, 1, 1))
WRONG = version(2, D(2018, 1, 1), superseded=at(2019))
RIGHT = version(3, D(2018, 1, 1), recorded=at(2019))
ALL = [RIGHT, WRONG, OLD]


@pytest.fixture(autouse=True)
def day_of_the_test(monkeypatch):
    monkeypatch.setattr(entry_asked, "today", lambda: D(2024, 5, 1))


def test_nothing_asked_is_today():
    asked = read_asked({})
    assert asked.is_today and (asked.said_on, asked.version_pk, asked.problem) == (None, None, "")


def test_what_was_asked_is_read():
    asked = read_asked(
        {
            "as_of": "2016年1月2日",
            "said_on": "20160203",
            "version": "7",
            "print": "1",
            "format": "csv",
        }
    )
    assert (asked.day, asked.said_on) == (D(2016, 1, 2), D(2016, 2, 3))
    assert (asked.version_pk, asked.print, asked.format) == (7, True, "csv")


@pytest.mark.parametrize(
    "given",
    [
        {"version": "x"},
        {"version": "9" * 19},
        {"version": "²"},
        {"format": "exe"},
        {"print": "yes"},
    ],
)
def test_what_is_unknown_is_ignored(given):
    assert read_asked(given) == read_asked({})


def test_a_mistyped_day_is_told_and_kept():
    asked = read_asked({"as_of": "gestern"})
    assert asked.is_today and asked.typed_day == "gestern" and "gestern" in asked.problem
    said = read_asked({"said_on": "gestern"})
    assert said.said_on is None and said.typed_day == "" and "gestern" in said.problem


@pytest.mark.parametrize("said", ["2024-05-01", "2030-01-01"])
def test_what_the_site_says_today_or_later_is_no_past(said):
    assert read_asked({"said_on": said}).said_on is None


def test_a_corrected_version_does_not_stand():
    assert standing(ALL) == [RIGHT, OLD]


def test_a_version_is_valid_from_its_first_day_until_the_day_before_the_next():
    assert valid_on(ALL, D(2014, 12, 31)) is None
    assert valid_on(ALL, D(2015, 1, 1)) is OLD
    assert valid_on(ALL, D(2017, 12, 31)) is OLD
    assert valid_on(ALL, D(2018, 1, 1)) is RIGHT


def test_what_the_site_said_then_has_its_errors():
    assert said_of(ALL, at(2018, 6), D(2018, 6, 1)) is WRONG
    assert said_of(ALL, at(2019, 6), D(2018, 6, 1)) is RIGHT
    assert said_of(ALL, at(2018, 6), D(2017, 1, 1)) is OLD
    assert said_of(ALL, at(2014), D(2020, 1, 1)) is None


def test_a_version_that_was_named_goes_first_if_it_is_one_of_these():
    assert choose(ALL, read_asked({"version": "2", "as_of": "2016-01-01"})) is WRONG
    assert choose(ALL, read_asked({"version": "9", "as_of": "2016-01-01"})) is OLD
    assert choose(ALL, read_asked({"said_on": "2018-06-01", "as_of": "2018-06-01"})) is WRONG
    assert choose(ALL, read_asked({"as_of": "1999-01-01"})) is None
