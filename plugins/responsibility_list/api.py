"""What other plugins may import: the duties of powers, the responsibilities of departments and the
public services, in force."""

from datetime import date
from typing import Any

from core.api import Member, in_force, register

__all__ = ["duties_in_force", "responsibilities_in_force", "services_in_force"]


def duties_in_force(site: Member | None = None, on: date | None = None) -> Any:
    """The duties of powers in force on a day (today) at one home site, or at all: a lazy queryset
    of versions in the order of their numbers, never holding a confidential one. Each names its
    power by ``power_number``; ``stages`` and ``accountability`` have a line for each."""
    return in_force(register("duty"), member=site, day=on)


def responsibilities_in_force(site: Member | None = None, on: date | None = None) -> Any:
    """What departments are responsible for on a day (today) at one home site, or at all: a lazy
    queryset of versions in the order of their numbers, never holding a confidential one. The kind
    is ``category``; a boundary's ``division`` has a line for each party."""
    return in_force(register("responsibility"), member=site, day=on)


def services_in_force(site: Member | None = None, on: date | None = None) -> Any:
    """Public services in force on a day (today) at one home site, or at all: a lazy queryset of
    versions in the order of their numbers, never holding a confidential one."""
    return in_force(register("public_service"), member=site, day=on)
