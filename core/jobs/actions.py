"""What people do with background work: start it again, cancel it, deal with undelivered events."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions.boundary import action
from core.jobs import registry
from core.jobs.models import Event, Job, State
from core.jobs.queue import announce
from core.people.rights import Right
from core.plugins.gate import Refused


def retry(job: Job, *, actor: Any) -> None:
    """Start a failed or cancelled job again, with all its attempts; finished steps stay done.

    Raises :class:`Refused` for a job in any other state. Needs ``MANAGE_JOBS`` on its site.
    """
    with action(
        "jobs.retry", actor=actor, right=Right.MANAGE_JOBS, member=job.member, target=job,
        kind=job.kind,
    ):  # fmt: skip
        ended = Job.objects.filter(pk=job.pk, state__in=[State.FAILED, State.CANCELLED])
        if not ended.update(
            state=State.WAITING,
            run_after=timezone.now(),
            attempts=0,
            cancel_requested=False,
            finished_at=None,
            error="",
        ):
            raise Refused(_("Only what has failed or was cancelled can be started again."))
        transaction.on_commit(announce, robust=True)


def cancel(job: Job, *, actor: Any) -> bool:
    """End a waiting job at once, a running one at its next step; return whether it has ended.

    Raises :class:`Refused` where it is over already, or runs and is all one step. Needs
    ``MANAGE_JOBS`` on its site.
    """
    with action(
        "jobs.cancel", actor=actor, right=Right.MANAGE_JOBS, member=job.member, target=job,
        kind=job.kind,
    ):  # fmt: skip
        rows = Job.objects.filter(pk=job.pk)
        ended = rows.filter(state=State.WAITING).update(
            state=State.CANCELLED, finished_at=timezone.now(), error=""
        )
        running = rows.filter(state=State.RUNNING)
        if not ended and not registry.is_stepped(job.kind) and running.exists():
            raise Refused(_("It is all one step, and cannot be interrupted."))
        if not ended and not running.update(cancel_requested=True):
            raise Refused(_("It is over already."))
    return bool(ended)


def retry_event(event: Event, *, actor: Any) -> None:
    """Let the worker deliver an event again, now and as often as at first. ``MANAGE_JOBS``."""
    with action(
        "jobs.retry_event", actor=actor, right=Right.MANAGE_JOBS, member=event.member,
        target=event, signal=event.signal,
    ):  # fmt: skip
        Event.objects.filter(pk=event.pk).update(dead=False, attempts=0, run_after=timezone.now())
        transaction.on_commit(announce, robust=True)


def drop_event(event: Event, *, actor: Any) -> None:
    """Give an event up for good: who has not heard it never will. Needs ``MANAGE_JOBS``."""
    with action(
        "jobs.drop_event", actor=actor, right=Right.MANAGE_JOBS, member=event.member,
        target=event, signal=event.signal,
    ):  # fmt: skip
        if not Event.objects.filter(pk=event.pk, dead=True).delete()[0]:
            raise Refused(_("It is still being delivered."))
