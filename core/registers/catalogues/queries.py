"""Reading the catalogue: what a government has of it, and what it lacks."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from core.flows.queries import seat_of
from core.people.rights import Right, member_ids_with, offices_of
from core.plugins.gate import sites_with
from core.registers.catalogue import CatalogueItem
from core.registers.drafts import bodies_for
from core.registers.queries import kept_on
from core.registers.spec import Register, registers
from core.registers.standard import level_at
from core.sitegroup.addresses import table
from core.sitegroup.models import Level, Member


class State(TextChoices):
    """What a government has of an item."""

    MISSING = "missing", _("Not taken over")
    DRAFTED = "drafted", _("Being drafted")
    TAKEN = "taken", _("Taken over")
    DIFFERS = "differs", _("Name or category differs")
    OUTSIDE = "outside", _("No longer for this level")


def catalogued() -> list[Register]:
    """The registers whose items a catalogue lays down."""
    return [one for one in registers() if one.catalogue]


def sites_below(register: Register, seat: Member) -> set[int]:
    """The home sites of a government's entries: its own and those of its departments, where the
    register is on."""
    on = sites_with(register.plugin)
    return {pk for pk, site in table().by_id.items() if pk in on and seat_of(site).pk == seat.pk}


def items_at(register: Register, seat: Member) -> QuerySet[Any]:
    """The items that a government of this level may exercise, and those it exercises although it
    may not, each with its ``state``: what the government has of it today. One query."""
    sites = sites_below(register, seat)
    level = level_at(seat)
    held = kept_on(register, sites).order_by().filter(in_force=True, superseded_at=None)
    held = held.filter(base_code=OuterRef("code"))
    same = held.filter(name=OuterRef("name"), category=OuterRef("category"))
    drafts = register.Draft.objects.order_by().filter(
        member_id__in=sites, base_code=OuterRef("code")
    )
    fits = CatalogueItem.objects.filter(pk=OuterRef("pk"), in_use=True, levels=level)
    rows = CatalogueItem.objects.filter(register=register.slug).annotate(
        fits=Exists(fits), held=Exists(held)
    )
    return (
        rows.filter(Q(fits=True) | Q(held=True))
        .annotate(
            state=Case(
                When(fits=False, then=Value(State.OUTSIDE.value)),
                When(Exists(same), then=Value(State.TAKEN.value)),
                When(held=True, then=Value(State.DIFFERS.value)),
                When(Exists(drafts), then=Value(State.DRAFTED.value)),
                default=Value(State.MISSING.value),
                output_field=CharField(),
            )
        )
        .select_related("category")
        .prefetch_related("levels")
    )


def governments_for(user: Any, register: Register) -> list[Member]:
    """The governments whose standing against the catalogue a person may see, the upper ones first:
    where he writes, audits or holds an office, at its own site or at a department's."""
    places = member_ids_with(user, Right.WRITE) | member_ids_with(user, Right.READ_AUDIT)
    places |= {place for _office, place, _body in offices_of(user)}
    known = table().by_id
    seats = {seat_of(known[pk]) for pk in places if pk in known}
    on = sites_with(register.plugin)
    return sorted(
        (seat for seat in seats if seat.pk in on and seat.level != Level.DEPARTMENT),
        key=lambda seat: (seat.order, seat.slug),
    )


def may_look(user: Any) -> bool:
    """Whether a person has the catalogue of any register."""
    return any(governments_for(user, one) for one in catalogued())


def claimants(user: Any, register: Register, seat: Member) -> dict[str, tuple[Any, Member]]:
    """The bodies of a government for which a person may take items over, by their codes, each with
    the site at which he would: ``{code: (body, site)}``."""
    known = table().by_id
    found: dict[str, tuple[Any, Member]] = {}
    for pk in sorted(sites_below(register, seat) & member_ids_with(user, Right.WRITE)):
        for body in bodies_for(register, known[pk]).values():
            found.setdefault(body.code, (body, known[pk]))
    return found
