"""Writes of comparisons: one is asked for, and counted part by part."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions.boundary import action
from core.jobs.queue import enqueue
from core.people.rights import Right
from core.plugins.gate import Refused
from core.registers.comparison import Comparison, ComparisonLine
from core.registers.comparisons.queries import counted
from core.registers.drafts import person, refuse_where_off
from core.registers.leading import refuse_stranger
from core.registers.spec import Register
from core.registers.time import today
from core.sitegroup.models import Level, Member

#: So long one that nobody finished keeps others waiting.
STALE = datetime.timedelta(hours=1)


def ask_comparison(
    register: Register,
    seat: Member,
    *,
    since: datetime.date,
    until: datetime.date,
    actor: Any,
) -> Comparison:
    """Have all governments from ``seat`` down compared on two days; a job counts them.

    Needs the establishment office at ``seat``. Raises :class:`Refused` where the days are not in
    order or lie in the future, the register is off, or one is being counted there already.
    """
    with action(
        "registers.ask_comparison", actor=actor, right=Right.TAKE_PART, member=seat,
        register=register.slug,
    ) as act:  # fmt: skip
        refuse_stranger(actor, seat)
        refuse_where_off(register, seat)
        if seat.level == Level.DEPARTMENT:
            raise Refused(_("Governments are compared, not departments."))
        if since >= until:
            raise Refused(_("The first day lies before the second."))
        if until > today():
            raise Refused(_("A day to come cannot be compared."))
        Member.objects.select_for_update().get(pk=seat.pk)  # who asks too waits here
        open_ones = Comparison.objects.filter(seat=seat, register=register.slug, counted_at=None)
        if open_ones.filter(asked_at__gt=timezone.now() - STALE).exists():
            raise Refused(_("A comparison is being counted here: wait for it."))
        made = Comparison.objects.create(
            register=register.slug, seat=seat, since=since, until=until, asked_by=person(actor)
        )
        enqueue(
            "core:registers.compare",
            key=f"compare {made.pk}",
            payload={"comparison": made.pk},
            requested_by=actor,
        )
        act.target = made
        act.detail |= {"since": str(since), "until": str(until)}
    return made


def count_part(comparison: Comparison, seats: Iterable[Member], *, actor: Any) -> int:
    """Count some of the governments of a comparison; return how many. Needs the right to take part
    at the government that asked."""
    with action(
        "registers.count_comparison", actor=actor, right=Right.TAKE_PART, member=comparison.seat,
        target=comparison,
    ):  # fmt: skip
        lines = [_line(comparison, seat) for seat in seats]
        ComparisonLine.objects.bulk_create(lines)
    return len(lines)


def close_comparison(comparison: Comparison, *, actor: Any) -> None:
    """Note that all of it is counted. Needs the right to take part at the government that asked."""
    with action(
        "registers.count_comparison", actor=actor, right=Right.TAKE_PART, member=comparison.seat,
        target=comparison,
    ):  # fmt: skip
        comparison.counted_at = timezone.now()
        comparison.save(update_fields=["counted_at"])


def _line(comparison: Comparison, seat: Member) -> ComparisonLine:
    found = counted(comparison, seat)
    return ComparisonLine(
        comparison=comparison,
        member=seat,
        before=found.before.total(),
        came=found.came.total(),
        went=found.went.total(),
        altered=found.altered.total(),
        after=found.after.total(),
    )
