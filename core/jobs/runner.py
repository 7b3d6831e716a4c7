"""The one function that all runners call: claim a job, run it, end it."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction

from core.contract import Job as Declared
from core.jobs import leases, registry
from core.jobs.context import Context, Keeper, site_of
from core.jobs.errors import Cancelled, Interrupted, LeaseLost, told
from core.jobs.models import Job
from core.jobs.plugin_jobs import run_job
from core.plugins.gate import Refused

logger = logging.getLogger("yiwang.jobs")


def run_next(worker: str, stopping: threading.Event | None = None) -> bool:
    """Run one job, if one is free; return whether there was one.

    Raises ``DatabaseError`` only where the end of the job could not be written: its lease then
    runs out and another worker takes it up. ``stopping`` ends a stepped job at its next step.
    """
    job = leases.claim(worker)
    if job is None:
        return False
    _run(job, stopping or threading.Event())
    return True


def run_all(worker: str, limit: int = 10_000) -> int:
    """Run what is free until nothing is; return how many jobs that were."""
    count = 0
    while count < limit and run_next(worker):
        count += 1
    return count


def _run(job: Job, stopping: threading.Event) -> None:
    try:
        declared = registry.find(job.kind)
        _attempt(job, declared, stopping)
    except LeaseLost:
        logger.warning("Job %s (%s) was taken up by another worker.", job.pk, job.kind)
    except LookupError as error:  # of another release, or of a plugin that is gone
        _failed(job, error, (60,))


def _attempt(job: Job, declared: Declared, stopping: threading.Event) -> None:
    try:
        if declared.stepped:
            _in_steps(job, stopping)
        else:
            _at_once(job)
    except LeaseLost:
        raise
    except Interrupted:
        leases.give_back(job)
    except Cancelled:
        leases.cancelled(job)
    except (Refused, PermissionDenied) as refusal:
        leases.cancelled(job, str(refusal))
    except Exception as error:
        _failed(job, error, declared.retry_delays)


def _at_once(job: Job) -> None:
    """Effect and completion in one transaction."""
    with Keeper(job) as keeper, keeper.inside(), transaction.atomic(durable=True):
        leases.complete(job, _call(job))


def _in_steps(job: Job, stopping: threading.Event) -> None:
    context = Context(job, stopping)
    with context.keeper:
        result = _call(job, context)
        leases.complete(job, result)


def _call(job: Job, *context: Context) -> Any:
    """Run the declared function, a plugin's behind its gate."""
    owner, _colon, name = job.kind.partition(":")
    site = site_of(job)
    if owner == registry.CORE:
        return registry.find(job.kind).run(site, *context, **job.payload)
    if owner == registry.TASK:
        return registry.find(job.kind).run(name, **job.payload)
    if site is None:
        raise ObjectDoesNotExist(f"{job.kind} has no site")
    return run_job(owner, name, site, job.payload, *context)


def _failed(job: Job, error: Exception, delays: tuple[float, ...]) -> None:
    """Log no traceback: its lines quote the values that the code worked with."""
    text = told(error)
    dead = leases.fail(job, text, delays)
    level = logging.ERROR if dead else logging.WARNING
    logger.log(level, "Job %s (%s), attempt %s: %s", job.pk, job.kind, job.attempts, text)
