"""What other plugins may import: the special funds in force."""

from datetime import date
from typing import Any

from core.api import Member, in_force, register

__all__ = ["funds_in_force"]


def funds_in_force(site: Member | None = None, on: date | None = None) -> Any:
    """The special funds listed on a day (today) at one home site, or at all: a lazy queryset of
    versions in the order of their numbers, never holding a confidential one. ``amount`` is a
    ``Decimal`` in 万元, ``budget_year`` the year of the list that says so."""
    return in_force(register("fund"), member=site, day=on)
