"""What is asked of the database drivers themselves, past Django: this file alone takes them.

Two bulk roads pass by Django's execute wrappers, ``cursor.copy()`` of psycopg and
``cursor.executescript()`` of SQLite: they are called on the driver's own cursor, so the boundary
stands there as well. And only psycopg itself can stop waiting for a server that is frozen.
"""

from __future__ import annotations

import weakref
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


def give_up_after(connection: Any, seconds: float) -> None:
    """Let this connection to PostgreSQL wait for no answer longer than ``seconds``.

    What waited longer raises the driver's ``OperationalError``, and the connection is closed.
    """
    there = weakref.ref(connection.connection)  # it holds the function below, and not itself by it

    def wait(generator: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        driver = there()
        assert driver is not None
        if timeout is not None:  # for notifications: whoever asks for them knows how long
            return type(driver).wait(driver, generator, interval, timeout)
        try:
            return type(driver).wait(driver, generator, interval, seconds)
        except Exception:
            # Still at work: the answer may come at any time, and would be taken for another's.
            if driver.info.transaction_status.name == "ACTIVE":
                driver.close()
            raise

    connection.connection.wait = wait
