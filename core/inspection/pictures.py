"""What the results look like: figures ready to draw, and to read without seeing."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from core.inspection.rules import PASS_MARK, RULES

BAR, GAP, HEIGHT = 14, 4, 100


class Gauge(NamedTuple):
    """How close one rule is to being broken, as ``<meter>`` wants it."""

    title: str
    clause: str
    unit: str
    figure: float | None
    ahead: float | None
    warn: float
    limit: float
    full: float
    state: str  # "broken" | "close" | "kept" | "unknown"


def gauges(figures: dict[str, float | None], ahead: dict[str, float | None]) -> list[Gauge]:
    """All rules with their figures of one day, and what those will soon be; in trouble first."""
    found = []
    for rule in RULES:
        figure, soon = figures.get(rule.key), ahead.get(rule.key)
        state = "kept"
        if rule.broken(figure):
            state = "broken"
        elif rule.close(figure, soon):
            state = "close"
        elif figure is None:
            state = "unknown"
        full = max(rule.limit, figure or 0)
        found.append(
            Gauge(
                str(rule.title),
                rule.clause,
                str(rule.unit),
                figure,
                soon,
                rule.warn,
                rule.limit,
                full,
                state,
            )
        )
    order = ("broken", "close", "unknown", "kept")
    return sorted(found, key=lambda gauge: order.index(gauge.state))


class Bar(NamedTuple):
    """One day of the picture of scores, in the units of its view box."""

    x: int
    y: int
    height: int
    day: datetime.date
    score: int
    passes: bool


def bars(scores: list[tuple[datetime.date, int]]) -> list[Bar]:
    """A bar for each inspected day, the oldest first."""
    return [
        Bar(number * (BAR + GAP), HEIGHT - score, max(score, 1), day, score, score >= PASS_MARK)
        for number, (day, score) in enumerate(scores)
    ]


def shares(counted: list[tuple[Any, str, int]]) -> list[dict[str, Any]]:
    """``(label, key, number)`` as parts of one bar a hundred units wide."""
    total = sum(number for _label, _key, number in counted)
    found, x = [], 0.0
    for label, key, number in counted:
        wide = 100 * number / total if total else 0
        found.append(
            {
                "label": label,
                "key": key,
                "number": number,
                "x": f"{x:.2f}",
                "width": f"{wide:.2f}",
            }
        )
        x += wide
    return found
