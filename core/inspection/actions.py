"""Asking for an inspection, of one site or of all."""

from __future__ import annotations

from typing import Any

from core.actions.boundary import action
from core.jobs.models import OPEN, Job
from core.jobs.queue import enqueue
from core.people.rights import Right
from core.sitegroup.models import Member


def ask(member: Member, *, actor: Any) -> Any:
    """Have one site inspected soon; return the job. Needs ``PUBLISH`` there.

    Raises ``PermissionDenied``. Whoever keeps a site alive wants to see what mending it has done.
    """
    with action("inspection.ask", actor=actor, right=Right.PUBLISH, member=member, target=member):
        return enqueue("core:inspection.inspect_one", member=member, requested_by=actor)


def ask_all(*, actor: Any) -> Job:
    """Have every site inspected soon; return the job. Needs ``MANAGE_GROUP`` on the whole group.

    One that is under way, the night's too, is given back instead. Raises ``PermissionDenied``.
    """
    kind = "core:inspection.inspect_all"
    with action("inspection.ask_all", actor=actor, right=Right.MANAGE_GROUP):
        under_way = Job.objects.filter(kind=kind, state__in=OPEN).first()
        return under_way or enqueue(kind, requested_by=actor)
