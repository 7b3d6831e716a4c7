"""The summary of a list on a day: how many entries by body and category, and by each facet; what
has come and gone since its first edition.

<page>/summary/       of one site's list, by body
<page>/all/summary/   of the list over all sites, by government (``provincial_summary``)

``?as_of=`` names the day, ``?format=`` asks for the first table as a file.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.delivery.verdict import depends_on_own_site
from core.people.models import Organisation
from core.registers import queries
from core.registers.exchange.files import write
from core.registers.public import facet_links, facets
from core.registers.public.asked import FORMATS, Asked, read_asked
from core.registers.public.course import Point, course, ended_by_verb, points
from core.registers.public.downloads import file_response
from core.registers.public.homes import SUMMARY
from core.registers.public.listing import instead, span
from core.registers.public.provincial_asked import AskedEverywhere
from core.registers.public.rendering import render
from core.registers.spec import Register


@dataclass(frozen=True)
class Bar:
    """A line of a chart that is a table: ``width`` in hundredths of the longest."""

    label: Any
    count: int
    url: str
    width: str
    #: Of the first table: ``(category, count, address)`` for each of its categories.
    cells: Sequence[tuple[Any, int, str]] = ()


def bars(lines: Iterable[tuple[Any, int, str, Sequence[tuple[Any, int, str]]]]) -> list[Bar]:
    """Measure the lines of one chart against each other."""
    lines = list(lines)
    longest = max((count for _label, count, _url, _cells in lines), default=0) or 1
    return [
        Bar(label, count, url, f"{100 * count / longest:.2f}", cells)
        for label, count, url, cells in lines
    ]


# --- the page ------------------------------------------------------------------------------------


class Totals:
    """What the template and the files ask of any summary. ``inside`` is the place of its list below
    the page, ``asked`` the day, ``file`` the kind of file."""

    def __init__(self, page: Any, asked: Asked | AskedEverywhere, file: str, inside: str) -> None:
        self.page, self.asked, self.format, self.inside = page, asked, file, f"{inside}{SUMMARY}/"
        self.register: Register = page.register
        self.home_url = f"{page.url}{inside}"
        self.base = f"{page.url}{self.inside}"

    @property
    def today_link(self) -> str:
        return self.base

    @property
    def typed_day(self) -> str:
        return self.asked.typed_day or self.asked.day.isoformat()

    @property
    def downloads(self) -> list[tuple[str, str]]:
        said = self.asked.query()
        return [(name, f"{self.base}{said}{'&' if said else '?'}format={name}") for name in FORMATS]

    @property
    def canonical(self) -> str:
        return f"{self.page.full_url}{self.inside}{self.asked.query()}"


class Summary(Totals):
    """What the template shows of one site's list."""

    asked: Asked
    everywhere = False

    def __init__(self, page: Any, asked: Asked, file: str) -> None:
        super().__init__(page, asked, file, "")
        self.counts = facets.count(self.register, asked, page.member.pk)
        self.total = self.counts.total(asked)

    @property
    def sites(self) -> set[int]:
        """The sites whose entries are counted."""
        return {self.page.member.pk}

    @property
    def lines_label(self) -> Any:
        return self.register.body_label

    @cached_property
    def table(self) -> dict[int, Counter[int]]:
        """Organisation → category → how many."""
        found: dict[int, Counter[int]] = {}
        for cell in self.counts.cells:
            if cell.state == "now" and cell.organisation and cell.category:
                found.setdefault(cell.organisation, Counter())[cell.category] += cell.count
        return found

    @cached_property
    def categories(self) -> list[Any]:
        """The terms that head the columns of the table, in the order of their dictionary."""
        return categories_in(self.register, self.table.values())

    @cached_property
    def lines(self) -> list[Bar]:
        bodies = Organisation.objects.in_bulk(list(self.table))
        ordered = sorted(bodies.values(), key=lambda body: body.code)
        return bars(
            (
                body.name,
                self.table[body.pk].total(),
                self._list(organisation=body.code),
                [
                    (
                        term.name,
                        self.table[body.pk][term.pk],
                        self._list(organisation=body.code, category=term.code),
                    )
                    for term in self.categories
                ],
            )
            for body in ordered
        )

    @cached_property
    def charts(self) -> list[tuple[Any, list[Bar]]]:
        """``(heading, bars)`` for each facet; a body is the table's own."""
        found = facet_links.facets(self.register, self.asked, self.counts, self.home_url)
        return [
            (
                facet.title,
                bars(
                    (c.label, c.count, c.url, ()) for c in facet.choices if c.count and not c.whole
                ),
            )
            for facet in found
            if facet.name not in ("organisation", "state")
        ]

    @cached_property
    def begins(self) -> datetime.date | None:
        begins = span(self.register, self.page.member.pk, self.asked.today).begins
        return begins if begins and begins <= self.asked.day else None

    @cached_property
    def course(self) -> list[Point]:
        """How it went from the first edition on; nothing on its very day."""
        if self.begins is None or self.begins == self.asked.day:
            return []
        days = points(self.begins, self.asked.day)
        return course(self.register, self.page.member.pk, days)

    @property
    def course_bars(self) -> list[tuple[Point, str]]:
        longest = max((point.count for point in self.course), default=0) or 1
        return [(point, f"{100 * point.count / longest:.2f}") for point in self.course]

    @property
    def came(self) -> int:
        return sum(point.came or 0 for point in self.course)

    @property
    def ended(self) -> int:
        return sum(point.ended or 0 for point in self.course)

    @cached_property
    def ended_by_verb(self) -> list[tuple[str, int]]:
        if not self.ended or self.begins is None:
            return []
        member_id = self.page.member.pk
        return ended_by_verb(self.register, member_id, self.begins, self.asked.day)

    @property
    def ended_link(self) -> str:
        return self.home_url + self.asked.query(state="ended")

    def _list(self, **chosen: str) -> str:
        """The list narrowed to what a number counts."""
        return self.home_url + self.asked.query(chosen=chosen)

    @property
    def days(self) -> list[tuple[str, datetime.date, str]]:
        """The first day, with its summary."""
        if self.begins is None or self.begins == self.asked.day:
            return []
        return [(_("First edition"), self.begins, self.base + self.asked.query(day=self.begins))]


