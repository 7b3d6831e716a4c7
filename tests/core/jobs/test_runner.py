"""A job has its effect exactly once, whatever happens to it: core/jobs/runner.py, leases.py,
context.py."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection

from core.jobs import leases, runner
from core.jobs.context import Context
from core.jobs.errors import Interrupted, LeaseLost
from core.jobs.models import Job, JobStep, State
from core.jobs.queue import enqueue
from core.jobs.runner import run_all, run_next
from core.plugins.actions import disable, enable
from core.testing import SYSTEM, make_member, make_province, make_user
from tests.dummy_plugin import jobs as dummy
from tests.dummy_plugin.hooks import heard
from tests.dummy_plugin.models import DummyRow

DUMMY = "dummy_plugin"


def add(site, name="a", **given):
    return enqueue(f"{DUMMY}:add_row", member=site, payload={"name": name}, **given)


def add_all(site, *names, **given):
    return enqueue(f"{DUMMY}:add_rows", member=site, payload={"names": names}, **given)


def rows():
    return sorted(DummyRow.objects.values_list("name", flat=True))


def again(job):
    job.refresh_from_db()
    return job


def test_a_job_runs_and_keeps_its_result(site):
    job = add(site)
    assert run_all("w") == 1
    assert again(job).state == State.DONE
    assert (job.result, job.attempts, job.lease_token) == ({"name": "a"}, 1, "")
    assert job.started_at <= job.finished_at
    assert rows() == ["a"]
    assert not run_next("w")


def test_the_urgent_run_first_then_the_older(site):
    for name, priority in [("third", 0), ("fourth", 0), ("first", 9), ("second", 1)]:
        enqueue(f"{DUMMY}:greet", member=site, payload={"name": name}, priority=priority)
    run_all("w")
    assert [name for _what, _site, name in heard] == ["first", "second", "third", "fourth"]


def test_a_job_waits_for_its_time(site, let_time_pass):
    from datetime import timedelta

    from django.utils import timezone

    job = add(site, run_after=timezone.now() + timedelta(hours=1))
    assert not run_next("w")
    let_time_pass()
    assert run_next("w")
    assert again(job).state == State.DONE


def test_two_requests_with_one_key_are_one_job(site):
    assert add(site, key="once") == add(site, key="once")
    run_all("w")
    assert add(site, key="once").state == State.DONE
    assert run_all("w") == 0
    assert rows() == ["a"]


def test_an_unknown_kind_is_not_taken_and_one_that_has_gone_is_tried_later(site):
    with pytest.raises(LookupError):
        enqueue("core:no.such")
    with pytest.raises(LookupError):
        enqueue(f"{DUMMY}:no_such", member=site)
    with pytest.raises(ValueError, match="needs the site"):
        enqueue(f"{DUMMY}:greet")
    job = Job.objects.create(kind="gone_plugin:work", member=site)
    run_next("w")
    assert (again(job).state, job.attempts) == (State.WAITING, 1)


def test_a_failing_job_leaves_nothing_waits_longer_and_becomes_a_dead_letter(
    site, let_time_pass, caplog
):
    given = {"text": "broken", "rows": ["half"]}
    job = enqueue(f"{DUMMY}:fail", member=site, payload=given)
    waits = []
    for _attempt in range(3):
        assert run_next("w")
        waits.append((again(job).run_after - job.started_at).total_seconds())
        let_time_pass()
    assert waits[0] < 2 < 70 < waits[1] < 130
    assert (job.state, job.attempts) == (State.FAILED, 3)
    assert job.error.startswith("ValueError: broken (tests.dummy_plugin.jobs:")
    assert rows() == []
    assert not run_next("w")
    assert "Job" in caplog.text and "ValueError: broken" in caplog.text


def test_an_error_is_kept_without_what_could_be_a_person(site):
    enqueue(
        f"{DUMMY}:fail",
        member=site,
        payload={"text": "Key (name)=(张三) of 'Li Si' li@example.com 620102199001011234\nmore"},
    )
    run_next("w")
    error = Job.objects.get().error
    for secret in ("张三", "Li Si", "example", "6201", "more"):
        assert secret not in error


def test_a_refusal_cancels_with_its_sentence_and_is_not_tried_again(site, let_time_pass):
    job = enqueue(f"{DUMMY}:refuse", member=site)
    run_next("w")
    assert (again(job).state, job.error) == (State.CANCELLED, "今天不办理。")
    assert rows() == []
    let_time_pass()
    assert not run_next("w")


def test_a_plugin_that_went_off_meanwhile_does_not_run(site):
    job = add(site)
    disable(DUMMY, site, actor=SYSTEM)
    run_next("w")
    assert again(job).state == State.CANCELLED
    assert DUMMY in job.error
    assert rows() == []


def test_a_missing_right_cancels(site, monkeypatch):
    def denied(*_given, **_more):
        raise PermissionDenied("不许。")

    monkeypatch.setattr(dummy, "make_row", denied)
    job = add(site)
    run_next("w")
    assert (again(job).state, job.error) == (State.CANCELLED, "不许。")


def test_a_job_whose_worker_died_is_taken_up_by_another(site, let_time_pass):
    job = add(site)
    assert leases.claim("dying") == job
    assert leases.claim("other") is None
    let_time_pass()
    assert run_next("other")
    assert (again(job).state, job.attempts, job.worker) == (State.DONE, 2, "other")


def test_a_worker_that_wakes_too_late_leaves_nothing(site, let_time_pass, monkeypatch):
    """It works on while its lease runs out, and the job is another's when it is done."""
    job = add(site)
    slow = leases.claim("slow")
    let_time_pass()
    taken = leases.claim("quick")
    assert taken == job
    runner._run(slow, threading.Event())
    assert rows() == []
    assert again(job).worker == "quick"
    runner._run(taken, threading.Event())
    assert rows() == ["a"]
    assert again(job).state == State.DONE


