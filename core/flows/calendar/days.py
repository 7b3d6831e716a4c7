"""Working days (工作日): which day is one, and when a term of so many of them ends.

A term counts from the day after it begins to the end of its last working day (民法典 §201,
行政许可法 §82), in the province's time zone. Holidays and the working days they are shifted to
(调休) are rows; a year that nobody has entered is refused, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.delivery.generations import Snapshot
from core.flows.calendar.models import CalendarDay, CalendarYear
from core.plugins.gate import Refused

SATURDAY = 5


class Unmaintained(Refused):
    """A year whose holidays nobody has entered; ``year`` says which."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            _("The calendar of %(year)d is not maintained: enter its holidays first.")
            % {"year": year}
        )


@dataclass(frozen=True)
class Calendar:
    """The years that are maintained, and the days in them that their weekday does not tell."""

    years: frozenset[int]
    exceptions: dict[date, bool]

    def is_working(self, day: date) -> bool:
        """Whether people work on that day. Raises :class:`Unmaintained`."""
        if day.year not in self.years:
            raise Unmaintained(day.year)
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def due(self, begun: datetime, days: int) -> datetime:
        """The end of the last of ``days`` working days after the day of ``begun``."""
        day = timezone.localtime(begun).date()
        left = days
        while left > 0:
            day += timedelta(days=1)
            left -= self.is_working(day)
        return end_of(day)

    def between(self, begun: datetime, ended: datetime) -> int:
        """How many working days after the day of ``begun`` have begun by ``ended``."""
        first, last = timezone.localtime(begun).date(), timezone.localtime(ended).date()
        days = (first + timedelta(days=at) for at in range(1, (last - first).days + 1))
        return sum(self.is_working(day) for day in days)


def end_of(day: date) -> datetime:
    """The instant with which a day ends: that of a term whose last day it is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _build() -> Calendar:
    years = CalendarYear.objects.values_list("year", flat=True)
    days = CalendarDay.objects.values_list("day", "working")
    return Calendar(frozenset(years), dict(days))


_calendar: Snapshot[Calendar] = Snapshot("calendar", _build)


def calendar() -> Calendar:
    """The calendar as of this request: no query, unless it was changed."""
    return _calendar.get()
