"""Queries whose SQL is made once: for the few that every page asks.

Django makes the text of a query anew each time, which takes several times as long as the database
needs for the answer. Here a queryset is written as usual, with marks in place of what changes, and
its text is kept. What comes back are plain rows as the driver gives them: ask for texts and whole
numbers only, or read a point in time by :func:`moment` and a day by :func:`day`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

#: What stands for the first, second … parameter while the text is made. Every column takes them.
_NUMBERS, _MOST = 2_147_400_000, 50_000
_TEXTS = "\u2402"


def number(position: int) -> int:
    """The mark of a parameter that is a whole number."""
    return _NUMBERS + position


def text(position: int) -> str:
    """The mark of a parameter that is a text."""
    return f"{_TEXTS}{position}{_TEXTS}"


def moment(value: Any) -> datetime.datetime:
    """A point in time from a driver's row: SQLite gives Django's own text, in UTC."""
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    return value if value.tzinfo else value.replace(tzinfo=datetime.UTC)


def day(value: Any) -> datetime.date | None:
    """A day from a driver's row."""
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


class Prepared:
    """``build`` makes a ``values_list`` queryset of marks, for as many parameters as are given."""

    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        self._build = build
        self._made: dict[tuple[str, tuple[Any, ...]], tuple[str, list[Any]]] = {}

    def rows(self, parameters: Sequence[Any], *shape: Any) -> list[tuple[Any, ...]]:
        """The rows for these parameters. ``shape`` goes to ``build``, where it needs to know."""
        key = (connection.vendor, shape)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._prepare(shape)
        sql, places = made
        given = [parameters[at] if is_mark else at for is_mark, at in places]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return cursor.fetchall()

    def _prepare(self, shape: tuple[Any, ...]) -> tuple[str, list[Any]]:
        sql, parameters = self._build(*shape).query.sql_with_params()
        return sql, [_place(one) for one in parameters]


def _place(parameter: Any) -> tuple[bool, Any]:
    """Whether a parameter is a mark: its position then, otherwise itself."""
    if isinstance(parameter, int) and _NUMBERS <= parameter < _NUMBERS + _MOST:
        return True, parameter - _NUMBERS
    if isinstance(parameter, str) and parameter.startswith(_TEXTS) and parameter.endswith(_TEXTS):
        return True, int(parameter.strip(_TEXTS))
    return False, parameter
