"""Writing audit lines. Only the write boundary and the receivers of this room call this."""

from __future__ import annotations

from typing import Any

from core.actions.boundary import Act, answering
from core.audit.models import AuditLine


def write_line(act: Act) -> AuditLine:
    """Write the line of one action, inside its transaction."""
    target = act.target
    return AuditLine.objects.create(
        **_person(act.actor),
        name=act.name,
        member=act.member,
        target_type=target._meta.label_lower if hasattr(target, "_meta") else "",
        target_id=str(getattr(target, "pk", "") or ""),
        target_name=str(target or "")[:200],
        detail=act.detail,
    )


def write_view_line(
    name: str,
    *,
    actor: Any,
    member: Any,
    target_type: str = "",
    target_id: Any = "",
    target_name: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditLine:
    """Write the line of what one of Wagtail's or Django's own views did, in its transaction."""
    if (view := answering()) is not None:
        view.told = True
    return AuditLine.objects.create(
        **_person(actor),
        name=name[:80],
        member=member,
        target_type=target_type[:80],
        target_id=str(target_id or "")[:40],
        target_name=target_name[:200],
        detail=detail or {},
    )


def _person(actor: Any) -> dict[str, Any]:
    known = getattr(actor, "pk", None) is not None
    return {"actor": actor if known else None, "actor_name": str(actor or "")[:150]}
