"""What stands in the way of a definition, and only the database can tell: a sound definition that
cannot be applied to what is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from core.sitegroup.definition import Definition, Problem
from core.sitegroup.definition.columns import page_model
from core.sitegroup.memory import shared_changes
from core.sitegroup.state import State, current_value

#: As many sites as a sentence can name.
NAMED = 5


def obstacles(definition: Definition, state: State) -> Iterator[Problem]:
    """Every one, at the row of the file that it stops."""
    yield from _other_province(definition, state)
    yield from _taken_addresses(definition, state)
    yield from _circles(definition.divisions, state.divisions)
    yield from _circles(definition.organisations, state.organisations)
    yield from _other_types(definition, state)


def _other_province(definition: Definition, state: State) -> Iterator[Problem]:
    for row in definition.members:
        for member in state.members.values():
            if not row.parent and member.parent_id is None and member.slug != row.slug:
                message = _(
                    "Here the group of “%(there)s” (%(slug)s) stands already; "
                    "it cannot become another."
                )
                yield row.problem(message % {"there": member.name, "slug": member.slug})


def _taken_addresses(definition: Definition, state: State) -> Iterator[Problem]:
    """Members whose slug is the address of a page that an editor of the province has made."""
    province = next((row for row in state.members.values() if row.parent_id is None), None)
    if province is None or province.site is None:
        return
    wanted = {row.slug: row for row in definition.members if row.parent}
    pages = Page.objects.child_of(province.site.root_page).filter(slug__in=wanted)
    for page in pages:
        row = wanted[page.slug]
        message = _(
            "The site “%(name)s” cannot have the slug “%(slug)s”: "
            "it belongs to the province's page “%(title)s”."
        )
        yield row.problem(message % {"name": row.name, "slug": row.slug, "title": page.title})


def _circles(rows: Iterable[Any], there: dict[str, Any]) -> Iterator[Problem]:
    """Rows that the files put below what the office has put below them."""
    above = {code: current_value(found, "parent") for code, found in there.items()}
    moved = []
    for row in rows:
        if row.code not in there:
            above[row.code] = row.parent
        elif "parent" in shared_changes(row, there[row.code]):
            above[row.code] = row.parent
            moved.append(row)
    for row in moved:
        at, seen = row.parent, set()
        while at and at not in seen and at != row.code:
            seen.add(at)
            at = above.get(at, "")
        if at == row.code:
            message = _("“%(key)s” cannot stand below “%(parent)s”, which stands below it here.")
            yield row.problem(message % {"key": row.code, "parent": row.parent})


def _other_types(definition: Definition, state: State) -> Iterator[Problem]:
    """Columns that become of another page type, where something stands in their pages already."""
    for row in definition.columns:
        sites, label = [], ""
        for member in definition.members_in_order():
            there = state.members.get(member.slug)
            placed = state.placed.get((there.pk, row.key)) if there else None
            if member.level not in row.levels or placed is None or placed.empty:
                continue
            if placed.model is not page_model(row.page_type):
                sites.append(member.short_name)
                label = placed.model._meta.label if placed.model else "–"
        if sites:
            message = _(
                "“%(key)s” cannot become a “%(new)s”: at %(sites)s its page is a “%(old)s” that is "
                "no empty column. Empty it, or declare a new column with another key and slug."
            )
            names = "、".join(sites[:NAMED]) + ("…" if len(sites) > NAMED else "")
            yield row.problem(
                message % {"key": row.key, "new": row.page_type, "old": label, "sites": names}
            )
