"""Where whole pages are kept: in the process, bounded in bytes, the least used leave first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

from core.delivery.responses import Stored

#: Of the bytes, for pages with a query or of an unknown host: whoever makes such addresses up
#: pushes out others of their kind, and no plain page.
MINOR_SHARE = 0.25


class Segment:
    """One bounded part of the store. Reading takes no lock."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.bytes = 0
        self.evicted = 0
        self._kept: OrderedDict[Hashable, Stored] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Stored | None:
        found = self._kept.get(key)
        if found is not None:
            try:
                self._kept.move_to_end(key)
            except KeyError:  # dropped in this moment
                return None
        return found

    def put(self, key: Hashable, page: Stored) -> None:
        with self._lock:
            self._remove(key)
            self._kept[key] = page
            self.bytes += page.size
            while self.bytes > self.limit and self._kept:
                self._remove(next(iter(self._kept)))
                self.evicted += 1

    def drop(self, key: Hashable) -> None:
        with self._lock:
            self._remove(key)

    def _remove(self, key: Hashable) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            self.bytes -= gone.size


class Store:
    """Plain pages in one segment; pages with a query or of an unknown host in a smaller one."""

    def __init__(self, limit: int) -> None:
        minor = int(limit * MINOR_SHARE)
        self.plain, self.minor = Segment(limit - minor), Segment(minor)

    def get(self, key: Hashable) -> Stored | None:
        return self.plain.get(key) or self.minor.get(key)

    def put(self, key: Hashable, page: Stored, *, minor: bool) -> None:
        into, other = (self.minor, self.plain) if minor else (self.plain, self.minor)
        other.drop(key)
        into.put(key, page)

    def drop(self, key: Hashable) -> None:
        self.plain.drop(key)
        self.minor.drop(key)

    @property
    def bytes(self) -> int:
        return self.plain.bytes + self.minor.bytes

    @property
    def evicted(self) -> int:
        return self.plain.evicted + self.minor.evicted

    def __len__(self) -> int:
        return len(self.plain) + len(self.minor)
