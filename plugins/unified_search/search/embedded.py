"""The engine in the database: SQLite's FTS5, or PostgreSQL's full text search.

One statement finds what has the words, counts every facet, and brings the first documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

from plugins.unified_search.search.facets import FACETS, SEVERAL, Found, Wanted, counted
from plugins.unified_search.search.plan import Level, Plan
from plugins.unified_search.search.ranking import KINDS, OTHER_KINDS, weights_of_sites
from plugins.unified_search.search.store import store

#: What of each match is kept while it is counted and ordered.
_KEPT = ("id", "kind", "site", "date", *(name for name in FACETS if name not in ("kind", "site")))
#: Documents of one page of an export.
PAGE = 1000


class Embedded:
    """The engine every platform has."""

    name = "embedded"

    def __init__(self, *, is_stand_in: bool = False) -> None:
        self.is_stand_in = is_stand_in

    def find(self, plan: Plan, level: Level, wanted: Wanted) -> Found:
        """What holds one group of the level and is ``wanted``; its facets; and the
        first documents, with what this engine makes of each."""
        sql, parameters = _statement(plan, level, wanted)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows = cursor.fetchall()
        facets: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        hits: list[tuple[int, float]] = []
        total = 0
        for what, value, number, score in rows:
            if what == "hit":
                hits.append((number, score))
            elif what == "total":
                total = number
            else:
                facets[what][value] = number
        best = max((score for _pk, score in hits), default=0) or 1
        return Found(
            total,
            [(pk, score / best) for pk, score in hits],
            {name: counted(name, values) for name, values in facets.items()},
        )

    def every(self, plan: Plan, level: Level, wanted: Wanted) -> Iterator[list[int]]:
        """The keys of all that ``find`` would count, by key, so many at a time: for an export."""
        tables, _score, parameters = store().matching(plan, level)
        reach, reached = _reach(wanted)
        where, values = _filters(wanted.filters)
        columns = ", ".join(f"d.{name}" for name in _KEPT)
        sql = (
            f"SELECT id FROM (SELECT {columns} FROM {tables} WHERE NOT d.gone AND {reach}) AS m"
            f" WHERE id > %s AND {where} ORDER BY id LIMIT {PAGE}"
        )
        after = 0
        while True:
            with connection.cursor() as cursor:
                cursor.execute(sql, [*parameters, *reached, after, *values])
                pks = [row[0] for row in cursor.fetchall()]
            if not pks:
                return
            yield pks
            after = pks[-1]


def _statement(plan: Plan, level: Level, wanted: Wanted) -> tuple[str, list[Any]]:
    tables, score, parameters = store().matching(plan, level)
    score_parameters = parameters if "%s" in score else []
    reach, reached = _reach(wanted)
    near, near_parameters = _near(wanted.near)
    columns = ", ".join(f"d.{name}" for name in _KEPT)
    sql = [
        f"WITH m AS MATERIALIZED (SELECT {columns}, {score} AS score FROM {tables}"
        f" WHERE NOT d.gone AND {reach})"
    ]
    given = [*score_parameters, *parameters, *reached]
    for name in FACETS:
        where, values = _filters(wanted.filters, but=name)
        sql.append(
            f"SELECT '{name}' AS what, {name} AS value, count(*) AS number, 0.0 AS score"
            f" FROM m WHERE {name} <> '' AND {where} GROUP BY {name} UNION ALL"
        )
        given += values
    where, values = _filters(wanted.filters)
    sql.append(f"SELECT 'total', '', count(*), 0.0 FROM m WHERE {where} UNION ALL")
    kinds, kind_parameters = _kinds(plan.how_to)
    worth = f"(score + 0.001) * {near} * {kinds}"
    by = "date DESC NULLS LAST" if wanted.newest else "worth DESC"
    sql.append(
        f"SELECT 'hit', '', id, worth FROM (SELECT id, date, {worth} AS worth FROM m WHERE {where}"
        f" ORDER BY {by}, id LIMIT %s OFFSET %s) AS first"
    )
    given += [*values, *near_parameters, *kind_parameters, *values, wanted.limit, wanted.offset]
    return " ".join(sql), given


def _reach(wanted: Wanted) -> tuple[str, list[Any]]:
    """What may be found at all, and by whom."""
    parts, given = ["(d.valid_to IS NULL OR d.valid_to > %s)"], [wanted.today]
    for column, values, word in (
        ("kind", wanted.kinds, "IN"),
        ("origin", wanted.shut, "NOT IN"),
        ("site", wanted.sites, "IN"),
    ):
        if values is not None and (values or word == "IN"):
            marks = ", ".join(["%s"] * len(values)) or "NULL"
            parts.append(f"d.{column} {word} ({marks})")
            given += sorted(values)
    opened = " OR ".join(["d.access = ''", *["d.access LIKE %s"] * len(wanted.may)])
    parts.append(f"({opened})")
    given += [f"%|{one}|%" for one in sorted(wanted.may)]
    return " AND ".join(parts), given


def _filters(filters: Mapping[str, Any], but: str = "") -> tuple[str, list[Any]]:
    """What the reader chose, but for one facet: that one counts what he could choose beside it."""
    parts, given = ["1 = 1"], []
    for name, values in filters.items():
        if name == but or not values:
            continue
        if name in SEVERAL:
            parts.append("(" + " OR ".join([f"{name} LIKE %s"] * len(values)) + ")")
            given += [f"%|{value}|%" for value in values]
        else:
            parts.append(f"{name} IN ({', '.join(['%s'] * len(values))})")
            given += list(values)
    return " AND ".join(parts), given


def _near(near: Mapping[str, int]) -> tuple[str, list[Any]]:
    """By how near the site is."""
    usual, others = weights_of_sites(near)
    parts, given = [], []
    for worth, sites in others:
        parts.append(f"WHEN site IN ({', '.join(['%s'] * len(sites))}) THEN {worth}")
        given += sites
    return (f"(CASE {' '.join(parts)} ELSE {usual} END)" if parts else str(usual)), given


def _kinds(how_to: bool) -> tuple[str, list[Any]]:
    parts = " ".join(f"WHEN %s THEN {weights[how_to]}" for weights in KINDS.values())
    return f"(CASE kind {parts} ELSE {OTHER_KINDS[how_to]} END)", list(KINDS)
