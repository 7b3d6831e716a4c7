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
