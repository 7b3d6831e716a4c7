"""core/registers/rounds/reminders.py, by its job: who is written to, once before and once after."""

import datetime

import pytest
from django.core import mail

from core.actions.boundary import exempt
from core.jobs.queue import enqueue
from core.jobs.runner import run_all
from core.people.actions import appoint
from core.people.models import User
from core.people.rights import OFFICER, Reach
from core.plugins.actions import disable
from core.registers.approval import Taking
from core.registers.rounds.actions import change_round
from core.testing import SYSTEM
from tests.core.flows.conftest import officer
from tests.core.registers.conftest import DAYS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


def written(day, time_machine):
    mail.outbox.clear()
    time_machine.move_to(f"{day}T08:30:00+08:00")
    enqueue("core:registers.remind_rounds")
    run_all("w")
    return sorted((letter.to[0], letter.subject) for letter in mail.outbox)


@pytest.fixture
def liaison(reviewed, other_body):
    return officer(
        "liaison", "liaison", reviewed.chengguan, other_body, email="liaison@example.gov.cn"
    )


def test_a_body_is_reminded_once_before_its_day_and_once_after(round, liaison, time_machine):
    assert written("2026-12-23", time_machine) == []
    [(to, subject)] = written("2026-12-24", time_machine)
    assert to == "liaison@example.gov.cn"
    assert "城关区水务局" in subject and "2027年清理" in subject and "即将到期" in subject
    assert "2026-12-31" in mail.outbox[0].body
    assert written("2026-12-25", time_machine) == []
    assert written("2026-12-31", time_machine) == []
    [(to, subject)] = written("2027-01-01", time_machine)
    assert "已逾期" in subject
    assert written("2027-01-02", time_machine) == []


def test_whoever_was_never_told_before_is_told_when_it_is_late(round, liaison, time_machine):
    assert len(written("2027-01-05", time_machine)) == 1
    assert set(Taking.objects.values_list("told", flat=True)) == {"late"}


def test_a_body_that_has_handed_in_is_not_reminded(round, package, people, go_on, time_machine):
    with exempt("factory"):
        User.objects.filter(pk=people.head.pk).update(email="head@example.gov.cn")
    go_on("sign")
    assert written("2026-12-24", time_machine) == []


def test_other_bodies_officers_and_former_ones_are_not_written_to(
    round, reviewed, liaison, people, time_machine
):
    with exempt("factory"):
        strangers = User.objects.filter(pk__in=[people.legal.pk, people.stranger.pk])
        strangers.update(email="other@example.gov.cn")
    officer("old", "clerk", reviewed.chengguan, email="old@example.gov.cn", is_active=False)
    assert [to for to, _subject in written("2026-12-24", time_machine)] == [
        "liaison@example.gov.cn"
    ]


def test_nobody_is_reminded_where_the_register_is_off(round, liaison, reviewed, time_machine):
    for plugin in ("responsibility_list", "power_list"):
        disable(plugin, reviewed.chengguan, actor=SYSTEM)
    assert written("2026-12-24", time_machine) == []


@pytest.fixture
def offices(people):
    """Addresses for those who review, and for the head of the body."""
    with exempt("factory"):
        for name in ("head", "establishment", "legal", "stranger"):
            User.objects.filter(pk=getattr(people, name).pk).update(email=f"{name}@example.gov.cn")


def test_the_office_before_which_packages_lie_is_reminded_of_the_joint_review(
    round, package, go_on, offices, time_machine
):
    go_on("sign")
    assert written("2027-03-23", time_machine) == []
    [(to, subject)] = written("2027-03-24", time_machine)
    assert to == "establishment@example.gov.cn" and "即将到期" in subject
    assert "2027-03-31" in mail.outbox[0].body and "1" in mail.outbox[0].body
    assert written("2027-03-25", time_machine) == []
    [(to, subject)] = written("2027-04-01", time_machine)
    assert to == "establishment@example.gov.cn" and "已逾期" in subject
    assert written("2027-04-02", time_machine) == []


def test_of_another_day_everybody_is_told_again(
    round, package, go_on, offices, people, time_machine
):
    go_on("sign")
    assert len(written("2027-04-01", time_machine)) == 1
    change_round(
        round, title=round.title, bodies=[one.organisation for one in round.takings.all()],
        days=DAYS | {"reviewed_by": datetime.date(2027, 4, 20)}, actor=people.establishment,
    )  # fmt: skip
    [(_to, subject)] = written("2027-04-14", time_machine)
    assert "即将到期" in subject


def test_offices_are_not_reminded_of_what_lies_before_a_body(round, package, offices, time_machine):
    letters = written("2027-03-24", time_machine)
    assert "establishment@example.gov.cn" not in [to for to, _subject in letters]


def test_who_holds_two_offices_gets_one_letter_with_both(
    round, package, go_on, step, people, reviewed, time_machine
):
    two = officer("two", "establishment", reviewed.chengguan, email="two@example.gov.cn")
    appoint(two, OFFICER, Reach.SITE, reviewed.chengguan, office="legal", actor=SYSTEM)
    go_on("sign")
    with exempt("factory"):  # as if it lay before the legal office as well
        first = step("first")
        first.pk = first.id = None
        first._state.adding, first.office = True, "legal"
        first.save()
    assert [to for to, _subject in written("2027-03-24", time_machine)] == ["two@example.gov.cn"]
    assert mail.outbox[0].body.count("送审件") == 2
