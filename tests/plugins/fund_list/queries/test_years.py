"""plugins/fund_list/queries/years.py: how lists of budget years stand, and what they sum up to."""

from decimal import Decimal

import pytest

from plugins.fund_list.actions import begin_year
from plugins.fund_list.queries.years import published_year, sums_by_year, years_with_state
from plugins.fund_list.testing import make_fund
from tests.plugins.fund_list.conftest import APPROVED, DECIDED, D

pytestmark = pytest.mark.django_db


def states(*members):
    rows = years_with_state([member.pk for member in members])
    return {row.year: (row.state, row.drafts) for row in rows}


def test_a_list_goes_through_its_states(group, fund, begun, agreed, move, budgets):
    begin_year(group.chengguan, 2027, actor=group.chengguan_editor)
    fund("甲")
    fund("乙")
    agreed(begun)
    for decision, said, state in (
        ("send", {}, ("sent", 2)),
        ("back", {}, ("drafting", 2)),
        ("send", {}, ("sent", 2)),
        ("decided", DECIDED, ("decided", 2)),
        ("approved", APPROVED, ("approved", 2)),
        ("publish", {name: each.pk for name, each in budgets.items()}, ("published", 0)),
    ):
        move(begun, decision, **said)
        assert states(group.chengguan) == {2026: state, 2027: ("drafting", 0)}
    assert states(group.qilihe) == {}


def test_the_list_must_be_public_within_twenty_days_of_the_approval(fund, begun, approve):
    assert begun.due is None
    fund("甲")
    approve(begun)
    assert begun.due == D(2026, 2, 9)


def test_on_a_day_before_a_list_there_was_none(group, fund, begun, issue):
    fund("甲")
    issue(begun)
    assert published_year(group.chengguan, D(2026, 1, 19)) is None
    assert published_year(group.chengguan, D(2026, 1, 20)) == begun
    assert published_year(group.qilihe) is None


def test_the_sums_of_the_years_count_each_fund_once_and_no_confidential_one(group):
    one = make_fund(
        member=group.chengguan, budget_year=2025, amount=Decimal(10), valid_from=D(2025, 2, 1),
        valid_to=D(2026, 1, 1),
    )  # fmt: skip
    make_fund(entry=one.entry, budget_year=2026, amount=Decimal("12.5"), valid_from=D(2026, 1, 1))
    make_fund(member=group.chengguan, budget_year=2025, amount=Decimal(5), valid_from=D(2025, 2, 1))
    make_fund(
        member=group.chengguan, confidentiality="secret", confidentiality_reason="国家秘密",
        budget_year=2025, valid_from=D(2025, 2, 1),
    )  # fmt: skip
    make_fund(member=group.qilihe, budget_year=2025, valid_from=D(2025, 2, 1))
    assert sums_by_year([group.chengguan.pk]) == [(2025, 15, 2), (2026, Decimal("12.5"), 1)]
