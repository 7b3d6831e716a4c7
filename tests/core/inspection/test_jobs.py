"""The nightly job: every site once, also when it was killed in between."""

import pytest

from core.inspection import jobs
from core.inspection.models import Inspection
from core.jobs.models import Job, State
from core.jobs.queue import enqueue
from core.jobs.registry import schedules
from core.jobs.runner import run_next


def test_the_night_inspects_every_site(sites):
    enqueue("core:inspection.inspect_all")
    run_next("test")
    job = Job.objects.get()
    assert (job.state, job.done, job.total) == (State.DONE, 3, 3)
    assert set(Inspection.objects.values_list("member__slug", flat=True)) == {
        site.slug for site in sites
    }


def test_a_site_that_somebody_asked_for_is_inspected_alone(sites):
    enqueue("core:inspection.inspect_one", member=sites[1])
    run_next("test")
    job = Job.objects.get()
    assert (job.state, job.done, job.total) == (State.DONE, 1, 1)
    assert Inspection.objects.get().member == sites[1]
    [step] = job.steps.all()
    assert step.result["title"] == sites[1].name and "1" in step.result["message"]


def test_after_a_crash_only_the_sites_that_are_missing_are_looked_at(sites, monkeypatch):
    looked = []
    whole = jobs.look

    def failing(member, reader, names):
        looked.append(member.slug)
        if len(looked) == 2:
            raise OSError("the machine was switched off")
        return whole(member, reader, names)

    monkeypatch.setattr(jobs, "look", failing)
    job = enqueue("core:inspection.inspect_all")
    run_next("test")
    assert Inspection.objects.count() == 1
    Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
    run_next("test")
    assert Inspection.objects.count() == 3
    assert len(looked) == 4 and looked[1] == looked[2]


def test_inspections_run_at_night_and_probes_more_than_twenty_times_a_day():
    assert schedules()["core:inspection.inspect_all"].schedule.at == "02:30"
    assert 24 * 60 / schedules()["core:inspection.probe"].schedule.every >= 20


@pytest.mark.parametrize("failing", [True, False])
def test_the_probe_counts_what_answered(sites, monkeypatch, failing):
    from core.inspection.models import Availability
    from core.inspection.probing import Probe

    monkeypatch.setattr(
        jobs, "probe_all", lambda members: [Probe(m.pk, not failing, 5) for m in members]
    )
    enqueue("core:inspection.probe")
    run_next("test")
    assert set(Availability.objects.values_list("probes", "failures")) == {(1, int(failing))}
