"""What a template is given to show: links, marks and figures, ready made."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A link, ready to show. ``current`` is the value of ``aria-current``, or empty."""

    title: str
    url: str
    current: str = ""
    note: str = ""
    lang: str = ""


class ColumnEntry(NamedTuple):
    """A uniform column of this site that may be shown."""

    key: str
    title: str
    url: str
    current: str
    theme: str
    parent: str
    in_menu: bool
    description: str


class ThemeEntry(NamedTuple):
    """One of the three themes with its columns."""

    key: str
    title: str
    url: str
    note: str
    columns: list[ColumnEntry]


class Group(NamedTuple):
    """A titled list of links; ``more`` leads to the rest, ``count`` says how many there are."""

    title: str
    entries: list[Entry]
    count: int
    more: str = ""
    url: str = ""


class Figure(NamedTuple):
    """A number with its unit and what it counts."""

    title: str
    count: int
    unit: str
    url: str


class Mark(NamedTuple):
    """A mark of identity. An empty ``value`` is shown as an empty frame, never filled by guess."""

    label: str
    value: str
    url: str = ""
