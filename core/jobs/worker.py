"""Threads that look for work by themselves: of ``manage.py worker``, and of Celery's workers."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from types import FrameType

from django.db import DatabaseError, connection

from core.jobs import outbox
from core.jobs.errors import told
from core.jobs.queue import wake
from core.jobs.runner import run_next
from core.jobs.schedules import Clock

logger = logging.getLogger("yiwang.jobs")
LOOK_EVERY = 0.5  # seconds
#: A job that has not come to its next step by then is left to the next worker.
LEAVE_AFTER = 3.0


class Worker:
    """Some threads, each with a database connection of its own; one more that keeps time, if asked
    to: a long job must not hold up the schedules."""

    def __init__(self, threads: int = 2, *, keeps_time: bool = False) -> None:
        self.stopping = threading.Event()
        name = f"{socket.gethostname()}:{os.getpid()}"
        self._threads = [
            threading.Thread(target=self._work, args=(f"{name}:{number}",), daemon=True)
            for number in range(1, threads + 1)
        ]
        if keeps_time:
            clock = threading.Thread(target=Clock().run, args=(self.stopping,), daemon=True)
            self._threads.append(clock)

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; then give stepped jobs back and leave within seconds."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        self.start()
        while not self.stopping.wait(1.0):
            pass
        self.leave()

    def start(self) -> None:
        """Begin, and return at once."""
        for thread in self._threads:
            thread.start()

    def leave(self) -> None:
        """Give stepped jobs back, and wait some seconds for the others."""
        self.stopping.set()
        wake.set()
        deadline = time.monotonic() + LEAVE_AFTER
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def _work(self, name: str) -> None:
        while not self.stopping.is_set():
            try:
                busy = run_next(name, self.stopping) or bool(outbox.deliver_due())
            except DatabaseError as error:  # away, busy, or not yet migrated: the jobs wait
                logger.warning("The worker waits for the database: %s", type(error).__name__)
                connection.close()
                self.stopping.wait(1.0)
                continue
            except Exception as error:  # one event or job must not end the thread for all others
                logger.error("The worker stumbled: %s", told(error))
                self.stopping.wait(1.0)
                continue
            if not busy:
                wake.wait(LOOK_EVERY)
                wake.clear()
        connection.close()
