"""Writes of the calendar. The provincial office edits single days on its reference screens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.actions.boundary import action
from core.flows.calendar.models import CalendarDay, CalendarYear
from core.flows.calendar.package import SOURCE, days_of, known_years
from core.people.rights import Right


def fill_calendar(*, actor: Any, years: Iterable[int] | None = None) -> list[int]:
    """Enter the years that the package knows and nobody has entered; return them.

    A year that is there keeps what was entered. ``years`` limits which. Needs ``KEEP_REFERENCE``
    on the group.
    """
    with action("flows.fill_calendar", actor=actor, right=Right.KEEP_REFERENCE) as act:
        wanted = known_years() if years is None else known_years() & set(years)
        there = set(CalendarYear.objects.values_list("year", flat=True))
        fresh = CalendarYear.objects.bulk_create(
            CalendarYear(year=year, source=SOURCE) for year in sorted(wanted - there)
        )
        CalendarDay.objects.bulk_create(
            CalendarDay(year=year, day=day, working=working, name=name)
            for year in fresh
            for day, working, name in days_of(year.year)
        )
        act.detail["years"] = [year.year for year in fresh]
    return act.detail["years"]
