"""Putting work into the table, inside the caller's transaction, and waking those who do it."""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from core.jobs import registry
from core.jobs.models import Job
from core.sitegroup.models import Member

logger = logging.getLogger("yiwang.jobs")

#: Set after a commit: this process's own worker threads look at once.
wake = threading.Event()


def enqueue(
    kind: str,
    *,
    member: Member | None = None,
    key: str | None = None,
    payload: dict[str, Any] | None = None,
    requested_by: Any = None,
    priority: int | None = None,
    run_after: datetime | None = None,
    schedule: str = "",
) -> Job:
    """Put one job into the table; it is run after the caller's transaction has committed.

    ``kind`` is ``"<plugin>:<name>"`` or ``"core:<room>.<name>"`` of a declared job; a plugin's
    needs ``member``. ``payload`` is JSON: ids and words, never objects. ``key`` names what must
    happen once: if a job has it already, that one is given back, whatever became of it.
    ``requested_by`` is the user on whose right it runs (a ``System`` is noted as nobody).
    ``run_after`` defers it. Raises ``LookupError`` for a kind that nothing here declares.
    """
    declared = registry.find(kind)
    if member is None and kind.partition(":")[0] not in (registry.CORE, registry.TASK):
        raise ValueError(f"{kind} needs the site that it runs on")
    fields = {
        "kind": kind,
        "member": member,
        "payload": payload or {},
        "requested_by": requested_by if getattr(requested_by, "pk", None) else None,
        "priority": declared.priority if priority is None else priority,
        "max_attempts": declared.max_attempts,
        "schedule": schedule,
    }
    if run_after is not None:
        fields["run_after"] = run_after
    if key is None:
        job = Job.objects.create(**fields)
    else:
        job = Job.objects.get_or_create(key=key, defaults=fields)[0]
    transaction.on_commit(announce, robust=True)
    return job


def announce() -> None:
    """Wake whoever does the work. It is only a hint: everybody looks by himself too."""
    wake.set()
    if settings.CELERY_BROKER_URL:
        from core.jobs.celery import send_look

        send_look()
