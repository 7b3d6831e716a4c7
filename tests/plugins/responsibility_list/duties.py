"""A county's power with its duties, as the tests of the plugin begin."""

import datetime

from core.registers import actions
from core.registers.spec import register
from core.testing import SYSTEM
from plugins.power_list.testing import make_power
from plugins.responsibility_list.testing import make_duties

D = datetime.date
BEGUN = D(2020, 1, 1)
CHANGED = D(2024, 5, 1)
STAGES = "受理：一次告知需要补正的材料\n审查：核对申请材料"


def a_power(group, name="校车使用许可", **fields):
    return make_power(
        member=group.chengguan, organisation=group.chengguan_body, name=name,
        **{"valid_from": BEGUN} | fields,
    )  # fmt: skip


def duties_for(power, **fields):
    return make_duties(power, **{"stages": STAGES} | fields)


def drafted(row, *, day=CHANGED, verb="adjust", **content):
    """An unpublished change of a power or of its duties, as its register keeps it."""
    one = register("duty" if hasattr(row, "power_number") else "power_list")
    draft = actions.start_draft(one, row, actor=SYSTEM)
    draft.verb, draft.valid_from, draft.change_ground = verb, day, "某文件"
    for name, value in content.items():
        setattr(draft, name, value)
    return actions.save_draft(one, draft, actor=SYSTEM)


def put_in_force(draft, **decision):
    one = register("duty" if hasattr(draft, "power_number") else "power_list")
    return actions.publish(one, [draft.pk], member=draft.member, actor=SYSTEM, **decision)
