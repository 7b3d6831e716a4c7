"""core/registers/editions/actions.py: a government's list is issued with the next number."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core.actions.boundary import exempt
from core.plugins.actions import enable
from core.plugins.gate import Refused
from core.registers.approval import Approval
from core.registers.edition import Edition
from core.registers.editions.actions import issue
from core.sitegroup.models import Level
from core.testing import SYSTEM, make_member
from plugins.power_list.testing import make_power

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def listed(group):
    return make_power(
        member=group.chengguan, organisation=group.chengguan_body, valid_from=D(2020, 1, 1)
    )


@pytest.fixture
def issued(powers, group, people, listed):
    def run(**given):
        said = {"title": "2026年版", "day": D(2026, 11, 25), "actor": people.establishment} | given
        return issue(powers, said.pop("seat", group.chengguan), **said)

    return run


def test_editions_of_one_government_are_counted(issued, group):
    assert [issued().number, issued(title="2027年版").number] == [1, 2]
    assert Edition.objects.get(number=2).title == "2027年版"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"day": D(2026, 11, 26)}, "将来"),
        ({"day": D(2019, 12, 31)}, "没有生效"),
        ({"title": "  "}, "标题"),
    ],
    ids=["a day to come", "a day without entries", "no title"],
)
def test_what_cannot_be_an_edition_is_refused_and_takes_no_number(issued, given, said):
    with pytest.raises(Refused, match=said):
        issued(**given)
    assert not Edition.objects.exists() and issued().number == 1


def test_the_next_edition_is_not_of_an_earlier_day(issued):
    issued(day=D(2026, 11, 20))
    with pytest.raises(Refused, match="2026-11-20"):
        issued(day=D(2026, 11, 19))
    assert issued(day=D(2026, 11, 20)).number == 2


def test_it_names_an_approval_of_its_own_government_only(issued, group):
    with exempt("factory"):
        own, other = (
            Approval.objects.create(
                seat=seat, body="政府", number="1号", day=D(2026, 1, 1), publish_on=D(2026, 1, 1)
            )
            for seat in (group.chengguan, group.qilihe)
        )
    with pytest.raises(Refused, match="另一级政府"):
        issued(approval=other)
    assert issued(approval=own).approval == own


def test_a_department_issues_none(issued, group):
    department = make_member(
        "cg-jyj", group.chengguan, Level.DEPARTMENT, organisation=group.chengguan_body
    )
    enable("power_list", department, actor=SYSTEM)
    with pytest.raises(Refused, match="不由部门公布"):
        issued(seat=department, actor=SYSTEM)


def test_nobody_but_the_establishment_office_there_issues_one(issued, group, people):
    for who in (people.stranger, people.legal, people.head, group.chengguan_chief):
        with pytest.raises(PermissionDenied):
            issued(actor=who)
    assert not Edition.objects.exists()
