"""Every live column of some sites: the uniform ones, and those that their editors have made.

How soon a column wants something new says the uniform column itself (``update_within``). One that
an editor made is as its kind is (ColumnType of the national meta tags), or as the column above it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from core.pages.models import ColumnPage
from core.sitegroup.addresses import address_of, url_for
from core.sitegroup.models import Column, Member, Placement


class Standing(NamedTuple):
    """One live column where it stands. ``within``: days, 0 where it may stay as it is; ``model``:
    what its page is, ``None`` where no code knows it."""

    member_id: int
    page_id: int
    path: str
    url_path: str
    title: str
    kind: str
    within: int
    since: datetime.date | None
    model: type[Page] | None
    plugin: str

    @property
    def url(self) -> str:
        return url_for(self.member_id, address_of(self.url_path)[1] or "", absolute=True)


def homes_of(members: Iterable[Member]) -> dict[str, Member]:
    """The place in the tree of each site's home page."""
    return {member.site.root_page.path: member for member in members if member.site is not None}


def inside(homes: dict[str, Member]) -> Q:
    """One site asks: its own pages and no others. For many, all are read."""
    return Q(path__startswith=next(iter(homes))) if len(homes) == 1 else Q()


def standing(
    homes: dict[str, Member], placements: Iterable[Placement], columns: Iterable[Column]
) -> dict[int, list[Standing]]:
    """The live columns of these sites in the order of the tree, by member, in one query."""
    placed = {row.page.path: row for row in placements if row.page.live}
    pages = {row.page.path: (row.page, "") for row in placed.values()}
    made = ColumnPage.objects.filter(inside(homes), live=True)
    pages |= {page.path: (page, page.column_type) for page in made.iterator()}
    days = days_of_kinds(columns)
    found: dict[str, Standing] = {}
    for path in sorted(pages):
        if (home := nearest(path, homes)) is None:
            continue
        above = found.get(nearest(path, found) or "")
        page, kind = pages[path]
        row = placed.get(path)
        found[path] = _stand(homes[home].pk, page, kind, row, above, days)
    by_member: dict[int, list[Standing]] = {}
    for each in found.values():
        by_member.setdefault(each.member_id, []).append(each)
    return by_member


def _stand(
    member_id: int,
    page: Page,
    kind: str,
    row: Placement | None,
    above: Standing | None,
    days: dict[str, int],
) -> Standing:
    if row is not None:
        kind, within = row.column.kind, row.column.update_within
    elif kind in days:
        within = days[kind]
    else:
        kind, within = (above.kind, above.within) if above else ("", 0)
    since = page.first_published_at
    return Standing(
        member_id,
        page.pk,
        page.path,
        page.url_path,
        page.title,
        kind,
        within,
        timezone.localdate(since) if since else None,
        page.specific_class,
        row.column.plugin if row else "",
    )


def days_of_kinds(columns: Iterable[Column]) -> dict[str, int]:
    """Kind -> the days that the uniform columns of that kind are allowed, the longest of them.

    Kinds of which some uniform column may stay as it is say nothing.
    """
    given: dict[str, list[int]] = {}
    for column in columns:
        if column.kind:
            given.setdefault(column.kind, []).append(column.update_within)
    return {kind: max(days) for kind, days in given.items() if all(days)}


def nearest(path: str, places: Iterable[str]) -> str | None:
    """The nearest of ``places`` (a set or a dictionary) above a page."""
    while path := path[: -Page.steplen]:
        if path in places:
            return path
    return None
