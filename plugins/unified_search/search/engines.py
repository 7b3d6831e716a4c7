"""Which engine answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from plugins.unified_search.search import cluster
from plugins.unified_search.search.breaker import breaker
from plugins.unified_search.search.elastic import Elastic
from plugins.unified_search.search.embedded import Embedded
from plugins.unified_search.search.facets import Found, Wanted
from plugins.unified_search.search.plan import Level, Plan


class Engine(Protocol):
    """What both engines are."""

    name: str
    #: Whether it answers for a better one that is away.
    is_stand_in: bool

    def find(self, plan: Plan, level: Level, wanted: Wanted) -> Found:
        """What holds one group of the level and is ``wanted``."""
        ...

    def every(self, plan: Plan, level: Level, wanted: Wanted) -> Iterator[list[int]]:
        """The keys of all that ``find`` would count, by key, so many at a time."""
        ...


def engine() -> Engine:
    """The engine of this search: Elasticsearch where there is one and it answers."""
    if not cluster.is_wanted():
        return Embedded()
    return Elastic() if breaker.lets_pass() else stand_in()


def stand_in() -> Embedded:
    """The database, in place of an Elasticsearch that is away."""
    return Embedded(is_stand_in=True)
