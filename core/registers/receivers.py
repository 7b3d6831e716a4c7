"""To whom a change gives an entry: read from a draft, judged, and put into words.

A draft holds it as ``goes_to``: ``{"sites": [slug, …]}`` of the lower governments that a delegated
entry goes to, ``{"body": code}`` of the body it is transferred to, or ``{"outside": name}`` of a
receiver that is not on the platform. Slugs and codes are stable; keys of rows are not written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.flows.queries import seat_of
from core.people.models import Organisation
from core.registers.choices import Verb
from core.sitegroup.addresses import table
from core.sitegroup.models import Level, Member

#: Changes that give an entry to somebody, who must be named.
GIVING = (Verb.DELEGATE, Verb.TRANSFER)


@dataclass(frozen=True)
class Receivers:
    """The lower sites, the body with the site it works at, or the name of a stranger."""

    sites: tuple[Member, ...] = ()
    body: Organisation | None = None
    body_site: Member | None = None
    outside: str = ""

    @property
    def words(self) -> str:
        """The receivers as a reader knows them."""
        names = [site.short_name for site in self.sites]
        names += [self.body.name] if self.body else []
        return "、".join([*names, *([self.outside] if self.outside else [])])


def lower_sites(member: Member) -> list[Member]:
    """The governments below that of a site, the upper ones first: to them entries are delegated."""
    found, level = [], [seat_of(member).pk]
    while level:
        below = [
            site
            for site in table().by_id.values()
            if site.parent_id in level and site.level != Level.DEPARTMENT
        ]
        found += sorted(below, key=lambda site: (site.order, site.slug))
        level = [site.pk for site in below]
    return found


def site_of(body: Organisation) -> Member | None:
    """The home site of what a body implements: its own, or that of its division's government."""
    sites = table().by_id.values()
    for site in sites:
        if site.level == Level.DEPARTMENT and site.organisation_id == body.pk:
            return site
    for site in sites:
        if site.level != Level.DEPARTMENT and site.division_id == body.division_id:
            return site
    return None


def bodies_named(drafts: Iterable[Any]) -> dict[str, Organisation]:
    """The bodies that these drafts name as receivers, by their codes; one query, or none."""
    codes = {draft.goes_to["body"] for draft in drafts if "body" in draft.goes_to}
    if not codes:
        return {}
    rows = Organisation.objects.filter(code__in=codes, abolished_on=None)
    return {body.code: body for body in rows}


def receivers_of(draft: Any, bodies: Mapping[str, Organisation]) -> Receivers:
    """Who is named in a draft, as far as they are known; see :func:`target_problems`. ``bodies``
    are those of :func:`bodies_named`."""
    said = draft.goes_to
    wanted = set(said.get("sites", ()))
    sites = (
        tuple(site for site in lower_sites(draft.member) if site.slug in wanted) if wanted else ()
    )
    body = bodies.get(said.get("body", ""))
    return Receivers(sites, body, site_of(body) if body else None, said.get("outside", ""))


def target_problems(draft: Any, bodies: Mapping[str, Organisation]) -> list[str]:
    """What is wrong with where a reviewed change leads, its receivers or its heir, as sentences."""
    if draft.verb == Verb.MERGE and draft.successor_id is None:
        return [_("What is merged names the entry in which it goes on.")]
    if draft.verb not in GIVING or draft.corrects_id:
        return []
    found = receivers_of(draft, bodies)
    if draft.verb == Verb.DELEGATE:
        unknown = set(draft.goes_to.get("sites", ())) - {site.slug for site in found.sites}
        if unknown:
            return [
                _("Not below this government: %(names)s.") % {"names": "、".join(sorted(unknown))}
            ]
        return [] if found.sites else [_("What is delegated names the sites that receive it.")]
    if found.body is not None and found.body.pk == draft.organisation_id:
        return [_("It would be transferred to the body that has it.")]
    if found.body is None and not found.outside:
        return [_("What is transferred names its receiver.")]
    return []


def said_of(
    *, sites: Sequence[Member] = (), body: Organisation | None = None, outside: str = ""
) -> dict[str, Any]:
    """The receivers as a draft holds them."""
    said: dict[str, Any] = {}
    if sites:
        said["sites"] = [site.slug for site in sites]
    if body is not None:
        said["body"] = body.code
    if outside.strip():
        said["outside"] = outside.strip()
    return said
