"""Writing audit lines. Only the write boundary and the page log's receiver call this."""

from __future__ import annotations

from typing import Any

from core.actions.boundary import Act
from core.audit.models import AuditLine


def write_line(act: Act) -> AuditLine:
    """Write the line of one action, inside its transaction."""
    target = act.target
    return AuditLine.objects.create(
        actor=act.actor if getattr(act.actor, "pk", None) else None,
        actor_name=str(act.actor)[:150],
        name=act.name,
        member=act.member,
        target_type=target._meta.label_lower if hasattr(target, "_meta") else "",
        target_id=str(getattr(target, "pk", "") or ""),
        target_name=str(target or "")[:200],
        detail=act.detail,
    )
