"""Somebody is told when background work stands still: core/jobs/alarms.py, queries.py."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.contract import Schedule
from core.jobs import queries, times
from core.jobs.alarms import alarms
from core.jobs.models import Event, Job, ScheduleRun, State
from core.jobs.queue import enqueue
from core.jobs.registry import Planned, schedules
from core.jobs.schedules import Clock


def keys():
    return [alarm.key for alarm in alarms()]


@pytest.fixture
def ticking(db):
    """As on a machine where all schedules are known since now."""
    Clock().tick()


def test_all_is_well(ticking):
    assert keys() == []


def test_a_platform_without_a_scheduler_says_so(db):
    assert f"jobs.schedule.{next(iter(sorted(schedules())))}" in keys()


def test_a_schedule_that_has_not_finished_in_its_grace_is_an_alarm(db, monkeypatch):
    planned = Planned("core:jobs.prune", "core:jobs.prune", Schedule("prune", every=10))
    monkeypatch.setattr("core.jobs.queries.schedules", lambda: {planned.name: planned})
    due = times.latest(planned.schedule, timezone.now())

    def at(minutes):
        return queries.heartbeats(due + timedelta(minutes=minutes))[0]

    known = ScheduleRun.objects.create(schedule=planned.name, due_at=due - timedelta(minutes=10))
    assert not at(1).late
    job = enqueue(planned.kind, schedule=planned.name)
    run = ScheduleRun.objects.create(schedule=planned.name, due_at=due, job=job)
    assert not at(29).late
    assert at(31).late  # it waits still
    Job.objects.update(state=State.FAILED)
    assert at(31).late
    Job.objects.update(state=State.DONE, finished_at=timezone.now())
    assert not at(31).late
    assert at(31).finished_at is not None
    assert at(31).last_due == run.due_at
    assert at(45).late  # the next ones were never fired
    assert known.job is None


def test_dead_letters_and_jobs_that_nobody_takes_are_alarms(ticking, site):
    Job.objects.create(kind="x", state=State.FAILED, finished_at=timezone.now())
    Job.objects.create(kind="x", run_after=timezone.now() - timedelta(minutes=6))
    Event.objects.create(signal="x", member=site, dead=True, run_after=timezone.now())
    found = {alarm.key: alarm for alarm in alarms()}
    assert set(found) == {"jobs.dead", "jobs.waiting", "jobs.dead_events"}
    assert found["jobs.dead"].url.endswith("?state=failed")
    assert found["jobs.waiting"].since < timezone.now()


def test_figures_for_those_who_measure(ticking):
    late = timezone.now() - timedelta(seconds=90)
    Job.objects.create(kind="x", run_after=late)
    Job.objects.create(kind="x", state=State.FAILED)
    found = queries.figures()
    assert found["states"] == {
        "waiting": 1,
        "running": 0,
        "done": 0,
        "failed": 1,
        "cancelled": 0,
    }
    assert 90 <= found["oldest_waiting"] < 100
    assert (found["events"], found["dead_events"]) == (0, 0)
    assert set(found["schedules"]) == set(schedules())
