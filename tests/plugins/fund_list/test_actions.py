"""plugins/fund_list/actions.py: a list is begun, decided, approved and published in this order,
as a whole, by those who may."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from core.actions.boundary import exempt
from core.plugins.gate import Refused
from core.registers import actions
from core.registers.outcomes import Unpublishable
from core.registers.spec import register
from core.testing import SYSTEM
from plugins.fund_list.actions import begin_year, publish_year, record_approval, record_decision
from plugins.fund_list.api import funds_in_force
from plugins.fund_list.models import Disclosure, FundDraft, FundVersion, FundYear
from plugins.fund_list.testing import make_fund
from tests.plugins.fund_list.conftest import APPROVED, DECIDED, D

pytestmark = pytest.mark.django_db


def test_a_list_is_published_as_a_whole_on_the_day_of_the_approval(group, fund, approved, budgets):
    fund("甲资金")
    fund("乙资金", change_ground="另有依据", valid_from=D(2026, 1, 25))
    assert publish_year(approved, **budgets, actor=group.chengguan_chief) == 2
    one, other = funds_in_force(group.chengguan).order_by("name").reverse()
    assert {one.name, other.name} == {"甲资金", "乙资金"}
    by_name = {row.name: row for row in (one, other)}
    assert by_name["甲资金"].valid_from == APPROVED["approved_on"]
    assert by_name["甲资金"].change_ground == "城关区第1届人民代表大会第1次会议决议第1号"
    assert by_name["甲资金"].amount == Decimal("1200.5")
    assert by_name["乙资金"].change_ground == "另有依据"
    assert approved.published_at is not None
    assert not FundDraft.objects.exists()


def test_one_bad_fund_holds_up_the_whole_list_and_nothing_is_written(
    group, fund, approved, budgets
):
    fund("甲资金")
    fund("乙资金", rules="")
    with pytest.raises(Refused, match="乙资金：缺少：管理办法"):
        publish_year(approved, **budgets, actor=group.chengguan_chief)
    approved.refresh_from_db()
    assert approved.published_at is None and approved.government_budget is None
    assert FundDraft.objects.count() == 2 and not FundVersion.objects.exists()
    assert set(FundDraft.objects.values_list("valid_from", flat=True)) == {None}


def test_no_act_is_skipped_or_done_twice(group, fund, budgets):
    chief = group.chengguan_chief
    year = begin_year(group.chengguan, 2026, actor=group.chengguan_editor)
    with pytest.raises(Refused, match="2026年度清单已经开始编制"):
        begin_year(group.chengguan, 2026, actor=group.chengguan_editor)
    with pytest.raises(Refused, match="先由本级政府审定清单"):
        record_approval(year, APPROVED, actor=chief)
    with pytest.raises(Refused, match="先由人民代表大会批准预算"):
        publish_year(year, **budgets, actor=chief)
    record_decision(year, DECIDED, actor=chief)
    with pytest.raises(Refused, match="那时政府尚未审定清单"):
        record_approval(year, APPROVED | {"approved_on": D(2026, 1, 4)}, actor=chief)
    with pytest.raises(Refused, match="该日尚未到来"):
        record_approval(year, APPROVED | {"approved_on": D(2026, 2, 2)}, actor=chief)
    record_approval(year, APPROVED, actor=chief)
    with pytest.raises(Refused, match="该日之前人民代表大会已批准预算"):
        record_decision(year, DECIDED | {"decided_on": D(2026, 1, 21)}, actor=chief)
    with pytest.raises(Refused, match="清单中还没有草稿"):
        publish_year(year, **budgets, actor=chief)
    fund()
    publish_year(year, **budgets, actor=chief)
    for act in (
        lambda: record_decision(year, DECIDED, actor=chief),
        lambda: record_approval(year, APPROVED, actor=chief),
        lambda: publish_year(year, **budgets, actor=chief),
    ):
        with pytest.raises(Refused, match="2026年度清单已经公布"):
            act()


def test_the_next_year_begins_with_what_stands(group, fund, approved, budgets, time_machine):
    fund("甲资金")
    fund("乙资金")
    publish_year(approved, **budgets, actor=group.chengguan_chief)
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


def test_a_fund_of_the_year_before_is_listed_or_ended(group, fund, approved, budgets):
    make_fund(member=group.chengguan, name="旧资金", budget_year=2025, valid_from=D(2025, 2, 1))
    fund("甲资金")
    with pytest.raises(Refused, match="既未列入清单，也未退出：旧资金"):
        publish_year(approved, **budgets, actor=group.chengguan_chief)
    draft = actions.start_draft(register("fund"), FundVersion.objects.get(), actor=SYSTEM)
    draft.verb, draft.budget_year, draft.change_ground = "cancel", 2026, "到期"
    actions.save_draft(register("fund"), draft, actor=SYSTEM)
    publish_year(approved, **budgets, actor=group.chengguan_chief)
    assert [row.name for row in funds_in_force(group.chengguan)] == ["甲资金"]


def test_before_the_list_is_published_no_fund_of_it_is(group, fund, approved, budgets):
    draft = fund()
    with pytest.raises(Unpublishable, match="2026年度清单须与预算同时整体公布"):
        actions.publish(register("fund"), [draft.pk], member=group.chengguan, actor=SYSTEM)
    publish_year(approved, **budgets, actor=group.chengguan_chief)
    later = fund("丙资金", valid_from=D(2026, 2, 1), change_ground="预算调整")
    assert actions.publish(
        register("fund"), [later.pk], member=group.chengguan, actor=SYSTEM
    ).published


def test_the_budgets_are_documents_of_the_site_itself(group, fund, approved, budgets):
    fund()
    other = budgets["government_budget"]
    with exempt("test"):
        other.collection_id = group.qilihe.collection_id
        other.save()
    with pytest.raises(Refused, match="2026年政府预算不是本站点的文档"):
        publish_year(approved, **budgets, actor=group.chengguan_chief)


@pytest.mark.parametrize("who", ["qilihe_chief", "qilihe_editor"])
def test_the_other_county_is_refused(group, fund, approved, budgets, who):
    stranger = getattr(group, who)
    fund()
    for act in (
        lambda: begin_year(group.chengguan, 2027, actor=stranger),
        lambda: record_decision(approved, DECIDED, actor=stranger),
        lambda: record_approval(approved, APPROVED, actor=stranger),
        lambda: publish_year(approved, **budgets, actor=stranger),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_an_editor_drafts_and_a_chief_publishes(group, approved, fund, budgets):
    fund()
    for act in (
        lambda: record_decision(approved, DECIDED, actor=group.chengguan_editor),
        lambda: record_approval(approved, APPROVED, actor=group.chengguan_editor),
        lambda: publish_year(approved, **budgets, actor=group.chengguan_editor),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert FundYear.objects.get().published_at is None
