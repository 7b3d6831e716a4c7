"""Which articles one inspection reads: the newest, those that failed, and some of the others.

The rest is read in turn, night after night, so that the work is bounded and no article is left
out for ever. What was found on an article is looked at again each night until it is mended.
"""

from __future__ import annotations

from typing import NamedTuple

from core.inspection.models import Finding, Inspection
from core.sitegroup.compliance import articles
from core.sitegroup.compliance.departures import Kind
from core.sitegroup.models import Member

NEWEST = 20
IN_TURN = 50
#: More than the score is lowered for by far; what lies beyond is found again in its turn.
FAILED = 100
#: What a page tells of itself.
ON_A_PAGE = (Kind.FAILS, Kind.DEAD, Kind.SLOW)


class Reading(NamedTuple):
    """Articles to read. ``reached``: the id after which the next inspection goes on."""

    urls: list[str]
    reached: int


def reading(member: Member, last: Inspection | None) -> Reading:
    """What to read of a site this time."""
    turn = articles.in_turn(member, last.reached if last else 0, IN_TURN)
    wanted = [*articles.newest(member, NEWEST), *articles.at(member, _failed(last)), *turn]
    return Reading(list(dict.fromkeys(each.url for each in wanted)), turn[-1].pk if turn else 0)


def _failed(last: Inspection | None) -> list[str]:
    if last is None:
        return []
    found = Finding.objects.filter(inspection=last, kind__in=[kind.value for kind in ON_A_PAGE])
    return list(dict.fromkeys(found.values_list("url", flat=True)))[:FAILED]


def nights(articles: int) -> int:
    """In how many inspections every article is read."""
    return -(-articles // IN_TURN)
