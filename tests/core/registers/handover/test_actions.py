"""core/registers/handover/actions.py, with queries.py and forms.py: given, asked for, received."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from core.flows.actions import decide
from core.flows.models import AWAITED, Proceeding, Step
from core.jobs.runner import run_all
from core.plugins.actions import disable
from core.plugins.gate import Refused
from core.registers import actions, queries
from core.registers.choices import Verb
from core.registers.handed import Handover
from core.registers.handover.actions import ask, ask_again, decline, take_over
from core.registers.handover.queries import to_ask
from core.testing import SYSTEM

pytestmark = pytest.mark.django_db
State = Handover.State


def states():
    return dict(Handover.objects.order_by("pk").values_list("receiving__slug", "state"))


@pytest.fixture
def step(group):
    """The piece of work that awaits a county."""

    def find(site):
        process = Proceeding.objects.filter(member=site).latest("pk")
        return Step.objects.get(process=process, status__in=AWAITED)

    return find


def test_what_is_delegated_is_asked_for_at_each_receiver(power, give, offices, group, step):
    version = power()
    give(version)
    give(power("教师资格认定"))
    assert Proceeding.objects.count() == 0, "a job asks, after the commit"
    run_all("w")
    titles = Proceeding.objects.order_by("pk").values_list("title", "member__slug")
    assert sorted(titles, key=lambda row: row[1]) == [
        ("承接甘肃省的 2 项事项", "chengguan"),
        ("承接甘肃省的 2 项事项", "qilihe"),
    ], "one proceeding for all that one site is given"
    assert step(group.chengguan).office == "establishment"
    run_all("w")
    assert Proceeding.objects.count() == 2 and to_ask("power_list") == []


def test_the_public_page_says_who_received_it(power, give, powers, group):
    version = power()
    give(version)
    ended = queries.version_on(powers, version.number)
    assert (ended.in_force, ended.goes_to) == (False, "城关区、七里河区")


def test_a_receiver_takes_over_by_a_draft_of_its_own(power, give, offices, powers, group, step):
    version = power()
    give(version)
    run_all("w")
    decide(step(group.chengguan), "take", actor=offices["chengguan"], data={"body": "城关区教育局"})
    draft = powers.Draft.objects.get()
    assert (draft.member, draft.organisation) == (group.chengguan, group.chengguan_body)
    assert (draft.verb, draft.name, draft.level.code) == (Verb.ESTABLISH, "民办学校审批", "4")
    assert draft.base_code == "000105001000"
    assert draft.implementation_code == "" == draft.handling_body, "they are the giver's own"
    assert draft.change_ground == f"承接甘肃省下放事项（{version.number}）。国发〔2026〕9号"
    assert [ground.law for ground in draft.grounds.all()] == ["中华人民共和国义务教育法"]
    assert states() == {"chengguan": State.DRAFTED, "qilihe": State.OPEN}

    (published,) = actions.publish(
        powers, [draft.pk], member=group.chengguan, actor=group.chengguan_chief,
        day=version.valid_from,
    ).published  # fmt: skip
    received = Handover.objects.get(receiving=group.chengguan)
    assert (received.state, received.received_number) == (State.RECEIVED, published.number)
    assert received.received_on and received.draft is None


def test_a_body_that_is_not_there_is_refused_and_the_work_still_awaits(
    power, give, offices, powers, group, step
):
    give(power())
    run_all("w")
    for body in ("七里河区教育局", "", "无此局"):
        with pytest.raises(Refused, match="不是"):
            decide(step(group.chengguan), "take", actor=offices["chengguan"], data={"body": body})
    assert not powers.Draft.objects.exists() and states()["chengguan"] == State.OPEN
    assert step(group.chengguan)


def test_a_draft_that_is_thrown_away_leaves_it_to_be_received(
    power, give, offices, powers, group, step
):
    give(power())
    run_all("w")
    decide(
        step(group.chengguan), "take", actor=offices["chengguan"], data={"body": "chengguan-jyj"}
    )
    actions.discard_draft(powers, powers.Draft.objects.get(), actor=group.chengguan_editor)
    assert states()["chengguan"] == State.OPEN
    ask_again(Handover.objects.get(receiving=group.chengguan), actor=group.chengguan_editor)
    run_all("w")
    assert step(group.chengguan).status in AWAITED


def test_a_receiver_declines_with_its_reason_and_the_giver_asks_again(
    power, give, offices, group, step
):
    give(power())
    run_all("w")
    with pytest.raises(Refused):
        decide(step(group.chengguan), "decline", actor=offices["chengguan"])
    with pytest.raises(Refused, match="尚未"):
        ask_again(Handover.objects.get(receiving=group.chengguan), actor=SYSTEM)
    decide(step(group.chengguan), "decline", actor=offices["chengguan"], text="无人承担")
    assert states() == {"chengguan": State.DECLINED, "qilihe": State.OPEN}
    ask_again(Handover.objects.get(receiving=group.chengguan), actor=SYSTEM)
    run_all("w")
    assert states()["chengguan"] == State.OPEN and step(group.chengguan)


def test_a_body_that_receives_is_asked_by_name(power, give, offices, powers, group, step):
    give(power(), "transfer", {"body": "qilihe-jyj"})
    run_all("w")
    decide(step(group.qilihe), "take", actor=offices["qilihe"], data={"body": ""})
    assert powers.Draft.objects.get().organisation == group.qilihe_body


def test_what_goes_outside_the_platform_is_noted_and_nobody_is_asked(power, give):
    (only,) = give(power(), "transfer", {"outside": "省教育学会"})
    run_all("w")
    assert (only.state, only.outside) == (State.OUTSIDE, "省教育学会")
    assert not Proceeding.objects.exists()
    with pytest.raises(Refused):
        ask_again(only, actor=SYSTEM)


def test_a_site_without_the_list_is_reported_as_not_having_received(power, give, group):
    for plugin in ("responsibility_list", "power_list"):
        disable(plugin, group.qilihe, actor=SYSTEM)
    give(power())
    run_all("w")
    assert states() == {"chengguan": State.OPEN, "qilihe": State.OPEN}
    assert list(Proceeding.objects.values_list("member__slug", flat=True)) == ["chengguan"]


def test_a_sub_item_waits_for_its_main_entry_at_the_receiver(
    power, give, offices, powers, group, step
):
    main = power()
    part = power("子项", parent=main.entry)
    for version in (part, main):
        give(version, goes_to={"sites": ["chengguan"]})
    run_all("w")
    decide(
        step(group.chengguan), "take", actor=offices["chengguan"], data={"body": "chengguan-jyj"}
    )
    drafts = {draft.name: draft for draft in powers.Draft.objects.all()}
    assert drafts["子项"].parent_draft == drafts["民办学校审批"]


def test_a_correction_gives_nothing_away_again(power, give, powers, group):
    version = power()
    give(version)
    ended = queries.version_on(powers, version.number)
    draft = actions.start_draft(powers, ended, actor=SYSTEM, corrects=True)
    draft.name = "民办学校设立审批"
    actions.save_draft(powers, draft, actor=SYSTEM)
    actions.publish(powers, [draft.pk], member=group.province, actor=SYSTEM)
    assert Handover.objects.count() == 2
    assert queries.version_on(powers, version.number).goes_to == "城关区、七里河区"


def test_what_is_asked_for_twice_is_asked_once(power, give, powers, group):
    handovers = give(power(), goes_to={"sites": ["chengguan"]})
    first = ask(powers, [each.pk for each in handovers], actor=SYSTEM)
    assert first and ask(powers, [each.pk for each in handovers], actor=SYSTEM) is None


def test_what_nobody_can_take_is_refused_with_its_reason(power, give, offices, powers, group, step):
    (outside,) = give(power(), "transfer", {"outside": "省教育学会"})
    with pytest.raises(Refused, match="没有可以承接"):
        ask(powers, [outside.pk], actor=SYSTEM)
    (handover,) = give(power("乙"), goes_to={"sites": ["chengguan"]})
    with pytest.raises(Refused, match="没有承接流程"):
        ask(replace(powers, handover=""), [handover.pk], actor=SYSTEM)
    run_all("w")
    proceeding = step(group.chengguan).process.coerced
    decline(proceeding, actor=SYSTEM)
    with pytest.raises(Refused, match="没有待承接"):
        take_over(proceeding, body="chengguan-jyj", actor=SYSTEM)
    assert not powers.Draft.objects.exists()


def test_the_other_countys_people_neither_take_nor_decline(
    power, give, offices, powers, group, step
):
    give(power())
    run_all("w")
    with pytest.raises(PermissionDenied):
        decide(
            step(group.chengguan), "take", actor=offices["qilihe"], data={"body": "chengguan-jyj"}
        )
    proceeding = step(group.chengguan).process.coerced
    for run in (
        lambda who: take_over(proceeding, body="chengguan-jyj", actor=who),
        lambda who: decline(proceeding, actor=who),
        lambda who: ask_again(Handover.objects.get(receiving=group.chengguan), actor=who),
        lambda who: ask(powers, [Handover.objects.first().pk], actor=who),
    ):
        for who in (offices["qilihe"], group.qilihe_chief, offices["chengguan"]):
            with pytest.raises(PermissionDenied):
                run(who)
    assert not powers.Draft.objects.exists()
