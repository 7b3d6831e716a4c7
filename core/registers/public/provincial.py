"""The list over all sites: paged by key, so that the last page costs what the first one does.

Its counts are kept until something is published (``provincial_counts``); what a reader writes is
answered and counted by search, where that is on (``provincial_found``). Nothing is counted per
request: a past day has no counts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.registers import queries
from core.registers.public import facets
from core.registers.public.divisions import codes_of, divisions_of
from core.registers.public.facet_links import Choice
from core.registers.public.homes import ALL, SUMMARY, home_of, register_addresses
from core.registers.public.list_rows import Row, row_of, with_neighbours
from core.registers.public.provincial_asked import AskedEverywhere, read_asked
from core.registers.public.provincial_counts import Kept, counted
from core.registers.public.provincial_found import Found, find
from core.registers.public.provincial_rows import Leaf, matching, read_leaf, standing
from core.registers.public.rendering import render
from core.registers.spec import Register
from core.security.limits import too_many
from core.sitegroup.addresses import Table, table
from core.sitegroup.models import Level, Member

PAGE_SIZE = 30


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
    def found(self) -> Found | None:
        return find(self.register, self.asked, self.places, PAGE_SIZE)

    @cached_property
    def counts(self) -> Found | Kept | None:
        """How many there are; ``None`` where nobody has counted."""
        asked = self.asked
        if self.found or asked.q or not asked.is_today:
            return self.found
        divisions = divisions_of(self.places, asked.division, asked.own) if asked.division else None
        category = facets.known_codes(self.register)["category"](asked.category)
        everything = counted(self.register, asked, self.places, frozenset(self.homes))
        return Kept(everything, divisions, category)

    @cached_property
    def leaf(self) -> Leaf:
        if self.found:
            return Leaf(self._in_order(self.found.numbers), "", "")
        found = matching(self.register, self.asked, self.places, self.homes)
        found = with_neighbours(self.register, found, self.asked.day)
        return read_leaf(found, self.asked.after, self.asked.before, PAGE_SIZE)

    def _in_order(self, numbers: list[str]) -> list[Any]:
        """The entries with these numbers; what is not in force any more is left out."""
        found = standing(self.register, self.asked.day, self.places, self.homes)
        found = with_neighbours(self.register, found.filter(number__in=numbers), self.asked.day)
        by_number = {version.number: version for version in found}
        return [by_number[number] for number in numbers if number in by_number]

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
        is_first = not (asked.after or asked.before or asked.page > 1)
        return "" if is_first else self.base + asked.query()

    @property
    def previous_link(self) -> str:
        if self.found:
            return self._link(page=self.found.page - 1) if self.found.page > 1 else ""
        return self._link(before=self.leaf.before) if self.leaf.before else ""

    @property
    def next_link(self) -> str:
        if self.found:
            more = self.found.page < self.found.pages
            return self._link(page=self.found.page + 1) if more else ""
        return self._link(after=self.leaf.after) if self.leaf.after else ""

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
            Choice(
                _("The whole province"),
                self._at(None),
                self._link(division="", own=False),
                chosen is None,
            )
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
            self._at({chosen.division.code}),
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
        number = self._at(divisions_of(self.places, code, own=False))
        return Choice(member.short_name, number, self._link(division=code, own=False), current)

    def _at(self, divisions: Collection[str] | None) -> int | None:
        return self.counts.at(divisions) if self.counts else None

    @cached_property
    def categories(self) -> list[Choice]:
        chosen, of = self.asked.category, self.counts.of if self.counts else lambda category: None
        terms = queries.terms().by_dictionary.get(self.register.category_dictionary, ())
        return [Choice(_("All"), of(None), self._link(category=""), not chosen)] + [
            Choice(term.name, of(term.pk), self._link(category=term.code), term.code == chosen)
            for term in terms
            if term.in_use or term.code == chosen
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
        keys = {name: getattr(self.asked, name) for name in ("after", "before", "page")}
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
    if asked.q and (refused := too_many(request, "search", settings.RATE_SEARCH)):
        return refused
    view = Everywhere(page, asked, places)
    response = render(page, request, "everywhere", {"list": view})
    if view.found:
        response["Cache-Control"] = "no-store"  # search follows a moment after what is published
    return response
