"""How old the newest news of a home page and of each column is (国办秘函〔2019〕19号).

A column says in ``columns.toml`` within how many days it wants something new (``update_within``);
a home page within fourteen, for every site. What counts is the date a reader sees: an article's
own, of other pages the day they were first published. Correcting an old page is no news.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from core.pages.models import ArticlePage, ColumnPage, FolderPage, HomePage
from core.sitegroup.models import Member, Placement

HOME_WITHIN = 14  # days


class Age(NamedTuple):
    """One place that wants news. ``column``: its title, empty for the home page."""

    column: str
    newest: datetime.date
    within: int

    @property
    def days(self) -> int:
        """How many days ago the newest news was."""
        return (timezone.localdate() - self.newest).days

    @property
    def left(self) -> int:
        """Days until it counts as stale; below zero: it is."""
        return self.within - self.days


def ages(
    members: Iterable[Member], placements: dict[int, dict[str, Placement]]
) -> dict[int, list[Age]]:
    """The ages of all places of these sites that hold anything, in two queries.

    A place without any news is blank, which is another departure.
    """
    homes = {m.site.root_page.path: m.pk for m in members if m.site is not None}
    columns = {
        row.page.path: row
        for held in placements.values()
        for row in held.values()
        if row.column.update_within
    }
    newest: dict[str, datetime.date] = {}
    for path, day in _news(homes):
        for place in _places(path, homes, columns):
            newest[place] = max(newest.get(place, day), day)
    found: dict[int, list[Age]] = {}
    for path, day in newest.items():
        if path in homes:
            found.setdefault(homes[path], []).insert(0, Age("", day, HOME_WITHIN))
        else:
            row = columns[path]
            age = Age(row.page.title, day, row.column.update_within)
            found.setdefault(row.member_id, []).append(age)
    return found


def _places(path: str, homes: dict[str, int], columns: dict[str, Placement]) -> Iterator[str]:
    """The columns and the home page that a page stands under."""
    while path := path[: -Page.steplen]:
        if path in columns:
            yield path
        elif path in homes:
            yield path
            return


def _news(homes: dict[str, int]) -> Iterator[tuple[str, datetime.date]]:
    """Path and day of every live page that is news."""
    inside = Q()
    if len(homes) == 1:  # one site asks: its own pages and no others
        inside = Q(path__startswith=next(iter(homes)))
    live = Page.objects.filter(inside, live=True)
    dated = dict(
        ArticlePage.objects.filter(inside, live=True).values_list("path", "date").iterator()
    )
    others = live.not_exact_type(ArticlePage, ColumnPage, HomePage, FolderPage)
    dated |= dict(
        others.filter(first_published_at__isnull=False)
        .values_list("path", "first_published_at")
        .iterator()
    )
    for path, moment in dated.items():
        yield path, timezone.localdate(moment)
