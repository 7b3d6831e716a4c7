"""core/registers/figures.py: what a change has brought is counted over what was counted at all."""

import datetime

import pytest

from core.plugins.actions import configure
from core.registers.figures import Figure, compared
from core.registers.queries import in_force
from core.registers.rounds.queries import effect
from core.testing import SYSTEM
from tests.core.registers.editors import change, new_draft, publish

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-20T10:00:00+08:00")


def numbers(figures):
    return {str(one.label): (one.before, one.after, one.change, one.share) for one in figures}


def test_sums_are_over_the_entries_that_name_a_figure(powers, group):
    kept = publish(powers, group, new_draft(powers, group, "甲", steps=4, materials=10, visits=0))
    publish(powers, group, new_draft(powers, group, "乙", steps=6))
    publish(powers, group, new_draft(powers, group, "丙"))
    change(powers, group, kept, day=D(2026, 1, 1), steps=1, materials=5)
    before, after = in_force(powers, day=D(2025, 1, 1)), in_force(powers, day=D(2026, 11, 20))
    assert numbers(compared(powers, before, after)) == {
        "事项": (3, 3, 0, ""),
        "办理环节数": (10, 7, -3, "-30%"),
        "申请材料数": (10, 5, -5, "-50%"),
        "到办事现场次数": (0, 0, 0, ""),
    }


def test_it_takes_two_queries(powers, group, django_assert_num_queries):
    rows = in_force(powers)
    with django_assert_num_queries(2):
        compared(powers, rows, rows)


def test_what_was_not_counted_before_has_no_change():
    figure = Figure("环节", None, 3)
    assert figure.change is None and figure.share == ""
    assert Figure("环节", 0, 3).change == 3 and Figure("环节", 0, 3).share == ""


def test_a_round_says_what_it_has_changed_at_its_own_bodies(
    powers, reviewed, opening, other_body, time_machine
):
    def adopted(name, **fields):
        return publish(powers, reviewed, new_draft(powers, reviewed, name, **fields))

    adopted("甲", promised_days=20)
    changed = adopted("乙", promised_days=10)
    opened = opening(bodies=[reviewed.chengguan_body])
    configure("power_list", reviewed.chengguan, {"reviewed": False}, actor=SYSTEM)
    time_machine.move_to("2026-12-01T10:00:00+08:00")
    change(powers, reviewed, changed, day=D(2026, 12, 1), promised_days=5)
    adopted("丙", organisation=other_body, promised_days=99)
    assert numbers(effect(opened)) == {
        "事项": (2, 2, 0, ""),
        "承诺办结时限（工作日）": (30, 25, -5, "-17%"),
    }
    opened.closed_on = D(2026, 11, 30)
    assert numbers(effect(opened))["承诺办结时限（工作日）"] == (30, 30, 0, "")
