"""plugins/fund_list/queries/limits.py: above a limit of the site a list needs published reasons."""

import pytest

from core.plugins.actions import configure
from core.registers import actions
from core.registers.spec import register
from core.testing import SYSTEM
from plugins.fund_list.queries.limits import limits_passed
from plugins.fund_list.queries.years import drafts_of
from plugins.fund_list.testing import make_fund
from tests.plugins.fund_list.conftest import D

pytestmark = pytest.mark.django_db
DAY = D(2026, 2, 1)


def limit(group, **settings):
    configure("fund_list", group.chengguan, settings, actor=SYSTEM)


def said(drafts):
    return set(limits_passed(drafts[0].member, drafts, DAY))


def test_within_the_limits_nothing_is_said(group, fund):
    limit(group, most=3, most_of_body=3)
    assert said([fund("甲"), fund("乙"), fund("丙")]) == set()


def test_above_the_limit_of_a_department_as_many_reasons_are_needed(group, fund):
    limit(group, most_of_body=1)
    drafts = [fund("甲"), fund("乙"), fund("丙")]
    assert said(drafts) == {
        "城关区教育局将有3项专项资金，控制数为1项：请在其中2项上写明理由，理由随清单公布。"
    }
    drafts[0].over_limit = "上级要求单列"
    assert said(drafts) != set()
    drafts[1].over_limit = "任务未完成"
    assert said(drafts) == set()


def test_the_whole_list_has_a_limit_too(group, fund):
    limit(group, most=1)
    assert said([fund("甲"), fund("乙")]) == {
        "清单将有2项专项资金，控制数为1项：请在其中1项上写明理由，理由随清单公布。"
    }


def test_a_body_of_a_single_function_keeps_one(group, fund):
    limit(group, single_bodies=[group.chengguan_body.code])
    assert "控制数为1项" in said([fund("甲"), fund("乙")]).pop()


def test_what_stands_counts_and_what_ends_does_not(group, fund):
    limit(group, most_of_body=1)
    old = make_fund(
        member=group.chengguan, organisation=group.chengguan_body, valid_from=D(2025, 2, 1)
    )
    new = fund("甲")
    assert "将有2项" in said([new]).pop()
    ending = actions.start_draft(register("fund"), old, actor=SYSTEM)
    ending.verb = "cancel"
    assert said([new, actions.save_draft(register("fund"), ending, actor=SYSTEM)]) == set()


def test_other_sites_do_not_count(group, fund, begun):
    limit(group, most=1)
    make_fund(member=group.qilihe, organisation=group.qilihe_body, valid_from=D(2025, 2, 1))
    fund("甲")
    assert said(list(drafts_of(begun))) == set()
