"""Titles that begin like what is being typed, or are spelt so; then those that hold it.

Asked of the documents themselves, so that a title is suggested as long as somebody may find a
document of it, and no moment longer. Each part of the question reads a range of an index and stops
after ``PART`` rows, however many documents there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from core.api import Member, nearness, plain, shut, site_table, spelt
from plugins.unified_search.search.store import store
from plugins.unified_search.search.words import is_chinese, runs

#: So many documents are looked at for each distance, and for what only holds the text.
PART, HOLDING = 200, 1000
#: Characters of a title, of its pinyin and of its first letters that are compared.
LONGEST, LONGEST_INITIALS = 60, 30
#: Open to everybody, as the indexes have it.
_OPEN = "NOT d.gone AND d.access = '' AND (d.valid_to IS NULL OR d.valid_to > %s)"


class _Title(NamedTuple):
    """A title with what its place in the list hangs on."""

    distance: int
    begins: int  #: 0 if it begins with the text, 1 if it is spelt so
    length: int
    text: str


def beginnings(title: str) -> dict[str, str]:
    """What is kept of a title, by the names of the columns."""
    begin = plain(title)[:LONGEST]
    spelling, initials = spelt(begin[:LONGEST_INITIALS])
    return {
        "beginning": begin,
        "spelling": spelling[:LONGEST],
        "initials": initials[:LONGEST_INITIALS],
    }


def suggest(text: str, at: Member, limit: int) -> list[str]:
    """At most ``limit`` different titles, the nearest first. One query, or two."""
    typed = plain(text)[:LONGEST]
    if not typed or (len(typed) < 2 and not is_chinese(typed)):
        return []
    near = nearness(at)
    found = _ordered(_begun(typed, near), near, typed)
    if len(found) < limit:
        found += _ordered(_holding(typed), near, typed)
    return list(dict.fromkeys(found))[:limit]


def _ordered(rows: Any, near: Mapping[str, int], typed: str) -> list[str]:
    """What is shut now is left out here: it is little, and already on its way out of the index."""
    closed, farthest = shut(), max(near.values()) + 1
    titles = [
        _Title(near.get(site, farthest), int(not plain(title).startswith(typed)), len(title), title)
        for title, site, origin in rows
        if origin not in closed
    ]
    return [one.text for one in sorted(titles)]


def _begun(typed: str, near: Mapping[str, int]) -> list[Any]:
    parts, given = [], []
    for sites in _groups(near):
        for column, begin in _columns(typed):
            is_so, values = _begins(f"d.{column}", begin)
            marks = ", ".join(["%s"] * len(sites))
            parts.append(
                "SELECT title, site, origin FROM (SELECT d.title, d.site, d.origin"
                f" FROM unified_search_document d WHERE d.site IN ({marks}) AND {is_so}"
                f" AND {_OPEN} LIMIT {PART}) AS part{len(parts)}"
            )
            given += [*sites, *values, timezone.localdate()]
    return _rows(" UNION ALL ".join(parts), given)


def _groups(near: Mapping[str, int]) -> Iterator[list[str]]:
    """The slugs of all sites by their distance, the nearest first."""
    groups: dict[int, list[str]] = {}
    for slug in site_table().by_slug:
        groups.setdefault(near.get(slug, 99), []).append(slug)
    yield from (groups[distance] for distance in sorted(groups))


def _columns(typed: str) -> Iterator[tuple[str, str]]:
    yield "beginning", typed
    letters = typed.replace(" ", "").replace("'", "")
    if len(letters) > 1 and letters.isascii() and letters.isalpha():
        yield "spelling", letters
        yield "initials", letters


def _begins(column: str, begin: str) -> tuple[str, list[str]]:
    """The condition that reads a range of the index: characters by their numbers."""
    if connection.vendor == "postgresql":
        for mark in "\\%_":
            begin = begin.replace(mark, f"\\{mark}")
        return f"{column} LIKE %s", [f"{begin}%"]
    return f"{column} >= %s AND {column} < %s", [begin, begin[:-1] + chr(ord(begin[-1]) + 1)]


def _holding(typed: str) -> list[Any]:
    """The first documents that have every run of the text in their title."""
    wanted = [run for run in runs(typed) if len(run) > 1]
    if not wanted:
        return []
    found, said = store().titled(wanted)
    return _rows(
        f"SELECT d.title, d.site, d.origin FROM ({found} LIMIT {HOLDING}) AS w"
        f" JOIN unified_search_document d ON d.id = w.id WHERE {_OPEN}",
        [said, timezone.localdate()],
    )


def _rows(sql: str, given: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()
