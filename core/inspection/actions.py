"""Asking for an inspection."""

from __future__ import annotations

from typing import Any

from core.actions.boundary import action
from core.jobs.queue import enqueue
from core.people.rights import Right
from core.sitegroup.models import Member


def ask(member: Member, *, actor: Any) -> Any:
    """Have one site inspected soon; return the job. Needs ``PUBLISH`` there.

    Raises ``PermissionDenied``. Whoever keeps a site alive wants to see what mending it has done.
    """
    with action("inspection.ask", actor=actor, right=Right.PUBLISH, member=member, target=member):
        return enqueue("core:inspection.inspect_one", member=member, requested_by=actor)
