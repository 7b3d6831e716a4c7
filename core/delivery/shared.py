"""Generations of pages in memory, shared by all processes of one host.

The table ``delivery_generation`` is the truth; this file carries it to where a page is looked up
without a database. A counter only ever grows, so what was outdated once stays outdated, in whatever
order two writers come. Beside each counter stands the value of the table that moved it last: the
process that wrote and the relay of every other process bring the same news, which counts once.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings

#: Of what every page depends on; a page whose value of it has moved is never shown again.
SHARED = "shared"
#: Of one site: ``site:<member id>``.
SITE = "site:"

#: The counters of two sites may fall together in a very large group: that costs renders only.
SLOTS = 8192
SHARED_SLOT, ANY_SLOT, FIRST_SITE = 0, 1, 2
_SIZE = 2 * SLOTS * 8


def name_of(member_id: int) -> str:
    """The name of one site's generation."""
    return f"{SITE}{member_id}"


def slot_of_site(member_id: int) -> int:
    """Where the counter of a site stands."""
    return FIRST_SITE + member_id % (SLOTS - FIRST_SITE)


def _slot(name: str) -> int:
    return SHARED_SLOT if name == SHARED else slot_of_site(int(name.removeprefix(SITE)))


class SharedGenerations:
    """The counters in one memory-mapped file. Raises ``OSError`` where it cannot be made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._open()

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        with self._alone():
            fresh = os.fstat(self._file).st_size < _SIZE
            if fresh:
                os.ftruncate(self._file, _SIZE)
            self._map = mmap.mmap(self._file, _SIZE)
            self.values = memoryview(self._map).cast("Q")
            if fresh:
                # Nothing that was kept under an earlier file may look valid under this one.
                self.values[SHARED_SLOT] = secrets.randbits(48) + 1

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Among threads by a lock, among processes by the kernel's, which ends with its holder."""
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def snapshot(self) -> memoryview:
        """All counters as they are now; :data:`SHARED_SLOT` and the others are its places."""
        return memoryview(self._map[: SLOTS * 8]).cast("Q")

    def apply(self, raised: Mapping[str, str]) -> int:
        """Count what the table says: name -> value. Returns how many counters moved."""
        moved = sites = 0
        with self._alone():
            for name, value in raised.items():
                slot, mark = _slot(name), int(value, 16)
                if self.values[SLOTS + slot] == mark:
                    continue
                self.values[SLOTS + slot] = mark
                self.values[slot] += 1
                moved += 1
                sites += slot >= FIRST_SITE
            if sites:
                self.values[ANY_SLOT] += 1
        return moved

    def reopen_if_gone(self) -> bool:
        """Whether the file was taken away, and another stands in its place now."""
        try:
            kept = os.fstat(self._file)
            there = os.stat(self.path)
            if (kept.st_ino, kept.st_dev) == (there.st_ino, there.st_dev):
                return False
        except FileNotFoundError:
            pass
        # The old map stays: a reader may be looking at it in this moment.
        self._open()
        return True


@cache
def _at(path: Path) -> SharedGenerations:
    return SharedGenerations(path)


def shared_generations() -> SharedGenerations:
    """This host's counters, in the folder ``DELIVERY_DIR``."""
    return _at(Path(settings.DELIVERY_DIR) / "page-generations")
