"""core/flows/shown.py: what the screens say of a step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actions.boundary import exempt
from core.flows.actions import decide, recall, take
from core.flows.models import Step
from core.flows.shown import last_day, row_of, state_of


def set_due(step, at):
    with exempt("factory"):
        Step.objects.filter(pk=step.pk).update(due_at=at)
    step.due_at = at
    return step


def test_work_is_awaited_then_taken_then_done(matter, step, people):
    assert state_of(step("clear"))[0] == "awaited"
    waiting = state_of(step("clear"))
    taken = state_of(take(step("clear"), actor=people.clerk))
    assert taken[0] == "awaited" and taken != waiting
    decide(step("clear"), "hand_in", actor=people.clerk)
    assert state_of(step("clear"))[0] == "done"


def test_work_past_its_term_is_late_until_it_is_done(matter, step, people):
    late = set_due(step("clear"), timezone.now() - timedelta(hours=1))
    assert state_of(late)[0] == "late"
    decide(late, "hand_in", actor=people.clerk)
    assert state_of(step("clear"))[0] == "done"


def test_a_decision_that_was_taken_back_says_so(matter, step, people):
    done = decide(step("clear"), "hand_in", actor=people.clerk, text="无误")
    recall(done, actor=people.clerk)
    row = row_of(Step.objects.get(pk=done.pk))
    assert (row["state"], row["decision"], row["remarks"][0]["text"]) == (
        "cancelled", "报送", "无误",
    )  # fmt: skip


@pytest.mark.parametrize(("due", "day"), [("2026-11-28T00:00:00", "2026-11-27"), (None, "")])
def test_a_term_ends_with_its_last_day(matter, step, due, day):
    at = due and timezone.make_aware(timezone.datetime.fromisoformat(due))
    assert last_day(set_due(step("clear"), at)) == day


def test_people_are_named_by_their_names(matter, step, people):
    people.clerk.name = "张三"
    with exempt("factory"):
        people.clerk.save()
    take(step("clear"), actor=people.clerk)
    assert row_of(step("clear"))["owner"] == "张三"
