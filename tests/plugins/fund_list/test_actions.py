"""plugins/fund_list/actions.py: a list is begun with what stands, and its acts are those of its
proceeding; as a whole it comes into force."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from core.actions.boundary import exempt
from core.flows.actions import end
from core.people.rights import Right
from core.plugins.gate import Refused
from core.registers import actions
from core.registers.outcomes import Unpublishable
from core.registers.spec import register
from core.testing import SYSTEM
from plugins.fund_list.actions import (
    begin_year,
    publish_year,
    record_approval,
    record_decision,
    reopen_year,
    send_year,
)
from plugins.fund_list.api import funds_in_force
from plugins.fund_list.models import Disclosure, FundDraft, FundVersion, FundYear
from plugins.fund_list.testing import make_fund
from tests.plugins.fund_list.conftest import APPROVED, DECIDED, D, work

pytestmark = pytest.mark.django_db


def acts(year, budgets, actor):
    """Every act of a list by call, as its proceeding carries them out."""
    return (
        lambda: send_year(year, actor=actor),
        lambda: reopen_year(year, actor=actor),
        lambda: record_decision(year, DECIDED, actor=actor),
        lambda: record_approval(year, APPROVED, actor=actor),
        lambda: publish_year(year, budgets, actor=actor),
    )


def test_a_list_is_published_as_a_whole_on_the_day_of_the_approval(group, fund, begun, issue):
    fund("甲资金")
    fund("乙资金", change_ground="另有依据", valid_from=D(2026, 1, 25))
    issue(begun)
    one, other = funds_in_force(group.chengguan).order_by("name").reverse()
    assert {one.name, other.name} == {"甲资金", "乙资金"}
    by_name = {row.name: row for row in (one, other)}
    assert by_name["甲资金"].valid_from == APPROVED["approved_on"]
    assert by_name["甲资金"].change_ground == "城关区第1届人民代表大会第1次会议决议第1号"
    assert by_name["甲资金"].amount == Decimal("1200.5")
    assert by_name["乙资金"].change_ground == "另有依据"
    assert begun.published_at is not None
    assert not FundDraft.objects.exists()


def test_one_bad_fund_holds_up_the_whole_list_and_nothing_is_written(
    fund, begun, approve, move, budgets
):
    fund("甲资金")
    bad = fund("乙资金")
    approve(begun)
    with exempt("test"):
        FundDraft.objects.filter(pk=bad.pk).update(rules="")
    with pytest.raises(Refused, match="乙资金：缺少：管理办法"):
        move(begun, "publish", **{name: each.pk for name, each in budgets.items()})
    begun.refresh_from_db()
    assert begun.published_at is None and begun.government_budget is None
    assert FundDraft.objects.count() == 2 and not FundVersion.objects.exists()
    assert set(FundDraft.objects.values_list("valid_from", flat=True)) == {None}
    assert work(begun.proceeding).flow_task.name == "publication"


@pytest.mark.parametrize("stage", ["drafting", "decision", "approval", "publication", "published"])
def test_no_act_of_a_list_has_a_door_beside_its_proceeding(
    group, fund, begun, agreed, move, budgets, stage
):
    fund()
    agreed(begun)
    for name, decision, said in (
        ("drafting", "send", {}),
        ("decision", "decided", DECIDED),
        ("approval", "approved", APPROVED),
        ("publication", "publish", {name: each.pk for name, each in budgets.items()}),
    ):
        if name == stage:
            break
        move(begun, decision, **said)
    before = FundYear.objects.values().get()
    for actor in (SYSTEM, group.chengguan_chief):
        for act in acts(begun, budgets, actor):
            with pytest.raises(Refused, match=r"没有进行到这一步|已经公布"):
                act()
    assert FundYear.objects.values().get() == before


def test_a_list_is_opened_once(group, begun):
    with pytest.raises(Refused, match="2026年度清单已经开始编制"):
        begin_year(group.chengguan, 2026, actor=group.chengguan_editor)


def test_a_list_of_before_there_were_proceedings_gets_one_and_is_decided_anew(group, fund):
    with exempt("test"):
        FundYear.objects.create(
            member=group.chengguan, year=2026, decided_by="区政府", decided_on=D(2026, 1, 5),
            approved_on=D(2026, 1, 20),
        )  # fmt: skip
    fund("甲资金")
    make_fund(member=group.chengguan, name="旧资金", budget_year=2025, valid_from=D(2025, 2, 1))
    again = begin_year(group.chengguan, 2026, actor=group.chengguan_editor)
    assert FundYear.objects.get() == again
    assert (again.decided_by, again.decided_on, again.due) == ("", None, D(2026, 2, 9))
    assert work(again.proceeding).flow_task.name == "drafting"
    assert set(FundDraft.objects.values_list("name", flat=True)) == {"甲资金", "旧资金"}


def test_a_list_whose_proceeding_was_ended_gets_another(group, fund, begun, issue):
    first = begun.proceeding
    end(first, "有误", actor=SYSTEM, right=Right.WRITE)
    begun = begin_year(group.chengguan, 2026, actor=group.chengguan_editor)
    assert begun.proceeding != first
    fund()
    issue(begun)
    with pytest.raises(Refused, match="2026年度清单已经开始编制"):
        begin_year(group.chengguan, 2026, actor=group.chengguan_editor)


def test_the_next_year_begins_with_what_stands(group, fund, begun, issue, time_machine):
    fund("甲资金")
    fund("乙资金")
    issue(begun)
    time_machine.move_to("2026-12-01T10:00:00+08:00")
    kept = funds_in_force(group.chengguan).get(name="乙资金")
    own = actions.start_draft(register("fund"), kept, actor=SYSTEM)
    begin_year(group.chengguan, 2027, actor=group.chengguan_editor)
    draft = FundDraft.objects.get(name="甲资金")
    assert (draft.budget_year, draft.amount, draft.previous_amount) == (
        2027,
        None,
        Decimal("1200.5"),
    )
    assert (draft.verb, draft.approval_document, draft.valid_from) == ("adjust", "", None)
    assert draft.approval_file is None
    assert [ground.law for ground in draft.grounds.all()] == ["中华人民共和国教育法"]
    own.refresh_from_db()
    assert own.budget_year == 2026
    assert FundDraft.objects.filter(name="乙资金").count() == 1


def test_a_fund_whose_last_year_is_over_is_ended_and_evaluated(group):
    made = make_fund(
        member=group.chengguan, organisation=group.chengguan_body, name="旧资金", ends=2025,
        budget_year=2025, valid_from=D(2025, 2, 1),
    )  # fmt: skip
    begin_year(group.chengguan, 2026, actor=group.chengguan_editor)
    draft = FundDraft.objects.get()
    assert (draft.verb, draft.change_ground) == ("cancel", "到期退出")
    item = Disclosure.objects.get()
    assert (item.fund, item.kind, item.year) == (made.entry, "evaluation", 2025)
    assert item.due == D(2026, 6, 30) and item.title == "旧资金绩效评价"


def test_before_the_list_is_published_no_fund_of_it_is(group, fund, begun, approve, move, budgets):
    draft = fund()
    approve(begun)
    with pytest.raises(Unpublishable, match="2026年度清单须与预算同时整体公布"):
        actions.publish(register("fund"), [draft.pk], member=group.chengguan, actor=SYSTEM)
    move(begun, "publish", **{name: document.pk for name, document in budgets.items()})
    later = fund("丙资金", valid_from=D(2026, 2, 1), change_ground="预算调整")
    assert actions.publish(
        register("fund"), [later.pk], member=group.chengguan, actor=SYSTEM
    ).published


def test_the_budgets_are_documents_of_the_site_itself(group, fund, begun, approve, move, budgets):
    fund()
    approve(begun)
    other = budgets["government_budget"]
    with exempt("test"):
        other.collection_id = group.qilihe.collection_id
        other.save()
    with pytest.raises(Refused, match="2026年政府预算不是本站点的文档"):
        move(begun, "publish", **{name: document.pk for name, document in budgets.items()})


@pytest.mark.parametrize("who", ["qilihe_chief", "qilihe_editor"])
def test_the_other_county_is_refused(group, fund, begun, approve, budgets, who):
    stranger = getattr(group, who)
    fund()
    approve(begun)
    for act in (
        lambda: begin_year(group.chengguan, 2027, actor=stranger),
        *acts(begun, budgets, stranger),
    ):
        with pytest.raises(PermissionDenied):
            act()
