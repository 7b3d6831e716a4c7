"""The steps of an entry's history: what each is beside, and where it leads."""

import datetime
from types import SimpleNamespace

import pytest

from core.registers.choices import Verb
from core.registers.public.history import History
from core.registers.time import END

D = datetime.date
TODAY = D(2024, 5, 1)


def version(pk, day, verb=Verb.ADJUST, by=None):
    superseded = datetime.datetime(2019, 3, 1, 20, tzinfo=datetime.UTC) if by else None
    return SimpleNamespace(
        pk=pk,
        valid_from=day,
        valid_to=END,
        verb=verb,
        superseded_at=superseded,
        superseded_by_id=by,
    )


FUTURE = version(5, D(2150, 1, 1), Verb.CANCEL)
NOW = version(4, D(2018, 1, 1))
WRONG = version(3, D(2018, 1, 1), by=4)
FIRST = version(1, D(2015, 1, 1), Verb.ADOPT)
ALL = [FUTURE, NOW, WRONG, FIRST]


def steps(versions=ALL, current=NOW, shown=NOW):
    made = History(versions, current, shown, "/powers/1/", TODAY).steps
    return {step.version.pk: step for step in made}


def test_the_future_is_dashed_today_is_marked_and_the_past_is_done():
    assert {pk: step.state for pk, step in steps().items()} == {
        5: "is-future",
        4: "is-now",
        3: "is-done",
        1: "is-done",
    }


def test_todays_text_is_at_the_plain_address_and_every_other_at_its_own():
    assert {pk: step.url for pk, step in steps().items()} == {
        5: "/powers/1/?as_of=2150-01-01",
        4: "/powers/1/",
        3: "/powers/1/?version=3",
        1: "/powers/1/?as_of=2015-01-01",
    }


@pytest.mark.parametrize(("pk", "pair"), [(5, (4, 5)), (4, (1, 4)), (3, (3, 4))])
def test_each_step_is_compared_with_what_a_reader_wants_beside_it(pk, pair):
    """A decided change with today's text, another with the one before, an error with the right."""
    assert steps()[pk].compare_url == "/powers/1/compare/?from={}&to={}".format(*pair)


def test_the_first_is_compared_with_nothing():
    step = steps()[1]
    assert (step.compare_url, step.compare_label) == ("", "")


def test_an_error_says_on_which_day_of_the_province_it_was_corrected():
    assert "2019-03-02" in steps()[3].correction
    assert not any(steps()[pk].correction for pk in (1, 4, 5))


def test_only_what_is_shown_instead_of_todays_text_is_marked():
    assert not any(step.is_shown for step in steps().values())
    marked = [pk for pk, step in steps(shown=FIRST).items() if step.is_shown]
    assert marked == [1]


def test_an_entry_that_only_begins_later_has_no_step_of_today():
    (step,) = steps([FUTURE], None, FUTURE).values()
    assert (step.state, step.compare_url) == ("is-future", "")
    assert step.url == "/powers/1/?as_of=2150-01-01"