def test_a_job_that_kills_its_workers_becomes_a_dead_letter(site, let_time_pass):
    job = add(site)
    for _attempt in range(job.max_attempts):
        assert leases.claim("dying")
        let_time_pass()
    assert leases.claim("next") is None
    assert again(job).state == State.FAILED
    assert job.error


def test_steps_are_not_done_again(site, let_time_pass, monkeypatch):
    job = add_all(site, "a", "b", "c")
    made = dummy.make_row

    def fails_at_b(site, name, *, actor):
        if name == "b":
            raise RuntimeError
        return made(site, name, actor=actor)

    monkeypatch.setattr(dummy, "make_row", fails_at_b)
    run_next("w")
    assert (again(job).state, job.done, job.total, job.text) == (State.WAITING, 1, 3, "a")
    monkeypatch.setattr(dummy, "make_row", made)
    let_time_pass()
    run_next("w")
    assert (again(job).state, job.done, job.result) == (State.DONE, 3, 3)
    assert rows() == ["a", "b", "c"]
    assert [step.key for step in job.steps.all()] == ["a", "b", "c"]
    assert job.steps.first().result == {"name": "a"}


def test_a_step_of_a_lost_lease_is_taken_back(site, let_time_pass):
    job = add_all(site, "a")
    context = Context(leases.claim("slow"), threading.Event())

    def while_another_takes_it():
        dummy.make_row(site, "slow", actor=SYSTEM)
        Job.objects.update(lease_token="another's")

    with pytest.raises(LeaseLost):
        context.step("a", while_another_takes_it)
    assert rows() == []
    assert not JobStep.objects.exists()
    Job.objects.update(lease_token="another's")
    with pytest.raises(LeaseLost):
        context.step("b", lambda: None)
    assert again(job).done == 0


def test_a_cancelled_job_ends_between_two_steps(site, monkeypatch):
    job = add_all(site, "a", "b")
    made = dummy.make_row

    def cancels(site, name, *, actor):
        Job.objects.update(cancel_requested=True)
        return made(site, name, actor=actor)

    monkeypatch.setattr(dummy, "make_row", cancels)
    run_next("w")
    assert (again(job).state, job.done) == (State.CANCELLED, 1)
    assert rows() == ["a"]


def test_a_stopping_worker_gives_a_stepped_job_back_at_once(site):
    job = add_all(site, "a", "b")
    stopping = threading.Event()
    stopping.set()
    assert run_next("w", stopping)
    assert (again(job).state, job.attempts, job.worker) == (State.WAITING, 0, "")
    assert run_next("w")
    assert rows() == ["a", "b"]


def test_interrupted_is_no_error_of_the_job(site):
    context = Context(leases.claim("w") if add_all(site, "a") else None, threading.Event())
    context._stopping.set()
    with pytest.raises(Interrupted):
        context.step("a", lambda: None)


def test_an_effect_elsewhere_gets_the_same_key_each_time(site, let_time_pass, tmp_path):
    path = tmp_path / "elsewhere"
    job = enqueue(f"{DUMMY}:note", member=site, payload={"path": str(path)})
    context = Context(leases.claim("dying"), threading.Event())
    with pytest.raises(DatabaseError):  # the effect is had, and the worker dies before its note
        context.outside("line", lambda key: (path.write_text(f"{key}\n"), _die())[0])
    let_time_pass()
    run_next("w")
    first, second = path.read_text().split()
    assert first == second == f"job-{job.pk}/line"
    assert again(job).state == State.DONE


def _die():
    raise DatabaseError


def test_it_runs_on_the_right_of_who_asked(site):
    user = make_user("editor")
    job = add_all(site, "a", requested_by=user)
    assert Context(leases.claim("w"), threading.Event()).actor == user
    assert again(job).requested_by == user
    other = add_all(site, "b", requested_by=SYSTEM)
    assert other.requested_by is None


def test_taking_a_job_costs_few_statements_however_many_wait(site, django_assert_max_num_queries):
    for number in range(30):
        enqueue(f"{DUMMY}:greet", member=site, payload={"name": str(number)})
    with django_assert_max_num_queries(8):
        leases.claim("w")


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_its_job_works_on(settings, tmp_path):
    """Between two steps, and inside one: nobody else takes a job whose worker lives."""
    settings.JOBS_LEASE_SECONDS = 0.6
    site = make_member("lanzhou", make_province())
    enable(DUMMY, site, actor=SYSTEM)
    run_all("before")  # what is to be done where a plugin has been switched on
    given = {"path": str(tmp_path / "elsewhere"), "pause": 1.5}
    job = enqueue(f"{DUMMY}:note", member=site, payload=given)
    working = threading.Thread(target=lambda: (run_next("slow"), connection.close()))
    working.start()
    while again(job).state == State.WAITING and working.is_alive():
        working.join(0.05)
    taken = 0
    while working.is_alive():
        taken += run_next("other")
        working.join(0.1)
    assert taken == 0
    assert (again(job).state, job.attempts, job.worker) == (State.DONE, 1, "slow")
