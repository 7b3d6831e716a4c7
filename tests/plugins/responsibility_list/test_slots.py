"""plugins/responsibility_list/slots.py: power, duty and responsibility lead to each other."""

import pytest
from django.test import Client

from core.actions.boundary import exempt
from core.delivery import generations
from core.plugins.models import Activation
from core.registers import actions
from core.registers.spec import register
from core.testing import SYSTEM
from plugins.responsibility_list.testing import make_responsibility
from tests.core.registers.samples import place_page
from tests.plugins.responsibility_list.duties import (
    BEGUN,
    CHANGED,
    a_power,
    drafted,
    duties_for,
    put_in_force,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def power(group):
    place_page(register("power_list"), group.chengguan)
    place_page(register("duty"), group.chengguan, "duties", "责任清单")
    return a_power(group)


def page(power, **asked):
    return Client().get(f"/chengguan/powers/{power.number}/", asked).content.decode()


def test_the_page_of_a_power_shows_what_is_owed_for_it(power):
    duties = duties_for(power, complaints="0931-0000000", accountability="超期\n擅自收费")
    shown = page(power)
    assert "<dt>受理</dt><dd>一次告知需要补正的材料</dd>" in shown
    assert "<li>擅自收费</li>" in shown and "0931-0000000" in shown
    assert f'/chengguan/duties/{duties.number}/"' in shown
    back = Client().get(f"/chengguan/duties/{duties.number}/").content.decode()
    assert f'/chengguan/powers/{power.number}/"' in back


def test_on_a_past_day_the_duties_are_those_of_that_day(power):
    duties = duties_for(power)
    put_in_force(drafted(duties, stages="受理：当场告知"))
    put_in_force(drafted(power))
    assert "当场告知" in page(power) and "一次告知需要补正的材料" not in page(power)
    before = page(power, as_of="2021-01-01")
    assert "一次告知需要补正的材料" in before and "当场告知" not in before


def test_nothing_is_shown_of_what_is_missing_confidential_or_ended(power):
    assert 'id="duties"' not in page(power)
    secret = {"confidentiality": "secret", "confidentiality_reason": "国家秘密"}
    duties_for(power, **secret)
    assert 'id="duties"' not in page(power)


def test_a_power_that_has_ended_has_no_duties(power):
    duties_for(power)
    actions.cancel(
        register("power_list"), power.entry, verb="cancel", day=CHANGED, ground="某文件",
        actor=SYSTEM,
    )  # fmt: skip
    assert 'id="duties"' not in page(power)


def test_where_the_list_of_responsibilities_is_off_the_power_stands_alone(power):
    duties_for(power)
    with exempt("test"):
        Activation.objects.filter(plugin="responsibility_list").delete()
    generations.raise_("sitegroup")
    assert 'id="duties"' not in page(power)


def test_a_boundary_and_its_power_lead_to_each_other(group, power):
    place_page(register("responsibility"), group.chengguan, "responsibilities", "部门职责")
    made = make_responsibility(
        "21", member=group.chengguan, organisation=group.chengguan_body, valid_from=BEGUN,
        division="教育局：督促学校\n公安局：审查驾驶人", power_numbers=power.number,
    )  # fmt: skip
    shown = page(power)
    assert f'/chengguan/responsibilities/{made.number}/"' in shown
    assert "教育局：督促学校<br>公安局：审查驾驶人" in shown
    back = Client().get(f"/chengguan/responsibilities/{made.number}/").content.decode()
    assert f'/chengguan/powers/{power.number}/"' in back
    assert made.number not in page(power, as_of="2019-12-31")


def test_who_is_responsible_is_answered_by_the_parties_of_a_boundary(group, power):
    place_page(register("responsibility"), group.chengguan, "responsibilities", "部门职责")
    given = {"member": group.chengguan, "organisation": group.chengguan_body, "valid_from": BEGUN}
    make_responsibility("21", name="校车安全", division="教育局：甲\n交警：查处超载", **given)
    make_responsibility("11", name="学校布局", **given)
    shown = Client().get("/chengguan/responsibilities/", {"q": "超载"}).content.decode()
    assert "校车安全" in shown and "交警：查处超载" in shown and "学校布局" not in shown
    assert 'placeholder="哪个部门负责……"' in shown
