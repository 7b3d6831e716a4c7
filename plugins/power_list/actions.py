"""The writes of the watch over legal grounds; all others are those of every register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.api import Member, Right, action
from plugins.power_list.models import GroundFinding, PowerVersion

#: A finding is cut to so many letters.
LONGEST = 400


def record_findings(
    site: Member, found: Mapping[int, Iterable[str]], day: Any, *, actor: Any
) -> dict[str, int]:
    """Keep what was found in the grounds of a site's powers on ``day``: ``found`` maps a version's
    key to its sentences. What was known stays as it is, what is no longer found goes.

    Returns ``{"new": …, "gone": …}``. Needs ``WRITE`` at the site.
    """
    with action("power_list.check_grounds", actor=actor, right=Right.WRITE, member=site) as act:
        wanted = {(pk, text[:LONGEST]) for pk, texts in found.items() for text in texts}
        there = GroundFinding.objects.filter(version__member=site)
        known = {(row.version_id, row.text): row.pk for row in there}
        gone = [pk for key, pk in known.items() if key not in wanted]
        GroundFinding.objects.filter(pk__in=gone).delete()
        own = set(
            PowerVersion.objects.filter(pk__in=list(found), member=site).values_list(
                "pk", flat=True
            )
        )
        new = [
            GroundFinding(version_id=pk, text=text, found_on=day)
            for pk, text in sorted(wanted - known.keys())
            if pk in own
        ]
        GroundFinding.objects.bulk_create(new)
        act.detail |= {"new": len(new), "gone": len(gone)}
    return {"new": len(new), "gone": len(gone)}


def mark_told(site: Member, finding_ids: Iterable[int], day: Any, *, actor: Any) -> None:
    """Note that those who keep these powers were told. Needs ``WRITE`` at the site."""
    with action("power_list.tell_owners", actor=actor, right=Right.WRITE, member=site):
        rows = GroundFinding.objects.filter(pk__in=list(finding_ids), version__member=site)
        rows.update(told_on=day)
