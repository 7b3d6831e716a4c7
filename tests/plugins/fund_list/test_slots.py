"""plugins/fund_list/slots.py: below the list stands how its money lies, on the day shown."""

from decimal import Decimal

import pytest
from django.test import Client

from core.registers.spec import register
from core.registers.testing import make_term
from plugins.fund_list.testing import make_fund
from tests.core.registers.samples import place_page
from tests.plugins.fund_list.conftest import D

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(group):
    place_page(register("fund"), group.chengguan, "funds", "财政专项资金清单")
    return lambda **asked: Client().get("/chengguan/funds/", asked).content.decode()


def test_the_sums_are_exact_and_compared_with_the_year_before(group, page):
    given = {"member": group.chengguan, "organisation": group.chengguan_body}
    made = {"valid_from": D(2025, 2, 1), "budget_year": 2025}
    make_fund(amount=Decimal("0.1"), previous_amount=Decimal(2), **given, **made)
    make_fund(amount=Decimal("1234567.2"), previous_amount=None, **given, **made)
    shown = page()
    assert "2项，共1,234,567.3万元；上年2万元。" in shown
    assert "+1,234,565.3" in shown and 'width="100.00"' in shown
    assert "预算数额（万元）：0.1" in shown and "预算年度：2025" in shown


def test_the_budgets_stand_with_the_list_they_were_published_with(page, fund, begun, issue):
    fund("甲资金")
    issue(begun)
    assert "2026年政府预算" in page() and "2026年部门预算" in page()
    assert "2026年政府预算" not in page(as_of="2026-01-19")


def test_confidential_funds_are_in_no_sum_and_an_empty_list_has_none(group, page):
    make_fund(
        member=group.chengguan, confidentiality="secret", confidentiality_reason="国家秘密",
        valid_from=D(2025, 2, 1),
    )  # fmt: skip
    assert 'id="figures"' not in page()


def test_the_summary_over_all_sites_adds_up_what_each_government_has(group, page):
    province = place_page(register("fund"), group.province, "funds", "财政专项资金清单")
    assert province.live
    given = {"valid_from": D(2025, 2, 1), "budget_year": 2025}
    transfer = make_term("fund_kind", "02", "转移支付专项")
    make_fund(
        member=group.chengguan, organisation=group.chengguan_body, amount=Decimal("0.1"),
        previous_amount=Decimal(2), **given,
    )  # fmt: skip
    make_fund(member=group.province, amount=Decimal(300), previous_amount=None, **given)
    make_fund(member=group.province, amount=Decimal(50), category=transfer, **given)
    shown = Client().get("/funds/all/summary/")
    (figures,) = [piece for piece in shown.context if "charts" in piece and "count" in piece][:1]
    places, kinds, years = (bars for _heading, bars, _compared in figures["charts"])
    assert [(bar.label, bar.now, bar.count) for bar in places] == [
        (group.province.short_name, Decimal(350), 2),
        (group.chengguan.short_name, Decimal("0.1"), 1),
    ]
    assert [(bar.label, bar.now, bar.before) for bar in kinds] == [
        ("部门预算专项", Decimal("300.1"), Decimal(2)),
        ("转移支付专项", Decimal(50), Decimal(0)),
    ]
    assert [(bar.label, bar.now, bar.count) for bar in years] == [("2025", Decimal("350.1"), 3)]
    assert "3项，共350.1万元；上年2万元。" in shown.content.decode()
    own = Client().get("/chengguan/funds/summary/").content.decode()
    assert 'id="figures"' not in own, "the list of a site has its own"


def test_a_summary_says_nothing_of_the_money_before_there_was_any(group, page):
    place_page(register("fund"), group.province, "funds", "财政专项资金清单")
    make_fund(member=group.province, amount=Decimal(300), valid_from=D(2025, 2, 1))
    assert (
        'id="figures"' not in Client().get("/funds/all/summary/?as_of=2024-01-01").content.decode()
    )
