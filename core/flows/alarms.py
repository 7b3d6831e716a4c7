"""A calendar that nobody maintains: terms cannot be counted, and proceedings stand still."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.flows.calendar.days import calendar
from core.watch.alarms import Alarm

#: The State Council tells the next year's holidays in November.
TOLD_IN = 11


def alarms() -> Iterator[Alarm]:
    """This year's calendar is missing, or next year's when it has been told."""
    today, years = timezone.localdate(), calendar().years
    if not years:
        return  # a group in which no term is counted
    url = reverse("flows_calendaryear_modeladmin_index")
    text = _("The calendar of %(year)d is not maintained: proceedings cannot count their terms.")
    if today.year not in years:
        yield Alarm("flows.calendar", "error", text % {"year": today.year}, url)
    elif today.month >= TOLD_IN and today.year + 1 not in years:
        yield Alarm("flows.calendar_next", "warning", text % {"year": today.year + 1}, url)
