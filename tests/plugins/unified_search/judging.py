"""The judged queries of ``judged/``, and how well hits answer them (see ``judged/README.md``).

Nothing here knows an engine: hits and documents are mappings with ``kind``, ``title`` and ``site``.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

JUDGED = Path(__file__).parent / "judged"
SCOPES = ("site", "below", "all")
#: From this grade on a document is what recall asks for.
GOOD = 2


class Line(NamedTuple):
    """Where a site stands: itself and the sites above it, its division and those above it."""

    sites: tuple[str, ...]
    divisions: tuple[str, ...]


Lineage = Mapping[str, Line]
Hit = Mapping[str, Any]


@dataclass(frozen=True)
class Judgement:
    """What documents of a kind and title are worth; ``*`` in a title stands for anything."""

    grade: int
    kind: str
    title: str
    site: str = ""

    def names(self, hit: Hit) -> bool:
        if self.kind != hit["kind"] or self.site not in ("", hit["site"]):
            return False
        return bool(_pattern(self.title).fullmatch(hit["title"]))


@dataclass(frozen=True)
class Query:
    """One query as it is asked at a site. ``place`` is the site of the place that it names."""

    q: str
    site: str
    judgements: tuple[Judgement, ...]
    scope: str = "all"
    place: str = ""
    local: bool = False
    answers: bool = True
    held_out: bool = False


def load(folder: Path = JUDGED) -> list[Query]:
    """All queries, in the order of the files and in them."""
    return [
        _query(row)
        for path in sorted(folder.glob("*.toml"))
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["query"]
    ]


def lineage(documents: Iterable[Hit]) -> dict[str, Line]:
    """The line of every site that has documents, as core says it of each of them."""
    return {
        each["site"]: Line(tuple(each["sites"]), tuple(each["divisions"])) for each in documents
    }


def grade(query: Query, hit: Hit, lineage: Lineage) -> int:
    """0 to 3: what is written of the document, lowered by where it stands."""
    if not _is_in_scope(query, hit, lineage):
        return 0
    written = max((each.grade for each in query.judgements if each.names(hit)), default=0)
    return max(0, written - _lowered(query, hit, lineage))


def ideal(query: Query, documents: Iterable[Hit], lineage: Lineage) -> list[int]:
    """The grades above 0 of all documents there are, best first."""
    found = (grade(query, document, lineage) for document in documents)
    return sorted((each for each in found if each), reverse=True)


def ndcg(grades: Sequence[int], ideal: Sequence[int], k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first ``k`` hits, 0 to 1."""
    best = _dcg(ideal[:k])
    if not best:
        raise ValueError("nothing answers this query: it has no ideal")
    return _dcg(grades[:k]) / best


def recall(grades: Sequence[int], ideal: Sequence[int], k: int = 10, least: int = GOOD) -> float:
    """Which part of the good documents the first ``k`` hits hold, of as many as ``k`` can hold."""
    there = sum(each >= least for each in ideal)
    if not there:
        raise ValueError("no document is good enough for this query")
    return min(1.0, sum(each >= least for each in grades[:k]) / min(k, there))


def strangers(query: Query, documents: Sequence[Hit]) -> Iterator[Judgement]:
    """Judgements that name no document there is."""
    for each in query.judgements:
        if not any(each.names(document) for document in documents):
            yield each


def _query(row: dict[str, Any]) -> Query:
    judgements = tuple(_judgement(line) for line in row.pop("grades", ()))
    return Query(judgements=judgements, **row)


def _judgement(line: str) -> Judgement:
    """``3 power 户口登记``, or ``3 power 户口登记 @slug`` where only that of one site is meant."""
    written, kind, rest = line.split(" ", 2)
    title, _at, site = rest.partition(" @")
    return Judgement(int(written), kind, title, site)


@cache
def _pattern(title: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, title.split("*"))))


def _is_in_scope(query: Query, hit: Hit, lineage: Lineage) -> bool:
    if query.scope == "site":
        return hit["site"] == query.site
    return query.scope == "all" or query.site in lineage[hit["site"]].sites


def _lowered(query: Query, hit: Hit, lineage: Lineage) -> int:
    """By how much a document counts less for where it stands."""
    line, asked = lineage[hit["site"]], lineage[query.place or query.site]
    if line == asked:
        return 0
    if line.sites[0] in asked.sites:  # above
        return 1 if query.local else 0
    if asked.sites[0] in line.sites:  # below
        return 2 if query.local else 0
    if line.divisions[0] in asked.divisions[1:]:  # a department of a government above
        return 2 if query.local else 0
    return 3 if query.local else 1


def _dcg(grades: Iterable[int]) -> float:
    return sum((2**each - 1) / math.log2(place + 2) for place, each in enumerate(grades))
