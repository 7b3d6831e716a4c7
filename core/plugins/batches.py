"""One verb over many sites, with a result for each: a site's failure leaves the others done.

The doors (the control panel and the command) come here; the actions decide, each in a transaction
of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.contract import PluginConfig
from core.jobs.models import Job
from core.jobs.queue import enqueue
from core.people.rights import Right, require
from core.plugins import refusals
from core.plugins.actions import disable, enable, upgrade
from core.plugins.gate import Refused, picture
from core.plugins.profiles import absent_columns
from core.plugins.status import State, Status, statuses
from core.sitegroup.addresses import table
from core.sitegroup.models import Member

logger = logging.getLogger("yiwang.plugins")

VERBS = ("enable", "disable", "upgrade")
DONE, NOTHING, REFUSED, FAILED = "done", "nothing", "refused", "failed"
#: So many sites are switched while the person waits; more are a job with a page of its own.
FEW = 10
SWITCH = "core:plugins.switch"


@dataclass(frozen=True)
class Result:
    """What became, or would become, of one site: done, nothing (to do), refused or failed."""

    site: Member
    outcome: str
    message: str

    @property
    def good(self) -> bool:
        return self.outcome in (DONE, NOTHING)


def sites_of(*, site: str = "", subtree: str = "", every: bool = False) -> list[Member]:
    """The sites that a door was told. Raises :class:`Refused` for an unknown slug."""
    known = table()
    if every:
        return [member for member in known.by_id.values() if member.site_id]
    address = known.by_slug.get(site or subtree)
    if address is None:
        raise Refused(_("There is no site %(slug)s.") % {"slug": site or subtree})
    if site:
        return [known.by_id[address.member_id]]
    return below([address.member_id])


def below(member_ids: Iterable[int]) -> list[Member]:
    """These sites and all below them that are hosted here, each once."""
    known = table()
    wanted: set[int] = set().union(*[known.below(pk) for pk in member_ids])
    return [member for pk, member in known.by_id.items() if pk in wanted and member.site_id]


def run(verb: str, slug: str, sites: Iterable[Member], *, actor: Any) -> Iterator[Result]:
    """Do ``verb`` on each site, from above to below for enabling, the other way for disabling."""
    for site in ordered(verb, sites):
        yield one(verb, slug, site, actor)


def start(verb: str, slug: str, sites: Iterable[Member], *, actor: Any) -> Job:
    """Do the same as a job, with a result for each site on its page; for more than :data:`FEW`.

    It runs on the right of ``actor``, asked at each site at the moment of running. It belongs to
    the nearest site above them all.
    """
    refusals.installed(slug)
    known, chosen = table(), list(sites)
    lines = [known.line_of(site.pk) for site in chosen]
    above = next((pk for pk in lines[0] if all(pk in line for line in lines)), None)
    return enqueue(
        SWITCH,
        member=known.by_id[above] if above else None,
        payload={"verb": verb, "slug": slug, "sites": [site.pk for site in chosen]},
        requested_by=actor,
    )


def plan(verb: str, slug: str, sites: Iterable[Member], *, actor: Any) -> list[Result]:
    """What :func:`run` would do on each site as things stand, writing nothing.

    A site that another one of the list must come before is shown as refused.
    """
    app = refusals.installed(slug)
    there = ordered(verb, sites)
    found = statuses(there, [app])
    return [_foresee(verb, app, site, found[site.pk, slug], actor) for site in there]


def ordered(verb: str, sites: Iterable[Member]) -> list[Member]:
    """The sites in the order in which their requirements can be met."""
    known = table()
    return sorted(sites, key=lambda site: len(known.line_of(site.pk)), reverse=verb == "disable")


def one(verb: str, slug: str, site: Member, actor: Any) -> Result:
    """Do ``verb`` on one site. Never raises: what went wrong is its result."""
    try:
        return _do(verb, slug, site, actor)
    except (Refused, PermissionDenied) as refusal:
        return Result(site, REFUSED, str(refusal))
    except Exception:
        logger.exception("%s of %s failed on %s", verb, slug, site.slug)
        return Result(
            site, FAILED, _("The plugin itself failed; nothing was changed. The log says why.")
        )


def _do(verb: str, slug: str, site: Member, actor: Any) -> Result:
    refusals.installed(slug)
    if verb == "upgrade":
        ran = upgrade(slug, site, actor=actor)
        return _ran(site, len(ran))
    on = picture().source(slug, site.pk) == site.pk
    if verb == "enable":
        enable(slug, site, actor=actor)
        return (
            Result(site, NOTHING, _("It was on already."))
            if on
            else Result(site, DONE, _("It is on."))
        )
    disable(slug, site, actor=actor)
    return (
        Result(site, DONE, _("It is off."))
        if on
        else Result(site, NOTHING, _("It was off already."))
    )


def _ran(site: Member, count: int) -> Result:
    if not count:
        return Result(site, NOTHING, _("There was nothing to upgrade."))
    return Result(site, DONE, _("%(count)d steps were run.") % {"count": count})


def _foresee(verb: str, app: PluginConfig, site: Member, status: Status, actor: Any) -> Result:
    try:
        require(actor, Right.MANAGE_PLUGINS, site)
        return {"enable": _enabling, "disable": _disabling, "upgrade": _upgrading}[verb](
            app, site, status, actor
        )
    except (Refused, PermissionDenied) as refusal:
        return Result(site, REFUSED, str(refusal))


def _enabling(app: PluginConfig, site: Member, status: Status, actor: Any) -> Result:
    if status.state in (State.ON, State.OUTDATED):
        return Result(site, NOTHING, _("It is on already."))
    refusals.may_enable(app, site, actor)
    row = site.activations.filter(plugin=app.label).first()
    if row is not None and row.installed_at:
        return Result(site, DONE, _("It would be on again, with the data it had."))
    titles = "、".join(column.title for column in absent_columns(app, site))
    if not titles:
        return Result(site, DONE, _("It would be on."))
    return Result(site, DONE, _("It would be on, with new pages: %(titles)s.") % {"titles": titles})


def _disabling(app: PluginConfig, site: Member, status: Status, actor: Any) -> Result:
    refusals.may_disable(app, site)
    if status.state is State.OFF or status.state is State.UNAVAILABLE:
        return Result(site, NOTHING, _("It is off already."))
    return Result(site, DONE, _("It would be off; its data would stay."))


def _upgrading(app: PluginConfig, site: Member, status: Status, actor: Any) -> Result:
    refusals.may_upgrade(app, site)
    if not status.pending:
        return Result(site, NOTHING, _("There is nothing to upgrade."))
    return Result(
        site, DONE, _("These steps would be run: %(steps)s.") % {"steps": "、".join(status.pending)}
    )
