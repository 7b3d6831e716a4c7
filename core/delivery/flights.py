"""One rendering for many who ask for the same page at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from core.delivery.responses import Stored

#: Whoever has waited so long renders for himself.
PATIENCE = 10.0
#: For so long nobody waits at an address that turned out to be no page to keep.
_NO_PAGE_SECONDS, _NO_PAGE_MOST = 10.0, 5000


class Flight:
    """One rendering under way."""

    def __init__(self, leads: bool) -> None:
        self.leads = leads
        self.failed = False
        self._page: Stored | None = None
        self._landed = threading.Event()

    def land(self, page: Stored | None, *, failed: bool = False) -> None:
        """Give the result to those who wait; ``failed``: an old page stands in for a new one."""
        self._page, self.failed = page, failed
        self._landed.set()

    def wait(self) -> Stored | None:
        return self._page if self._landed.wait(PATIENCE) else None


class _Follower(Flight):
    """One who came second: he waits for the first one's result, and gives none of his own."""

    def __init__(self, first: Flight) -> None:
        super().__init__(leads=False)
        self._first = first

    def land(self, page: Stored | None, *, failed: bool = False) -> None:
        """Nobody waits for him."""

    def wait(self) -> Stored | None:
        page = self._first.wait()
        self.failed = self._first.failed
        return page


class Flights:
    """The renderings under way in this process, by key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[Hashable, Flight] = {}
        self._no_pages: dict[Hashable, float] = {}

    @contextmanager
    def join(self, key: Hashable) -> Iterator[Flight]:
        """Lead the rendering of ``key``, or follow the one that is under way."""
        if self._no_pages.get(key, 0) > time.monotonic():
            yield Flight(leads=True)
            return
        with self._lock:
            first = self._under_way.get(key)
            if first is None:
                own = self._under_way[key] = Flight(leads=True)
        if first is not None:
            yield _Follower(first)
            return
        try:
            yield own
        finally:
            with self._lock:
                del self._under_way[key]
            own._landed.set()

    def is_no_page(self, key: Hashable) -> None:
        """Remember for a while that nothing comes of waiting here."""
        if len(self._no_pages) >= _NO_PAGE_MOST:
            self._no_pages.clear()
        self._no_pages[key] = time.monotonic() + _NO_PAGE_SECONDS
