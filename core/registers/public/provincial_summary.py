"""The summary of the list over all sites: how many entries each government has, by category.

The counts are those of the list itself (``provincial_counts``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.registers.public.asked import read_format
from core.registers.public.divisions import codes_of
from core.registers.public.homes import ALL, SUMMARY, register_addresses
from core.registers.public.provincial import to_first_site
from core.registers.public.provincial_asked import AskedEverywhere, read_asked
from core.registers.public.provincial_counts import counted
from core.registers.public.summary import Bar, Totals, bars, categories_in, show
from core.sitegroup.addresses import Table, table


class SummaryEverywhere(Totals):
    """What the template shows of the list over all sites."""

    asked: AskedEverywhere
    everywhere = True
    course_bars: tuple[()] = ()
    days: tuple[()] = ()

    def __init__(self, page: Any, asked: AskedEverywhere, places: Table, file: str) -> None:
        super().__init__(page, asked, file, f"{ALL}/")
        self.places = places
        self.sites = frozenset(register_addresses(self.register))
        self.table = counted(self.register, asked, places, self.sites)
        self.total = sum(counts.total() for counts in self.table.values())

    @property
    def lines_label(self) -> Any:
        return _("Government")

    @cached_property
    def categories(self) -> list[Any]:
        return categories_in(self.register, self.table.values())

    @cached_property
    def lines(self) -> list[Bar]:
        """The governments by the codes of their divisions."""
        places = codes_of(self.places)
        return bars(
            (
                places[code].short_name,
                self.table[code].total(),
                self._list(division=code, own=True),
                [
                    (
                        term.name,
                        self.table[code][term.pk],
                        self._list(division=code, own=True, category=term.code),
                    )
                    for term in self.categories
                ],
            )
            for code in sorted(self.table)
        )

    @cached_property
    def charts(self) -> list[tuple[Any, list[Bar]]]:
        """By category alone."""
        found: Counter[int] = sum(self.table.values(), Counter())
        lines = [
            (term.name, found[term.pk], self._list(category=term.code), ())
            for term in self.categories
        ]
        return [(self.register.field("category").label, bars(lines))]

    def _list(self, **chosen: Any) -> str:
        """The list narrowed to what a number counts."""
        return self.home_url + replace(self.asked, **chosen).query()


def answer(page: Any, request: HttpRequest) -> HttpResponse:
    """Answer the summary over all sites; any other site leads to the group's first one."""
    places = table()
    if page.member.parent_id is not None:
        return to_first_site(page, request, f"{ALL}/{SUMMARY}/")
    read = read_asked(request.GET, page.register, places)
    asked = AskedEverywhere(read.day, read.today, problem=read.problem, typed_day=read.typed_day)
    return show(page, request, SummaryEverywhere(page, asked, places, read_format(request.GET)))
