"""Who does a job: claiming it, holding it, and every way it ends.

A job is free if it waits and its time has come, or if whoever had it let the lease run out. Each
claim writes a new token; every end of a job is an update by that token, in the transaction of the
job's effect. So a run whose lease was lost can leave nothing behind, whenever it wakes up.
"""

from __future__ import annotations

import random
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.jobs.errors import LeaseLost
from core.jobs.models import Job, State


def lease() -> timedelta:
    """How long a worker may be silent before its job is another's."""
    return timedelta(seconds=settings.JOBS_LEASE_SECONDS)


def expired() -> QuerySet[Job]:
    """Jobs whose worker has died."""
    rows = Job.objects.filter(state=State.RUNNING, lease_until__lt=timezone.now())
    return rows.order_by("lease_until")


def waiting() -> QuerySet[Job]:
    """Jobs whose time has come, the most urgent first."""
    rows = Job.objects.filter(state=State.WAITING, run_after__lte=timezone.now())
    return rows.order_by("-priority", "run_after", "id")


def claim(worker: str) -> Job | None:
    """Take one free job, or ``None``. PostgreSQL skips what others are taking; SQLite's immediate
    transaction lets one in at a time."""
    if not (expired().exists() or waiting().exists()):
        return None  # without taking the writer's place on SQLite
    with transaction.atomic():
        while job := _free():
            if not _ended_instead(job):
                return _take(job, worker)
    return None


def _free() -> Job | None:
    for rows in (expired(), waiting()):
        if job := rows.select_for_update(skip_locked=True).first():
            return job
    return None


def _ended_instead(job: Job) -> bool:
    """A job that was to be cancelled, or that has killed its worker once too often."""
    if job.cancel_requested:
        _end(job, State.CANCELLED)
    elif job.attempts >= job.max_attempts:
        _end(job, State.FAILED, error=_("Its worker ended before it was done, each time."))
    else:
        return False
    return True


def _take(job: Job, worker: str) -> Job:
    now = timezone.now()
    job.state, job.worker, job.lease_token = State.RUNNING, worker[:80], secrets.token_hex(8)
    job.lease_until, job.attempts = now + lease(), job.attempts + 1
    job.started_at = job.started_at or now
    job.save(
        update_fields=["state", "worker", "lease_token", "lease_until", "attempts", "started_at"]
    )
    return job


def held(job: Job) -> QuerySet[Job]:
    """The job's row, as long as it is held by this run."""
    return Job.objects.filter(pk=job.pk, lease_token=job.lease_token, state=State.RUNNING)


def hold(job: Job, **fields: Any) -> None:
    """Renew the lease and write ``fields``. Raises :class:`LeaseLost` where it is another's."""
    if not held(job).update(lease_until=timezone.now() + lease(), **fields):
        raise LeaseLost


def complete(job: Job, result: Any = None) -> None:
    """Done. Inside the transaction of the effect. Raises :class:`LeaseLost`."""
    _end(job, State.DONE, result=result, error="", text="")


def cancelled(job: Job, reason: str = "") -> None:
    """Ended before its end, for a reason that people are shown."""
    _end(job, State.CANCELLED, error=reason[:500])


def fail(job: Job, error: str, delays: tuple[float, ...]) -> bool:
    """Wait for the next attempt, or become a dead letter; return whether it is one."""
    if job.attempts >= job.max_attempts:
        _end(job, State.FAILED, error=error[:500])
        return True
    seconds = delays[min(job.attempts, len(delays)) - 1] if delays else 0
    later = timezone.now() + timedelta(seconds=seconds * random.uniform(0.75, 1.25))
    _release(job, run_after=later, error=error[:500])
    return False


def give_back(job: Job) -> None:
    """Free again at once, as if this attempt had not been: the worker is stopping."""
    _release(job, run_after=timezone.now(), attempts=F("attempts") - 1)


def _release(job: Job, **fields: Any) -> None:
    released = {"state": State.WAITING, "lease_until": None, "lease_token": "", "worker": ""}
    if not held(job).update(**released, **fields):
        raise LeaseLost


def _end(job: Job, state: State, **fields: Any) -> None:
    ended = {"state": state, "lease_until": None, "lease_token": "", "finished_at": timezone.now()}
    rows = Job.objects.filter(pk=job.pk, lease_token=job.lease_token, state=job.state)
    if not rows.update(**ended, **fields):
        raise LeaseLost
    job.state = state
