"""What people look for, counted by words: never who, and nothing older than is kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, FloatField, Min, QuerySet, Sum
from django.db.models.functions import Cast, NullIf
from django.utils import timezone

from plugins.unified_search.models import QueryCount

#: The periods that can be looked at, in days; the first is shown where none is chosen.
PERIODS = (30, 7, 90)


def since(period: str) -> date:
    """The first day of a period that somebody chose; of the usual one where there is no such."""
    days = int(period) if period in map(str, PERIODS) else PERIODS[0]
    return timezone.localdate() - timedelta(days=days - 1)


def asked(places: Collection[int], first: date) -> QuerySet[Any, dict[str, Any]]:
    """The words that were looked for at some sites since a day, a row each: how many ``times``,
    how often there was ``nothing_found`` and its ``share`` of a hundred, what readers said
    (``good``, ``bad``), at how many ``sites``, and one of them (``place``)."""
    rows = QueryCount.objects.filter(member__in=places, day__gte=first)
    nothing, times = (Cast(Sum(name), FloatField()) for name in ("nothing", "asked"))
    return rows.values("words").annotate(
        times=Sum("asked"),
        nothing_found=Sum("nothing"),
        share=100 * nothing / NullIf(times, 0.0),
        good=Sum("helped"),
        bad=Sum("failed"),
        sites=Count("member", distinct=True),
        place=Min("member"),
    )


class Sums(NamedTuple):
    """All of a period together. ``share`` is of a hundred."""

    times: int
    nothing: int
    share: int
    good: int
    bad: int


def sums(places: Collection[int], first: date) -> Sums:
    """What was asked at some sites since a day. One query."""
    rows = QueryCount.objects.filter(member__in=places, day__gte=first)
    found = rows.aggregate(
        times=Sum("asked", default=0), nothing=Sum("nothing", default=0),
        good=Sum("helped", default=0), bad=Sum("failed", default=0),
    )  # fmt: skip
    share = round(100 * found["nothing"] / found["times"]) if found["times"] else 0
    return Sums(share=share, **found)


#: The picture of the days, in the units of its view box.
WIDTH, HEIGHT, GAP = 540, 100, 0.2


class Bar(NamedTuple):
    """One day: how often was asked, and how often in vain, the lower part of the bar."""

    day: date
    times: int
    nothing: int
    x: str
    width: str
    y: str
    height: str
    empty_y: str
    empty_height: str


def bars(places: Collection[int], first: date) -> list[Bar]:
    """A bar for each day of a period, the oldest first; none where nobody asked. One query."""
    rows = QueryCount.objects.filter(member__in=places, day__gte=first).order_by()
    counted = {
        day: (times, nothing)
        for day, times, nothing in rows.values_list("day").annotate(Sum("asked"), Sum("nothing"))
    }
    most = max((times for times, _nothing in counted.values()), default=0)
    if not most:
        return []
    days = (timezone.localdate() - first).days + 1
    step = WIDTH / days
    return [
        _bar(first + timedelta(days=at), at * step, step * (1 - GAP), most, counted)
        for at in range(days)
    ]


def _bar(day: date, x: float, width: float, most: int, counted: dict[date, tuple[int, int]]) -> Bar:
    times, nothing = counted.get(day, (0, 0))
    high, low = HEIGHT * times / most, HEIGHT * nothing / most
    drawn = (x, width, HEIGHT - high, high, HEIGHT - low, low)
    return Bar(day, times, nothing, *(f"{value:.2f}" for value in drawn))
