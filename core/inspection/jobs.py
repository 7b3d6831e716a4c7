"""The nightly inspection of every site, one step for each, and the probes of every hour."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.contract import Job, Schedule
from core.inspection.inspecting import inspected_sites, keep, look
from core.inspection.probing import count, probe_all
from core.sitegroup.compliance.reading import PageReader


def inspect_all(site: Any, context: Any) -> dict[str, int]:
    """Inspect every site; taken up again, only those that are not done."""
    sites = inspected_sites()
    context.total(len(sites))
    reader = PageReader(settings.GROUP_ORIGIN)
    for member in sites:
        if context.is_done(member.slug):
            continue
        seen = look(member, reader)  # outside the step: it takes a second, and writes nothing
        context.step(member.slug, lambda m=member, s=seen: _kept(m, s), text=member.name)
    return {"sites": len(sites)}


def inspect_one(site: Any) -> dict[str, Any]:
    """Inspect one site now: somebody asked for it."""
    return _kept(site, look(site, PageReader(settings.GROUP_ORIGIN)))


def _kept(member: Any, seen: Any) -> dict[str, Any]:
    inspection = keep(member, seen)
    return {"score": inspection.score, "verdict": inspection.verdict}


def probe_every_site(site: Any, context: Any) -> dict[str, int]:
    """Ask for every home page over the network, and count."""
    probes = list(probe_all(inspected_sites()))
    context.step("count", lambda: count(probes))
    return {"sites": len(probes), "failures": sum(not each.answered for each in probes)}


JOBS = [
    Job("inspect_all", inspect_all, title=_("Inspection of all sites"), stepped=True),
    Job("inspect_one", inspect_one, title=_("Inspection of one site"), stepped=True, priority=10),
    Job(
        "probe", probe_every_site, title=_("Probe of all home pages"), stepped=True, max_attempts=1
    ),
]
#: The probes are half an hour apart: the national rule wants at least twenty a day.
SCHEDULES = [
    Schedule("inspect_all", at="02:30", grace=240),
    Schedule("probe", every=30),
]
