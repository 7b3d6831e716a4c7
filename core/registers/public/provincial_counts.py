"""How many entries each government has, by category: counted once until something is published.

One grouped count reads everything that is in force; that of today is kept, of other days there are
too many to keep.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from core.delivery.generations import Snapshot
from core.registers.public.provincial_asked import AskedEverywhere
from core.registers.public.provincial_rows import matching
from core.registers.spec import Register
from core.sitegroup.addresses import Table

#: The counts of one day: division code → category → how many.
Counts = dict[str, Counter[int]]
_counts: Snapshot[dict[Any, Counts]] = Snapshot("registers", dict)


def counted(
    register: Register, asked: AskedEverywhere, places: Table, homes: frozenset[int]
) -> Counts:
    """What each government has with its departments on the day that is asked for, whatever else is,
    by the code of its division. One query, and for today none until something is published or
    another site shows the register."""
    key, known = (register.slug, asked.day, homes), _counts.get()
    if key in known:
        return known[key]
    rows = matching(register, AskedEverywhere(asked.day, asked.today), places, homes).order_by()
    found: Counts = {}
    grouped = rows.values("member_id", "category_id").annotate(n=Count("pk"))
    for member_id, category_id, number in grouped.values_list("member_id", "category_id", "n"):
        code = places.by_id[member_id].division.code
        if category_id is not None:
            found.setdefault(code, Counter())[category_id] += number
    if asked.is_today:
        known[key] = found
    return found


@dataclass(frozen=True)
class Kept:
    """Counts beside a reader's choices: each choice as it would be beside the other one."""

    table: Counts
    #: The divisions and the category that were chosen; ``None`` are all.
    divisions: Collection[str] | None
    category: int | None

    @property
    def total(self) -> int:
        return self.at(self.divisions)

    def at(self, divisions: Collection[str] | None) -> int:
        """How many these divisions have of the chosen category."""
        return self._sum(divisions, self.category)

    def of(self, category: int | None) -> int:
        """How many of this category the chosen divisions have."""
        return self._sum(self.divisions, category)

    def _sum(self, divisions: Collection[str] | None, category: int | None) -> int:
        lines = [self.table.get(code, Counter()) for code in divisions or ()]
        lines = list(self.table.values()) if divisions is None else lines
        return sum(line.total() if category is None else line[category] for line in lines)
