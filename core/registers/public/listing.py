"""The list of one site's register: what is in force on a day, narrowed, sorted and paged."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.delivery.generations import Snapshot
from core.delivery.verdict import depends_on_own_site
from core.registers import queries
from core.registers.consultations.queries import open_at
from core.registers.editions.queries import editions_at
from core.registers.public import facet_links, facets
from core.registers.public.asked import FORMATS, SORTS, Asked, read_asked
from core.registers.public.downloads import list_response
from core.registers.public.homes import ALL, CONSULTATIONS, EDITIONS, SUMMARY, register_addresses
from core.registers.public.list_rows import Row, row_of, with_neighbours
from core.registers.public.rendering import render
from core.registers.spec import Register
from core.sitegroup.addresses import table

PAGE_SIZE = 20
#: A printed list is one long page, up to this.
PRINT_SIZE = 2000
#: The columns by which each order sorts; all end on the number, so that pages never overlap.
ORDERS = {
    "category": ("category_id", "number", "valid_from"),
    "name": ("name", "number", "valid_from"),
    "change": ("-valid_from", "number"),
}


# --- the days of a list --------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """The first day of a site's list, its next change, and when something was last published."""

    begins: datetime.date | None
    next: datetime.date | None
    published: datetime.datetime | None


_spans: Snapshot[dict[Any, Span]] = Snapshot("registers", dict)


def span(register: Register, member_id: int, today: datetime.date) -> Span:
    """Looked up once until something is published or a day passes."""
    key, known = (register.slug, member_id, today), _spans.get()
    if key not in known:
        found = queries.public(register).filter(member_id=member_id, superseded_at__isnull=True)
        known[key] = Span(
            **found.aggregate(
                begins=Min("valid_from"),
                next=Min("valid_from", filter=Q(valid_from__gt=today)),
                published=Max("recorded_at"),
            )
        )
    return known[key]


# --- the page ------------------------------------------------------------------------------------


class _Counted(Paginator):
    """A paginator that has been told how many there are."""

    def __init__(self, rows: Any, size: int, count: int) -> None:
        self.count = count
        super().__init__(rows, size)


