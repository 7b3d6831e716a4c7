"""At the start: every declared job and schedule makes sense."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.checks import Error, register

from core.contract import Schedule
from core.jobs import times
from core.jobs.registry import core_rooms
from core.plugins import registry


@register
def declared_work(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Names are unique in their room, and a schedule names a job of its room and a true time."""
    rooms = [(f"core.{label}", jobs, planned) for label, jobs, planned in core_rooms()]
    rooms += [
        (slug, app.room("jobs", "JOBS"), app.room("jobs", "SCHEDULES"))
        for slug, app in registry.plugins().items()
    ]
    return [
        Error(f"{place}/jobs.py: {problem}", id="jobs.E001")
        for place, jobs, planned in rooms
        for problem in problems(jobs, planned)
    ]


def problems(jobs: Any, planned: Any) -> list[str]:
    """What is wrong with one room's ``JOBS`` and ``SCHEDULES``."""
    names = Counter(job.name for job in jobs)
    found = [f"two jobs are named {name!r}" for name, count in names.items() if count > 1]
    due = Counter(schedule.job for schedule in planned)
    found += [f"two schedules run {name!r}" for name, count in due.items() if count > 1]
    found += [f"no job is named {name!r}" for name in due if name not in names]
    return found + [f"{schedule.job!r} is never due" for schedule in planned if not _due(schedule)]


def _due(schedule: Schedule) -> bool:
    if bool(schedule.every) == bool(schedule.at) or schedule.every < 0:
        return False
    if schedule.weekday not in (None, *range(7)) or (schedule.every and schedule.weekday):
        return False
    try:
        hours, minutes = map(int, (schedule.at or "0:0").split(":"))
        times.following(schedule, times.now())
    except ValueError:
        return False
    return 0 <= hours < 24 and 0 <= minutes < 60
