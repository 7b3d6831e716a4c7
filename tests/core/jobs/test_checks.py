"""What cannot work is told at the start, not at the time: core/jobs/checks.py, registry.py."""

import pytest

from core.contract import Job, Schedule
from core.jobs import registry
from core.jobs.checks import declared_work, problems

WORK = Job("work", print)


def test_what_is_declared_here_is_in_order():
    assert declared_work(None) == []


@pytest.mark.parametrize(
    ("jobs", "planned", "told"),
    [
        ([WORK, WORK], [], "two jobs"),
        ([WORK], [Schedule("other", every=1)], "no job is named 'other'"),
        ([WORK], [Schedule("work", every=1), Schedule("work", at="01:00")], "two schedules"),
        ([WORK], [Schedule("work")], "never due"),
        ([WORK], [Schedule("work", every=1, at="01:00")], "never due"),
        ([WORK], [Schedule("work", every=-1)], "never due"),
        ([WORK], [Schedule("work", every=1, weekday=2)], "never due"),
        ([WORK], [Schedule("work", at="25:00")], "never due"),
        ([WORK], [Schedule("work", at="soon")], "never due"),
        ([WORK], [Schedule("work", at="01:00", weekday=7)], "never due"),
    ],
)
def test_a_declaration_that_cannot_work_is_told(jobs, planned, told):
    assert told in " ".join(problems(jobs, planned))


def test_kinds_are_called_by_their_titles_and_what_they_are_about():
    given = {"verb": "enable", "slug": "gone", "sites": []}
    assert registry.named("core:plugins.switch", given).endswith("gone")
    assert registry.named("core:plugins.switch", {"old": 1}) == registry.title_of(
        "core:plugins.switch"
    )
    assert registry.title_of("gone:work") == "gone:work"
    assert registry.title_of("task:some.where.do_it") == "do_it"
