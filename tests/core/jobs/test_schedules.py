"""Each due instant is fired once, by however many schedulers; what was missed fires once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.contract import Schedule
from core.jobs import registry, times
from core.jobs.jobs import prune
from core.jobs.models import Job, JobStep, ScheduleRun, State
from core.jobs.queue import enqueue
from core.jobs.registry import Planned
from core.jobs.runner import run_all
from core.jobs.schedules import Clock, fire
from tests.dummy_plugin.models import DummyRow

MINUTE = timedelta(minutes=1)
PRUNE = Planned("core:jobs.prune", "core:jobs.prune", Schedule("prune", every=1))


@pytest.fixture
def only_prune(db, monkeypatch):
    monkeypatch.setattr("core.jobs.schedules.schedules", lambda: {PRUNE.name: PRUNE})


def jobs():
    return list(Job.objects.order_by("id"))


def test_a_schedule_that_is_new_begins_with_its_next_instant(only_prune):
    now = timezone.now()
    assert Clock().tick(now) == 0
    assert ScheduleRun.objects.get().job is None
    assert Clock().tick(now + MINUTE) == 1
    assert jobs()[0].schedule == PRUNE.name


def test_many_schedulers_fire_an_instant_once(only_prune):
    now = timezone.now()
    clocks = [Clock() for _number in range(3)]
    fired = [
        clock.tick(now + minutes * MINUTE) for minutes in range(3) for clock in [*clocks, *clocks]
    ]
    assert sum(fired) == 2
    run_all("w")
    Clock().tick(now + 2 * MINUTE)
    assert ScheduleRun.objects.count() == 3


def test_what_was_missed_fires_once(only_prune):
    now = timezone.now()
    Clock().tick(now)
    assert Clock().tick(now + 500 * MINUTE) == 1
    assert len(jobs()) == 1


def test_while_one_waits_no_second_one_is_put_behind_it(only_prune):
    now = timezone.now()
    clock = Clock()
    for minutes in range(4):
        clock.tick(now + minutes * MINUTE)
    assert len(jobs()) == 1
    assert set(ScheduleRun.objects.exclude(job=None).values_list("job", flat=True)) == {
        jobs()[0].pk
    }
    run_all("w")
    clock.tick(now + 4 * MINUTE)
    assert [job.state for job in jobs()] == [State.DONE, State.WAITING]


def test_what_runs_every_minute_never_runs_twice_at_once(only_prune):
    now, clock = timezone.now(), Clock()
    clock.tick(now)
    clock.tick(now + MINUTE)
    Job.objects.update(state=State.RUNNING, lease_until=now + 9 * MINUTE, attempts=1)
    clock.tick(now + 2 * MINUTE)
    assert len(jobs()) == 1


def test_what_fails_every_minute_leaves_one_dead_letter(only_prune):
    now, clock = timezone.now(), Clock()
    clock.tick(now)
    clock.tick(now + MINUTE)
    JobStep.objects.create(job=jobs()[0], key="done before it failed")
    Job.objects.update(state=State.WAITING, attempts=3, run_after=now + 60 * MINUTE)
    clock.tick(now + 2 * MINUTE)
    assert jobs()[0].run_after <= timezone.now()
    Job.objects.update(state=State.FAILED, attempts=5, finished_at=now)
    clock.tick(now + 3 * MINUTE)
    (job,) = jobs()
    assert (job.state, job.attempts, job.steps.count()) == (State.WAITING, 0, 0)
    run_all("w")
    clock.tick(now + 4 * MINUTE)
    assert [job.state for job in jobs()] == [State.DONE, State.WAITING]


def test_what_fails_once_a_day_is_a_dead_letter_of_that_day(db, monkeypatch):
    daily = Planned("core:jobs.prune", "core:jobs.prune", Schedule("prune", at="03:00"))
    monkeypatch.setattr("core.jobs.schedules.schedules", lambda: {daily.name: daily})
    now, clock = timezone.now(), Clock()
    for days in range(2):
        clock.tick(now + timedelta(days=days))
    Job.objects.update(state=State.FAILED, attempts=5)
    clock.tick(now + timedelta(days=2))
    assert [job.state for job in jobs()] == [State.FAILED, State.WAITING]


def test_an_idle_clock_asks_the_database_nothing(only_prune, django_assert_num_queries):
    now, clock = timezone.now().replace(second=1), Clock()
    clock.tick(now)
    with django_assert_num_queries(0):
        clock.tick(now + timedelta(seconds=30))


def test_a_plugins_schedule_runs_on_each_site_where_it_is_on(site):
    planned = registry.schedules()["dummy_plugin:add_row"]
    due = times.latest(planned.schedule, timezone.now())
    fire(planned, due - timedelta(days=1))
    assert fire(planned, due)
    assert not fire(planned, due)
    run_all("w")
    assert list(DummyRow.objects.values_list("name", flat=True)) == ["daily"]


def test_finished_work_is_cleared_away_and_dead_letters_stay(site):
    old = timezone.now() - timedelta(days=3)
    kept = [
        enqueue("core:jobs.prune"),
        Job.objects.create(kind="x", state=State.FAILED, finished_at=old),
    ]
    gone = Job.objects.create(kind="x", state=State.DONE, finished_at=old)
    JobStep.objects.create(job=gone, key="a")
    for days in (4, 3):
        ScheduleRun.objects.create(
            schedule="s", due_at=timezone.now() - timedelta(days=days), created_at=old
        )
    assert prune(None)["runs"] == 1
    assert jobs() == kept
    assert ScheduleRun.objects.count() == 1
