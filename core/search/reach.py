"""How far a search reaches, as things stand: which sites, how near each is, and what is shut.

Engines ask here with every search, so that a plugin that was switched off, a site that was closed
or moved needs no index to be made anew (gate 6).
"""

from __future__ import annotations

from collections.abc import Mapping

from core.delivery.generations import Snapshot
from core.plugins.gate import sites_with
from core.search.kinds import CORE, kinds
from core.search.provider import Scope
from core.sitegroup.addresses import table
from core.sitegroup.lineage import line_above
from core.sitegroup.models import Division, Member


def sites_within(at: Member, scope: Scope) -> frozenset[str] | None:
    """The slugs of the sites that a search reaches; ``None`` are all."""
    known = table()
    if scope is Scope.SITE:
        return frozenset({at.slug})
    if scope is Scope.ALL or at.parent_id is None:
        return None
    return frozenset(known.by_id[pk].slug for pk in known.below(at.pk))


def sites_of(division: str) -> frozenset[str]:
    """The slugs of the sites of a division and of those below it."""
    found, lines = set(), {}
    for member in table().by_id.values():
        code = member.division.code
        if code not in lines:
            lines[code] = {code, *(one.code for one in line_above(member.division))}
        if division in lines[code]:
            found.add(member.slug)
    return frozenset(found)


def divisions() -> dict[str, Division]:
    """The divisions that have a site, by code."""
    return table().divisions


def nearness(at: Member) -> Mapping[str, int]:
    """Slug -> how near a site is: 0 is the site itself, 1 is below it, 2 is above it or of a
    government above, 3 is beside it, below the same site. What is not named is farther."""
    known = _known_near.get()
    if at.pk not in known:
        known[at.pk] = _nearness(at)
    return known[at.pk]


#: By site, until the member table moves: every search asks.
_known_near: Snapshot[dict[int, Mapping[str, int]]] = Snapshot("sitegroup", dict)


def _nearness(at: Member) -> Mapping[str, int]:
    known = table()
    line = known.line_of(at.pk)
    above = {division.code for division in line_above(at.division)}
    found: dict[str, int] = {}
    if len(line) > 2:
        found.update({known.by_id[pk].slug: 3 for pk in known.below(line[1])})
    found.update(
        {one.slug: 2 for one in known.by_id.values() if one.division.code in above}
        | {known.by_id[pk].slug: 2 for pk in line[1:]}
        | {known.by_id[pk].slug: 1 for pk in known.below(at.pk)}
    )
    found[at.slug] = 0
    return found


def shut() -> frozenset[str]:
    """``"<plugin>@<site>"`` for each site where nothing of a plugin may be found that has anything
    to be found."""
    return _known_shut.get()


def _shut() -> frozenset[str]:
    known = table().by_id
    here = {pk for pk, member in known.items() if member.is_here}
    found = {f"{CORE}@{known[pk].slug}" for pk in set(known) - here}
    for slug in {plugin for plugin, _kind in kinds()} - {CORE}:
        found |= {f"{slug}@{known[pk].slug}" for pk in set(known) - (sites_with(slug) & here)}
    return frozenset(found)


_known_shut: Snapshot[frozenset[str]] = Snapshot("sitegroup", _shut)
