"""plugins/responsibility_list/annexes.py: the forms of main duties (附件1) and of powers with their
duties (附件6)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.registers.annexes.annex import Asked
from plugins.responsibility_list.annexes import main_duties, powers_with_duties
from plugins.responsibility_list.testing import make_responsibility
from tests.core.registers.conftest import (
    opening,
    other_body,
    people,
    powers,
    reviewed,
    round,
)
from tests.plugins.responsibility_list.duties import STAGES, a_power, duties_for

__all__ = ["opening", "other_body", "people", "powers", "reviewed", "round"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


def lines(round, people):
    return {
        line["name"]: line for line in powers_with_duties(round, Asked(user=people.establishment))
    }


def test_each_power_stands_with_its_duties(reviewed, people, round):
    duties_for(a_power(reviewed, "甲事项"), accountability="超期", complaints="0931-1")
    a_power(reviewed, "乙事项")
    found = lines(round, people)
    one = found["甲事项"]
    assert (one["stages"], one["accountability"], one["complaints"]) == (STAGES, "超期", "0931-1")
    assert one["organisation"] == "城关区教育局"
    assert found["乙事项"]["stages"] == ""


def test_confidential_powers_and_duties_stand_in_no_form(reviewed, people, round):
    secret = {"confidentiality": "secret", "confidentiality_reason": "国家秘密"}
    duties_for(a_power(reviewed, "密件", **secret), **secret)
    duties_for(a_power(reviewed, "甲事项"), **secret)
    found = lines(round, people)
    assert set(found) == {"甲事项"} and found["甲事项"]["stages"] == ""


def test_the_queries_do_not_grow_with_the_powers(reviewed, people, round):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            lines(round, people)
        return len([each for each in caught if "delivery_generation" not in each["sql"]])

    duties_for(a_power(reviewed, "甲事项"))
    asked()
    before = asked()
    for number in range(5):
        duties_for(a_power(reviewed, f"事项{number}"))
    assert asked() == before


def test_each_main_duty_stands_with_its_powers_and_no_boundary_does(reviewed, people, round):
    power = a_power(reviewed, "甲事项")
    given = {"member": reviewed.chengguan, "organisation": reviewed.chengguan_body}
    make_responsibility(
        "11", name="义务教育管理", details="招生\n布局", power_numbers=power.number, **given
    )
    make_responsibility("21", name="校车安全", **given)
    make_responsibility(
        "11", name="密件", confidentiality="secret", confidentiality_reason="国家秘密", **given
    )
    make_responsibility("11", name="别处", member=reviewed.qilihe)
    (line,) = main_duties(round, Asked(user=people.establishment))
    assert (line["name"], line["details"], line["powers"]) == (
        "义务教育管理",
        "招生\n布局",
        "甲事项",
    )
