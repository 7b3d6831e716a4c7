"""The jobs that keep the job table itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.contract import Job, Schedule
from core.jobs.models import Job as Row
from core.jobs.models import ScheduleRun, State
from core.jobs.queue import enqueue
from core.plugins.gate import is_enabled
from core.sitegroup.addresses import table

#: What schedules and Wagtail do by themselves is of no interest for long; what a person wanted is.
KEEP_ROUTINE, KEEP = timedelta(days=2), timedelta(days=60)
AT_ONCE = 5000


def each_site(site: Any, kind: str, payload: dict[str, Any], due: str) -> dict[str, int]:
    """A plugin's schedule is due: one job for each site where the plugin is on."""
    slug = kind.partition(":")[0]
    sites = [
        member
        for member in table().by_id.values()
        if member.site_id is not None and is_enabled(slug, member)
    ]
    for member in sites:
        enqueue(kind, member=member, payload=payload, key=f"{kind}@{due}#{member.pk}")
    return {"sites": len(sites)}


def prune(site: Any) -> dict[str, int]:
    """Remove what is done with. Dead letters stay until somebody has dealt with them, and of each
    schedule the last run."""
    now = timezone.now()
    ended = Row.objects.filter(state__in=[State.DONE, State.CANCELLED])
    routine = ended.filter(requested_by=None, finished_at__lt=now - KEEP_ROUTINE)
    wanted = ended.filter(finished_at__lt=now - KEEP)
    latest = ScheduleRun.objects.values("schedule").annotate(last=Max("id")).values("last")
    runs = ScheduleRun.objects.filter(created_at__lt=now - KEEP_ROUTINE).exclude(id__in=latest)
    kept = ScheduleRun.objects.filter(id__in=latest, job__isnull=False).values("job")
    counted = {"runs": runs.delete()[0], "jobs": 0}
    for rows in (routine, wanted):
        ids = list(rows.exclude(pk__in=kept).values_list("pk", flat=True)[:AT_ONCE])
        for start in range(0, len(ids), 500):
            counted["jobs"] += Row.objects.filter(pk__in=ids[start : start + 500]).delete()[0]
    return counted


JOBS = [
    Job("each_site", each_site, title=_("Scheduled work for each site"), priority=5),
    Job("prune", prune, title=_("Clear away finished jobs")),
]
SCHEDULES = [Schedule("prune", at="03:40")]
