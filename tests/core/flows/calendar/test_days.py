"""core/flows/calendar/days.py, package.py and actions.py: which days are worked, and by when."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from core.actions.boundary import exempt
from core.delivery import generations
from core.flows.calendar.actions import fill_calendar
from core.flows.calendar.days import Unmaintained, calendar
from core.flows.calendar.models import CalendarDay, CalendarYear
from core.flows.calendar.package import days_of, known_years
from core.people.rights import Reach
from core.testing import SYSTEM, make_province, make_user

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def filled(db):
    fill_calendar(actor=SYSTEM, years=[2025, 2026])


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-10-01", False),  # National Day, a Thursday
        ("2026-10-10", True),  # a Saturday, worked for it
        ("2026-11-26", True),
        ("2026-11-28", False),
        ("2025-01-01", False),
    ],
)
def test_a_day_is_what_the_state_council_says_it_is(day, works):
    assert calendar().is_working(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("begun", "days", "due"),
    [
        ("2026-11-26T09:00", 1, "2026-11-28T00:00"),  # to the end of Friday
        ("2026-11-26T23:59", 1, "2026-11-28T00:00"),
        ("2026-11-27T09:00", 1, "2026-12-01T00:00"),  # over a weekend
        ("2026-11-26T09:00", 5, "2026-12-04T00:00"),
    ],
)
def test_a_term_ends_with_its_last_working_day(begun, days, due):
    assert calendar().due(at(begun), days) == at(due)


def test_days_between_count_as_a_term_does():
    assert calendar().between(at("2026-11-26T09:00"), at("2026-12-03T10:00")) == 5


def test_a_year_that_nobody_has_entered_is_refused_by_its_number():
    with pytest.raises(Unmaintained, match="2027") as refusal:
        calendar().due(at("2026-12-30T09:00"), 5)
    assert refusal.value.year == 2027


def test_what_an_officer_entered_stays_when_the_package_fills_in():
    year = CalendarYear.objects.get(year=2026)
    with exempt("factory"):
        CalendarDay.objects.create(year=year, day=date(2026, 11, 26), working=False, name="临时")
        generations.raise_("calendar")
    assert fill_calendar(actor=SYSTEM, years=[2026]) == []
    assert not calendar().is_working(date(2026, 11, 26))


def test_only_who_keeps_reference_tables_fills_it(db):
    officer = make_user("it", "site_administrator", Reach.SUBTREE, make_province())
    with pytest.raises(PermissionDenied):
        fill_calendar(actor=officer)


def test_the_package_names_each_exception_and_nothing_that_its_weekday_tells():
    assert 2026 in known_years()
    for day, working, name in days_of(2026):
        assert working is (day.weekday() > 4) and name


def test_asking_again_costs_no_query(django_assert_num_queries):
    generations.begin_request()
    calendar()
    with django_assert_num_queries(0):
        calendar().is_working(date(2026, 1, 1))
    generations.end_request()
