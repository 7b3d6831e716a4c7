"""What people say and what it stands for: synonyms, short names, phrases that say nothing.

Short names and phrases come with the release (``words/``); synonyms stand in a table, filled from
there once, and are the administrator's to change. They are asked when a question is understood, so
that a change needs no index to be made anew.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property

from core.api import Snapshot, plain
from plugins.unified_search.models import Synonym
from plugins.unified_search.search.words import DATA, own_terms

#: What stands in a saying for some other characters, and how many these may be.
GAP, WIDEST = "...", 6


@dataclass(frozen=True, eq=False)
class Sayings:
    """What is known of sayings: what each stands for, and how they are found in a text."""

    synonyms: Mapping[str, tuple[str, ...]]

    @cached_property
    def stand_for(self) -> Mapping[str, tuple[str, ...]]:
        return {**_short_names(), **self.synonyms}

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.stand_for), default=0)

    @cached_property
    def gapped(self) -> Mapping[str, list[tuple[str, re.Pattern[str]]]]:
        """First character -> the sayings with a gap that begin so."""
        found: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
        for saying in self.stand_for:
            parts = [part for part in saying.split(GAP) if part]
            if GAP in saying and parts:
                pattern = re.compile(f".{{0,{WIDEST}}}?".join(map(re.escape, parts)))
                found[parts[0][0]].append((saying, pattern))
        return found


def _read() -> Sayings:
    found: dict[str, list[str]] = defaultdict(list)
    for everyday, official in Synonym.objects.values_list("everyday", "official"):
        found[plain(everyday)].append(plain(official))
    return Sayings({everyday: tuple(official) for everyday, official in found.items()})


_remembered: Snapshot[Sayings] = Snapshot("unified_search_synonyms", _read)
#: The sayings as they would be, while somebody tries one.
_tried: ContextVar[Sayings | None] = ContextVar("sayings", default=None)


def known() -> Sayings:
    """The sayings as of now, another object when one of them changes."""
    return _tried.get() or _remembered.get()


def stands_for() -> Mapping[str, tuple[str, ...]]:
    """What each saying stands for: the synonyms, and the short names of bodies."""
    return known().stand_for


def found_in(text: str) -> Iterator[tuple[int, int, str]]:
    """``(start, end, saying)`` of each saying in a ``plain`` text, the longest at each place. A
    saying with … may have a few characters there: 偷砍…树."""
    said, at = known(), 0
    while at < len(text):
        sizes = range(1, min(said.longest, len(text) - at) + 1)
        found = [
            (at + size, text[at : at + size])
            for size in sizes
            if _stands(text, at, size, said.stand_for)
        ]
        for saying, pattern in said.gapped.get(text[at], ()):
            if match := pattern.match(text, at):
                found.append((match.end(), saying))
        if found:
            end, saying = max(found, key=lambda one: one[0])
            yield at, end, saying
            at = end
        else:
            at += 1


def _stands(text: str, at: int, size: int, known: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a saying stands there; letters and single characters only as a word of their own."""
    said = text[at : at + size]
    if said not in known:
        return False
    around = f"{text[at - 1 : at]} {text[at + size : at + size + 1]}"
    if said.isascii():
        return not re.search("[0-9a-z]", around)
    return size > 1 or not re.search(r"\w", around)


@contextmanager
def as_if(
    pair: tuple[str, str] | None, *, without: tuple[str, str] | None = None
) -> Iterator[None]:
    """Understand what is asked within as if a synonym, ``(everyday, official)``, stood in the
    table, and another did not. Nothing is written, and nobody else sees it."""
    known = _remembered.get().synonyms
    synonyms = {everyday: list(official) for everyday, official in known.items()}
    if without is not None:
        everyday, official = map(plain, without)
        left = [word for word in synonyms.pop(everyday, []) if word != official]
        synonyms |= {everyday: left} if left else {}
    if pair is not None:
        everyday, official = map(plain, pair)
        there = synonyms.setdefault(everyday, [])
        there += [] if official in there else [official]
    tried = {everyday: tuple(official) for everyday, official in synonyms.items()}
    token = _tried.set(Sayings(tried))
    try:
        yield
    finally:
        _tried.reset(token)


@cache
def _short_names() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    with (DATA / "abbreviations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[plain(row["short"])].append(plain(row["full"]))
    return {short: tuple(full) for short, full in found.items()}


@cache
def terms() -> frozenset[str]:
    """The terms that come with the release."""
    return frozenset(own_terms())


@cache
def says_nothing() -> tuple[str, ...]:
    """Phrases that ask and name nothing, the longest first."""
    lines = (DATA / "stop.txt").read_text("utf-8").splitlines()
    return tuple(sorted({plain(line) for line in lines if line.strip()}, key=len, reverse=True))
