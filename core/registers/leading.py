"""Who leads the work on a government's lists: its establishment office (197号 五（一）)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.actions.boundary import System
from core.people.rights import holds_office, offices_of
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


def refuse_stranger(actor: Any, seat: Member) -> None:
    """Raise ``PermissionDenied`` for whoever does not lead there: no right stands in for the
    office."""
    if not isinstance(actor, System) and not leads(actor, seat):
        raise PermissionDenied(
            _("Only the establishment office of %(place)s does this.") % {"place": seat.name}
        )
