"""core/flows/jobs.py and alarms.py: who is reminded of what, once."""

from datetime import datetime, timedelta

import pytest
import time_machine as clock
from django.core import mail
from django.utils import timezone

from core.actions.boundary import exempt
from core.delivery import generations
from core.flows.actions import take
from core.flows.alarms import alarms
from core.flows.calendar.models import CalendarYear
from core.flows.models import Reminder, Step
from core.jobs.queue import enqueue
from core.jobs.runner import run_all
from core.people.models import User
from core.plugins.actions import disable
from core.testing import SYSTEM
from tests.core.flows.conftest import officer


def due_in(step, hours):
    with exempt("factory"):
        Step.objects.filter(pk=step.pk).update(due_at=timezone.now() + timedelta(hours=hours))


def run():
    enqueue("core:flows.remind")
    run_all("w")


@pytest.fixture
def addresses(people):
    with exempt("factory"):
        for name in ("clerk", "head"):
            User.objects.filter(username=name).update(email=f"{name}@example.gov.cn")


@pytest.mark.parametrize(
    ("hours", "kinds"), [(72, []), (47, ["soon"]), (-1, ["late"]), (-100, ["late"])]
)
def test_work_is_told_of_before_its_term_and_after(matter, step, addresses, hours, kinds):
    due_in(step("clear"), hours)
    run()
    run()
    assert [row.kind for row in Reminder.objects.all()] == kinds
    assert [letter.to for letter in mail.outbox] == [["clerk@example.gov.cn"]] * len(kinds)


def test_whoever_has_taken_it_is_told_alone(matter, step, people, group, addresses):
    second = officer("second", "clerk", group.lanzhou, group.body, email="second@example.gov.cn")
    take(step("clear"), actor=second)
    due_in(step("clear"), 1)
    run()
    assert [letter.to for letter in mail.outbox] == [["second@example.gov.cn"]]


def test_a_letter_names_the_matter_its_last_day_and_its_page(matter, step, addresses):
    with exempt("factory"):  # a term ends with the midnight after its last day
        Step.objects.filter(pk=step("clear").pk).update(
            due_at=timezone.make_aware(datetime(2026, 11, 28))
        )
    with clock.travel("2026-11-27T10:00:00+08:00", tick=False):
        run()
    [letter] = mail.outbox
    assert matter.title in letter.subject
    assert "2026-11-27" in letter.body and f"/admin/inbox/{matter.pk}/" in letter.body


def test_nobody_is_told_where_the_plugin_is_off(matter, step, addresses, group):
    due_in(step("clear"), 1)
    disable("dummy_plugin", group.lanzhou, actor=SYSTEM)
    run()
    assert mail.outbox == [] and not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("day", "years", "keys"),
    [
        ("2026-10-01", [2026], []),
        ("2026-11-26", [2026], ["flows.calendar_next"]),
        ("2027-01-01", [2026], ["flows.calendar"]),
        ("2027-01-01", [], []),
    ],
)
def test_a_calendar_that_nobody_maintains_is_an_alarm(db, time_machine, day, years, keys):
    with exempt("factory"):
        CalendarYear.objects.all().delete()
        for year in years:
            CalendarYear.objects.create(year=year, source="x")
        generations.raise_("calendar")
    time_machine.move_to(f"{day}T10:00:00+08:00")
    assert [alarm.key for alarm in alarms()] == keys
