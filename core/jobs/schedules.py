"""Firing schedules: a unique row for each due instant, with its job, in one transaction."""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction

from core.jobs import times
from core.jobs.errors import told
from core.jobs.models import Job, ScheduleRun, State
from core.jobs.queue import enqueue
from core.jobs.registry import CORE, EACH_SITE, Planned, schedules

logger = logging.getLogger("yiwang.jobs")
TICK = 1.0  # seconds


class Clock:
    """Fires what is due, and asks the database only when something is.

    Any number of them may run at once, in one process or in many.
    """

    def __init__(self) -> None:
        self._fired: dict[str, datetime] = {}

    def tick(self, now: datetime | None = None) -> int:
        """Fire each schedule whose latest due instant has not been; return how many were fired."""
        now = now or times.now()
        count = 0
        for planned in schedules().values():
            due = times.latest(planned.schedule, now)
            if self._fired.get(planned.name) != due:
                count += fire(planned, due)
                self._fired[planned.name] = due
        return count

    def run(self, stopping: threading.Event) -> None:
        """Tick until told to stop, whatever happens to the database meanwhile."""
        while not stopping.wait(TICK):
            try:
                self.tick()
            except DatabaseError as error:
                logger.warning("The schedules wait for the database: %s", type(error).__name__)
                connection.close()
            except Exception as error:  # one schedule must not end the clock for all others
                logger.error("The clock stumbled: %s", told(error))
        connection.close()


def fire(planned: Planned, due: datetime) -> bool:
    """Fire one schedule for one due instant, unless somebody has. What was missed before it is
    not fired: once is enough. A schedule that is new here begins with its next due instant."""
    last = ScheduleRun.objects.filter(schedule=planned.name).order_by("-due_at").first()
    if last is not None and last.due_at >= due:
        return False
    try:
        with transaction.atomic():
            run = ScheduleRun.objects.create(schedule=planned.name, due_at=due)
            if last is None:
                return False
            run.job = _joined(planned, last, times.now()) or _job(planned, due)
            run.save(update_fields=["job"])
    except IntegrityError:
        return False
    return True


def _joined(planned: Planned, last: ScheduleRun, now: datetime) -> Job | None:
    """The job of the run before, where this one need not have its own: one that nobody has begun
    is enough. What runs every few minutes never runs twice at once, and leaves one dead letter
    and not hundreds: its failed job is begun anew."""
    job = Job.objects.select_for_update().filter(pk=last.job_id).first()
    if job is None or (job.state == State.WAITING and job.attempts == 0):
        return job
    if not planned.schedule.every or job.state in (State.DONE, State.CANCELLED):
        return None
    if job.state == State.WAITING:
        Job.objects.filter(pk=job.pk).update(run_after=now)
    elif job.state == State.FAILED:
        job.steps.all().delete()
        begun = {"state": State.WAITING, "attempts": 0, "done": 0, "total": 0}
        Job.objects.filter(pk=job.pk).update(**begun, run_after=now, finished_at=None)
    return job


def _job(planned: Planned, due: datetime) -> Job:
    kind, payload = planned.kind, dict(planned.schedule.payload)
    given: dict[str, Any] = payload
    if planned.kind.partition(":")[0] != CORE:
        given = {"kind": kind, "payload": payload, "due": due.isoformat()}
        kind = EACH_SITE
    return enqueue(
        kind,
        payload=given,
        schedule=planned.name,
        key=f"{planned.name}@{due.isoformat()}",
    )
