"""Gate 9: a plugin's background work runs only for sites where the plugin is on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.contract import Job
from core.plugins import registry
from core.plugins.gate import Refused, is_enabled
from core.sitegroup.models import Member


def run_job(slug: str, name: str, site: Member, payload: Mapping[str, Any], *context: Any) -> Any:
    """Run the job ``name`` of the plugin ``slug`` for one site; return what it returns.

    Every runner comes through here, at the moment of running: a plugin that was switched off after
    the job was put in the table is off. Raises :class:`Refused` then, and ``LookupError`` where
    the plugin has no such job. ``context`` is handed to a stepped job.
    """
    job = find_job(slug, name)
    if not is_enabled(slug, site):
        raise Refused(_("%(plugin)s is off on %(site)s.") % {"plugin": slug, "site": site.name})
    return job.run(site, *context, **payload)


def find_job(slug: str, name: str) -> Job:
    """The job that the plugin declares in ``jobs.py``. ``LookupError`` if it declares no such."""
    for job in registry.get(slug).room("jobs", "JOBS"):
        assert isinstance(job, Job)
        if job.name == name:
            return job
    raise LookupError(f"{slug} has no job {name!r}")
