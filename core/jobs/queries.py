"""Reading background work: what a person may see of it, its figures, the schedules' heartbeats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from core.jobs import times
from core.jobs.models import OPEN, Event, Job, ScheduleRun, State
from core.jobs.registry import is_stepped, schedules, title_of
from core.people.rights import Right, has_right, member_ids_with
from core.sitegroup.addresses import table
from core.sitegroup.models import Member


def may_see(user: Any) -> bool:
    """Whether ``user`` may see the background work of any site."""
    return bool(member_ids_with(user, Right.MANAGE_JOBS)) or has_right(user, Right.MANAGE_JOBS)


def jobs_for(user: Any) -> QuerySet[Job]:
    """The jobs of the sites that ``user`` administers, and what he has asked for himself; those of
    no site are for who administers the whole group."""
    rows = Job.objects.select_related("member", "requested_by")
    if has_right(user, Right.MANAGE_JOBS):
        return rows
    mine = member_ids_with(user, Right.MANAGE_JOBS)
    return rows.filter(Q(member_id__in=mine) | Q(requested_by=user))


def events_for(user: Any) -> QuerySet[Event]:
    """The undelivered events of the sites that ``user`` administers."""
    rows = Event.objects.select_related("member").filter(Q(dead=True) | ~Q(error=""))
    if has_right(user, Right.MANAGE_JOBS):
        return rows
    return rows.filter(member_id__in=member_ids_with(user, Right.MANAGE_JOBS))


def sites_for(user: Any) -> list[Member]:
    """The sites to choose from in the list's filter, in the order of the group."""
    may = member_ids_with(user, Right.MANAGE_JOBS)
    return [member for pk, member in table().by_id.items() if pk in may]


@dataclass(frozen=True)
class Heartbeat:
    """One schedule: when it ran last, when it will, and whether it is late.

    ``finished_at``: the end of the last run that was done. ``late``: a run that should have been
    done by now (its due instant and its grace have passed) is not.
    """

    name: str
    title: str
    last_due: datetime | None
    last_job: Job | None
    finished_at: datetime | None
    next_due: datetime
    late: bool
    overdue: datetime


def heartbeats(now: datetime | None = None) -> list[Heartbeat]:
    """Every declared schedule, by its name. Three queries, however many there are."""
    now = now or timezone.now()
    newest = ScheduleRun.objects.values("schedule").annotate(last=Max("id")).values("last")
    last = {
        run.schedule: run
        for run in ScheduleRun.objects.filter(id__in=newest).select_related("job__member")
    }
    good = dict(
        ScheduleRun.objects.filter(Q(job=None) | Q(job__state=State.DONE))
        .values("schedule")
        .annotate(last=Max("due_at"))
        .values_list("schedule", "last")
    )
    finished = dict(
        Job.objects.filter(state=State.DONE)
        .exclude(schedule="")
        .values("schedule")
        .annotate(last=Max("finished_at"))
        .values_list("schedule", "last")
    )
    found = []
    for name, planned in sorted(schedules().items()):
        run, overdue = last.get(name), times.overdue(planned.schedule, now)
        found.append(
            Heartbeat(
                name=name,
                title=title_of(planned.kind),
                last_due=run.due_at if run and run.job_id else None,
                last_job=run.job if run else None,
                finished_at=finished.get(name),
                next_due=times.following(planned.schedule, now),
                late=name not in good or good[name] < overdue,
                overdue=overdue,
            )
        )
    return found


def figures() -> dict[str, Any]:
    """Numbers for those who watch: ``states`` (count by state), ``oldest_waiting`` (seconds since
    the longest waiting job was due; 0.0 for none), ``events`` and ``dead_events`` (undelivered),
    ``schedules`` (name -> heartbeat)."""
    now = timezone.now()
    states = dict.fromkeys(State.values, 0)
    states |= dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    due = Job.objects.filter(state=State.WAITING, run_after__lte=now)
    oldest = due.aggregate(oldest=Min("run_after"))["oldest"]
    events = Event.objects.aggregate(
        waiting=Count("pk", filter=Q(dead=False)), dead=Count("pk", filter=Q(dead=True))
    )
    return {
        "states": states,
        "oldest_waiting": (now - oldest).total_seconds() if oldest else 0.0,
        "events": events["waiting"],
        "dead_events": events["dead"],
        "schedules": {beat.name: beat for beat in heartbeats(now)},
    }


def is_open(job: Job) -> bool:
    """Whether somebody will still do something."""
    return job.state in OPEN


def is_one_step(job: Job) -> bool:
    """Whether it runs and cannot be interrupted."""
    return job.state == State.RUNNING and not is_stepped(job.kind)


def may_be_cancelled(job: Job) -> bool:
    return is_open(job) and not job.cancel_requested and not is_one_step(job)
