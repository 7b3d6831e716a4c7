"""core/flows/queries.py: what awaits a person, and what he may see."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actions.boundary import exempt
from core.flows.actions import begin, decide, take
from core.flows.models import Step
from core.flows.queries import (
    box,
    counts,
    has_inbox,
    holders,
    may_see,
    proceedings_about,
    proceedings_for,
    seat_of,
    stands_at,
    steps_of,
)
from core.people.rights import Reach, Right
from core.plugins.actions import disable, enable
from core.sitegroup.models import Level
from core.testing import SYSTEM, make_member, make_organisation, make_user
from tests.core.flows.conftest import officer
from tests.dummy_plugin.flows import MatterFlow


def matters(user, name):
    return [step.process.coerced.title for step in box(user, name)]


def test_work_is_in_the_inbox_of_the_office_it_awaits_and_of_no_other(matter, people):
    assert matters(people.clerk, "unit") == ["一件事"]
    for other in (people.head, people.legal, people.stranger, people.editor):
        assert matters(other, "unit") == []


def test_what_one_has_taken_is_his_and_no_longer_his_units(matter, step, people, group):
    second = officer("second", "clerk", group.lanzhou, group.body)
    take(step("clear"), actor=people.clerk)
    assert matters(people.clerk, "mine") == ["一件事"]
    assert matters(second, "unit") == matters(second, "mine") == []
    assert counts(people.clerk) == {"mine": 1, "unit": 0, "overdue": 0}


def test_what_is_past_its_term_is_overdue_for_those_it_awaits(matter, step, people, group):
    with exempt("factory"):
        Step.objects.filter(pk=step("clear").pk).update(due_at=timezone.now() - timedelta(1))
    assert matters(people.clerk, "overdue") == ["一件事"]
    take(step("clear"), actor=people.clerk)
    second = officer("second", "clerk", group.lanzhou, group.body)
    assert matters(people.clerk, "overdue") == ["一件事"]
    assert matters(second, "overdue") == []


def test_what_one_has_decided_is_done_also_after_he_left_his_office(matter, step, people):
    decide(step("clear"), "hand_in", actor=people.clerk)
    with exempt("factory"):
        people.clerk.posts.all().delete()
    people.clerk.__dict__.pop("_yiwang_posts", None)
    assert matters(people.clerk, "done") == ["一件事"]
    assert matters(people.clerk, "unit") == []
    assert has_inbox(people.clerk)


def test_nothing_awaits_anybody_where_the_plugin_is_off(matter, people, group):
    disable("dummy_plugin", group.lanzhou, actor=SYSTEM)
    assert matters(people.clerk, "unit") == []


def test_a_proceeding_is_seen_by_those_who_take_part_and_by_no_stranger(matter, people, group):
    inside = (people.clerk, people.head, people.legal, people.establishment, people.editor)
    assert all(may_see(user, matter) for user in inside)
    auditor = make_user("auditor", "auditor", Reach.GROUP)
    assert may_see(auditor, matter)
    nobody = make_user("nobody")
    for user in (people.stranger, nobody):
        assert not may_see(user, matter)
        assert not proceedings_for(user).exists()
    assert proceedings_for(people.clerk).get() == matter


def test_the_clerk_of_another_body_sees_nothing(matter, group):
    other = officer("other", "clerk", group.lanzhou, make_organisation("市财政局"))
    assert not may_see(other, matter) and not proceedings_for(other).exists()


def test_a_proceeding_stands_where_somebody_is_awaited(matter, step, people):
    assert stands_at(matter, "clear") and not stands_at(matter, "legal")
    decide(step("clear"), "hand_in", actor=people.clerk)
    assert stands_at(matter, "legal") and not stands_at(matter, "clear")


def test_proceedings_are_found_by_what_they_are_about(matter, people, group):
    about = begin(
        MatterFlow, group.lanzhou, "另一件事", actor=people.editor, right=Right.WRITE,
        organisation=group.body, subject=group.body,
    )  # fmt: skip
    assert list(proceedings_about(group.body, MatterFlow)) == [about]
    assert not proceedings_about(group.lanzhou, MatterFlow)


def test_those_who_hold_the_office_are_named_and_none_who_left(step, people, group):
    gone = officer("gone", "clerk", group.lanzhou, group.body, is_active=False)
    assert list(holders(step("clear"))) == [people.clerk]
    assert gone not in holders(step("clear"))


def test_steps_come_in_their_order(matter, step, people):
    decide(step("clear"), "hand_in", actor=people.clerk)
    found = [each.flow_task.name for each in steps_of(matter) if each.office]
    assert found == ["clear", "legal", "establishment"]


def test_an_inbox_asks_as_often_with_many_sites_and_matters_as_with_one(matter, people, group):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            counts(people.clerk)
            list(box(people.clerk, "unit"))
        return len(captured)

    asked()
    before = asked()
    for number in range(12):
        site = make_member(f"site-{number}", group.province)
        enable("dummy_plugin", site, actor=SYSTEM)
        for member in (site, group.lanzhou):
            begin(
                MatterFlow, member, f"第{number}件", actor=SYSTEM, right=Right.WRITE,
                organisation=group.body,
            )  # fmt: skip
    assert asked() == before
    assert len(matters(people.clerk, "unit")) == 13


def test_the_seat_of_a_department_is_its_government(group):
    department = make_member("mzt", group.province, Level.DEPARTMENT)
    assert seat_of(department) == group.province
    assert seat_of(group.lanzhou) == group.lanzhou
