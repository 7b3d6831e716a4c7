"""How many requests may be at work at once: one thread fewer than there are.

What is kept is answered without the database, and a database that hangs keeps whoever asks it. So
whoever goes past the kept pages takes a place first, and the last thread is left to those who need
none. Nobody waits for a place that does not come: a kept page stands in, or the page for an outage.

Imports nothing of Django: the web server's parent reads how many threads its workers have.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Of one web worker.
THREADS = 8
#: Where nobody has come or gone for so long, those inside are kept there by something that hangs.
STUCK = 2.0
_LOOK_EVERY = 0.1


class Busy(Exception):
    """All places are taken, and there is no hope that one becomes free."""


class Places:
    """``is_blind`` says whether it is known that the database does not answer at present."""

    def __init__(self, most: int = THREADS - 1) -> None:
        self.is_blind: Callable[[], bool] = lambda: False
        self._free, self._moved = most, 0.0
        self._change = threading.Condition()
        self._mine = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a place; whoever has one needs no second. Raises :class:`Busy`."""
        if getattr(self._mine, "held", False):
            yield
            return
        self._enter()
        self._mine.held = True
        try:
            yield
        finally:
            self._mine.held = False
            self._leave()

    def _enter(self) -> None:
        with self._change:
            while not self._free:
                if self.is_blind() or time.monotonic() - self._moved > STUCK:
                    raise Busy
                self._change.wait(_LOOK_EVERY)
            self._free -= 1
            self._moved = time.monotonic()

    def _leave(self) -> None:
        with self._change:
            self._free += 1
            self._moved = time.monotonic()
            self._change.notify()


#: Those of this process.
places = Places()
