"""A list goes out as a spreadsheet, is filled in there, and comes back exactly; what is wrong in
it is said at once, and nothing is written."""

import io
from decimal import Decimal

import openpyxl
import pytest

from core.registers.exchange.exporting import export
from core.registers.spec import register
from plugins.fund_list.models import FundDraft, FundVersion
from plugins.fund_list.testing import make_fund
from tests.core.registers.exchange.samples import check, told, write
from tests.plugins.fund_list.conftest import D

pytestmark = pytest.mark.django_db


def filled(group, **cells):
    """The list of Chengguan as a spreadsheet, with some cells of its first line changed."""
    funds = register("fund")
    rows = FundVersion.objects.filter(member=group.chengguan)
    book = openpyxl.load_workbook(io.BytesIO(export(funds, rows, "xlsx")))
    header = [cell.value for cell in book.active[1]]
    for column, value in cells.items():
        book.active.cell(2, header.index(column) + 1, value)
    done = io.BytesIO()
    book.save(done)
    return check(funds, done.getvalue(), group.chengguan, kind="xlsx")


@pytest.fixture
def standing(group):
    return make_fund(
        member=group.chengguan, organisation=group.chengguan_body, valid_from=D(2025, 2, 1),
        budget_year=2025, amount=Decimal("1200.5"), previous_amount=Decimal("1000.0001"),
    )  # fmt: skip


def test_sums_years_and_days_come_back_as_they_went(group, standing):
    report = filled(group, 预算年度=2026, 补助对象="各类幼儿园")
    assert report.errors == []
    content = report.proposals[0].content
    for name in ("amount", "previous_amount", "rules_from", "ends"):
        assert content[name] == getattr(standing, name), name
    write(register("fund"), report, group.chengguan)
    draft = FundDraft.objects.get()
    assert (draft.entry, draft.budget_year) == (standing.entry, 2026)
    assert draft.previous_amount == Decimal("1000.0001") and draft.ends is None


@pytest.mark.parametrize("value", [1300.25, "１，３００．２５", "1,300.25万元"])
def test_a_sum_is_read_as_finance_offices_write_it(group, standing, value):
    report = filled(group, **{"预算数额（万元）": value})
    assert report.errors == [] and report.proposals[0].content["amount"] == Decimal("1300.25")


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(group, standing):
    report = filled(
        group,
        **{"预算数额（万元）": "约1200", "预算年度": "明年", "管理办法施行日期": "2026-02-30",
           "分配方式": "随意"},
    )  # fmt: skip
    rules = {(column, rule) for _row, column, rule in told(report.errors)}
    assert rules == {
        ("预算数额（万元）", "money"), ("预算年度", "year"), ("管理办法施行日期", "day"),
        ("分配方式", "choice"),
    }  # fmt: skip
    assert not FundDraft.objects.exists()
