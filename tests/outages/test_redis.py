"""Redis goes away and comes back: readers and forms do not notice, and background work is done.

What Celery's workers do by themselves meanwhile: core/jobs/celery.py, core/jobs/worker.py.
"""

import re
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from core.actions.boundary import exempt
from core.jobs.models import Event, Job, ScheduleRun, State
from core.jobs.queue import enqueue
from core.pages.models import ArticlePage
from core.plugins.actions import enable
from core.testing import SYSTEM
from tests.core.branding.conftest import write_article
from tests.core.delivery.readers import make_sites
from tests.core.delivery.server import Reader, serving
from tests.core.jobs.processes import Runners, wait_for
from tests.dummy_plugin.models import DummyRow
from tests.services import redis as service
from tests.services.plugin import unavailable
from tests.soak import MINUTES, lasting

pytestmark = [
    pytest.mark.postgresql_only,
    pytest.mark.django_db(transaction=True),
]
BACK_WITHIN = 5.0  # seconds from its return
DUMMY = "dummy_plugin"


@pytest.fixture
def redis():
    if service.executable() is None:
        unavailable(service.MISSING)
    server = service.Redis()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def runners(redis):
    made = Runners(redis.url, lease=10)
    yield made
    made.stop()


@pytest.fixture
def sites():
    made = make_sites()
    enable(DUMMY, made.lanzhou, actor=SYSTEM)
    return made


def rows():
    connections["default"].close()
    return list(DummyRow.objects.values_list("name", flat=True))


def done(job):
    connections["default"].close()
    return Job.objects.get(pk=job.pk).state == State.DONE


def add_row(sites, name):
    return enqueue(f"{DUMMY}:add_row", member=sites.lanzhou, payload={"name": name})


def sign_in(port):
    """Send the form with a wrong password; what is said."""
    reader = Reader(port)
    given = reader.get("/admin/login/")
    token = re.search(r"csrftoken=(\w+)", given.headers["Set-Cookie"])[1]
    return reader.ask(
        "POST", "/admin/login/", f"csrfmiddlewaretoken={token}&username=a&password=b",
        Cookie=f"csrftoken={token}", Content_Type="application/x-www-form-urlencoded",
    )  # fmt: skip


def test_readers_forms_and_jobs_go_on_without_redis_and_all_is_as_before_soon(
    redis, runners, sites, tmp_path
):
    runners.worker(), runners.scheduler()
    given = {
        "CELERY_BROKER_URL": redis.url,
        "REDIS_URL": redis.url,
        "DJANGO_SETTINGS_MODULE": "tests.outages.settings",
    }
    with serving(tmp_path, workers=1, **given) as port:
        reader = Reader(port)
        reader.get("/yuzhong/")
        assert reader.get("/yuzhong/").headers["X-Cache"] == "HIT"
        assert reader.get("/readyz").status == 200
        first = add_row(sites, "first")
        assert wait_for(lambda: done(first)), runners.said()
        for number in range(1, 1 + lasting(1, 1)):
            _away_and_back(redis, runners, sites, port, number)
    told = [name for name in rows() if not name.startswith("first")]
    assert len(told) == len(set(told)), "something was done twice"


def _away_and_back(redis, runners, sites, port, number):
    reader = Reader(port)
    reader.get("/yuzhong/")
    redis.stop()
    assert reader.get("/yuzhong/").headers["X-Cache"] == "HIT"
    assert reader.get("/lanzhou/accessibility/").status == 200
    ready = reader.get("/readyz")
    assert ready.status == 503 and '"redis": "ConnectionError"' in ready.text
    said = sign_in(port)
    assert said.status == 200 and "登录" in said.text
    # A reader's request that tells something of itself, and a job.
    assert reader.get(f"/lanzhou/dummy-plugin/make/?name=told-{number}").status == 200
    job = add_row(sites, f"meanwhile-{number}")
    assert wait_for(lambda: done(job), 10), runners.said()
    assert f"heard-{number}" in rows()
    time.sleep(75 if MINUTES else 8)  # so long that Celery asks for its broker only now and then

    redis.start()
    begun, reader = time.monotonic(), Reader(port)  # the server has closed the idle connection
    assert wait_for(lambda: reader.get("/readyz").status == 200, BACK_WITHIN)
    job = add_row(sites, f"afterwards-{number}")
    assert wait_for(lambda: done(job), BACK_WITHIN), runners.said()
    assert sign_in(port).status == 200
    assert time.monotonic() - begun < BACK_WITHIN


def test_a_worker_that_starts_without_redis_does_all_that_is_due(redis, runners, sites):
    with exempt("factory"):
        page = write_article(sites.columns["yuzhong"], "by-date", live=False)
        page.go_live_at = timezone.now() + timedelta(seconds=2)
        page.save_revision().publish()
    job = add_row(sites, "waits")
    Event.objects.create(
        signal="dummy_plugin.dummy_made", member=sites.lanzhou, payload={"name": "told-late"},
        run_after=timezone.now(),
    )  # fmt: skip
    ScheduleRun.objects.create(  # known here for long: an instant of it is due
        schedule="core:pages.publish_due", due_at=timezone.now() - timedelta(hours=1)
    )
    redis.stop()
    time.sleep(2.5)
    runners.worker(), runners.worker()
    assert wait_for(lambda: done(job)), runners.said()
    assert wait_for(lambda: "heard-late" in rows()), runners.said()
    assert wait_for(lambda: ArticlePage.objects.get(pk=page.pk).live), runners.said()
    assert sorted(rows()) == ["heard-late", "waits"]
