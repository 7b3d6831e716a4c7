"""What publication does to handovers: it opens those of what is given, and ends those of what is
received. A few bulk writes, inside the action that publishes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.jobs.queue import enqueue
from core.registers.handed import Handover
from core.registers.receivers import GIVING, Receivers, bodies_named, receivers_of
from core.registers.spec import Register
from core.registers.time import today

State = Handover.State


def hand_over(register: Register, pairs: Sequence[tuple[Any, Any]]) -> None:
    """Note what these drafts, now versions, give away, and have the receivers told by a job."""
    giving = [pair for pair in pairs if pair[0].verb in GIVING and not pair[0].corrects_id]
    bodies = bodies_named(draft for draft, _version in giving)
    made = [
        handover
        for draft, version in giving
        for handover in _handovers(register, receivers_of(draft, bodies), version)
    ]
    if not made:
        return
    Handover.objects.bulk_create(made)
    if any(each.state == State.OPEN for each in made):
        enqueue("core:registers.open_handovers", payload={"register": register.slug})


def _handovers(register: Register, found: Receivers, version: Any) -> list[Handover]:
    given = {
        "register": register.slug,
        "giving_id": version.member_id,
        "number": version.number,
        "name": version.name,
        "verb": version.verb,
        "given_on": version.valid_from,
    }
    made = [Handover(receiving=site, **given) for site in found.sites]
    if found.body and found.body_site:
        made.append(Handover(receiving=found.body_site, organisation=found.body, **given))
    elif found.body or found.outside:
        outside = found.outside or found.body.name
        made.append(Handover(outside=outside, state=State.OUTSIDE, **given))
    return made


def receive(register: Register, pairs: Sequence[tuple[Any, Any]]) -> None:
    """End the handovers for which these drafts were begun: their entries are published now."""
    numbers = {draft.pk: version.number for draft, version in pairs if not draft.base_id}
    if not numbers:
        return
    for handover in Handover.objects.filter(register=register.slug, draft__in=list(numbers)):
        handover.received_number = numbers[handover.draft]
        handover.received_on, handover.state, handover.draft = today(), State.RECEIVED, None
        handover.save(update_fields=["received_number", "received_on", "state", "draft"])


def give_back(register: Register, draft_ids: Sequence[int]) -> None:
    """Open the handovers again whose drafts are thrown away: somebody must still receive them."""
    Handover.objects.filter(register=register.slug, draft__in=draft_ids).update(
        state=State.OPEN, draft=None
    )
