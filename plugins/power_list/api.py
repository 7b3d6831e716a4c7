"""What other plugins may import: a power as it stands on a day, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.api import Member, Register, home_of, in_force, register, version_on

__all__ = [
    "FoundGround",
    "FoundPower",
    "find_power",
    "power_list",
    "power_url",
    "powers_in_force",
]


@dataclass(frozen=True)
class FoundGround:
    """A legal ground: the law, the date of its text, the document number, an article, its text."""

    law: str
    law_date: date | None
    document_number: str
    article: str
    text: str


@dataclass(frozen=True)
class FoundPower:
    """A public power as it is valid on one day.

    ``number`` is stable and stands in its address; ``version_id`` names the very version, for those
    who must say later what was in force then. ``category`` is the code of GB/T 39554.1-2020,
    ``organisation_id`` the implementing body. ``in_force`` is ``False`` for one that has ended.
    """

    number: str
    version_id: int
    member_id: int
    name: str
    category: str
    organisation_id: int
    implementation_code: str
    valid_from: date
    valid_to: date
    in_force: bool
    grounds: tuple[FoundGround, ...]


def power_list() -> Register:
    """The register itself, for what ``core.api`` offers on every register."""
    return register("power_list")


def find_power(number: str, on: date | None = None) -> FoundPower | None:
    """A power by its public number as it is valid on a day (today, in the province's time zone).

    ``None`` where there is none, where it is confidential, or the list is switched off at its home
    site. Two queries.
    """
    found = version_on(power_list(), number, on)
    if found is None:
        return None
    return FoundPower(
        number=found.number,
        version_id=found.pk,
        member_id=found.member_id,
        name=found.name,
        category=found.category.code,
        organisation_id=found.organisation_id,
        implementation_code=found.implementation_code,
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        in_force=found.in_force,
        grounds=tuple(
            FoundGround(
                ground.law, ground.law_date, ground.document_number, ground.article, ground.text
            )
            for ground in found.grounds.all()
        ),
    )


def power_url(number: str, site_id: int) -> str:
    """The address of a power's page at its home site; empty where that shows no list. One query."""
    home = home_of(power_list(), site_id)
    return f"{home}{number}/" if home else ""


def powers_in_force(site: Member | None = None, on: date | None = None) -> Any:
    """The public powers in force on a day (today) at one home site, or at all: a lazy queryset of
    versions in the order of their numbers, never holding a confidential one."""
    return in_force(power_list(), member=site, day=on)
