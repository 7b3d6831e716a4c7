"""core/search/jobs.py and core/search/models.py: what is done by itself."""

import pytest

from core.jobs.models import Job, State
from core.jobs.queue import enqueue
from core.jobs.runner import run_all
from core.search.changes import TRIES
from core.search.jobs import SCHEDULES
from core.search.models import Pending
from core.search.provider import provider
from core.sitegroup.progress import silent

pytestmark = pytest.mark.django_db
DUMMY = "dummy_plugin"


@pytest.fixture
def run(site):
    """``run("follow")`` runs the job and returns what it says."""

    def again(name):
        Job.objects.all().delete()
        job = enqueue(f"core:search.{name}")
        run_all("w")
        job.refresh_from_db()
        assert job.state == State.DONE, job.error
        return job

    return again


def test_a_change_is_followed_by_a_job(run, row, found):
    row("户口迁移")
    assert run("follow").result["written"] == 1
    assert found("户口") == ["户口迁移"]


def test_every_minute_what_was_left_is_followed_and_what_is_gone_is_deleted(run, row, found):
    row("户口迁移")
    result = run("tend").result
    assert (result["written"], result["failed"], result["buried"]) == (1, 0, 0)
    assert [(one.job, one.every) for one in SCHEDULES if one.every] == [("tend", 1)]


def test_every_night_the_index_is_compared_and_what_was_given_up_is_let_go(run, row, found, rename):
    mended, broken = row("破损的户口"), row("破损的一行")
    Pending.objects.update(tries=TRIES)
    rename(mended, "户口迁移")
    job = run("check")
    assert (job.result["missing"], job.result["failed"]) == (1, 1)
    assert job.total == job.done == 4, "the bar goes from site to site"
    assert found("户口") == ["户口迁移"] and not Pending.objects.exists()
    rename(broken, "户口登记")
    assert run("check").result["missing"] == 1
    assert provider().check([], mend=False, progress=silent)["missing"] == 0


def test_two_changes_of_one_document_are_two_notes(row):
    made = row("户口")
    Pending.objects.create(home="lanzhou", plugin=DUMMY, kind="row", ids=[str(made.pk)])
    assert [str(note) for note in Pending.objects.all()] == [f"lanzhou {DUMMY}.row"] * 2
