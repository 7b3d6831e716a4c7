"""The tables of the calendar: which years are maintained, and the days that differ in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown


class CalendarYear(Record):
    """A year whose statutory holidays and shifted working days (调休) somebody has entered.

    No term is counted into a year that is not here.
    """

    touches = "calendar"
    shown = Shown.NOBODY

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        db_table = "flows_calendaryear"
        ordering: ClassVar = ["-year"]
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(Record):
    """A day that is not what its weekday says: a holiday on a working day, or work on a weekend."""

    touches = "calendar"
    shown = Shown.NOBODY

    year = models.ForeignKey(
        CalendarYear, models.CASCADE, related_name="days", verbose_name=_("year")
    )
    day = models.DateField(_("day"), unique=True)
    working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=40, blank=True)

    class Meta:
        db_table = "flows_calendarday"
        ordering: ClassVar = ["day"]
        verbose_name = _("exception to the week")
        verbose_name_plural = _("exceptions to the week")

    def __str__(self) -> str:
        return str(self.day)
