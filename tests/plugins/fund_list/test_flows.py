"""plugins/fund_list/flows.py: the list of a year goes from the departments to the government, to
the congress and to the public; each step is decided by its own office, once, and none is passed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from core.actions.boundary import exempt
from core.flows.actions import decide, recall
from core.flows.jobs import waiting
from core.flows.models import Proceeding, Reminder, Step
from core.flows.queries import box, proceedings_about
from core.flows.shown import last_day
from core.plugins.gate import Refused
from core.registers import actions
from core.registers.spec import register
from core.testing import SYSTEM, sign_in
from plugins.fund_list.api import funds_in_force
from plugins.fund_list.flows import SponsorFlow, YearFlow
from plugins.fund_list.models import FundDraft, FundYear
from plugins.fund_list.testing import make_fund
from tests.core.flows.conftest import officer
from tests.plugins.fund_list.conftest import APPROVED, DECIDED, D, work

pytestmark = pytest.mark.django_db


def stage(year):
    return work(year.proceeding).flow_task.name


def asked(year):
    """The open question to the department of Chengguan."""
    return next(each for each in proceedings_about(year, SponsorFlow) if each.is_open)


def ids(budgets):
    return {name: document.pk for name, document in budgets.items()}


def test_a_list_goes_from_the_departments_to_the_public(fund, begun, move, budgets, group):
    fund("甲资金")
    assert stage(begun) == "drafting"
    move(begun, "ask")
    move(asked(begun), "confirm")
    for decision, said, next_one in (
        ("send", {}, "decision"),
        ("decided", DECIDED, "approval"),
        ("approved", APPROVED, "publication"),
    ):
        move(begun, decision, **said)
        assert stage(begun) == next_one
    move(begun, "publish", **ids(budgets))
    begun.proceeding.refresh_from_db()
    assert begun.proceeding.is_done and begun.published_at
    assert begun.government_budget == budgets["government_budget"]
    assert [row.name for row in funds_in_force(group.chengguan)] == ["甲资金"]


@pytest.mark.parametrize("at", ["drafting", "decision", "approval", "publication"])
def test_each_step_is_decided_by_its_office_and_by_nobody_else(
    group, fund, begun, agreed, move, offices, at
):
    fund()
    agreed(begun)
    for name, decision, said in (
        ("drafting", "send", {}), ("decision", "decided", DECIDED),
        ("approval", "approved", APPROVED),
    ):  # fmt: skip
        if name == at:
            break
        move(begun, decision, **said)
    step = work(begun.proceeding)
    assert step.flow_task.name == at
    owner = offices.government if at == "decision" else offices.finance
    others = [
        each
        for each in (offices.finance, offices.government, offices.head, offices.beside,
                     group.chengguan_chief, group.chengguan_editor, group.qilihe_chief)
        if each != owner
    ]  # fmt: skip
    for key in [one.key for one in step.flow_task.decisions]:
        for other in others:
            with pytest.raises(PermissionDenied):
                decide(step, key, actor=other, text="因故")
    assert step in box(owner, "unit")
    assert not any(step in box(other, "unit") for other in others)
    assert stage(begun) == at


def test_the_department_answers_by_its_own_head(group, fund, begun, move, offices):
    fund()
    move(begun, "ask")
    step = work(asked(begun))
    other_head = officer("other-head", "head", group.qilihe, group.qilihe_body)
    for other in (offices.finance, offices.beside, other_head, group.chengguan_chief):
        with pytest.raises(PermissionDenied):
            decide(step, "confirm", actor=other)
    with pytest.raises(Refused, match="密码"):
        decide(step, "confirm", actor=offices.head)
    assert step.organisation == group.chengguan_body
    move(asked(begun), "confirm")


def test_no_step_is_decided_twice(fund, begun, agreed, move, offices):
    fund()
    agreed(begun)
    sent = work(begun.proceeding)
    move(begun, "send")
    with pytest.raises(Refused, match="已经办理"):
        decide(sent, "send", actor=offices.finance)
    decision = work(begun.proceeding)
    move(begun, "decided", **DECIDED)
    with pytest.raises(Refused, match="已经办理"):
        decide(decision, "decided", actor=offices.government, data={})
    with pytest.raises(Refused):
        recall(Step.objects.get(pk=decision.pk), actor=offices.government)
    assert FundYear.objects.get().decided_on == DECIDED["decided_on"]


def test_what_holds_a_list_up_is_said_at_once_before_it_is_sent(group, begun, fund, move):
    with pytest.raises(Refused, match="清单中还没有草稿"):
        move(begun, "send")
    make_fund(member=group.chengguan, name="旧资金", budget_year=2025, valid_from=D(2025, 2, 1))
    fund("甲资金", amount=None)
    fund("乙资金", rules="")
    with pytest.raises(Refused) as refused:
        move(begun, "send")
    assert str(refused.value).splitlines() == [
        "既未列入清单，也未退出：旧资金。", "尚未送达：城关区教育局。",
        "甲资金：缺少：预算数额（万元）。", "乙资金：缺少：管理办法。",
    ]  # fmt: skip
    move(begun, "ask")
    with pytest.raises(Refused, match="尚未答复：城关区教育局"):
        move(begun, "send")
    assert stage(begun) == "drafting" and begun.sent_at is None


def test_what_a_department_wants_changed_is_answered_and_asked_again(fund, begun, move):
    fund()
    move(begun, "ask")
    question = asked(begun)
    move(question, "change", text="数额应为1500万元")
    assert work(question).office == "finance"
    with pytest.raises(Refused, match="尚未答复"):
        move(begun, "send")
    move(question, "again", text="已改")
    move(question, "change", text="仍不对")
    move(question, "settle", text="按常务会研究的预算")
    move(begun, "send")


def test_departments_are_asked_again_after_a_change_and_otherwise_once(fund, begun, agreed, move):
    draft = fund()
    agreed(begun)
    with pytest.raises(Refused, match="没有尚需送达的主管部门"):
        move(begun, "ask")
    draft.amount = 7
    actions.save_draft(register("fund"), draft, actor=SYSTEM)
    move(begun, "ask")
    assert proceedings_about(begun, SponsorFlow).count() == 2
    with pytest.raises(Refused, match="没有尚需送达的主管部门"):
        move(begun, "ask")


def test_the_finance_department_may_wait_no_longer(fund, begun, move):
    fund()
    with pytest.raises(Refused, match="目前没有等待答复的主管部门"):
        move(begun, "withdraw")
    move(begun, "ask")
    question = asked(begun)
    move(begun, "withdraw", text="逾期未复")
    question.refresh_from_db()
    assert not question.is_open and not question.is_done
    move(begun, "send")
    assert stage(begun) == "decision"


def test_the_government_decides_on_what_was_sent_and_on_nothing_else(
    fund, begun, agreed, move, budgets
):
    draft, gone = fund("甲资金"), fund("乙资金")
    agreed(begun)
    move(begun, "send")
    with exempt("test"):  # by a door that no guard has foreseen
        FundDraft.objects.filter(pk=draft.pk).update(revision=9)
        gone.delete()
    with pytest.raises(Refused, match="报政府审定后有改动：甲资金、已撤出的草稿1个"):
        move(begun, "decided", **DECIDED)
    move(begun, "back", text="清单有变")
    move(begun, "send")
    move(begun, "decided", **DECIDED)
    move(begun, "approved", **APPROVED)
    with exempt("test"):
        FundDraft.objects.filter(pk=draft.pk).update(revision=10)
    with pytest.raises(Refused, match="报政府审定后有改动：甲资金"):
        move(begun, "publish", **ids(budgets))


def test_a_budget_that_the_congress_changed_is_decided_anew(fund, begun, agreed, move):
    fund()
    agreed(begun)
    move(begun, "send")
    move(begun, "decided", **DECIDED)
    move(begun, "changed", text="人代会调减")
    assert stage(begun) == "drafting"
    assert (begun.decided_on, begun.decided_by, begun.sent_at, begun.sent) == (None, "", None, {})
    move(begun, "send")
    assert stage(begun) == "decision"


def test_the_days_run_on_while_a_list_is_drafted_anew_after_the_approval(
    fund, begun, approve, move, issue
):
    fund()
    approve(begun)
    move(begun, "redraft", text="管理办法已废止")
    assert begun.due == D(2026, 2, 9) and begun.decided_on is None
    move(begun, "send")
    move(begun, "decided", **DECIDED | {"decided_on": D(2026, 1, 30)})
    assert last_day(work(begun.proceeding)) == "2026-02-09"
    move(begun, "approved", **APPROVED)
    assert stage(begun) == "publication"


def test_the_publication_is_due_on_the_twentieth_calendar_day(
    fund, begun, approve, move, offices, time_machine
):
    """预算法 §14: 20 January and twenty days, whatever is worked in between; 2 to 9 February 2026
    hold a weekend."""
    fund()
    approve(begun)
    step = work(begun.proceeding)
    assert last_day(step) == "2026-02-09"
    assert step not in box(offices.finance, "overdue")
    time_machine.move_to("2026-02-09T23:00:00+08:00")
    assert step not in box(offices.finance, "overdue")
    assert step in waiting(Reminder.Kind.SOON)
    time_machine.move_to("2026-02-10T00:01:00+08:00")
    assert step in box(offices.finance, "overdue") and step in waiting(Reminder.Kind.LATE)


def test_an_approval_that_was_written_down_wrongly_is_recorded_anew(fund, begun, approve, move):
    fund()
    approve(begun)
    move(begun, "correct", text="日期有误")
    move(begun, "approved", **APPROVED | {"approved_on": D(2026, 1, 22)})
    assert begun.due == D(2026, 2, 11)
    assert last_day(work(begun.proceeding)) == "2026-02-11"


def test_days_are_judged_by_whichever_door_they_come(fund, begun, agreed, move):
    fund()
    agreed(begun)
    move(begun, "send")
    for said, why in (
        ({}, "审定机关：此项必填"),
        (DECIDED | {"decided_on": "昨天"}, "^审定日期："),
        (DECIDED | {"decided_on": D(2026, 2, 2)}, "该日尚未到来"),
    ):
        with pytest.raises(Refused, match=why):
            move(begun, "decided", **said)
    move(begun, "decided", **DECIDED)
    for day, why in ((D(2026, 1, 4), "那时政府尚未审定清单"), (D(2026, 2, 2), "该日尚未到来")):
        with pytest.raises(Refused, match=why):
            move(begun, "approved", **APPROVED | {"approved_on": day})
    assert stage(begun) == "approval" and begun.approved_on is None


def test_what_is_confidential_is_decided_and_never_shown(group, fund, begun, issue):
    fund("甲资金")
    fund("密资金", confidentiality="secret", confidentiality_reason="国家秘密")
    issue(begun)
    assert [row.name for row in funds_in_force(group.chengguan)] == ["甲资金"]


def test_a_proceeding_shows_the_list_to_those_who_take_part(group, fund, begun, move, offices):
    fund("甲资金")
    fund("外局资金", organisation=None)
    move(begun, "ask")
    whole = reverse("flows_proceeding", args=[begun.proceeding_id])
    own = reverse("flows_proceeding", args=[asked(begun).pk])

    def page(user, url):
        return sign_in(Client(), user).get(url).content.decode()

    seen = page(offices.government, whole)
    assert "甲资金" in seen and "外局资金" in seen and "尚未答复" in seen
    assert "registers/fund/drafts" not in seen, "an officer edits nothing, and no link says so"
    assert "registers/fund/drafts" in page(group.chengguan_editor, whole)
    seen = page(offices.head, own)
    assert "甲资金" in seen and "外局资金" not in seen
    for user, url in (
        (offices.head, whole), (offices.beside, whole), (offices.beside, own),
        (group.qilihe_chief, whole), (group.qilihe_chief, own),
    ):  # fmt: skip
        assert sign_in(Client(), user).get(url).status_code in (302, 404)


def test_a_list_is_published_on_the_screen_and_what_was_typed_stays(
    fund, begun, approve, offices, budgets
):
    fund("甲资金")
    approve(begun)
    client, step = sign_in(Client(), offices.finance), work(begun.proceeding)
    url, prefix = reverse("flows_decide", args=[step.pk]), f"step-{step.pk}"
    government = budgets["government_budget"]
    given = {
        f"{prefix}-decision": "publish",
        f"{prefix}-publish-government_budget": government.pk,
    }
    answer = client.post(url, given)
    (form,) = [each["form"] for each in answer.context["work"]]
    assert form.more["publish"].errors.keys() == {"department_budgets"}
    assert form.more["publish"]["government_budget"].value() == str(government.pk)
    given[f"{prefix}-publish-department_budgets"] = budgets["department_budgets"].pk
    assert client.post(url, given).status_code == 302
    assert FundYear.objects.get().government_budget == government


def test_the_other_countys_officer_finds_no_door(group, fund, begun, move, offices):
    fund()
    move(begun, "ask")
    stranger = sign_in(Client(), offices.beside)
    for step in Step.objects.exclude(office=""):
        for door in ("flows_decide", "flows_take", "flows_give_back", "flows_hand", "flows_recall"):
            assert stranger.post(reverse(door, args=[step.pk])).status_code == 404
    for flow in (YearFlow, SponsorFlow):
        for proceeding in Proceeding.objects.filter(flow_class=flow):
            assert stranger.post(reverse("flows_remark", args=[proceeding.pk])).status_code == 404
