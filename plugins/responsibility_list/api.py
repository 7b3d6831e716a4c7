"""What other plugins may import: the public services in force."""

from datetime import date
from typing import Any

from core.api import Member, in_force, register

__all__ = ["services_in_force"]


def services_in_force(site: Member | None = None, on: date | None = None) -> Any:
    """Public services in force on a day (today) at one home site, or at all: a lazy queryset of
    versions in the order of their numbers, never holding a confidential one."""
    return in_force(register("public_service"), member=site, day=on)
