"""The list over all sites: paged by key, so that the last page costs what the first one does.

Numbers begin with the division's code, so that a division and all below it are one range of the
index, and a page is the next few rows after the last number. There are no counts: counting is
never done per request.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.registers import queries
from core.registers.public import facets
from core.registers.public.divisions import codes_of, division_condition
from core.registers.public.facet_links import Choice
from core.registers.public.homes import ALL, SUMMARY, home_of, register_addresses
from core.registers.public.list_rows import Row, row_of, with_neighbours
from core.registers.public.provincial_asked import AskedEverywhere, read_asked
from core.registers.public.rendering import render
from core.registers.spec import Register
from core.registers.time import holds_on
from core.sitegroup.addresses import Table, table
from core.sitegroup.models import Level, Member

PAGE_SIZE = 30


# --- one page ------------------------------------------------------------------------------------


def matching(
    register: Register, asked: AskedEverywhere, places: Table, homes: Collection[int]
) -> QuerySet[Any]:
    """What is in force on the day in the whole group, under the reader's filters.

    ``homes`` are the sites that show the register: what its own site has taken from its pages
    stands here no more than there.
    """
    found = queries.public(register).filter(holds_on(asked.day), in_force=True)
    if hidden := set(places.by_id) - set(homes):
        found = found.exclude(member_id__in=hidden)
    if asked.division:
        found = found.filter(division_condition(places, asked.division, asked.own))
    if asked.category:
        found = found.filter(category=facets.known_codes(register)["category"](asked.category))
    if asked.q:
        return found.filter(facets.text_condition(register, asked.q))
    return facets.without_subitems(found)


@dataclass(frozen=True)
class Leaf:
    """A page of versions, and the numbers from which the pages beside it are read."""

    versions: list[Any]
    after: str
    before: str


def read_leaf(found: QuerySet[Any], after: str, before: str, size: int) -> Leaf:
    """One page by key: one row more than is shown tells whether there is another page."""
    if before:
        rows = list(found.filter(number__lt=before).order_by("-number")[: size + 1])
        more, rows = len(rows) > size, rows[size - 1 :: -1] if len(rows) > size else rows[::-1]
        return Leaf(rows, rows[-1].number if rows else "", rows[0].number if more else "")
    if after:
        found = found.filter(number__gt=after)
    rows = list(found.order_by("number")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    return Leaf(rows, rows[-1].number if more else "", rows[0].number if after and rows else "")


class Everywhere:
    """Everything the template of the list over all sites shows."""

    def __init__(self, page: Any, asked: AskedEverywhere, places: Table) -> None:
        self.page, self.asked, self.places = page, asked, places
        self.register: Register = page.register
        self.base = f"{page.url}{ALL}/"
        self.home_url = page.url

    @cached_property
    def homes(self) -> dict[int, str]:
        """The sites that show the register, with the address of its page."""
        return register_addresses(self.register)

    @cached_property
    def leaf(self) -> Leaf:
        found = matching(self.register, self.asked, self.places, self.homes)
        found = with_neighbours(self.register, found, self.asked.day)
        return read_leaf(found, self.asked.after, self.asked.before, PAGE_SIZE)

    @cached_property
    def rows(self) -> list[Row]:
        query = "" if self.asked.is_today else f"?as_of={self.asked.day.isoformat()}"
        return [
            replace(
                row_of(self.register, version, self.homes[version.member_id], query),
                place=self.places.by_id[version.member_id].short_name,
            )
            for version in self.leaf.versions
        ]

    @property
    def first_link(self) -> str:
        asked = self.asked
        return self.base + asked.query() if asked.after or asked.before else ""

    @property
    def previous_link(self) -> str:
        return self.base + self.asked.query(before=self.leaf.before) if self.leaf.before else ""

    @property
    def next_link(self) -> str:
        return self.base + self.asked.query(after=self.leaf.after) if self.leaf.after else ""

    @property
    def summary_link(self) -> str:
        """How many at each government, on the same day."""
        return f"{self.base}{SUMMARY}/{AskedEverywhere(self.asked.day, self.asked.today).query()}"

    # Choices

    def _link(self, **changes: Any) -> str:
        return self.base + self.asked.query(**changes)

    @cached_property
    def trail(self) -> list[Choice]:
        """The way from the whole group down to the chosen division."""
        chosen = codes_of(self.places).get(self.asked.division)
        found = [
            Choice(_("The whole province"), 0, self._link(division="", own=False), chosen is None)
        ]
        for pk in reversed(self.places.line_of(chosen.pk) if chosen else ()):
            member = self.places.by_id[pk]
            if member.parent_id is not None:
                found.append(self._division(member))
        return found

    @cached_property
    def divisions(self) -> list[Choice]:
        """The divisions below the chosen one, and its own level."""
        chosen = codes_of(self.places).get(self.asked.division) or self.page.member
        own = Choice(
            _("Only %(place)s itself") % {"place": chosen.short_name},
            0,
            self._link(division=chosen.division.code, own=True),
            self.asked.own,
        )
        below = [
            self.places.by_id[pk]
            for pk in self.places.children.get(chosen.pk, ())
            if self.places.by_id[pk].level != Level.DEPARTMENT
        ]
        return [own, *(self._division(member) for member in below)]

    def _division(self, member: Member) -> Choice:
        code = member.division.code
        current = code == self.asked.division and not self.asked.own
        return Choice(member.short_name, 0, self._link(division=code, own=False), current)

    @cached_property
    def categories(self) -> list[Choice]:
        every = Choice(_("All"), 0, self._link(category=""), not self.asked.category)
        terms = queries.terms().by_dictionary.get(self.register.category_dictionary, ())
        return [every] + [
            Choice(term.name, 0, self._link(category=term.code), term.code == self.asked.category)
            for term in terms
            if term.in_use or term.code == self.asked.category
        ]

    @property
    def chips(self) -> list[tuple[str, str]]:
        asked, found = self.asked, []
        if asked.division:
            name = codes_of(self.places)[asked.division].short_name
            label = _("Only %(place)s itself") % {"place": name} if asked.own else name
            found.append((label, self._link(division="", own=False)))
        found += [
            (c.label, self._link(category=""))
            for c in self.categories
            if c.current and asked.category
        ]
        if asked.q:
            found.append((_("Containing “%(text)s”") % {"text": asked.q}, self._link(q="")))
        return found

    @property
    def text_fields(self) -> list[tuple[str, str]]:
        return self.asked.hidden("q")

    @property
    def day_fields(self) -> list[tuple[str, str]]:
        return self.asked.hidden("as_of")

    @property
    def typed_day(self) -> str:
        return self.asked.typed_day or self.asked.day.isoformat()

    @property
    def today_link(self) -> str:
        return self._link(day=self.asked.today)

    @property
    def canonical(self) -> str:
        keys = {"after": self.asked.after, "before": self.asked.before}
        return f"{self.page.full_url}{ALL}/{self.asked.query(**keys)}"


def to_first_site(page: Any, request: HttpRequest, below: str) -> HttpResponse:
    """Lead to what stands ``below`` the register's page of the group's first site, as asked here;
    where that has none, to this site's own."""
    province = table().province
    home = home_of(page.register, province.member_id) if province else ""
    query = request.META.get("QUERY_STRING", "")
    return redirect((f"{home}{below}" if home else page.url) + (f"?{query}" if query else ""))


def answer(page: Any, request: HttpRequest) -> HttpResponse:
    """Answer the list over all sites; any other site leads to the group's first one."""
    places = table()
    if page.member.parent_id is not None:
        return to_first_site(page, request, f"{ALL}/")
    asked = read_asked(request.GET, page.register, places)
    return render(page, request, "everywhere", {"list": Everywhere(page, asked, places)})
