"""What the package ``chinesecalendar`` knows: the State Council's notices of each year's holidays.

Each autumn a release brings the year to come.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import chinese_calendar
from django.utils.translation import gettext as _

#: Where the days come from, as the calendar's pages say it.
SOURCE = "国务院办公厅关于部分节假日安排的通知（软件包 chinesecalendar）"
NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
SATURDAY = 5


def known_years() -> set[int]:
    """The years whose holidays this release of the package has."""
    return {day.year for day in chinese_calendar.holidays}


def days_of(year: int) -> Iterator[tuple[date, bool, str]]:
    """The days of a year that their weekday does not tell: day, whether people work, of what."""
    for day, name in sorted(chinese_calendar.holidays.items()):
        if day.year == year and day.weekday() < SATURDAY:
            yield day, False, NAMES.get(name, name)
    for day, name in sorted(chinese_calendar.workdays.items()):
        if day.year == year and day.weekday() >= SATURDAY:
            yield day, True, _("%(holiday)s, worked for") % {"holiday": NAMES.get(name, name)}
