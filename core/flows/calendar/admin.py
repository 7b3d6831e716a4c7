"""The calendar among the reference tables, kept by the provincial office."""

from core.flows.calendar.models import CalendarDay, CalendarYear
from core.sitegroup.reference_admin import ReferenceAdmin


class YearAdmin(ReferenceAdmin):
    """Years whose holidays have been entered."""

    model = CalendarYear
    menu_icon = "date"
    menu_order = 740
    list_display = ("year", "source")
    ordering = ("-year",)
    list_export = ("year", "source")


class DayAdmin(ReferenceAdmin):
    """Holidays, and the days that are worked for them."""

    model = CalendarDay
    menu_icon = "date"
    menu_order = 741
    list_display = ("day", "working", "name")
    list_filter = ("working", "year")
    search_fields = ("name",)
    ordering = ("-day",)
    list_export = ("day", "working", "name")
