"""Generations: how one process learns that another has changed what it remembers.

Read once at the start of a request, raised in the transaction of the action that changes things,
so that whoever reads after the commit sees both or neither.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_seen = threading.local()


def begin_request() -> None:
    """Read all generations in one query; they hold for the rest of this request."""
    from core.delivery.models import Generation

    _seen.values = dict(Generation.objects.values_list("name", "value"))


def end_request() -> None:
    """Forget what was read; outside a request every look reads the table."""
    _seen.values = None


def reread() -> None:
    """Inside a request, read again: after a wait for a lock, or after a rollback that took back
    a value which this request already held for true."""
    if getattr(_seen, "values", None) is not None:
        begin_request()


def current(name: str) -> str:
    """The value of one generation, ``""`` if it was never raised."""
    values = getattr(_seen, "values", None)
    if values is not None:
        return values.get(name, "")
    from core.delivery.models import Generation

    return Generation.objects.filter(name=name).values_list("value", flat=True).first() or ""


def raise_(name: str) -> None:
    """Change a generation, inside the caller's transaction."""
    from core.delivery.models import Generation

    value = secrets.token_hex(8)
    Generation.objects.update_or_create(name=name, defaults={"value": value})
    values = getattr(_seen, "values", None)
    if values is not None:
        values[name] = value


class Snapshot(Generic[T]):
    """A value built from the database, kept in the process until its generation moves."""

    def __init__(self, generation: str, build: Callable[[], T]) -> None:
        self._generation, self._build = generation, build
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
