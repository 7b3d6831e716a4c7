"""Power and duty on one page: the duties stand on the page of their power, the way back on theirs.

Both are entries of one home site: nothing here is of another site.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.api import Member, home_of
from core.api import register as by_slug
from core.contract import Slot
from plugins.power_list.api import power_url
from plugins.responsibility_list.queries import duties_on, stages_of


def duties(site: Member, register: str, entry: Any, day: date) -> Mapping[str, Any] | None:
    """What is owed for a power on the day its page is about."""
    if register != "power_list" or not entry.in_force:
        return None
    found = duties_on(entry.number, day)
    if found is None:
        return None
    home = home_of(by_slug("duty"), site.pk)
    return {
        "stages": stages_of(found.stages),
        "cases": [line.strip() for line in found.accountability.splitlines() if line.strip()],
        "grounds": found.grounds.all(),
        "complaints": found.complaints,
        "url": f"{home}{found.number}/" if home else "",
    }


def power(site: Member, register: str, entry: Any) -> Mapping[str, Any] | None:
    """The way from the duties to their power."""
    url = power_url(entry.power_number, site.pk) if register == "duty" else ""
    return {"url": url} if url else None


SLOTS = [
    Slot("register.entry.sections", "responsibility_list/duties.html", duties, local=True),
    Slot("register.entry.acts", "responsibility_list/power.html", power, local=True),
]
