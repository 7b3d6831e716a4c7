"""plugins/power_list/flows.py: which offices are heard in a review is the government's to say."""

import pytest

from core.actions.boundary import exempt
from core.delivery import generations
from core.flows.actions import decide, recall
from core.flows.picture import picture
from core.plugins.actions import configure
from core.plugins.gate import Refused
from core.plugins.models import Activation
from core.registers.opinions.actions import answer_objections, opine
from core.registers.opinions.queries import step_of
from core.testing import SYSTEM
from plugins.power_list.flows import CONSULTED, ReviewFlow, TakeoverFlow
from tests.core.flows.conftest import officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def heard(reviewed):
    """``heard("audit", …)`` has these offices heard in Chengguan, each with a holder."""

    def run(*offices):
        with exempt("factory"):
            Activation.objects.filter(member=reviewed.chengguan, plugin="power_list").update(
                settings={"reviewed": True} | {f"consults_{office}": True for office in offices}
            )
        generations.raise_("sitegroup")
        return {office: officer(office, office, reviewed.chengguan) for office in offices}

    return run


def test_nobody_is_heard_where_the_government_does_not_want_it(go_on, awaited):
    go_on("sign")
    assert awaited() == ["first"]


def test_those_who_are_heard_are_awaited_side_by_side_and_all_of_them(
    heard,
    go_on,
    awaited,
    step,
):
    holders = heard("finance", "audit")
    go_on("sign")
    assert sorted(awaited()) == ["audit", "finance"]
    decide(step("audit"), "done", actor=holders["audit"])
    assert set(awaited()) - {"heard"} == {"finance"}
    decide(step("finance"), "done", actor=holders["finance"])
    assert awaited() == ["first"]


@pytest.mark.parametrize("office", CONSULTED)
def test_each_of_them_can_be_the_only_one(heard, go_on, awaited, step, office):
    holders = heard(office)
    go_on("sign")
    assert awaited() == [office]
    decide(step(office), "done", actor=holders[office])
    assert awaited() == ["first"]


def test_what_an_office_objected_to_is_answered_before_it_goes_on(
    heard,
    go_on,
    awaited,
    step,
    package,
    drafts,
    people,
):
    holders = heard("finance")
    go_on("sign")
    (objection,) = opine(
        step("finance"), [drafts[0].pk], verdict="object", text="收费无依据",
        actor=holders["finance"],
    )  # fmt: skip
    decide(step("finance"), "done", actor=holders["finance"])
    with pytest.raises(Refused, match="甲"):
        decide(step("first"), "pass", actor=people.establishment)
    decide(step("first"), "back", actor=people.establishment, text="请答复财政部门意见")
    revise = step_of(package, people.clerk, revising=True)
    answer_objections(package, {objection.pk: "不收费"}, step=revise, actor=people.clerk)
    decide(step("revise"), "again", actor=people.clerk)
    go_on("sign")
    assert awaited() == ["finance"], "it is heard again"
    decide(step("finance"), "done", actor=holders["finance"])
    go_on("first", "legal")
    assert awaited() == ["approval"]


def test_a_signature_is_taken_back_while_nobody_was_heard_yet(
    heard,
    go_on,
    awaited,
    step,
    people,
):
    heard("finance", "audit")
    signed = step("sign")
    go_on("sign")
    signed.refresh_from_db()
    recall(signed, actor=people.head)
    assert awaited() == ["sign"]


def test_the_settings_are_switched_in_the_control_panel(reviewed):
    said = {"reviewed": True, "consults_audit": True}
    configure("power_list", reviewed.chengguan, said, actor=SYSTEM)
    kept = Activation.objects.get(member=reviewed.chengguan, plugin="power_list").settings
    assert kept["consults_audit"] is True


@pytest.mark.parametrize("flow", [ReviewFlow, TakeoverFlow])
def test_the_picture_shows_every_office(flow):
    from core.registers.dictionaries.actions import load_dictionaries

    load_dictionaries(actor=SYSTEM)
    drawn = picture(flow)
    assert all(box.office for box in drawn.boxes if box.kind == "work")
    assert len({(box.x, box.y) for box in drawn.boxes}) == len(drawn.boxes)