class Listing:
    """Everything the list's template shows."""

    def __init__(self, page: Any, asked: Asked) -> None:
        self.page, self.asked, self.register = page, asked, page.register
        self.member, self.base = page.member, page.url
        self.counts = facets.count(self.register, asked, self.member.pk)
        self.total = self.counts.total(asked)

    @cached_property
    def leaf(self) -> Any:
        """One leaf of rows; a page number beyond the last is the last."""
        found = facets.matching(self.register, self.asked, self.member.pk)
        found = with_neighbours(
            self.register, found.order_by(*ORDERS[self.asked.sort]), self.asked.day
        )
        size = PRINT_SIZE if self.asked.print else PAGE_SIZE
        return _Counted(found, size, self.total).get_page(self.asked.page)

    @cached_property
    def rows(self) -> list[Row]:
        query = "" if self.asked.is_today else f"?as_of={self.asked.day.isoformat()}"
        return [row_of(self.register, version, self.base, query) for version in self.leaf]

    @cached_property
    def facets(self) -> list[facet_links.Facet]:
        return facet_links.facets(self.register, self.asked, self.counts, self.base)

    @cached_property
    def by_organisation(self) -> bool:
        """Whether the rows must say whose they are."""
        return len({cell.organisation for cell in self.counts.cells}) > 1

    @cached_property
    def span(self) -> Span:
        return span(self.register, self.member.pk, self.asked.today)

    @property
    def days(self) -> list[tuple[str, datetime.date, str]]:
        """Days a reader may want, with their links: the first edition, the next change."""
        wanted = [(_("First edition"), self.span.begins), (_("Next change"), self.span.next)]
        return [
            (label, day, self.link(day=day, state="now"))
            for label, day in wanted
            if day and day != self.asked.day
        ]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Each filter that is on, and the list without it."""
        asked, found = self.asked, []
        for facet in self.facets:
            for choice in facet.choices:
                if choice.current and facet.name in asked.ids:
                    found.append(
                        (choice.label, self.base + asked.with_facet(facet.name, "").query())
                    )
                elif choice.current and facet.name == "state" and asked.state != "now":
                    found.append((choice.label, self.link(state="now")))
        if asked.q:
            found.append((_("Containing “%(text)s”") % {"text": asked.q}, self.link(q="")))
        return found

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        labels = {
            "category": _("By category"),
            "name": _("By name"),
            "change": _("By latest change"),
        }
        return [(labels[sort], self.link(sort=sort), sort == self.asked.sort) for sort in SORTS]

    @property
    def downloads(self) -> list[tuple[str, str]]:
        return [(name, self.link(format=name)) for name in FORMATS]

    @property
    def steps(self) -> list[tuple[str, str, bool]]:
        """The pager: ``(text, link, is this page)``; a gap has no link."""
        if self.leaf.paginator.num_pages < 2:
            return []
        numbers = self.leaf.paginator.get_elided_page_range(
            self.leaf.number, on_each_side=2, on_ends=1
        )
        return [
            (str(n), self.link(page=n) if isinstance(n, int) else "", n == self.leaf.number)
            for n in numbers
        ]

    @property
    def next_link(self) -> str:
        return self.link(page=self.leaf.number + 1) if self.leaf.has_next() else ""

    @property
    def previous_link(self) -> str:
        return self.link(page=self.leaf.number - 1) if self.leaf.has_previous() else ""

    @property
    def print_link(self) -> str:
        return self.link(print=True)

    @property
    def today_link(self) -> str:
        return self.link(day=self.asked.today)

    @property
    def plain_link(self) -> str:
        return self.base

    @cached_property
    def everywhere_link(self) -> str:
        """The same register over all sites; empty where the group's first site does not show it."""
        return everywhere(self.register)

    @cached_property
    def editions_link(self) -> str:
        """The editions of this list; empty where none was ever issued. One query."""
        issued = editions_at(self.register, self.member).exists()
        return f"{self.base}{EDITIONS}/" if issued else ""

    @property
    def summary_link(self) -> str:
        """How many by body and category, on the same day."""
        return f"{self.base}{SUMMARY}/{Asked(self.asked.day, self.asked.today).query()}"

    @cached_property
    def consultations(self) -> list[tuple[str, str]]:
        """What the public is asked about this list today, by title and address. One query."""
        base = f"{self.base}{CONSULTATIONS}/"
        return [
            (each.title, f"{base}{each.pk}/") for each in open_at(self.register, self.member)[:5]
        ]

    @property
    def day_fields(self) -> list[tuple[str, str]]:
        return self.asked.hidden("as_of")

    @property
    def text_fields(self) -> list[tuple[str, str]]:
        return self.asked.hidden("q")

    @property
    def typed_day(self) -> str:
        return self.asked.typed_day or self.asked.day.isoformat()

    def link(self, **changes: Any) -> str:
        """The list with some choices changed."""
        return self.base + self.asked.query(**changes)

    @property
    def canonical(self) -> str:
        """The one address of this result, absolute; a print or a file is no page of its own."""
        said = replace(self.asked, print=False, format="", page=self.leaf.number)
        return f"{self.page.full_url}{said.query()}"


def everywhere(register: Register) -> str:
    """The address of the list over all sites, or ``""``."""
    province = table().province
    if province is None:
        return ""
    base = register_addresses(register).get(province.member_id, "")
    return f"{base}{ALL}/" if base else ""


def instead(page: Any, asked: Asked) -> str:
    """The list over all sites, for a first site that has never published anything of its own."""
    if page.member.parent_id or span(page.register, page.member.pk, asked.today).begins:
        return ""
    return everywhere(page.register)


def answer(page: Any, request: HttpRequest) -> HttpResponse:
    """Answer the list, as a page or as a file."""
    asked = read_asked(request.GET, facets.known_codes(page.register))
    if asked.format:
        depends_on_own_site(request)
        return list_response(page, asked, ORDERS[asked.sort])
    if not request.GET and (other := instead(page, asked)):
        return redirect(other)
    depends_on_own_site(request)
    return render(page, request, "list", {"list": Listing(page, asked)})
