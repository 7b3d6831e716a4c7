"""Who leads the work on a government's lists: its establishment office (197号 五（一）)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from core.actions.boundary import System
from core.people.rights import holds_office, offices_of
from core.plugins.gate import sites_with
from core.registers.spec import Register, registers
from core.sitegroup.addresses import table
from core.sitegroup.models import Level, Member

#: It opens a round, watches over it and closes it, and issues editions.
LEADING = "establishment"


def leads(user: Any, seat: Member) -> bool:
    """Whether a person leads the work on the lists of a government."""
    return holds_office(user, LEADING, seat.pk, None)


def seats_led_by(user: Any) -> list[Member]:
    """The governments at which a person leads it, the upper ones first."""
    ids = {place for office, place, body in offices_of(user) if office == LEADING and body is None}
    seats = [table().by_id[pk] for pk in ids if table().by_id[pk].level != Level.DEPARTMENT]
    return sorted(seats, key=lambda seat: (seat.order, seat.slug))


def lists_led_by(user: Any) -> Iterator[tuple[Register, Member]]:
    """The lists that are on at the governments at which a person leads the work."""
    seats = seats_led_by(user)
    for one in registers():
        on = sites_with(one.plugin) if seats else set()
        yield from ((one, seat) for seat in seats if seat.pk in on)


def led_at(user: Any, of: str, slug: str) -> tuple[Register, Member]:
    """The register and the government of an address at which a person leads the work.

    ``Http404`` for a register that is not there, ``PermissionDenied`` where he does not lead it.
    """
    one = next((one for one in registers() if one.slug == of), None)
    if one is None:
        raise Http404
    seat = next((seat for seat in seats_led_by(user) if seat.slug == slug), None)
    if seat is None:
        raise PermissionDenied
    return one, seat


def refuse_stranger(actor: Any, seat: Member) -> None:
    """Raise ``PermissionDenied`` for whoever does not lead there: no right stands in for the
    office."""
    if not isinstance(actor, System) and not leads(actor, seat):
        raise PermissionDenied(
            _("Only the establishment office of %(place)s does this.") % {"place": seat.name}
        )
