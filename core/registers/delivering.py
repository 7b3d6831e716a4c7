"""What begins a delivery: an edition that is issued, a portal that is switched on, a person who has
it tried again. Called inside the action that does so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.jobs.models import Job, State
from core.jobs.queue import announce, enqueue
from core.registers.edition import Edition
from core.registers.portal import Delivery, Portal

#: What somebody still has to do.
UNDONE = (Delivery.State.WAITING, Delivery.State.REFUSED)


def deliver_edition(edition: Edition, actor: Any) -> None:
    """Have an edition that was just issued delivered to all portals of its list that are on."""
    begin(
        edition,
        Portal.objects.filter(register=edition.register, seat_id=edition.member_id, on=True),
        actor,
    )


def deliver_newest(portal: Portal, actor: Any) -> None:
    """Give a portal that is on the newest edition, unless it has it."""
    editions = Edition.objects.filter(register=portal.register, member_id=portal.seat_id)
    newest = editions.order_by("-number").first()
    if portal.on and newest is not None:
        begin(newest, [portal], actor)


def begin(edition: Edition, portals: Iterable[Portal], actor: Any) -> None:
    """One delivery for each portal, and the job that does it; what is delivered stays so."""
    for portal in portals:
        delivery, _new = Delivery.objects.get_or_create(edition=edition, portal=portal)
        if delivery.state in UNDONE:
            run(delivery, actor)


def run(delivery: Delivery, actor: Any) -> bool:
    """Have a delivery done now: by the job that waits to try it again, or by a new one; return
    whether that was wanted, since it may be under way. Two jobs never work at one delivery: whoever
    calls holds its row, or has just made it."""
    jobs = Job.objects.filter(key__startswith=f"deliver {delivery.pk}/")
    if jobs.filter(state=State.WAITING).update(run_after=timezone.now()):
        transaction.on_commit(announce, robust=True)
        return True
    if jobs.filter(state=State.RUNNING).exists():
        return False
    enqueue(
        "core:registers.deliver",
        key=f"deliver {delivery.pk}/{jobs.count() + 1}",
        payload={"delivery": delivery.pk},
        requested_by=actor,
    )
    return True
