"""Power, duty and responsibility lead to each other: duties and what else is owed stand on the page
of their power, the way back on theirs.

All are entries of one home site: nothing here is of another site.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.api import Member, home_of
from core.api import register as by_slug
from core.contract import Slot
from plugins.power_list.api import power_url, powers_in_force
from plugins.responsibility_list.queries.duties import duties_on
from plugins.responsibility_list.queries.lines import named_lines
from plugins.responsibility_list.queries.responsibilities import power_numbers, responsibilities_on


def duties(site: Member, register: str, entry: Any, day: date) -> Mapping[str, Any] | None:
    """What is owed for a power on the day its page is about."""
    if register != "power_list" or not entry.in_force:
        return None
    found = duties_on(entry.number, day)
    if found is None:
        return None
    home = home_of(by_slug("duty"), site.pk)
    return {
        "stages": named_lines(found.stages),
        "cases": [line.strip() for line in found.accountability.splitlines() if line.strip()],
        "grounds": found.grounds.all(),
        "complaints": found.complaints,
        "url": f"{home}{found.number}/" if home else "",
    }


def power(site: Member, register: str, entry: Any) -> Mapping[str, Any] | None:
    """The way from the duties to their power."""
    url = power_url(entry.power_number, site.pk) if register == "duty" else ""
    return {"url": url} if url else None


def responsibilities(
    site: Member, register: str, entry: Any, day: date
) -> Mapping[str, Any] | None:
    """The boundaries and measures of oversight that are about a power, on the day of its page."""
    if register != "power_list" or not entry.in_force:
        return None
    home = home_of(by_slug("responsibility"), site.pk)
    found = responsibilities_on(site, entry.number, day)
    rows = [(row, f"{home}{row.number}/" if home else "") for row in found]
    return {"responsibilities": rows} if rows else None


def powers(site: Member, register: str, entry: Any, day: date) -> Mapping[str, Any] | None:
    """The powers a responsibility is about, on the day of its page."""
    numbers = power_numbers(entry.power_numbers) if register == "responsibility" else []
    found = powers_in_force(site, on=day).filter(number__in=numbers) if numbers else []
    rows = [(row, power_url(row.number, site.pk)) for row in found]
    return {"powers": rows} if rows else None


SLOTS = [
    Slot("register.entry.sections", "responsibility_list/duties.html", duties, local=True),
    Slot(
        "register.entry.sections",
        "responsibility_list/responsibilities.html",
        responsibilities,
        local=True,
    ),
    Slot("register.entry.sections", "responsibility_list/powers.html", powers, local=True),
    Slot("register.entry.acts", "responsibility_list/power.html", power, local=True),
]
