"""The pages of background work, for those who administer a site: core/jobs/views.py,
core/jobs/shown.py, core/jobs/queries.py, core/jobs/actions.py."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.audit.models import AuditLine
from core.jobs import actions, leases, queries
from core.jobs.models import Event, Job, JobStep, State
from core.jobs.queue import enqueue
from core.jobs.runner import run_all
from core.people.rights import Reach
from core.plugins.gate import Refused
from core.testing import make_member, make_user, sign_in
from tests.dummy_plugin.models import DummyRow

DUMMY = "dummy_plugin"


@pytest.fixture
def office(site, client):
    user = make_user("office", "provincial_office", Reach.GROUP)
    sign_in(client, user)
    return user


@pytest.fixture
def admin_of_site(site):
    return make_user("it", "site_administrator", Reach.SITE, site)


def add(site, name="a", **given):
    return enqueue(f"{DUMMY}:add_row", member=site, payload={"name": name}, **given)


def failed(site, **fields):
    given = {"state": State.FAILED, "error": "ValueError: =1+1", "finished_at": timezone.now()}
    return Job.objects.create(kind=f"{DUMMY}:add_row", member=site, **{**given, **fields})


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_filters_sorts_searches_and_exports(site, office, client):
    waiting, broken = add(site), failed(site)
    enqueue("core:jobs.prune")
    page = text(client.get("/admin/jobs/"))
    assert f"/admin/jobs/{waiting.pk}/" in page and f"/admin/jobs/{broken.pk}/" in page
    only = text(client.get("/admin/jobs/", {"state": "failed"}))
    assert f"/admin/jobs/{broken.pk}/" in only and f"/admin/jobs/{waiting.pk}/" not in only
    core = text(client.get("/admin/jobs/", {"kind": "core:jobs.prune"}))
    assert f"/admin/jobs/{waiting.pk}/" not in core
    assert text(client.get("/admin/jobs/", {"kind": "task"}))
    assert text(
        client.get("/admin/jobs/", {"member": site.pk, "ordering": "state", "q": "add_row"})
    )
    exported = client.get("/admin/jobs/", {"export": "csv"})
    lines = b"".join(exported.streaming_content).decode()
    assert "ValueError" in lines and lines.count("\n") == 4


def test_the_list_costs_the_same_however_many_jobs_and_sites(site, office, client):
    def statements():
        client.get("/admin/jobs/")  # what is remembered of the group is remembered
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/jobs/")
        return len(captured)

    add(site)
    before = statements()
    for number in range(5):
        failed(make_member(f"s{number}", site.parent), requested_by=office)
    assert statements() == before


def test_a_job_shows_its_bar_its_steps_and_its_error(site, office, client):
    names = [f"n{number}" for number in range(3)]
    job = enqueue(f"{DUMMY}:add_rows", member=site, payload={"names": names}, requested_by=office)
    page = text(client.get(f"/admin/jobs/{job.pk}/"))
    assert "http-equiv" in page and "data-open" in page
    run_all("w")
    page = text(client.get(f"/admin/jobs/{job.pk}/"))
    assert "3 / 3" in page and "<progress" in page and "n2" in page
    assert "http-equiv" not in page and "data-open" not in page
    part = text(client.get(f"/admin/jobs/{job.pk}/?part=1"))
    assert "<html" not in part and "3 / 3" in part
    assert "ValueError" in text(client.get(f"/admin/jobs/{failed(site).pk}/"))


def test_steps_tell_what_became_of_each_site(site, office, client):
    job = failed(site)
    told = {"title": "兰州市", "outcome": "Refused", "message": "它已经打开。"}
    JobStep.objects.create(job=job, key="1", result=told)
    JobStep.objects.bulk_create(JobStep(job=job, key=f"k{number}") for number in range(150))
    page = text(client.get(f"/admin/jobs/{job.pk}/"))
    assert "兰州市" in page and "它已经打开。" in page and "k120" not in page
    assert "k120" in text(client.get(f"/admin/jobs/{job.pk}/?p=2"))


def test_a_failed_job_is_started_again_and_audited(site, office, client):
    job = failed(site, payload={"name": "again"}, attempts=5)
    assert client.post(f"/admin/jobs/{job.pk}/retry/").status_code == 302
    line = AuditLine.objects.get(name="jobs.retry")
    assert (line.actor, line.member) == (office, site)
    run_all("w")
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.DONE, 1)
    assert DummyRow.objects.get().name == "again"
    with pytest.raises(Refused):
        actions.retry(job, actor=office)


def test_a_waiting_job_is_cancelled_at_once_a_running_one_at_its_next_step(site, office, client):
    waiting = add(site)
    running = enqueue(f"{DUMMY}:add_rows", member=site, payload={"names": ["b"]}, priority=9)
    leases.claim("w")
    client.post(f"/admin/jobs/{waiting.pk}/cancel/")
    client.post(f"/admin/jobs/{running.pk}/cancel/")
    waiting.refresh_from_db()
    running.refresh_from_db()
    assert waiting.state == State.CANCELLED
    assert (running.state, running.cancel_requested) == (State.RUNNING, True)
    with pytest.raises(Refused):
        actions.cancel(waiting, actor=office)
    assert client.get(f"/admin/jobs/{waiting.pk}/cancel/").status_code == 405


def test_what_is_all_one_step_says_so_and_offers_no_end_while_it_runs(site, office, client):
    job = add(site)
    url = f"/admin/jobs/{job.pk}/cancel/"
    assert url in text(client.get(f"/admin/jobs/{job.pk}/"))
    leases.claim("w")
    page = text(client.get(f"/admin/jobs/{job.pk}/"))
    assert url not in page and "不能中断" in page
    with pytest.raises(Refused, match="不能中断"):
        actions.cancel(job, actor=office)
    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == (State.RUNNING, False)


def test_a_site_administrator_sees_and_steers_his_sites_jobs_alone(site, admin_of_site, client):
    other = make_member("tianshui", site.parent)
    mine, theirs, nobodys = failed(site), failed(other), enqueue("core:jobs.prune")
    sign_in(client, admin_of_site)
    page = text(client.get("/admin/jobs/"))
    assert f"/admin/jobs/{mine.pk}/" in page
    for job in (theirs, nobodys):
        assert f"/admin/jobs/{job.pk}/" not in page
        assert client.get(f"/admin/jobs/{job.pk}/").status_code == 404
        assert client.post(f"/admin/jobs/{job.pk}/retry/").status_code == 404
        with pytest.raises(PermissionDenied):
            actions.cancel(job, actor=admin_of_site)
    assert client.post(f"/admin/jobs/{mine.pk}/retry/").status_code == 302
    assert "天水" not in page and "tianshui" not in page


def test_who_administers_nothing_sees_his_own_requests_alone(site, client):
    editor = make_user("editor", "editor", Reach.SITE, site)
    sign_in(client, editor)
    mine, other = failed(site, requested_by=editor), failed(site)
    for path in ("/admin/jobs/", "/admin/jobs/schedules/", "/admin/jobs/events/"):
        assert client.get(path).status_code in (302, 403)
    assert client.get(f"/admin/jobs/{mine.pk}/").status_code == 200
    assert client.get(f"/admin/jobs/{other.pk}/").status_code == 404
    client.post(f"/admin/jobs/{mine.pk}/retry/")
    mine.refresh_from_db()
    assert mine.state == State.FAILED


def test_the_menu_has_entries_for_those_who_may_see(site, office, client):
    home = text(client.get("/admin/"))
    for path in ("/admin/jobs/", "/admin/jobs/schedules/", "/admin/jobs/events/"):
        assert path in home


def test_undelivered_events_are_delivered_again_or_given_up(site, office, client):
    given = {"member": site, "run_after": timezone.now() + timedelta(hours=1), "error": "no"}
    tried = Event.objects.create(signal="gone.x", dead=True, attempts=8, **given)
    dropped = Event.objects.create(signal="gone.y", dead=True, **given)
    alive = Event.objects.create(signal="gone.z", **given)
    page = text(client.get("/admin/jobs/events/"))
    assert "gone.x" in page and "csrfmiddlewaretoken" in page
    client.post(f"/admin/jobs/events/{tried.pk}/", {"do": "retry"})
    tried.refresh_from_db()
    assert (tried.dead, tried.attempts) == (False, 0)
    assert tried.run_after <= timezone.now()
    client.post(f"/admin/jobs/events/{dropped.pk}/", {"do": "drop"})
    client.post(f"/admin/jobs/events/{alive.pk}/", {"do": "drop"})
    assert not Event.objects.filter(pk=dropped.pk).exists()
    assert Event.objects.filter(pk=alive.pk).exists()
    assert set(AuditLine.objects.values_list("name", flat=True)) >= {
        "jobs.retry_event",
        "jobs.drop_event",
    }


def test_schedules_show_their_heartbeats(site, office, client, django_assert_num_queries):
    page = text(client.get("/admin/jobs/schedules/"))
    assert "core:jobs.prune" in page and "dummy_plugin:add_row" in page
    with django_assert_num_queries(3):
        queries.heartbeats()
