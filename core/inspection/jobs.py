"""The nightly inspection of every site, one step for each, and the probes of every hour."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.contract import Job, Schedule
from core.inspection.inspecting import inspected_sites, keep, look
from core.inspection.models import Verdict
from core.inspection.naming import Names
from core.inspection.probing import count, probe_all
from core.sitegroup.compliance.reading import PageReader


def inspect_all(site: Any, context: Any) -> dict[str, int]:
    """Inspect every site; taken up again, only those that are not done."""
    sites = inspected_sites()
    context.total(len(sites))
    reader, names = PageReader(settings.GROUP_ORIGIN), Names()
    for member in sites:
        if context.is_done(member.slug):
            continue
        _inspect(member, context, reader, names)
    return {"sites": len(sites)}


def inspect_one(site: Any, context: Any) -> dict[str, int]:
    """Inspect one site now: somebody asked for it."""
    context.total(1)
    _inspect(site, context, PageReader(settings.GROUP_ORIGIN), Names())
    return {"sites": 1}


def _inspect(member: Any, context: Any, reader: PageReader, names: Names) -> None:
    seen = look(member, reader, names)  # outside the step: it takes seconds, and writes nothing
    context.step(member.slug, partial(_kept, member, seen), text=member.name)


def _kept(member: Any, seen: Any) -> dict[str, str]:
    """What the job's page tells of a site."""
    inspection = keep(member, seen)
    said = _("%(score)d points, %(pages)d pages read")
    told = said % {"score": inspection.score, "pages": inspection.pages}
    verdict = str(Verdict(inspection.verdict).label)
    return {"title": member.name, "outcome": verdict, "message": told}


def probe_every_site(site: Any, context: Any) -> dict[str, int]:
    """Ask for every home page over the network, and count."""
    probes = list(probe_all(inspected_sites()))
    context.step("count", lambda: count(probes))
    return {"sites": len(probes), "failures": sum(not each.answered for each in probes)}


JOBS = [
    Job("inspect_all", inspect_all, title=gettext_lazy("Inspection of all sites"), stepped=True),
    Job(
        "inspect_one",
        inspect_one,
        title=gettext_lazy("Inspection of one site"),
        stepped=True,
        priority=10,
    ),
    Job(
        "probe",
        probe_every_site,
        title=gettext_lazy("Probe of all home pages"),
        stepped=True,
        max_attempts=1,
    ),
]
#: The probes are half an hour apart: the national rule wants at least twenty a day.
SCHEDULES = [
    Schedule("inspect_all", at="02:30", grace=240),
    Schedule("probe", every=30),
]
