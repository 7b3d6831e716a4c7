"""What is wrong with background work: dead letters, schedules that do not run, nobody working."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.jobs.models import Event, Job, State
from core.jobs.queries import heartbeats
from core.watch.alarms import Alarm

#: Somebody looks every second: a job that is due for so long finds nobody.
UNSEEN = timedelta(minutes=5)


def alarms() -> Iterator[Alarm]:
    """Gravest first: nobody works, schedules do not run, jobs and events have been given up."""
    yield from _nobody_works()
    for beat in heartbeats():
        if beat.late:
            yield Alarm(
                f"jobs.schedule.{beat.name}",
                "error",
                _("“%(title)s” has not run as planned.") % {"title": beat.title},
                reverse("jobs_schedules"),
                beat.overdue,
            )
    dead = Job.objects.filter(state=State.FAILED).aggregate(
        count=Count("pk"), since=Min("finished_at")
    )
    if dead["count"]:
        text = _("%(count)d background jobs have failed for good.") % dead
        url = f"{reverse('jobs_list')}?state={State.FAILED}"
        yield Alarm("jobs.dead", "error", text, url, dead["since"])
    lost = Event.objects.filter(dead=True).aggregate(count=Count("pk"), since=Min("created_at"))
    if lost["count"]:
        text = _("%(count)d events could not be delivered.") % lost
        yield Alarm("jobs.dead_events", "error", text, reverse("jobs_events"), lost["since"])


def _nobody_works() -> Iterator[Alarm]:
    due = Job.objects.filter(state=State.WAITING, run_after__lt=timezone.now() - UNSEEN)
    late = due.aggregate(count=Count("pk"), since=Min("run_after"))
    if late["count"]:
        text = _("%(count)d background jobs wait for a worker: none is running, or too few.") % late
        url = f"{reverse('jobs_list')}?state={State.WAITING}"
        yield Alarm("jobs.waiting", "error", text, url, late["since"])
