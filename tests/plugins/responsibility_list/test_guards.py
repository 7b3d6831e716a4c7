"""plugins/responsibility_list/guards.py: a power does not change under its duties."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions.boundary import exempt
from core.delivery import generations
from core.plugins.models import Activation
from core.registers import actions
from core.registers.outcomes import Unpublishable
from core.registers.spec import register
from core.testing import SYSTEM
from plugins.responsibility_list.queries.duties import outdated_duties
from tests.plugins.responsibility_list.duties import (
    BEGUN,
    CHANGED,
    D,
    a_power,
    drafted,
    duties_for,
    put_in_force,
)

pytestmark = pytest.mark.django_db


def test_a_change_waits_until_the_duties_are_published_for_its_day(group):
    power = a_power(group)
    duties = duties_for(power)
    change = drafted(power, handling_body="新科室")
    with pytest.raises(Unpublishable) as refused:
        put_in_force(change)
    (reason,) = refused.value.refusals[0].reasons
    assert duties.number in reason and "2024-05-01" in reason
    put_in_force(drafted(duties))
    assert put_in_force(change).published[0].handling_body == "新科室"


def test_duties_of_another_day_than_the_decided_one_do_not_help(group):
    power = a_power(group)
    put_in_force(drafted(duties_for(power)))
    change = drafted(power)
    with pytest.raises(Unpublishable):
        put_in_force(change, day=D(2024, 6, 1))
    assert put_in_force(change).published


def test_the_others_of_a_batch_are_published(group):
    held, free = a_power(group), a_power(group, "民办学校审批")
    duties_for(held)
    drafts = [drafted(held), drafted(free)]
    outcome = actions.publish(
        register("power_list"), [draft.pk for draft in drafts], member=group.chengguan, actor=SYSTEM
    )
    assert [version.name for version in outcome.published] == ["民办学校审批"]
    assert [refusal.draft.name for refusal in outcome.refused] == ["校车使用许可"]


def test_an_end_is_not_held_up(group):
    power = a_power(group)
    duties_for(power)
    ended = actions.cancel(
        register("power_list"), power.entry, verb="cancel", day=CHANGED, ground="某文件",
        actor=SYSTEM,
    )  # fmt: skip
    assert not ended.in_force


def test_a_correction_that_keeps_its_day_is_not_held_up(group):
    power = a_power(group)
    duties_for(power)
    draft = actions.start_draft(register("power_list"), power, actor=SYSTEM, corrects=True)
    draft.name = "校车使用许可证核发"
    actions.save_draft(register("power_list"), draft, actor=SYSTEM)
    assert put_in_force(draft).published[0].valid_from == BEGUN


def test_a_new_power_and_one_without_duties_are_not_held_up(group):
    assert put_in_force(drafted(a_power(group))).published


def test_confidential_duties_count_too(group):
    power = a_power(group, confidentiality="secret", confidentiality_reason="国家秘密")
    duties_for(power, confidentiality="secret", confidentiality_reason="国家秘密")
    with pytest.raises(Unpublishable):
        put_in_force(drafted(power))


def test_where_the_list_of_responsibilities_is_off_nothing_is_asked(group):
    power = a_power(group)
    duties_for(power)
    with exempt("test"):
        Activation.objects.filter(plugin="responsibility_list").delete()
    generations.raise_("sitegroup")
    assert put_in_force(drafted(power)).published


def test_one_query_for_any_number_of_changes(group):
    powers = [a_power(group, f"事项{number}") for number in range(4)]
    for power in powers:
        duties_for(power)
    drafts = [drafted(power) for power in powers]
    with CaptureQueriesContext(connection) as caught:
        assert len(outdated_duties(group.chengguan, drafts)) == 4
    assert len(caught) == 1
