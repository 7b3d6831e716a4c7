"""plugins/fund_list/queries/drafting.py and plugins/fund_list/queries/shown.py: whom the list of a
year was sent to, and what its pages show."""

import pytest

from core.registers import actions
from core.registers.spec import register
from core.testing import SYSTEM
from plugins.fund_list.models import FundDraft
from plugins.fund_list.queries.drafting import changed_since, sponsors_of
from plugins.fund_list.queries.shown import shown
from tests.plugins.fund_list.conftest import work

pytestmark = pytest.mark.django_db


def states(year):
    return [(each.body.name, len(each.drafts), each.state) for each in sponsors_of(year)]


def test_a_department_is_asked_answers_and_is_overtaken_by_a_change(group, fund, begun, move):
    name = group.chengguan_body.name
    draft = fund("甲资金")
    fund("乙资金")
    fund("无主资金", organisation=None)
    fund("明年资金", budget_year=2027)
    assert states(begun) == [(name, 2, "unasked")]
    move(begun, "ask")
    assert states(begun) == [(name, 2, "awaited")]
    move(begun, "withdraw")
    assert states(begun) == [(name, 2, "withdrawn")]
    move(begun, "ask")
    (each,) = sponsors_of(begun)
    assert work(each.asked).organisation == group.chengguan_body
    move(each.asked, "confirm")
    assert states(begun) == [(name, 2, "answered")]
    draft.amount = 7
    actions.save_draft(register("fund"), draft, actor=SYSTEM)
    assert states(begun) == [(name, 2, "changed")]


def test_a_department_is_shown_its_own_drafts_and_the_whole_list_all(group, fund, begun):
    fund("甲资金")
    fund("无主资金", organisation=None, amount=None)
    whole, own = shown(begun), shown(begun, group.chengguan_body)
    assert [draft.name for draft, *_rest in own["drafts"]] == ["甲资金"]
    assert {draft.name for draft, *_rest in whole["drafts"]} == {"甲资金", "无主资金"}
    assert (whole["without_sum"], own["without_sum"]) == (1, 0)
    assert (whole["total"], whole["funds"], whole["changed"]) == ("1,200.5", [], [])


def test_what_was_sent_is_compared_by_its_revisions(fund, begun, agreed, move):
    fund("甲资金")
    agreed(begun)
    move(begun, "send")
    drafts = list(FundDraft.objects.all())
    assert changed_since(begun, drafts) == []
    drafts[0].revision += 1
    assert changed_since(begun, drafts) == ["甲资金"]
    assert changed_since(begun, []) == ["已撤出的草稿1个"]
