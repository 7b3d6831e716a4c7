"""The two bulk roads of the database drivers that pass by Django's execute wrappers.

``cursor.copy()`` of psycopg and ``cursor.executescript()`` of SQLite are called on the driver's own
cursor, so the boundary stands there as well.
"""

from __future__ import annotations

from typing import Any

from core.actions.boundary import judged
from core.actions.statements import written


def watch_bulk_roads(connection: Any) -> None:
    """Judge what the driver's own methods write, on one newly opened connection."""
    raw = connection.connection
    if connection.vendor == "postgresql":
        raw.cursor_factory = _judging(raw.cursor_factory, "copy", connection)
    elif connection.vendor == "sqlite":
        _watch_scripts(connection)


def _judging(cursor_class: type, method: str, connection: Any) -> type:
    """A cursor whose ``method`` asks the boundary first."""
    through = getattr(cursor_class, method)

    def asked(self: Any, statement: Any, *args: Any, **kwargs: Any) -> Any:
        text = statement if isinstance(statement, str) else str(statement)
        with judged(written(text), connection):
            return through(self, statement, *args, **kwargs)

    return type(cursor_class.__name__, (cursor_class,), {method: asked})


def _watch_scripts(connection: Any) -> None:
    """Django's SQLite backend names its cursor class at each call, so the way in is wrapped."""
    watched: dict[type, type] = {}
    create = type(connection).create_cursor

    def create_cursor(name: str | None = None) -> Any:
        cursor = create(connection, name)
        own = type(cursor)
        if own not in watched:
            watched[own] = _judging(own, "executescript", connection)
        cursor.__class__ = watched[own]
        return cursor

    connection.create_cursor = create_cursor
