"""plugins/responsibility_list/queries/duties.py and standing.py: the duties of a power are one,
whole, and of its own site."""

import datetime

import pytest

from core.registers import actions
from core.registers.outcomes import Unpublishable
from core.registers.queries import terms
from core.registers.spec import register
from core.testing import SYSTEM
from plugins.power_list.testing import make_power
from plugins.responsibility_list.queries.duties import powers_with_state, standard_stages
from tests.plugins.responsibility_list.duties import STAGES, a_power, duties_for, put_in_force

pytestmark = pytest.mark.django_db
D = datetime.date


def _new_duties(group, number, **fields):
    return save_duties(
        member=group.chengguan, organisation=group.chengguan_body, name="某项", verb="adopt",
        category=terms().find("power_category", "01"), power_number=number,
        **{"valid_from": D(2020, 1, 1), "stages": STAGES, "accountability": "超期"} | fields,
    )  # fmt: skip


def save_duties(**content):
    draft = register("duty").Draft(**content)
    return actions.save_draft(register("duty"), draft, actor=SYSTEM)


def test_every_category_of_power_has_its_standard_stages(group):
    categories = [term.code for term in terms().by_dictionary["power_category"]]
    assert {code for code in categories if not standard_stages(code)} == set()
    assert standard_stages("02").splitlines()[:2] == ["立案：", "调查取证："]
    assert "立案" not in standard_stages("01")


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"power_number": "620102-999999"}, "620102-999999 在该日不是本站点的职权"),
        ({"valid_from": D(2010, 1, 1)}, "在该日不是本站点的职权"),
        ({"stages": "受理：\n审查：核对"}, "以下环节没有填写责任内容：受理。"),
        ({"stages": ""}, "缺少：责任事项。"),
        ({"accountability": " "}, "缺少：追责情形。"),
    ],
)
def test_wrong_duties_are_refused_by_name(group, fields, rule):
    draft = _new_duties(
        group,
        **{"number": a_power(group).number}
        | {"number" if key == "power_number" else key: value for key, value in fields.items()},
    )
    with pytest.raises(Unpublishable) as refused:
        put_in_force(draft)
    assert rule in " ".join(refused.value.refusals[0].reasons)


def test_a_power_has_its_duties_once(group):
    power = a_power(group)
    first, second = _new_duties(group, power.number), _new_duties(group, power.number)
    outcome = actions.publish(
        register("duty"), [first.pk, second.pk], member=group.chengguan, actor=SYSTEM
    )
    assert (len(outcome.published), len(outcome.refused)) == (1, 1)
    with pytest.raises(Unpublishable, match="该职权已有责任事项"):
        put_in_force(second)


def test_duties_of_before_do_not_run_into_those_that_stand(group):
    power = a_power(group)
    duties_for(power, valid_from=D(2024, 1, 1))
    with pytest.raises(Unpublishable, match="该职权已有责任事项"):
        put_in_force(_new_duties(group, power.number))


def test_the_day_that_is_decided_is_the_day_that_is_judged(group):
    draft = _new_duties(group, a_power(group).number)
    with pytest.raises(Unpublishable, match="不是本站点的职权"):
        put_in_force(draft, day=D(2010, 1, 1))
    assert put_in_force(draft).published


def test_duties_end_after_their_power_has_ended(group):
    power = a_power(group)
    duties = duties_for(power)
    ending = {"verb": "cancel", "day": D(2024, 1, 1), "ground": "某文件", "actor": SYSTEM}
    actions.cancel(register("power_list"), power.entry, **ending)
    assert not actions.cancel(register("duty"), duties.entry, **ending).in_force


def test_the_power_of_another_site_has_no_duties_here(group):
    elsewhere = make_power(
        member=group.qilihe, organisation=group.qilihe_body, valid_from=D(2016, 1, 1)
    )
    with pytest.raises(Unpublishable, match="不是本站点的职权"):
        put_in_force(_new_duties(group, elsewhere.number))


def test_the_duties_of_a_confidential_power_are_confidential(group):
    secret = {"confidentiality": "secret", "confidentiality_reason": "国家秘密"}
    power = a_power(group, **secret)
    with pytest.raises(Unpublishable, match="其责任事项也须保密"):
        put_in_force(_new_duties(group, power.number))
    assert put_in_force(_new_duties(group, power.number, **secret)).published


def test_powers_say_what_stands_of_their_duties(group):
    bare, kept, late = a_power(group, "甲"), a_power(group, "乙"), a_power(group, "丙")
    duties_for(kept)
    duties_for(late, valid_from=D(2019, 1, 1))
    rows = powers_with_state([group.chengguan.pk])
    assert {row.number: row.state for row in rows} == {
        bare.number: "none", kept.number: "good", late.number: "before",
    }  # fmt: skip
    assert list(powers_with_state([group.qilihe.pk])) == []
