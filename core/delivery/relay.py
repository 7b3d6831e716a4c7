"""Brings what the table of generations says into this host's memory.

The process that writes tells its own host at once. This thread tells what was written on other
hosts, and by a process that died between its commit and its word. On PostgreSQL a notification,
sent in the writer's transaction, wakes it; the table is what it believes.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from django.db import connection

from core.delivery import generations
from core.delivery.shared import SharedGenerations

logger = logging.getLogger("yiwang.delivery")

SECONDS = 0.5
#: Whoever has had no answer for so long hears nothing, whether he was refused or is kept waiting.
SILENCE = 2.0


class Relay:
    """``blind`` is true while the table cannot be read: nobody knows then what is new. A look that
    is not answered raises nothing, so the time since the last good one counts as well."""

    def __init__(self, shared: SharedGenerations) -> None:
        self.shared = shared
        self._failed = False
        self._heard = time.monotonic()
        self._seen: dict[str, str] = {}
        self._listens: Any = None
        self._stopping = False

    @property
    def blind(self) -> bool:
        return self._failed or time.monotonic() - self._heard > SILENCE

    def start(self) -> None:
        """Look again and again, in a thread that ends with the process."""
        self._thread = threading.Thread(target=self._run, name="page generations", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread. For tests, whose databases come and go."""
        self._stopping = True
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping:
            begun = time.monotonic()
            self.look()
            self._pause(SECONDS - (time.monotonic() - begun))
        connection.close()

    def look(self) -> int:
        """Compare once. Returns how many counters moved."""
        try:
            if self.shared.reopen_if_gone():
                self._seen = {}
            there = generations.page_generations()
        except Exception as error:  # the thread must live: without it no page is ever fresh again
            if not self._failed:
                logger.warning("page generations cannot be read: %s", type(error).__name__)
            self._failed = True
            connection.close()
            return 0
        news = {name: value for name, value in there.items() if self._seen.get(name) != value}
        moved = self.shared.apply(news) if news else 0
        self._seen = there
        self._failed, self._heard = False, time.monotonic()
        return moved

    def _pause(self, seconds: float) -> None:
        if connection.vendor != "postgresql" or self._failed:
            time.sleep(max(seconds, 0.05))
            return
        try:
            self._listen(max(seconds, 0.05))
        except Exception:  # the next look will say what is the matter
            connection.close()
            time.sleep(SECONDS)

    def _listen(self, seconds: float) -> None:
        """Sleep until somebody notifies, at most ``seconds``."""
        with connection.cursor() as cursor:
            driver = cursor.connection
            if self._listens is not driver:
                cursor.execute(f"LISTEN {generations.CHANNEL}")
                self._listens = driver
                return  # what was told before is seen by one more look
            for _notice in driver.notifies(timeout=seconds, stop_after=1):
                pass
