"""Asking for the index to be looked at, or made anew."""

from __future__ import annotations

from typing import Any

from core.actions.boundary import action
from core.jobs.models import OPEN, Job
from core.jobs.queue import enqueue
from core.people.rights import Right


def ask_check(*, actor: Any) -> Job:
    """Have the index compared with what is public and mended, all of it; return the job.

    Needs ``MANAGE_GROUP`` on the whole group, as all sites share one index. One that is under way,
    the night's too, is given back instead. Raises ``PermissionDenied``.
    """
    with action("search.ask_check", actor=actor, right=Right.MANAGE_GROUP):
        return _under_way("core:search.check", {}) or enqueue(
            "core:search.check", requested_by=actor
        )


def ask_rebuild(*, kind: str = "", actor: Any) -> Job:
    """Have the index made anew while it is read, all of it or one ``kind`` (``<plugin>.<kind>``);
    return the job. Needs ``MANAGE_GROUP``, as :func:`ask_check` does. Raises ``PermissionDenied``,
    and ``LookupError`` for a kind that nothing here declares.
    """
    from core.search.kinds import kinds

    with action("search.ask_rebuild", actor=actor, right=Right.MANAGE_GROUP, kind=kind):
        if kind and kind not in {f"{slug}.{declared.kind}" for slug, declared in kinds()}:
            raise LookupError(f"there is no kind {kind!r}")
        payload = {"kind": kind} if kind else {}
        return _under_way("core:search.rebuild", payload) or enqueue(
            "core:search.rebuild", payload=payload, requested_by=actor
        )


def _under_way(job: str, payload: dict[str, str]) -> Job | None:
    return Job.objects.filter(kind=job, payload=payload, state__in=OPEN).first()
