"""How old the newest news of a home page and of each column is (国办秘函〔2019〕19号).

A column says within how many days it wants something new (:mod:`.columns`); a home page within
fourteen, for every site. What counts is the date a reader sees: an article's own, of other pages
the day they were first published. Correcting an old page is no news. Where nothing was ever
published, the days count from the first day of the column, or of the site.
"""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterator
from typing import NamedTuple

from django.utils import timezone
from wagtail.models import Page

from core.pages.models import ArticlePage, ColumnPage, FolderPage, HomePage
from core.sitegroup.compliance.columns import Standing, inside
from core.sitegroup.models import Member

HOME_WITHIN = 14  # days


class Age(NamedTuple):
    """One place that wants news. ``at``: the column, ``None`` for the home page."""

    at: Standing | None
    newest: datetime.date
    within: int

    @property
    def column(self) -> str:
        """The column's title, empty for the home page."""
        return self.at.title if self.at else ""

    @property
    def days(self) -> int:
        """How many days ago the newest news was."""
        return (timezone.localdate() - self.newest).days

    @property
    def left(self) -> int:
        """Days until it counts as stale; below zero: it is."""
        return self.within - self.days


def ages(
    homes: dict[str, Member], columns: dict[int, list[Standing]], blank: Container[int]
) -> dict[int, list[Age]]:
    """The ages of all places of these sites, the home page first, in two queries.

    A column that is blank has no age: that is another departure.
    """
    dated = {each.path: each for held in columns.values() for each in held if each.within}
    newest: dict[str, datetime.date] = {}
    for path, day in _news(homes):
        for place in _places(path, homes, dated):
            newest[place] = max(newest.get(place, day), day)
    found: dict[int, list[Age]] = {}
    for path, member in homes.items():
        first = member.site.root_page.first_published_at
        first_day = timezone.localdate(first) if first else None
        held = found[member.pk] = []
        if day := newest.get(path, first_day):
            held.append(Age(None, day, HOME_WITHIN))
        for each in columns.get(member.pk, ()):
            if each.path not in dated or each.page_id in blank:
                continue
            if day := newest.get(each.path, each.since or first_day):
                held.append(Age(each, day, each.within))
    return found


def _places(path: str, homes: Container[str], columns: Container[str]) -> Iterator[str]:
    """The columns and the home page that a page stands under."""
    while path := path[: -Page.steplen]:
        if path in columns:
            yield path
        elif path in homes:
            yield path
            return


def _news(homes: dict[str, Member]) -> Iterator[tuple[str, datetime.date]]:
    """Path and day of every live page that is news."""
    live = Page.objects.filter(inside(homes), live=True)
    dated = dict(
        ArticlePage.objects.filter(inside(homes), live=True).values_list("path", "date").iterator()
    )
    others = live.not_exact_type(ArticlePage, ColumnPage, HomePage, FolderPage)
    dated |= dict(
        others.filter(first_published_at__isnull=False)
        .values_list("path", "first_published_at")
        .iterator()
    )
    for path, moment in dated.items():
        yield path, timezone.localdate(moment)
