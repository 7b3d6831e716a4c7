"""What a stepped job works with: its steps, its progress, its lease."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection, transaction

from core.actions.boundary import System
from core.jobs import leases
from core.jobs.errors import Cancelled, Interrupted, LeaseLost
from core.jobs.models import Job, JobStep
from core.sitegroup.models import Member

logger = logging.getLogger("yiwang.jobs")


class Context:
    """Handed to a stepped job. Its own fields are for reading."""

    def __init__(self, job: Job, stopping: threading.Event) -> None:
        self._job, self._stopping = job, stopping
        self.keeper = Keeper(job)
        #: What names this job to a system outside: the same in every attempt.
        self.key = job.key or f"job-{job.pk}"
        #: On whose right it runs.
        self.actor: Any = job.requested_by or System(f"job {job.kind}")
        self._finished: dict[str, Any] = dict(job.steps.values_list("key", "result"))
        self._done = len(self._finished)

    def total(self, steps: int, text: str = "") -> None:
        """Say how many steps there will be, for the bar that people see."""
        self._look()
        leases.hold(self._job, total=steps, done=self._done, text=text[:200])

    def is_done(self, key: str) -> bool:
        """Whether an earlier attempt has finished that step: what prepares it is not needed."""
        return key in self._finished

    def step(self, key: str, effect: Callable[[], Any], *, text: str = "") -> Any:
        """Have one effect on the database, once, whatever dies: return what it returned (JSON).

        Effect, note and renewed lease are one transaction. A step that is done is not done again.
        """
        if key in self._finished:
            return self._finished[key]
        self._look()
        with self.keeper.inside(), transaction.atomic(durable=True):
            return self._note(key, effect(), text)

    def outside(self, key: str, effect: Callable[[str], Any], *, text: str = "") -> Any:
        """Have an effect elsewhere: ``effect(idempotency_key)``, at least once.

        The key is the same each time, so that the other side can tell the second time.
        """
        if key in self._finished:
            return self._finished[key]
        self._look()
        result = effect(f"{self.key}/{key}")
        with self.keeper.inside(), transaction.atomic(durable=True):
            return self._note(key, result, text)

    def went_on(self) -> None:
        """Move the bar by one for a part that leaves nothing behind: the next attempt does it
        again."""
        self._look()
        self._done += 1
        leases.hold(self._job, done=self._done)

    def _note(self, key: str, result: Any, text: str) -> Any:
        JobStep.objects.create(job=self._job, key=key, result=result)
        leases.hold(self._job, done=self._done + 1, text=text[:200])
        self._finished[key] = result
        self._done += 1
        return result

    def _look(self) -> None:
        """Before each step: is the job still ours, and still wanted?"""
        if self._stopping.is_set():
            raise Interrupted
        wanted = leases.held(self._job).values_list("cancel_requested", flat=True).first()
        if wanted is None:
            raise LeaseLost
        if wanted:
            raise Cancelled


class Keeper:
    """Renews the lease from a thread of its own while a job works, on a connection of its own.

    On SQLite not while the job holds the one writer: nobody else can claim anything then.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._ended = threading.Event()
        self._writing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"lease {job.pk}", daemon=True)

    def __enter__(self) -> Keeper:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ended.set()
        self._thread.join()

    def inside(self) -> _Writing:
        """While the job's own transaction is open."""
        return _Writing(self._writing)

    def _run(self) -> None:
        every = leases.lease().total_seconds() / 3
        opened = False
        while not self._ended.wait(every):
            if connection.vendor == "sqlite" and self._writing.is_set():
                continue
            opened = True
            try:
                leases.hold(self._job)
            except LeaseLost:
                break
            except DatabaseError as error:
                logger.warning("A lease could not be renewed: %s", type(error).__name__)
                connection.close()
        if opened:
            connection.close()


class _Writing:
    def __init__(self, flag: threading.Event) -> None:
        self._flag = flag

    def __enter__(self) -> None:
        self._flag.set()

    def __exit__(self, *exception: object) -> None:
        self._flag.clear()


def site_of(job: Job) -> Member | None:
    """The job's site out of the member table, which knows what belongs to it."""
    from core.sitegroup.addresses import table

    return table().by_id.get(job.member_id) if job.member_id else None
