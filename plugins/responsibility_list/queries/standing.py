"""What stands of several entries at once, whatever its day and confidentiality, by a field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any


def standing_of(model: Any, key: str, numbers: set[str], **limits: Any) -> dict[str, list[Any]]:
    """The versions that stand of these numbers, whatever their day and confidentiality."""
    rows = model.objects.filter(**{f"{key}__in": numbers}, superseded_at=None, **limits)
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def on_day(versions: Iterable[Any], day: date) -> Any | None:
    """The version in force on a day, of those that stand."""
    valid = (each for each in versions if each.valid_from <= day < each.valid_to and each.in_force)
    return next(valid, None)
