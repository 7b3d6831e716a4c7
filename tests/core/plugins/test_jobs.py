"""A plugin is switched on many sites by a job: core/plugins/jobs.py."""

import pytest

from core.jobs.models import Job, State
from core.jobs.runner import run_all
from core.people.rights import Reach
from core.plugins import batches
from core.plugins.gate import is_enabled
from core.testing import SYSTEM, make_member, make_user, sign_in

DUMMY = "dummy_plugin"


@pytest.fixture
def counties(lanzhou):
    return [make_member(f"county{number}", lanzhou, level="county") for number in range(12)]


@pytest.fixture
def officer(lanzhou):
    return make_user("it", "site_administrator", Reach.SUBTREE, lanzhou)


def switch(client, *sites, verb="enable"):
    form = {"do": verb, "plugin": DUMMY, "site": [site.pk for site in sites]}
    return client.post("/admin/plugins/switch/", form)


def test_many_sites_are_switched_in_the_background_with_a_result_for_each(
    client, officer, lanzhou, counties
):
    sign_in(client, officer)
    answer = switch(client, lanzhou, *counties)
    job = Job.objects.get()
    assert answer["Location"] == f"/admin/jobs/{job.pk}/"
    assert (job.member, job.requested_by, job.state) == (lanzhou, officer, State.WAITING)
    assert not is_enabled(DUMMY, counties[0])
    run_all("w")
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (State.DONE, 13, 13)
    assert all(is_enabled(DUMMY, site) for site in [lanzhou, *counties])
    assert job.steps.first().key == "lanzhou", "from above to below"
    page = client.get(f"/admin/jobs/{job.pk}/").content.decode()
    assert "13 / 13" in page and "county11" in page


def test_a_few_sites_are_switched_while_the_person_waits(client, officer, counties):
    sign_in(client, officer)
    switch(client, *counties[:2])
    assert not Job.objects.exists()
    assert is_enabled(DUMMY, counties[0])


def test_rights_are_asked_at_each_site_when_it_runs(officer, tianshui, counties):
    """Whoever was dismissed meanwhile switches nothing; the others' sites were never his."""
    job = batches.start("enable", DUMMY, [tianshui, *counties], actor=officer)
    assert job.member.slug == "gansu"
    run_all("w")
    job.refresh_from_db()
    outcomes = dict(job.steps.values_list("key", "result"))
    assert job.state == State.DONE
    assert not is_enabled(DUMMY, tianshui)
    assert is_enabled(DUMMY, counties[0])
    assert outcomes["tianshui"]["message"]
    assert sorted(job.result.values()) == [1, 12]


def test_a_site_that_breaks_leaves_the_others_done(lanzhou, chengguan, installed):
    def breaks(self, site, **_given):
        if site.slug == "lanzhou":
            raise RuntimeError

    installed(poll={"on_enable": breaks})
    job = batches.start("enable", "poll", [lanzhou, chengguan], actor=SYSTEM)
    run_all("w")
    job.refresh_from_db()
    assert (job.state, sorted(job.result.values())) == (State.DONE, [1, 1])
    assert not is_enabled("poll", lanzhou)
    assert is_enabled("poll", chengguan)