def categories_in(register: Register, counted: Iterable[Counter[int]]) -> list[Any]:
    """The categories that are counted, in the order of their dictionary."""
    present = {pk for counts in counted for pk in counts}
    terms = queries.terms().by_dictionary.get(register.category_dictionary, ())
    return [term for term in terms if term.pk in present]


def table_file(page: Any, summary: Any) -> HttpResponse:
    """The table of a summary as ``csv``, ``xlsx`` or ``json``, its sums in the last row."""
    headers = [str(summary.lines_label), _("Together"), *(term.name for term in summary.categories)]
    rows = [
        dict(zip(headers, [line.label, line.count, *(cell[1] for cell in line.cells)], strict=True))
        for line in summary.lines
    ]
    sums = [_("Together"), summary.total, *sums_of(summary.lines)]
    kind, register = summary.format, page.register
    data = write([*rows, dict(zip(headers, sums, strict=True))], headers, kind, register.file_title)
    name = f"{register.file_title}-{page.member.slug}-{SUMMARY}-{summary.asked.day.isoformat()}"
    return file_response(data, kind, name)


def sums_of(lines: Sequence[Bar]) -> list[int]:
    """The sum of each column of cells."""
    columns = zip(*(line.cells for line in lines), strict=True)
    return [sum(number for _term, number, _url in column) for column in columns]


def show(page: Any, request: HttpRequest, summary: Any) -> HttpResponse:
    """The page of a summary, or its table as a file."""
    if summary.format:
        return table_file(page, summary)
    sums = zip(summary.categories, sums_of(summary.lines), strict=True)
    context = {"list": summary, "sums": [(term.name, number) for term, number in sums]}
    return render(page, request, "summary", context)


def answer(page: Any, request: HttpRequest) -> HttpResponse:
    """Answer the summary of a site's list."""
    read = read_asked(request.GET, {})
    asked = Asked(read.day, read.today, problem=read.problem, typed_day=read.typed_day)
    if not request.GET and (other := instead(page, asked)):
        return redirect(f"{other}{SUMMARY}/")
    depends_on_own_site(request)
    return show(page, request, Summary(page, asked, read.format))
