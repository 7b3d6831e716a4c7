"""kill -9 in the middle of work: every job has its effect once, no schedule fires twice.

One suite for both runners: ``manage.py worker`` and ``schedule``, and Celery's worker and beat over
Redis. They claim, run and end jobs by core/jobs/runner.py, core/jobs/worker.py and
core/jobs/celery.py.
"""

import functools
import operator
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from core.jobs.models import Job, JobStep, ScheduleRun, State
from core.jobs.queue import enqueue
from core.plugins.actions import enable
from core.testing import SYSTEM, make_member, make_province
from tests.core.jobs.processes import Runners, wait_for
from tests.dummy_plugin.models import DummyRow
from tests.services import redis as service
from tests.services.plugin import unavailable

DUMMY = "dummy_plugin"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def redis():
    if service.executable() is None:
        unavailable(service.MISSING)
    server = service.Redis()
    server.start()
    yield server
    server.remove()


#: As they are deployed: many hosts and a broker go with PostgreSQL.
RUNNERS = ["embedded", pytest.param("celery", marks=pytest.mark.postgresql_only)]


@pytest.fixture(params=RUNNERS)
def runners(request):
    broker = request.getfixturevalue("redis").url if request.param == "celery" else ""
    started = Runners(broker)
    yield started
    started.stop()
    if request.node.stash.get(FAILED, False):
        print(started.said())


FAILED = pytest.StashKey[bool]()


@pytest.fixture
def site():
    site = make_member("lanzhou", make_province())
    enable(DUMMY, site, actor=SYSTEM)
    return site


def effects() -> Counter:
    connections["default"].close()  # a snapshot of now
    return Counter(DummyRow.objects.values_list("name", flat=True))


#: What these tests ask for, by themselves and by schedules: other rooms' work is not judged here.
KINDS = [f"{DUMMY}:add_row", f"{DUMMY}:add_rows", "core:jobs.prune", "core:jobs.each_site"]
DAILY = ["core:jobs.prune", f"{DUMMY}:add_row"]


def unfinished() -> int:
    return Job.objects.filter(kind__in=KINDS).exclude(state=State.DONE).count()


def fired() -> set[str]:
    runs = ScheduleRun.objects.exclude(job=None)
    return set(runs.values_list("schedule", flat=True))


def test_killed_workers_and_schedulers_leave_every_effect_once(runners, site):
    names = [f"plain-{number}" for number in range(12)]
    for name in names:
        enqueue(f"{DUMMY}:add_row", member=site, payload={"name": name, "pause": 0.05})
    steps = [[f"step-{job}-{number}" for number in range(10)] for job in range(2)]
    for keys in steps:
        payload = {"names": keys, "pause": 0.15}
        enqueue(f"{DUMMY}:add_rows", member=site, payload=payload, priority=1)
    known = timezone.now() - timedelta(days=9)
    for name in DAILY:  # known here for long: each has a missed instant
        ScheduleRun.objects.create(schedule=name, due_at=known)

    first, second, clock = runners.worker(), runners.worker(), runners.scheduler()
    halfway = Job.objects.filter(state=State.RUNNING, done__range=(2, 6))
    assert wait_for(halfway.exists), runners.said()
    runners.kill(first)
    runners.kill(second)
    third, _fourth = runners.worker(), runners.worker()
    assert wait_for(fired), runners.said()
    runners.kill(clock)
    runners.scheduler(), runners.scheduler()
    assert wait_for(lambda: len(effects()) >= 14), runners.said()
    runners.kill(third)
    wanted = Counter([*names, *functools.reduce(operator.iadd, steps, []), "daily"])
    assert wait_for(lambda: unfinished() == 0 and effects() == wanted and fired() >= set(DAILY)), (
        effects() - wanted,
        wanted - effects(),
        list(Job.objects.exclude(state=State.DONE).values()),
        runners.said(),
    )
    assert JobStep.objects.filter(job__kind=f"{DUMMY}:add_rows").count() == 20
    for name in DAILY:
        assert Job.objects.filter(schedule=name).count() == 1, name
    assert Job.objects.filter(attempts__gt=1).exists(), "nobody died in the middle of a job"


def test_a_worker_that_is_told_to_leave_gives_a_stepped_job_back_at_once(runners, site):
    runners.env["JOBS_LEASE_SECONDS"] = "600"  # it would not come back by itself
    names = [f"step-{number}" for number in range(20)]
    job = enqueue(f"{DUMMY}:add_rows", member=site, payload={"names": names, "pause": 0.2})
    worker = runners.worker()
    assert wait_for(lambda: len(effects()) >= 2), runners.said()
    worker.terminate()
    worker.wait(10)
    runners.running.remove(worker)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.WAITING, 0), runners.said()
    assert 2 <= len(effects()) < 20


@pytest.mark.parametrize("runners", RUNNERS[1:], indirect=True)
def test_a_message_wakes_a_worker_and_a_broker_that_is_away_costs_no_job(
    runners, redis, site, settings, monkeypatch
):
    """The wake-up goes after the commit; while Redis is away the worker looks by itself."""
    import core.jobs.celery as celery

    settings.CELERY_BROKER_URL = redis.url
    monkeypatch.setattr(celery, "_quiet_until", 0.0)
    celery.app.conf.broker_url = redis.url
    runners.worker()
    enqueue(f"{DUMMY}:add_row", member=site, payload={"name": "woken"})
    assert wait_for(lambda: effects()["woken"] == 1), runners.said()
    redis.stop()
    begun = timezone.now()
    enqueue(f"{DUMMY}:add_row", member=site, payload={"name": "waits"})
    assert timezone.now() - begun < timedelta(seconds=3)
    assert wait_for(lambda: effects()["waits"] == 1), runners.said()
    redis.start()
