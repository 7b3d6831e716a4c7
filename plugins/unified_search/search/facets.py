"""By what a reader narrows a search, and what an engine is asked for and gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from core.api import SEARCH_FACETS

#: The columns that are counted.
FACETS = SEARCH_FACETS
#: Of these, what may hold several values.
SEVERAL = frozenset({"audience", "subject"})


@dataclass(frozen=True)
class Wanted:
    """What of the matches may be found here and now, and which part of it is brought."""

    today: date
    near: Mapping[str, int]
    #: What can be found here: nothing of a plugin that is installed no more. ``None`` is all.
    kinds: frozenset[str] | None = None
    shut: frozenset[str] = frozenset()
    sites: frozenset[str] | None = None
    may: frozenset[str] = frozenset()
    filters: Mapping[str, Collection[str]] = field(default_factory=dict)
    newest: bool = False
    offset: int = 0
    limit: int = 10


class Found(NamedTuple):
    """``hits``: a document's key and what the engine makes of it, 1 for the best."""

    total: int
    hits: list[tuple[int, float]]
    facets: dict[str, tuple[tuple[str, int], ...]]


def counted(name: str, values: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """A facet's values with their counts, most first."""
    sums: Counter[str] = Counter()
    for value, count in values.items():
        for one in value.strip("|").split("|") if name in SEVERAL else [value]:
            sums[one] += count
    return tuple(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))
