"""plugins/fund_list/guards.py: what the government decides on is not changed meanwhile."""

import pytest

from core.plugins.gate import Refused
from core.registers import actions
from core.registers.spec import register
from core.testing import SYSTEM
from plugins.fund_list.models import FundDraft
from plugins.fund_list.testing import make_fund
from tests.plugins.fund_list.conftest import D

pytestmark = pytest.mark.django_db
SENT = "2026年度清单已报政府审定"


def test_from_the_sending_on_no_draft_of_the_list_is_changed(group, fund, begun, agreed, move):
    draft = fund("甲资金")
    other = fund("明年资金", budget_year=2027)
    agreed(begun)
    move(begun, "send")
    draft.amount = 9
    with pytest.raises(Refused, match=SENT):
        actions.save_draft(register("fund"), draft, actor=SYSTEM)
    with pytest.raises(Refused, match=SENT):
        actions.discard_draft(register("fund"), draft, actor=SYSTEM)
    with pytest.raises(Refused, match=SENT):
        fund("新资金")
    draft.budget_year = 2027
    with pytest.raises(Refused, match=SENT):
        actions.save_draft(register("fund"), draft, actor=SYSTEM)
    other.amount = 9
    actions.save_draft(register("fund"), other, actor=SYSTEM)
    other.budget_year = 2026
    with pytest.raises(Refused, match=SENT):
        actions.save_draft(register("fund"), other, actor=SYSTEM)
    move(begun, "back")
    actions.discard_draft(register("fund"), draft, actor=SYSTEM)


def test_other_sites_and_published_lists_are_free(group, fund, begun, issue):
    fund("甲资金")
    issue(begun)
    later = fund("丙资金")
    later.amount = 9
    actions.save_draft(register("fund"), later, actor=SYSTEM)
    made = make_fund(member=group.qilihe, budget_year=2026, valid_from=D(2026, 1, 1))
    actions.start_draft(register("fund"), made, actor=SYSTEM)
    assert FundDraft.objects.count() == 2
