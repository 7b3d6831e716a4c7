"""The breaker: while Elasticsearch is away nobody waits for it.

Whoever first gets no answer in time opens it; for some seconds everybody is answered by the
database at once. Then one search tries again. Each process has its own: the others learn it by one
search that waits.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from elasticsearch import ApiError, TransportError

logger = logging.getLogger("yiwang.search")

#: So long nobody tries.
PAUSE = 5.0


class Away(Exception):
    """Elasticsearch cannot answer well now."""


class Breaker:
    """Open: nobody asks. After the pause one asks, and closes it or opens it again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0

    def lets_pass(self) -> bool:
        """Whether this search may ask. Of many that come after the pause, one."""
        with self._lock:
            now = time.monotonic()
            if self._until == 0.0:
                return True
            if now < self._until:
                return False
            self._until = now + PAUSE  # the others wait for what this one finds
            return True

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Around one question: to get no answer opens the breaker, unless the question is bad."""
        try:
            yield
        except (ApiError, TransportError) as error:
            if isinstance(error, ApiError) and error.meta.status == 400:
                raise
            self.open(type(error).__name__)
            raise Away(type(error).__name__) from error
        self.close()

    def open(self, reason: str) -> None:
        """Let nobody ask for a while."""
        with self._lock:
            fresh = self._until == 0.0
            self._until = time.monotonic() + PAUSE
        if fresh:
            logger.warning("Elasticsearch is away (%s): the database searches", reason)

    def close(self) -> None:
        """Let everybody ask."""
        with self._lock:
            back, self._until = self._until != 0.0, 0.0
        if back:
            logger.warning("Elasticsearch answers again")


breaker = Breaker()
