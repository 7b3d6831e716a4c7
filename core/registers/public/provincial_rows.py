"""The rows of the list over all sites: which stand there, and a page of them by key.

Numbers begin with the division's code, so that a division and all below it are one range of the
index, and a page is the next few rows after the last number.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.registers import queries
from core.registers.public import facets
from core.registers.public.divisions import division_condition
from core.registers.public.provincial_asked import AskedEverywhere
from core.registers.spec import Register
from core.registers.time import holds_on
from core.sitegroup.addresses import Table


def standing(
    register: Register, day: datetime.date, places: Table, homes: Collection[int]
) -> QuerySet[Any]:
    """What is in force on the day in the whole group.

    ``homes`` are the sites that show the register: what its own site has taken from its pages
    stands here no more than there.
    """
    found = queries.public(register).filter(holds_on(day), in_force=True)
    if hidden := set(places.by_id) - set(homes):
        found = found.exclude(member_id__in=hidden)
    return found


def matching(
    register: Register, asked: AskedEverywhere, places: Table, homes: Collection[int]
) -> QuerySet[Any]:
    """The same under the reader's filters."""
    found = standing(register, asked.day, places, homes)
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
