"""plugins/fund_list/queries/judging.py: a fund has its rules, approval, years and subjects."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions.boundary import exempt
from core.registers import actions
from core.registers.choices import Verb
from core.registers.outcomes import Unpublishable
from core.registers.queries import terms
from core.registers.spec import register
from core.testing import SYSTEM
from plugins.fund_list.models import Disclosure, FundYear
from plugins.fund_list.queries.judging import wrong_funds
from plugins.fund_list.testing import make_fund
from tests.plugins.fund_list.conftest import D

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(group):
    """Chengguan's list of 2026 is out: single changes may follow."""
    with exempt("factory"):
        return FundYear.objects.create(
            member=group.chengguan, year=2026, decided_on=D(2026, 1, 5), approved_on=D(2026, 1, 20),
            published_at="2026-01-21T00:00:00Z",
        )  # fmt: skip


def reasons(draft):
    return " ".join(wrong_funds([draft]).get(draft.pk, []))


def standing(group, **fields):
    return make_fund(
        member=group.chengguan, organisation=group.chengguan_body,
        **{"valid_from": D(2025, 2, 1), "budget_year": 2025} | fields,
    )  # fmt: skip


def changed(version, **fields):
    draft = actions.start_draft(register("fund"), version, actor=SYSTEM)
    given = {
        "budget_year": 2026, "verb": "adjust", "change_ground": "某文件", "grade_reason": "新设",
    }  # fmt: skip
    for name, value in (given | fields).items():
        setattr(draft, name, value)
    return actions.save_draft(register("fund"), draft, actor=SYSTEM)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"approval_document": " "}, "增设项目或者增加资金规模须经批准，请填写批准文件"),
        ({"approval_file": None}, "增设项目或者增加资金规模须经批准，请附上批准文件"),
        ({"begins": 2027}, "不在2026年度执行"),
        ({"ends": 2025}, "不在2026年度执行"),
        ({"account": "20502 普通教育\n学前教育"}, "科目名称：学前教育"),
        ({"account": "2050 教育"}, "科目名称：2050 教育"),
        ({"budget_year": 2027}, "2027年度清单尚未开始编制"),
    ],
)
def test_what_is_wrong_is_said_by_name(fund, published, fields, rule):
    assert rule in reasons(fund(**fields))
    assert reasons(fund("乙资金")) == ""


@pytest.mark.parametrize("name", ["rules", "rules_from", "aim", "account", "recipients", "amount"])
def test_nothing_is_published_without(fund, published, group, name):
    draft = fund(**{name: None if name in ("amount", "rules_from") else ""})
    with pytest.raises(Unpublishable, match="缺少"):
        actions.publish(register("fund"), [draft.pk], member=group.chengguan, actor=SYSTEM)


@pytest.mark.parametrize(
    ("done", "rule"),
    [
        ({}, "2026年度清单尚待政府审定"),
        ({"decided_on": D(2026, 1, 5)}, "2026年度清单尚待人民代表大会批准预算"),
        (
            {"decided_on": D(2026, 1, 5), "approved_on": D(2026, 1, 20)},
            "2026年度清单须与预算同时整体公布",
        ),
    ],
)
def test_each_act_is_waited_for(fund, group, done, rule):
    with exempt("factory"):
        FundYear.objects.create(member=group.chengguan, year=2026, **done)
        FundYear.objects.create(member=group.qilihe, year=2026, published_at="2026-01-21T00:00:00Z")
    assert rule in reasons(fund())


def test_what_stood_before_lists_were_kept_is_taken_over(fund, group):
    assert reasons(fund(verb="adopt", approval_document="", approval_file=None)) == ""
    with exempt("factory"):
        FundYear.objects.create(member=group.chengguan, year=2026)
    assert "尚待政府审定" in reasons(fund(verb="adopt"))
    later = fund("乙资金", verb="adopt", budget_year=2027)
    assert "2027年度清单尚未开始编制" in reasons(later)


def test_each_fund_has_rules_of_its_own(fund, published, group):
    standing(group, name="旧资金", rules="共用办法", rules_number="城财〔2020〕1号")
    assert "旧资金" in reasons(fund("甲资金", rules="别名", rules_number="城财〔2020〕1号"))
    one, other = fund("乙资金", rules="新办法"), fund("丙资金", rules="新办法")
    found = wrong_funds([one, other])
    assert "丙资金" in found[one.pk][0] and "乙资金" in found[other.pk][0]


def test_a_larger_sum_needs_its_approval_and_a_smaller_does_not(published, group):
    version = standing(group, amount=Decimal(1000))
    draft = changed(version, amount=Decimal("1000.0001"))
    assert "须经批准" in reasons(draft)
    draft.amount = Decimal(1000)
    assert reasons(draft) == ""


def test_the_sum_of_the_year_before_is_that_of_its_list(published, group):
    draft = changed(standing(group, amount=Decimal(1000)), amount=Decimal(900))
    draft.previous_amount = Decimal(999)
    assert "2025年度清单所列数额为1000万元" in reasons(draft)
    draft.previous_amount = Decimal("1000.0000")
    assert reasons(draft) == ""


def test_a_list_does_not_go_back_behind_the_one_that_stands(published, group):
    version = standing(group, budget_year=2027)
    assert "现行的是2027年度" in reasons(changed(version, amount=Decimal(1)))


def test_a_fund_goes_on_after_a_good_evaluation_or_with_a_published_reason(published, group):
    version = standing(group)
    draft = changed(version, amount=Decimal(900), grade_reason="")
    assert "没有绩效评价结果" in reasons(draft)
    with exempt("factory"):
        item = Disclosure.objects.create(
            fund=version.entry, member=group.chengguan, organisation=group.chengguan_body,
            year=2025, kind="evaluation", grade="poor", day=D(2026, 1, 1), due=D(2026, 1, 1),
            disclosed_at="2026-01-02T00:00:00Z",
        )  # fmt: skip
    assert "绩效评价为差" in reasons(draft)
    draft.grade_reason = "已整改"
    assert reasons(draft) == ""
    draft.grade_reason = ""
    with exempt("factory"):
        Disclosure.objects.filter(pk=item.pk).update(grade="middling")
    assert reasons(draft) == ""


def test_transfer_payments_alone_are_taken_into_general_ones(published, group):
    for code, refused in (("01", True), ("02", False)):
        row = standing(group, category=terms().find("fund_kind", code), name=f"专项{code}")
        draft = actions.propose_end(
            register("fund"), row, verb="generalise", day=D(2026, 3, 1), ground="甘政发〔2026〕1号",
            actor=SYSTEM,
        )  # fmt: skip
        assert bool(reasons(draft)) is refused
    outcome = actions.publish(register("fund"), [draft.pk], member=group.chengguan, actor=SYSTEM)
    assert not outcome.published[0].in_force
    assert outcome.published[0].get_verb_display() == str(Verb.GENERALISE.label)


def test_a_fund_may_end_whatever_it_says(group):
    made = standing(group)
    ended = actions.cancel(
        register("fund"), made.entry, verb="cancel", day=D(2026, 1, 1), ground="到期", actor=SYSTEM
    )
    assert not ended.in_force


def test_the_queries_do_not_grow_with_the_drafts(fund, published):
    drafts = [fund(f"资金{number}") for number in range(5)]

    def queries(some):
        with CaptureQueriesContext(connection) as caught:
            wrong_funds(some)
        return len([each for each in caught if "delivery_generation" not in each["sql"]])

    queries(drafts)
    assert queries(drafts) == queries(drafts[:1])
