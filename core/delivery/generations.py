"""Generations: how one process learns that another has changed what it remembers.

Read once at the start of a request, raised in the transaction of the action that changes things,
so that whoever reads after the commit sees both or neither.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.db.models import Q

from core.delivery.shared import SHARED, SITE, shared_generations

T = TypeVar("T")
_seen = threading.local()
#: Names that somebody looks at. Beside them the table holds one row for each site's pages.
_names: set[str] = set()
#: On PostgreSQL, where the relays of other processes listen.
CHANNEL = "yiwang_pages"


def begin_request() -> None:
    """Read all generations in one query; they hold for the rest of this request."""
    names = sorted(_names)
    _seen.values = dict.fromkeys(names, "")
    if names:
        marks = ", ".join(["%s"] * len(names))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT name, value FROM delivery_generation WHERE name IN ({marks})", names
            )
            _seen.values.update(cursor.fetchall())


def end_request() -> None:
    """Forget what was read; outside a request every look reads the table."""
    _seen.values = None


@contextmanager
def held() -> Iterator[None]:
    """As in a request: for a job that reads many rows at once, whose looks would each ask anew."""
    if getattr(_seen, "values", None) is not None:
        yield
        return
    begin_request()
    try:
        yield
    finally:
        end_request()


def reread() -> None:
    """Inside a request, read again: after a wait for a lock, or after a rollback that took back
    a value which this request already held for true."""
    if getattr(_seen, "values", None) is not None:
        begin_request()


def current(name: str) -> str:
    """The value of one generation, ``""`` if it was never raised."""
    _names.add(name)
    values = getattr(_seen, "values", None)
    if values is not None and name in values:
        return values[name]
    from core.delivery.models import Generation

    found = Generation.objects.filter(name=name).values_list("value", flat=True).first() or ""
    if values is not None:
        values[name] = found
    return found


def raise_(name: str) -> None:
    """Change a generation, inside the caller's transaction."""
    value = secrets.token_hex(8)
    _names.add(name)
    _write({name: value})
    values = getattr(_seen, "values", None)
    if values is not None:
        values[name] = value


def names() -> set[str]:
    """The names that somebody in this process has looked at or raised."""
    return set(_names)


def raise_pages(names: Collection[str]) -> None:
    """Make pages old: ``"shared"`` all of them, ``"site:<id>"`` one site's and all that span sites.

    In the caller's transaction, at its end: until its commit others wait for these rows. After the
    commit this host is told at once, so that whoever reads from then on is shown the change.
    """
    if not names:
        return
    raised = {name: secrets.token_hex(8) for name in sorted(names)}
    _write(raised)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
    # Robust: where this host's file cannot be written, the relays still tell within a second.
    transaction.on_commit(lambda: shared_generations().apply(raised), robust=True)


def page_generations() -> dict[str, str]:
    """What the table says of pages now: name -> value."""
    from core.delivery.models import Generation

    of_pages = Q(name=SHARED) | Q(name__startswith=SITE)
    return dict(Generation.objects.filter(of_pages).values_list("name", "value"))


def leave_to_relays(names: Collection[str]) -> None:
    """The same for a write outside any transaction: the relays tell it, once it is committed.

    One bare statement: SQLite commits nothing while the rows of the one before are still read.
    """
    _write({name: secrets.token_hex(8) for name in sorted(names)})


def _write(values: Mapping[str, str]) -> None:
    rows = ", ".join(["(%s, %s)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO delivery_generation (name, value) VALUES {rows}"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [part for pair in values.items() for part in pair],
        )


class Snapshot(Generic[T]):
    """A value built from the database, kept in the process until its generation moves."""

    def __init__(self, generation: str, build: Callable[[], T]) -> None:
        self._generation, self._build = generation, build
        _names.add(generation)
        self._held: tuple[Any, T] | None = None

    def get(self) -> T:
        """Return the value as of this request's generation, building it if it is older."""
        now = current(self._generation)
        held = self._held
        if held is None or held[0] != now:
            held = (now, self._build())
            self._held = held
        return held[1]

    def forget(self) -> None:
        """Build anew at the next look. For tests, whose databases come and go."""
        self._held = None
