"""Two at the same moment: a body that keeps all twice, and one that sends while it is taken out."""

import pytest

from core.plugins.gate import Refused
from core.registers.approval import Package, Round
from core.registers.review.actions import send
from core.registers.rounds.actions import change_round
from core.registers.rounds.queries import board
from tests.core.flows.test_concurrent import at_once
from tests.core.registers.conftest import DAYS
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def keeps(powers, round, reviewed, other_body):
    """Sends that the other body keeps the one entry that it has."""
    publish(powers, reviewed, new_draft(powers, reviewed, "取水许可", organisation=other_body))

    def run():
        return send(
            powers, [], member=reviewed.chengguan, title="全部保留", keeps=other_body,
            actor=reviewed.chengguan_editor,
        )  # fmt: skip

    return run


def test_of_two_who_open_a_round_at_once_one_does(opening):
    said = at_once(*[opening for _each in range(3)])
    assert sum(isinstance(one, Refused) for one in said) == 2
    assert Round.objects.count() == 1


def test_that_a_body_keeps_all_is_sent_once_however_often_it_is_pressed(keeps):
    said = at_once(*[keeps for _each in range(4)])
    assert sum(isinstance(one, Refused) for one in said) == 3
    assert Package.objects.count() == 1


def test_a_body_is_taken_out_or_has_sent_but_never_both(keeps, round, people, reviewed):
    said = at_once(
        keeps,
        lambda: change_round(
            round, title="x", days=DAYS, bodies=[reviewed.chengguan_body],
            actor=people.establishment,
        ),
    )  # fmt: skip
    assert sum(isinstance(one, Refused) for one in said) == 1
    there = "城关区水务局" in {row.organisation.name for row in board(round)}
    assert there == Package.objects.exists()
