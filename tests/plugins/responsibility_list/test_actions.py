"""plugins/responsibility_list/actions.py: the draft of a power's duties."""

import pytest
from django.core.exceptions import PermissionDenied

from core.plugins.gate import Refused
from core.registers.spec import register
from plugins.responsibility_list.actions import begin_duties
from tests.plugins.responsibility_list.duties import (
    CHANGED,
    D,
    a_power,
    drafted,
    duties_for,
    put_in_force,
)

pytestmark = pytest.mark.django_db


def test_new_duties_begin_with_the_stages_of_the_category_and_the_words_of_the_power(group):
    power = a_power(group, category=_term("02"), verb="adopt")
    draft = begin_duties(group.chengguan, power.number, actor=group.chengguan_editor)
    assert draft.stages.splitlines()[0] == "立案："
    assert (draft.name, draft.organisation_id, draft.verb) == (
        power.name, power.organisation_id, "adopt",
    )  # fmt: skip
    assert (draft.power_number, draft.valid_from) == (power.number, power.valid_from)


def test_asked_again_it_is_the_same_draft(group):
    power = a_power(group)
    first = begin_duties(group.chengguan, power.number, actor=group.chengguan_editor)
    assert begin_duties(group.chengguan, power.number, actor=group.chengguan_editor) == first
    assert register("duty").Draft.objects.count() == 1


def test_duties_that_lag_behind_take_over_day_name_and_ground_of_the_power(group):
    power = a_power(group)
    duties = duties_for(power, valid_from=D(2019, 1, 1))
    draft = begin_duties(group.chengguan, power.number, actor=group.chengguan_editor)
    assert (draft.entry_id, draft.stages) == (duties.entry_id, duties.stages)
    assert (draft.verb, draft.valid_from) == ("adjust", power.valid_from)


def test_duties_that_are_up_to_date_leave_the_day_to_their_editor(group):
    power = a_power(group)
    duties_for(power)
    draft = begin_duties(group.chengguan, power.number, actor=group.chengguan_editor)
    assert draft.valid_from is None


def test_what_is_no_public_power_of_the_site_has_no_duties(group):
    secret = a_power(group, confidentiality="secret", confidentiality_reason="国家秘密")
    ended = a_power(group, "已取消事项")
    put_in_force(drafted(ended, verb="cancel", day=CHANGED))
    for number in (secret.number, ended.number, "620102-999999"):
        with pytest.raises(Refused, match="不是本站点的职权"):
            begin_duties(group.chengguan, number, actor=group.chengguan_editor)


def test_the_officer_of_another_county_is_refused(group):
    power = a_power(group)
    with pytest.raises(PermissionDenied):
        begin_duties(group.chengguan, power.number, actor=group.qilihe_editor)
    assert not register("duty").Draft.objects.exists()


def _term(code):
    from core.registers.queries import terms

    return terms().find("power_category", code)
