"""How background work is written down for people: ready values for the pages."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.jobs.models import Job, JobStep, State
from core.jobs.queries import Heartbeat

#: The names under which jobs return what they counted.
COUNTED = {
    "changed": gettext_lazy("Changed"),
    "documents": gettext_lazy("Documents looked at"),
    "extra": gettext_lazy("Too much in the index"),
    "failed": gettext_lazy("Failed"),
    "jobs": gettext_lazy("Jobs removed"),
    "missing": gettext_lazy("Missing in the index"),
    "removed": gettext_lazy("Taken out of the index"),
    "runs": gettext_lazy("Runs removed"),
    "sites": gettext_lazy("Sites"),
    "stale": gettext_lazy("Otherwise in the index"),
    "written": gettext_lazy("Written into the index"),
}
#: What a step may say of itself: whose it is, what became of it, and why.
TOLD = ("title", "outcome", "message")


def moment(at: datetime | None) -> str:
    """To the second, in the province's time."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def took(job: Job) -> str:
    """From beginning to end, or until now."""
    if job.started_at is None:
        return ""
    if job.state == State.WAITING:
        return ""
    seconds = ((job.finished_at or timezone.now()) - job.started_at).total_seconds()
    if seconds < 1:
        return _("under a second")
    if seconds < 90:
        return _("%(count)d seconds") % {"count": round(seconds)}
    return _("%(count)d minutes") % {"count": round(seconds / 60)}


def progress(job: Job) -> str:
    """``3 / 10``; empty for a job of one piece."""
    return f"{job.done} / {job.total}" if job.total else ""


def requester(job: Job) -> str:
    """Who wanted it: a person, a schedule, or the platform."""
    if job.requested_by is not None:
        return job.requested_by.get_full_name()
    return _("Schedule") if job.schedule else ""


def facts(job: Job) -> list[tuple[str, str]]:
    """What a job's page says of it: name and value, those that have one."""
    said = [
        (_("Site"), job.member.name if job.member else ""),
        (_("Requested by"), requester(job)),
        (_("Requested at"), moment(job.created_at)),
        (_("Not before"), moment(job.run_after) if job.state == State.WAITING else ""),
        (_("Started at"), moment(job.started_at)),
        (_("Finished at"), moment(job.finished_at)),
        (_("Took"), took(job)),
        (_("Attempts"), f"{job.attempts} / {job.max_attempts}" if job.attempts else ""),
        (_("Worker"), job.worker if job.state == State.RUNNING else ""),
        (_("Kind"), job.kind),
    ]
    return [(name, value) for name, value in said if value]


def result(job: Job) -> list[tuple[str, str]]:
    """What a job returned: its fields, or one line."""
    if job.result in (None, {}, []):
        return []
    if isinstance(job.result, dict):
        return [(str(COUNTED.get(key, key)), _plain(value)) for key, value in job.result.items()]
    return [("", _plain(job.result))]


def step(row: JobStep) -> dict[str, str]:
    """What became of one step: what it says of itself, else its key and what it returned."""
    told = row.result if isinstance(row.result, dict) else {}
    if set(told) & set(TOLD):
        said = {name: _plain(told.get(name, "")) for name in TOLD}
        return {**said, "title": said["title"] or row.key, "at": moment(row.at)}
    text = "" if row.result is None else _plain(row.result)
    return {"title": row.key, "outcome": "", "message": text, "at": moment(row.at)}


def beat(heartbeat: Heartbeat) -> dict[str, Any]:
    """One schedule as a row of its page."""
    job = heartbeat.last_job
    return {
        "title": heartbeat.title,
        "name": heartbeat.name,
        "due": moment(heartbeat.last_due),
        "state": job.get_state_display() if job else _("Has not been due yet"),
        "url": reverse("jobs_job", args=[job.pk]) if job else "",
        "finished": moment(heartbeat.finished_at),
        "next": moment(heartbeat.next_due),
        "late": heartbeat.late,
    }


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
