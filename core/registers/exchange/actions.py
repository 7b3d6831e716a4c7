"""The write of an import: a checked file becomes drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.actions.boundary import action
from core.people.rights import Right
from core.registers.drafts import refuse_where_off
from core.registers.exchange.importing import write_proposals
from core.registers.spec import Register
from core.sitegroup.models import Member


def import_drafts(
    register: Register,
    proposals: Sequence[Any],
    *,
    member: Member,
    actor: Any,
    source: str,
) -> int:
    """Write the drafts of a checked file (``importing.check``), all in one transaction.

    Returns how many were made. Needs ``WRITE`` at the home site.
    """
    with action(
        "registers.import",
        actor=actor,
        right=Right.WRITE,
        member=member,
        register=register.slug,
        count=len(proposals),
        source=source,
    ):
        refuse_where_off(register, member)
        write_proposals(register, proposals, member=member, actor=actor, source=source)
    return len(proposals)
