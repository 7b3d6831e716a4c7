"""plugins/responsibility_list/queries/responsibilities.py: a boundary names its parties, a measure
what is done, and each power is one of the site."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.registers import actions
from core.registers.outcomes import Unpublishable
from core.registers.queries import terms
from core.registers.spec import register
from core.testing import SYSTEM
from plugins.power_list.testing import make_power
from plugins.responsibility_list.queries.responsibilities import (
    responsibilities_on,
    wrong_responsibilities,
)
from plugins.responsibility_list.testing import make_responsibility
from tests.plugins.responsibility_list.duties import BEGUN, a_power

pytestmark = pytest.mark.django_db
D = datetime.date
DIVISION = "教育局：督促学校落实制度\n市场监督管理局：实施食品经营许可"
SECRET = {"confidentiality": "secret", "confidentiality_reason": "国家秘密"}


def drafted(group, kind="21", **fields):
    given = {
        "member": group.chengguan, "organisation": group.chengguan_body, "name": "学校食品安全",
        "category": terms().find("responsibility_kind", kind), "verb": "adopt", "valid_from": BEGUN,
        "division": DIVISION if kind.startswith("2") else "",
    }  # fmt: skip
    draft = register("responsibility").Draft(**given | fields)
    return actions.save_draft(register("responsibility"), draft, actor=SYSTEM)


def put_in_force(draft):
    return actions.publish(
        register("responsibility"), [draft.pk], member=draft.member, actor=SYSTEM
    )


@pytest.mark.parametrize(
    ("kind", "fields", "rule"),
    [
        ("21", {"division": ""}, "至少在两方之间划分"),
        ("21", {"division": "教育局：甲\n教育局：乙"}, "至少在两方之间划分"),
        (
            "22",
            {"division": DIVISION + "\n卫生健康局"},
            "每行依次写明一方、冒号及其职责：卫生健康局",
        ),
        ("23", {"division": "甲：一\n乙：二"}, "没有写明城关区教育局自身的职责"),
        ("11", {"division": DIVISION}, "只有职责边界才在多方之间划分职责"),
        ("31", {}, "没有写明具体做法"),
        ("41", {"details": " "}, "没有写明具体做法"),
        ("11", {"power_numbers": "620102-999999"}, "620102-999999 在该日不是本站点的职权"),
    ],
)
def test_what_is_wrong_is_refused_by_name(group, kind, fields, rule):
    with pytest.raises(Unpublishable) as refused:
        put_in_force(drafted(group, kind, **fields))
    assert rule in " ".join(refused.value.refusals[0].reasons)


@pytest.mark.parametrize("kind", ["11", "21", "22", "23", "31", "32", "33", "34", "41"])
def test_each_kind_that_says_what_it_must_is_published(group, kind):
    powers = {"power_numbers": a_power(group).number}
    assert put_in_force(drafted(group, kind, details="每学期检查一次", **powers)).published


def test_the_body_may_be_named_at_length_or_in_short(group):
    whole = DIVISION.replace("教育局", group.chengguan_body.name, 1)
    assert put_in_force(drafted(group, division=whole)).published


def test_the_power_of_another_site_is_none_here(group):
    elsewhere = make_power(member=group.qilihe, organisation=group.qilihe_body, valid_from=BEGUN)
    with pytest.raises(Unpublishable, match="不是本站点的职权"):
        put_in_force(drafted(group, power_numbers=elsewhere.number))


def test_what_is_about_a_confidential_power_is_confidential(group):
    number = a_power(group, **SECRET).number
    with pytest.raises(Unpublishable, match="属于保密职权"):
        put_in_force(drafted(group, power_numbers=number))
    assert put_in_force(drafted(group, power_numbers=number, **SECRET)).published


def test_an_entry_may_end_whatever_it_says(group):
    made = make_responsibility("31", member=group.chengguan, valid_from=BEGUN)
    ended = actions.cancel(
        register("responsibility"), made.entry, verb="cancel", day=D(2024, 1, 1), ground="某文件",
        actor=SYSTEM,
    )  # fmt: skip
    assert not ended.in_force


def test_a_power_finds_what_is_about_it_and_not_about_a_longer_number(group):
    power = a_power(group)
    one = make_responsibility(
        "31", member=group.chengguan, valid_from=BEGUN, power_numbers=f"x\n{power.number}"
    )
    make_responsibility(
        "31", member=group.chengguan, valid_from=BEGUN, power_numbers=power.number + "-01"
    )
    make_responsibility(
        "31", member=group.chengguan, valid_from=BEGUN, power_numbers=power.number, **SECRET
    )
    found = responsibilities_on(group.chengguan, power.number, D(2024, 1, 1))
    assert [row.number for row in found] == [one.number]
    assert responsibilities_on(group.chengguan, power.number, D(2019, 1, 1)) == []


def test_the_queries_do_not_grow_with_the_drafts(group):
    numbers = [a_power(group, f"事项{each}").number for each in range(4)]
    drafts = [drafted(group, power_numbers=number) for number in numbers]

    def queries(some):
        with CaptureQueriesContext(connection) as caught:
            wrong_responsibilities(some)
        return len([each for each in caught if "delivery_generation" not in each["sql"]])

    assert queries(drafts) == queries(drafts[:1])
