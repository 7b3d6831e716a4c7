"""core/flows/actions.py and core/flows/recalling.py: proceedings move by the decision that is
awaited, of whoever holds the office."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from viewflow.workflow.status import PROCESS, STATUS

from core.audit.models import AuditLine
from core.flows.actions import (
    begin,
    decide,
    end,
    give_back,
    hand,
    mark_reminded,
    recall,
    remark,
    take,
)
from core.flows.base import Work
from core.flows.calendar.days import end_of
from core.flows.models import AWAITED, Proceeding, Remark, Step
from core.people.rights import Reach, Right
from core.plugins.actions import disable
from core.plugins.gate import Refused
from core.testing import SYSTEM, make_organisation, make_user
from tests.core.flows.conftest import officer
from tests.dummy_plugin.flows import MatterFlow
from tests.dummy_plugin.models import DummyRow


def names(matter):
    """The nodes at which somebody is awaited."""
    steps = (
        Step.objects.filter(process=matter, status__in=AWAITED).exclude(office="").order_by("pk")
    )
    return [step.flow_task.name for step in steps]


def hand_in(step, people):
    return decide(step("clear"), "hand_in", actor=people.clerk, text="已清理。")


def pass_both(step, people):
    decide(step("legal"), "pass", actor=people.legal)
    decide(step("establishment"), "pass", actor=people.establishment)


def test_a_matter_goes_from_its_clerk_to_its_result(matter, step, people):
    assert names(matter) == ["clear"]
    hand_in(step, people)
    assert names(matter) == ["legal", "establishment"]
    decide(step("legal"), "pass", actor=people.legal)
    assert names(matter) == ["establishment"]
    decide(step("establishment"), "pass", actor=people.establishment)
    assert names(matter) == ["sign"]
    decide(step("sign"), "sign", actor=people.head, confirmed_at=timezone.now())
    matter.refresh_from_db()
    assert (matter.status, matter.is_open) == (PROCESS.DONE, False)
    assert DummyRow.objects.get().name == "一件事"


def test_each_move_is_a_line_of_the_log(matter, step, people):
    hand_in(step, people)
    lines = AuditLine.objects.filter(name__startswith="flows.").order_by("pk")
    assert [line.name for line in lines] == ["flows.fill_calendar", "flows.begin", "flows.decide"]
    assert lines.last().detail["decision"] == "hand_in"
    assert "已清理" not in str(lines.last().detail), "opinions stand in the proceeding alone"


@pytest.mark.parametrize("who", ["stranger", "editor", "legal", "head"])
def test_nobody_but_the_holder_of_the_office_decides(matter, step, people, who):
    with pytest.raises(PermissionDenied):
        decide(step("clear"), "hand_in", actor=getattr(people, who))
    assert names(matter) == ["clear"]


def test_no_superuser_and_no_administrator_stands_in_for_an_office(matter, step, group):
    root = make_user("root", is_superuser=True)
    office = make_user("office", "provincial_office", Reach.GROUP)
    for person in (root, office, SYSTEM):
        with pytest.raises(PermissionDenied):
            decide(step("clear"), "hand_in", actor=person)


def test_the_clerk_of_another_body_is_refused(matter, step, group):
    other = officer("other", "clerk", group.lanzhou, make_organisation("市财政局"))
    with pytest.raises(PermissionDenied):
        decide(step("clear"), "hand_in", actor=other)


def test_whoever_holds_an_office_for_every_body_of_a_site_decides(matter, step, group):
    anybody = officer("anybody", "clerk", group.lanzhou)
    decide(step("clear"), "hand_in", actor=anybody)
    assert names(matter) == ["legal", "establishment"]


def test_a_step_is_decided_once(matter, step, people):
    cleared = hand_in(step, people)
    with pytest.raises(Refused, match="已经办理"):
        decide(cleared, "hand_in", actor=people.clerk)
    assert names(matter) == ["legal", "establishment"]


def test_a_decision_that_a_step_does_not_offer_is_refused(step, people):
    with pytest.raises(Refused):
        decide(step("clear"), "sign", actor=people.clerk)


def test_a_way_back_needs_a_reason_and_leads_to_new_work(matter, step, people):
    hand_in(step, people)
    pass_both(step, people)
    with pytest.raises(Refused, match="退回"):
        decide(step("sign"), "back", actor=people.head)
    first = step("clear")
    decide(step("sign"), "back", actor=people.head, text="依据不足。")
    assert names(matter) == ["clear"]
    assert step("clear") != first
    assert Remark.objects.filter(step=step("sign")).get().text == "依据不足。"
    hand_in(step, people)
    pass_both(step, people)
    assert names(matter) == ["sign"], "a join counts each round by itself"


@pytest.mark.parametrize(
    ("ago", "passes"), [(None, False), (timedelta(minutes=6), False), (timedelta(minutes=4), True)]
)
def test_a_signature_needs_a_password_of_the_last_five_minutes(step, people, ago, passes):
    hand_in(step, people)
    pass_both(step, people)
    confirmed = timezone.now() - ago if ago else None
    if passes:
        decide(step("sign"), "sign", actor=people.head, confirmed_at=confirmed)
    else:
        with pytest.raises(Refused):
            decide(step("sign"), "sign", actor=people.head, confirmed_at=confirmed)
    assert (step("sign").status == STATUS.DONE) is passes


def test_what_one_has_taken_no_other_decides_until_it_is_given_back(group, step, people):
    hand_in(step, people)
    second = officer("second", "legal", group.lanzhou)
    take(step("legal"), actor=people.legal)
    for do in (take, give_back, lambda step, actor: decide(step, "pass", actor=actor)):
        with pytest.raises(Refused):
            do(step("legal"), actor=second)
    give_back(step("legal"), actor=people.legal)
    decide(step("legal"), "pass", actor=second)
    assert step("legal").owner == second


def test_work_is_handed_to_holders_of_its_office_only(group, step, people):
    hand_in(step, people)
    second = officer("second", "legal", group.lanzhou)
    with pytest.raises(Refused):
        hand(step("legal"), people.stranger, actor=people.legal)
    hand(step("legal"), second, actor=people.legal)
    assert step("legal").owner == second
    with pytest.raises(Refused):
        hand(step("legal"), people.legal, actor=people.legal)


def test_a_term_counts_working_days(step, people, time_machine):
    time_machine.move_to("2026-09-29T10:00:00+08:00")  # the national holiday begins on the 1st
    decided = hand_in(step, people)
    due = timezone.localtime(step("legal").due_at)
    assert decided.finished and due.isoformat() == "2026-10-20T00:00:00+08:00"
    assert step("establishment").due_at is None


def test_a_law_may_count_other_days_than_working_days(matter):
    """A Saturday of a year without calendar, and no term where the flow names no day."""
    last = {matter.pk: date(2027, 10, 2)}
    work = Work("公开", office="finance", until=lambda one: last.get(one.pk))
    assert work.due(matter, timezone.now()) == end_of(date(2027, 10, 2))
    last.clear()
    assert work.due(matter, timezone.now()) is None


def test_nothing_moves_into_a_year_without_calendar(matter, step, people, time_machine):
    time_machine.move_to("2026-12-28T10:00:00+08:00")
    with pytest.raises(Refused, match="2027"):
        hand_in(step, people)
    assert names(matter) == ["clear"]
    assert not Remark.objects.exists(), "nothing is half written"


def test_a_flow_whose_plugin_is_off_neither_begins_nor_moves(group, matter, step, people):
    disable("dummy_plugin", group.lanzhou, actor=SYSTEM)
    with pytest.raises(Refused):
        hand_in(step, people)
    with pytest.raises(Refused):
        begin(MatterFlow, group.dingxi, "又一件", actor=SYSTEM, right=Right.WRITE)
    assert Proceeding.objects.count() == 1


def test_beginning_needs_the_right_at_the_site(group, people):
    with pytest.raises(PermissionDenied):
        begin(MatterFlow, group.lanzhou, "外人的事", actor=people.stranger, right=Right.WRITE)
    assert not Proceeding.objects.exists()


# --- recall --------------------------------------------------------------------------------------


def test_a_decision_is_taken_back_before_the_next_one(matter, step, people):
    decided = hand_in(step, people)
    again = recall(decided, actor=people.clerk)
    assert names(matter) == ["clear"]
    assert again.owner == people.clerk
    decide(again, "hand_in", actor=people.clerk)
    pass_both(step, people)
    assert names(matter) == ["sign"]


def test_a_branch_is_taken_back_while_the_join_waits_for_the_other(matter, step, people):
    hand_in(step, people)
    passed = decide(step("legal"), "pass", actor=people.legal)
    again = recall(passed, actor=people.legal)
    assert sorted(names(matter)) == ["establishment", "legal"]
    decide(step("establishment"), "pass", actor=people.establishment)
    assert names(matter) == ["legal"], "the join waits for what was taken back"
    decide(again, "pass", actor=people.legal)
    assert names(matter) == ["sign"]


def test_what_has_been_acted_on_is_not_taken_back(matter, step, people):
    decided = hand_in(step, people)
    decide(step("legal"), "pass", actor=people.legal)
    with pytest.raises(Refused):
        recall(decided, actor=people.clerk)
    assert names(matter) == ["establishment"]


def test_nobody_takes_back_what_another_decided(step, people):
    decided = hand_in(step, people)
    for person in (people.legal, people.head):
        with pytest.raises((Refused, PermissionDenied)):
            recall(decided, actor=person)


def test_what_a_flow_has_done_is_not_taken_back(step, people):
    hand_in(step, people)
    pass_both(step, people)
    signed = decide(step("sign"), "sign", actor=people.head, confirmed_at=timezone.now())
    with pytest.raises(Refused):
        recall(signed, actor=people.head)
    assert DummyRow.objects.count() == 1


# --- remarks, papers, the end --------------------------------------------------------------------


def test_whoever_takes_part_may_remark_and_no_stranger(matter, people):
    remark(matter, "请抓紧。", actor=people.legal)
    with pytest.raises(PermissionDenied):
        remark(matter, "路过。", actor=people.stranger)
    assert Remark.objects.get().author == people.legal


def test_a_matter_is_ended_with_a_reason_by_who_keeps_its_site(matter, step, people):
    with pytest.raises(PermissionDenied):
        end(matter, "不办了", actor=people.stranger, right=Right.WRITE)
    with pytest.raises(Refused):
        end(matter, " ", actor=people.editor, right=Right.WRITE)
    end(matter, "不办了", actor=people.editor, right=Right.WRITE)
    matter.refresh_from_db()
    assert matter.status == PROCESS.CANCELED
    with pytest.raises(Refused):
        hand_in(step, people)
    with pytest.raises(Refused):
        end(matter, "再来", actor=people.editor, right=Right.WRITE)


def test_somebody_is_reminded_once_of_each(step):
    assert mark_reminded(step("clear"), "soon", actor=SYSTEM)
    assert not mark_reminded(step("clear"), "soon", actor=SYSTEM)
    assert mark_reminded(step("clear"), "late", actor=SYSTEM)
