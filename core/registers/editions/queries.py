"""Reading editions: which a site has, what stands in one, and what changed between two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import QuerySet

from core.flows.queries import seat_of
from core.people.rights import Right, member_ids_with, offices_of
from core.plugins.gate import sites_with
from core.registers.edition import Edition
from core.registers.queries import said_on
from core.registers.spec import Register, registers
from core.sitegroup.addresses import table
from core.sitegroup.models import Level, Member


def editions_for(user: Any) -> QuerySet[Edition]:
    """The editions of the governments at which a person works. One query."""
    places = member_ids_with(user, Right.WRITE) | member_ids_with(user, Right.READ_AUDIT)
    places |= {place for _office, place, _body in offices_of(user)}
    seats = {seat_of(table().by_id[pk]).pk for pk in places}
    on = [one.slug for one in registers() if seats & sites_with(one.plugin)]
    rows = Edition.objects.filter(member_id__in=seats, register__in=on)
    return rows.select_related("member", "approval", "round")


def editions_at(register: Register, member: Member) -> QuerySet[Edition]:
    """The editions that a site shows, the newest first: those of its government."""
    rows = Edition.objects.filter(register=register.slug, member_id=seat_of(member).pk)
    return rows.select_related("approval").order_by("-number")


def sites_in(member: Member) -> set[int]:
    """Whose entries a site shows of an edition: a government those of its departments' sites too,
    a department its own."""
    if member.level == Level.DEPARTMENT:
        return {member.pk}
    below = {
        site.pk
        for site in table().by_id.values()
        if site.level == Level.DEPARTMENT and site.parent_id == member.pk
    }
    return below | {member.pk}


def contents(register: Register, edition: Edition, sites: Iterable[int]) -> QuerySet[Any]:
    """The public versions of an edition at these sites, by number. What has become confidential
    since, or has been replaced by a confidential correction, stands in no edition any more."""
    return said_on(register, edition.issued_at, edition.day).filter(member_id__in=list(sites))


class Cell(NamedTuple):
    """One entry of an edition: by which version, of which body and category."""

    version: int
    organisation: int | None
    category: int | None


def cells(register: Register, edition: Edition, sites: Iterable[int]) -> dict[int, Cell]:
    """Each entry of an edition by its key. One query over keys alone."""
    return cells_of(contents(register, edition, sites))


def cells_of(versions: QuerySet[Any]) -> dict[int, Cell]:
    """Each entry of these versions, one of each, by its key. One query over keys alone."""
    found = versions.order_by().values_list("entry_id", "pk", "organisation_id", "category_id")
    return {entry: Cell(*cell) for entry, *cell in found}


@dataclass
class Compared:
    """What changed from one edition to another: the versions of what came, went and changed."""

    added: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    #: (before, after)
    changed: list[tuple[int, int]] = field(default_factory=list)
    before: Counter[int | None] = field(default_factory=Counter)
    after: Counter[int | None] = field(default_factory=Counter)
    came: Counter[int | None] = field(default_factory=Counter)
    went: Counter[int | None] = field(default_factory=Counter)
    altered: Counter[int | None] = field(default_factory=Counter)


def compare(old: dict[int, Cell], new: dict[int, Cell]) -> Compared:
    """Compare two editions, entry by entry; the counters go by body."""
    found = Compared()
    found.before.update(cell.organisation for cell in old.values())
    found.after.update(cell.organisation for cell in new.values())
    for entry, cell in new.items():
        was = old.get(entry)
        if was is None:
            found.added.append(cell.version)
            found.came[cell.organisation] += 1
        elif was.version != cell.version:
            found.changed.append((was.version, cell.version))
            found.altered[cell.organisation] += 1
    for entry, was in old.items():
        if entry not in new:
            found.ended.append(was.version)
            found.went[was.organisation] += 1
    return found
