"""The provider: who answers a search. A plugin may be it; without one nothing is found.

A question and its answer are the same for all providers, so that a page, the API and core's own
lists do not know which one there is. A plugin offers one by ``SEARCH_PROVIDER`` in its
``search.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any

from core.plugins import registry
from core.sitegroup.models import Member

#: How a command or a job shows how far it is: yields the items, and may draw a bar meanwhile.
Progress = Callable[[Iterable[Any], int, str], Iterable[Any]]
PAGE_SIZE = 10


class Scope(Enum):
    """How far a search goes from the site where it is asked."""

    SITE = "site"  #: this site alone
    BELOW = "below"  #: this site and all below it
    ALL = "all"  #: the whole group


@dataclass(frozen=True)
class Question:
    """What is looked for. ``filters``: a facet's name -> the values of which one must hold, with
    ``kind`` as ``"<plugin>.<kind>"``. ``literal``: the very words, nothing understood of them.
    ``may``: what the asker may find beside what everybody may (the ``access`` of documents)."""

    text: str
    at: Member
    scope: Scope = Scope.ALL
    filters: Mapping[str, Collection[str]] = field(default_factory=dict)
    newest: bool = False
    page: int = 1
    size: int = PAGE_SIZE
    literal: bool = False
    anywhere: bool = False  #: a place that the words name is not taken for a filter
    may: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Hit:
    """One document that was found: its fields by the dictionary, and what of it to show. In
    ``title`` and ``excerpt`` each second part is a word that was looked for: ``("before", "word",
    "between", "word", "after")``."""

    document: Mapping[str, Any]
    title: tuple[str, ...]
    excerpt: tuple[str, ...]
    best_bet: bool = False
    score: float = 0.0


@dataclass(frozen=True)
class Understood:
    """What was made of the words, to be shown and taken back."""

    words: tuple[str, ...] = ()  #: other words that were looked for as well
    place: str = ""  #: the division that the words named, by its code
    place_name: str = ""
    rest: str = ""  #: the words without that place
    instead: str = ""  #: what was looked for, since nothing has the words as they stand
    nowhere: str = ""  #: the place that the words named, where too little was found to stay there


@dataclass(frozen=True)
class Answer:
    """What was found. ``facets``: a facet's name -> its values with their counts, most first; each
    counts what the other filters leave. ``fewer``: the better engine is away."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    understood: Understood = field(default_factory=Understood)
    fewer: bool = False


class Provider:
    """The interface. What stands here is core's own: it remembers nothing and finds nothing."""

    #: The slug of the plugin that offers it, behind whose gate it is asked; empty for core's own.
    plugin = ""

    def search(self, question: Question) -> Answer:
        """Answer a question; never raises for anything that a reader can write."""
        return Answer()

    def every(self, question: Question) -> Iterator[Mapping[str, Any]]:
        """All documents that a question finds, whatever page it asks for, by the dictionary and in
        no order that means anything: for a file."""
        return iter(())

    def suggest(self, text: str, at: Member, limit: int = 8) -> list[str]:
        """Titles that begin like ``text``, or are spelt so, the nearest first."""
        return []

    def hide(self, site: Member, plugin: str, kind: str, ids: Collection[str] | None) -> None:
        """Let nobody find these from the commit of the running transaction on."""

    def follow(
        self, home: str, plugin: str, kind: str, ids: Collection[str] | None
    ) -> dict[str, int]:
        """Bring some documents of the site with that slug, or all, to what they are now."""
        return {}

    def tell_engines(self) -> None:
        """Let an engine outside the database follow, as far as it can be had."""

    def rebuild(self, sites: Collection[Member], kind: str, progress: Progress) -> dict[str, int]:
        """Make the index of these sites anew while it is read; ``kind`` narrows it."""
        return {}

    def check(self, sites: Collection[Member], *, mend: bool, progress: Progress) -> dict[str, int]:
        """Count what is ``missing``, ``extra`` and ``stale``, and ``mend`` it."""
        return {}

    def tend(self) -> dict[str, int]:
        """What has to be done every minute: what an engine has missed, what is over."""
        return {}


@cache
def provider() -> Provider:
    """The provider that a plugin here offers, or core's own."""
    for slug, offered in registry.rooms("search", "SEARCH_PROVIDER"):
        offered.plugin = slug
        return offered
    return Provider()
