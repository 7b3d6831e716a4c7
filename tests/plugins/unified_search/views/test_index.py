"""plugins/unified_search/views/index.py: how the index stands, and having it checked or made."""

import pytest
from django.test import Client
from django.urls import reverse

from core.jobs.models import Job, State
from core.jobs.runner import run_next
from core.testing import sign_in
from plugins.unified_search.models import Build, Document

pytestmark = pytest.mark.django_db
URL = "/admin/unified-search/index/"


@pytest.fixture
def office(counties):
    Job.objects.all().delete()
    return sign_in(Client(), counties.office)


def run_all():
    while run_next("test"):
        pass


def test_the_page_tells_what_the_index_holds(office, counties):
    Document.objects.filter(title="取水许可办理指南").update(gone=True)
    seen = office.get(URL)
    assert seen.status_code == 200
    assert seen.context["gone"] == 1
    assert seen.context["documents"] == len(counties.documents) - 1
    assert not seen.context["has_another"] and not seen.context["is_stand_in"]


def test_what_is_missing_is_mended_by_a_job_that_shows_how_far_it_is(office, counties):
    Document.objects.filter(title="取水许可办理指南").update(gone=True)
    answer = office.post(f"{URL}check/")
    job = Job.objects.get(kind="core:search.check")
    assert answer.url == reverse("jobs_job", args=[job.pk]) and job.requested_by == counties.office
    run_all()
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (State.DONE, 3, 3)
    assert "<progress" in office.get(answer.url).content.decode()
    assert not Document.objects.get(title="取水许可办理指南").gone


def test_the_index_or_a_kind_of_it_is_made_anew(office):
    office.post(f"{URL}rebuild/", {"kind": "core.article"})
    office.post(f"{URL}rebuild/")
    run_all()
    jobs = Job.objects.filter(kind="core:search.rebuild")
    assert {job.state for job in jobs} == {State.DONE} and len(jobs) == 2
    assert set(Build.objects.values_list("what", flat=True)) == {"", "core.article"}
    assert Build.objects.get(what="core.article").documents == 3
    assert len(office.get(URL).context["builds"]) == 2
    wrong = office.post(f"{URL}rebuild/", {"kind": "core.nothing"})
    assert "kind" in wrong.context["form"].errors


def test_only_the_provincial_office_sees_it_and_has_it_done(office, counties):
    assert office.get(f"{URL}check/").status_code == 405
    for user in (counties.chengguan_chief, counties.chengguan_editor):
        client = sign_in(Client(), user)
        assert client.get(URL).status_code in (302, 403)
        for door in ("check/", "rebuild/"):
            assert client.post(f"{URL}{door}").status_code in (302, 403)
    assert not Job.objects.exists()
