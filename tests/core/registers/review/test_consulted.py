"""core/registers/review/offices.py, core/registers/review_settings.py: which offices are heard in a
review is the government's to say, and a single adjustment is reviewed by fewer, sooner."""

import pytest
from django.utils import timezone

from core.actions.boundary import exempt
from core.delivery import generations
from core.flows.actions import decide, recall
from core.flows.models import Step
from core.flows.picture import picture
from core.plugins.actions import configure
from core.plugins.gate import Refused
from core.plugins.models import Activation
from core.registers.actions import save_draft, start_draft
from core.registers.choices import Verb
from core.registers.opinions.actions import answer_objections, opine
from core.registers.opinions.queries import step_of
from core.registers.packages import is_single
from core.registers.review.actions import send
from core.registers.review.offices import CONSULTED
from core.testing import SYSTEM
from plugins.power_list.flows import ReviewFlow, TakeoverFlow
from plugins.responsibility_list import flows as responsibilities
from tests.core.flows.conftest import officer
from tests.core.registers.editors import new_draft, publish

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


# --- between rounds ------------------------------------------------------------------------------


@pytest.fixture
def sent(powers, reviewed, people, drafts):
    """``sent(count)`` sends so many of the drafts of new powers, and awaits the head."""

    def run(count):
        pks = [draft.pk for draft in drafts[:count]]
        at, editor = reviewed.chengguan, reviewed.chengguan_editor
        return send(powers, pks, member=at, title="调整", actor=editor).proceeding

    return run


def on(proceeding, name):
    steps = Step.objects.filter(process=proceeding).order_by("-pk")
    return next(each for each in steps if each.flow_task.name == name)


def changed(powers, reviewed, version, verb, **fields):
    draft = start_draft(powers, version, actor=reviewed.chengguan_editor)
    for name, value in ({"verb": verb, "change_ground": "国发〔2026〕1号"} | fields).items():
        setattr(draft, name, value)
    return save_draft(powers, draft, actor=reviewed.chengguan_editor)


def test_a_single_adjustment_is_heard_by_nobody_else_and_in_shorter_terms(heard, sent, people):
    heard("finance", "audit")
    proceeding = sent(1)
    assert proceeding.data["short"] is True
    assert on(proceeding, "sign").due_at.date().isoformat() == "2026-11-27"
    decide(on(proceeding, "sign"), "sign", actor=people.head, confirmed_at=timezone.now())
    first = on(proceeding, "first")
    assert first.due_at.date().isoformat() == "2026-12-02"
    decide(first, "pass", actor=people.establishment)
    decide(on(proceeding, "legal"), "pass", actor=people.legal)
    assert on(proceeding, "approval").due_at.date().isoformat() == "2026-12-02"


def test_several_at_once_take_the_whole_flow(heard, sent, people):
    heard("finance")
    proceeding = sent(2)
    assert "short" not in proceeding.data
    decide(on(proceeding, "sign"), "sign", actor=people.head, confirmed_at=timezone.now())
    assert on(proceeding, "finance")


def test_in_a_round_even_one_entry_takes_the_whole_flow(heard, round, sent):
    assert "short" not in sent(1).data


def test_a_government_may_want_the_whole_flow_for_all(reviewed, sent):
    configure("power_list", reviewed.chengguan, {"shortened": False}, actor=SYSTEM)
    assert "short" not in sent(1).data


def test_what_becomes_one_entry_is_one_adjustment(powers, reviewed, people):
    kept, *others = [
        publish(powers, reviewed, new_draft(powers, reviewed, name)) for name in ("甲", "乙", "丙")
    ]
    drafts = [
        changed(powers, reviewed, version, Verb.MERGE, successor=kept.entry) for version in others
    ]
    assert is_single([*drafts, changed(powers, reviewed, kept, Verb.STRENGTHEN)])
    apart = new_draft(powers, reviewed, "丁")
    assert not is_single([*drafts, apart])


@pytest.mark.parametrize(
    "flow",
    [ReviewFlow, TakeoverFlow, responsibilities.ReviewFlow, responsibilities.TakeoverFlow],
)
def test_the_picture_shows_every_office(flow):
    from core.registers.dictionaries.actions import load_dictionaries

    load_dictionaries(actor=SYSTEM)
    drawn = picture(flow)
    assert all(box.office for box in drawn.boxes if box.kind == "work")
    assert len({(box.x, box.y) for box in drawn.boxes}) == len(drawn.boxes)
