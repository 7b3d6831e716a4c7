"""What stands below the list, how its money lies, and on the page of a fund, what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.api import FORMATS, Member, money_in_words, url_for
from core.contract import Slot
from plugins.fund_list.queries.disclosing import allocated, disclosed_of
from plugins.fund_list.queries.pool import pool_of
from plugins.fund_list.queries.years import (
    listed,
    published_year,
    sums_by_government,
    sums_by_year,
)

#: So many projects of a pool stand on the page of their fund; the file has all.
FIRST_PROJECTS = 20


@dataclass
class Bar:
    """One line of a chart that is also a table; sums in 万元, widths of a hundred."""

    label: str
    now: Decimal = Decimal(0)
    before: Decimal = Decimal(0)
    count: int = 0
    widest: Decimal = Decimal(1)

    @property
    def width(self) -> float:
        return float(self.now / self.widest * 100)

    @property
    def width_before(self) -> float:
        return float(self.before / self.widest * 100)

    @property
    def texts(self) -> tuple[str, str, str]:
        """This sum, that of the year before, and the change with its sign."""
        change = self.now - self.before
        sign = "+" if change > 0 else ""
        return money_in_words(self.now), money_in_words(self.before), sign + money_in_words(change)


def figures(site: Member, register: str, day: date) -> Mapping[str, Any] | None:
    """The sums of the list on the day it is shown for; nothing where it is empty."""
    rows = listed(site, day) if register == "fund" else []
    if not rows:
        return None
    year = published_year(site, day)
    years = [
        Bar(str(number), total, count=count) for number, total, count in sums_by_year([site.pk])
    ]
    return {
        "charts": [
            (_("Department in charge"), _bars(rows, lambda row: row.organisation.name), True),
            (_("Kind"), _bars(rows, lambda row: row.category.name), True),
            (_("Budget year"), _measured(years), False),
        ],
        "total": money_in_words(sum((row.amount for row in rows), Decimal(0))),
        "before": money_in_words(sum((row.previous_amount or 0 for row in rows), Decimal(0))),
        "count": len(rows),
        "year": year,
    }


def figures_over_sites(
    site: Member, register: str, day: date, sites: Collection[int]
) -> Mapping[str, Any] | None:
    """The sums of all governments on the day a summary is shown for; nothing of a single site."""
    lines = sums_by_government(day, sites) if register == "fund" and len(sites) > 1 else []
    if not lines:
        return None
    years = [Bar(str(number), total, count=count) for number, total, count in sums_by_year(sites)]
    places, kinds = _summed(lines, 0), _summed(lines, 1)
    return {
        "charts": [
            (_("Government"), _measured(places), True),
            (_("Kind"), _measured(kinds), True),
            (_("Budget year"), _measured(years), False),
        ],
        "total": money_in_words(sum((bar.now for bar in places), Decimal(0))),
        "before": money_in_words(sum((bar.before for bar in places), Decimal(0))),
        "count": sum(bar.count for bar in places),
    }


def _summed(lines: list[tuple[Any, ...]], at: int) -> list[Bar]:
    """The lines added up by their label at a place, in the order in which these come."""
    found: dict[str, Bar] = {}
    for line in lines:
        bar = found.setdefault(line[at], Bar(line[at]))
        bar.now, bar.before, bar.count = (
            bar.now + line[2],
            bar.before + line[3],
            bar.count + line[4],
        )
    return list(found.values())


def _bars(rows: list[Any], by: Any) -> list[Bar]:
    """The sums by a label, the largest first. A fund without a sum of the year before is new."""
    found: dict[str, Bar] = defaultdict(lambda: Bar(""))
    for row in rows:
        bar = found[by(row)]
        bar.label, bar.now, bar.count = by(row), bar.now + row.amount, bar.count + 1
        bar.before += row.previous_amount or 0
    return _measured(sorted(found.values(), key=lambda bar: -bar.now))


def _measured(bars: list[Bar]) -> list[Bar]:
    widest = max([each for bar in bars for each in (bar.now, bar.before)], default=0)
    for bar in bars:
        bar.widest = Decimal(widest) or Decimal(1)
    return bars


def life(site: Member, register: str, entry: Any, day: date) -> Mapping[str, Any] | None:
    """What was disclosed of a fund by the day its page is about."""
    items = disclosed_of(entry.entry_id, day) if register == "fund" else []
    if not items:
        return None
    total = allocated(entry.entry_id, entry.budget_year, by=day)
    return {
        "items": [
            (
                item,
                [
                    (share.recipient, share.project, money_in_words(share.amount))
                    for share in item.first_shares
                ],
                item.document.url if item.document else "",
            )
            for item in items
        ],
        "files": _files(entry, "shares", day),
        "year": entry.budget_year,
        "allocated": money_in_words(total) if total else "",
        "budget": money_in_words(entry.amount),
    }


def pool(site: Member, register: str, entry: Any, day: date) -> Mapping[str, Any] | None:
    """The first projects in the pool of a fund on the day its page is about."""
    rows = pool_of(entry.entry_id, day) if register == "fund" else None
    if rows is None or not (first := list(rows[:FIRST_PROJECTS])):
        return None
    return {
        "projects": [(project, money_in_words(project.amount)) for project in first],
        "total": rows.count(),
        "files": _files(entry, "pool", day),
    }


def _files(entry: Any, what: str, day: date) -> list[tuple[str, str]]:
    """``(format, address)`` of the whole of what the page shows the beginning of."""
    asked = "" if day == timezone.localdate() else f"?as_of={day.isoformat()}"
    return [
        (kind, url_for(entry.member_id, f"fund-list/{entry.number}/{what}.{kind}") + asked)
        for kind in FORMATS
    ]


SLOTS = [
    Slot("register.list.end", "fund_list/figures.html", figures, local=True),
    Slot("register.summary.end", "fund_list/figures.html", figures_over_sites),
    Slot("register.entry.sections", "fund_list/life.html", life, local=True),
    Slot("register.entry.sections", "fund_list/pool.html", pool, order=110, local=True),
]
