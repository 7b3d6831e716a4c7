"""Reading comparisons: whose they are, and what a government's line says."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404

from core.people.rights import Right, member_ids_with
from core.plugins.gate import sites_with
from core.registers.comparison import Comparison
from core.registers.editions.queries import Compared, cells_of, compare, sites_in
from core.registers.leading import seats_led_by
from core.registers.queries import said_on
from core.registers.receivers import lower_sites
from core.registers.spec import register, registers
from core.sitegroup.models import Member


def comparisons_for(user: Any) -> QuerySet[Comparison]:
    """The comparisons of the governments at which a person leads the work or audits, where the
    register is on, with how many lines are ``counted``. One query."""
    places = {seat.pk for seat in seats_led_by(user)} | member_ids_with(user, Right.READ_AUDIT)
    on = [one.slug for one in registers() if places & sites_with(one.plugin)]
    rows = Comparison.objects.filter(seat_id__in=places, register__in=on)
    return rows.select_related("seat").annotate(counted=Count("lines"))


def comparison_seen_by(user: Any, pk: int) -> Comparison:
    """One of them; ``Http404`` for others."""
    return get_object_or_404(comparisons_for(user), pk=pk)


def governments_of(comparison: Comparison) -> list[Member]:
    """The governments that a comparison is about: its own and all below, where the register is on.
    It names those of today."""
    on = sites_with(register(comparison.register).plugin)
    return [site for site in (comparison.seat, *lower_sites(comparison.seat)) if site.pk in on]


def counted(comparison: Comparison, seat: Member) -> Compared:
    """What changed at one government with its departments. Two queries."""
    one, sites = register(comparison.register), sites_in(seat)
    before, after = (
        said_on(one, comparison.asked_at, day).filter(member_id__in=sites)
        for day in (comparison.since, comparison.until)
    )
    return compare(cells_of(before), cells_of(after))


def still_to_count(comparison: Comparison) -> list[Member]:
    """The governments that have no line yet: a crash may have left them over."""
    done = set(comparison.lines.values_list("member", flat=True))
    return [seat for seat in governments_of(comparison) if seat.pk not in done]
