"""core/registers/review/actions.py: sent, frozen, approved, published on its day."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core.flows.actions import decide
from core.jobs.models import Job, State
from core.jobs.runner import run_all
from core.plugins.gate import Refused
from core.registers import actions
from core.registers.approval import Approval, Package
from core.registers.choices import Verb
from core.registers.outcomes import Finding, Unpublishable
from core.registers.packages import is_closed
from core.registers.review.actions import approve, close, publish_part, send, take_back
from core.testing import SYSTEM, make_organisation
from tests.core.registers.conftest import pass_on
from tests.core.registers.editors import change, new_draft, publish

pytestmark = pytest.mark.django_db
ALL = ("sign", "first", "legal", "approval")


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


def test_a_package_goes_from_hand_to_hand_and_is_published_on_its_day(
    powers, package, go_on, awaited, time_machine
):
    for name in ALL:
        assert awaited() == [name]
        go_on(name)
    assert awaited() == [] and not powers.Version.objects.exists()
    run_all("w")
    assert not powers.Version.objects.exists(), "its day has not come"
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    run_all("w")
    found = powers.Version.objects.order_by("name")
    assert sorted(found.values_list("name", "verb")) == [("乙", "establish"), ("甲", "establish")]
    assert {version.valid_from for version in found} == {datetime.date(2026, 11, 27)}
    assert {version.approval.number for version in found} == {"城政发〔2026〕8号"}
    package.refresh_from_db()
    assert package.published_at is not None and not powers.Draft.objects.exists()


def test_what_is_under_review_is_neither_changed_nor_discarded_nor_published(
    powers, package, drafts, reviewed
):
    draft = powers.Draft.objects.get(pk=drafts[0].pk)
    for attempt in (
        lambda: actions.save_draft(powers, draft, actor=reviewed.chengguan_editor),
        lambda: actions.discard_draft(powers, draft, actor=reviewed.chengguan_editor),
        lambda: actions.discard_draft(powers, drafts[0], actor=reviewed.chengguan_editor),
        lambda: publish(powers, reviewed, draft),
        lambda: publish(powers, reviewed, draft, verb=Verb.ADOPT),
        lambda: send(
            powers, [draft.pk], member=reviewed.chengguan, title="x",
            actor=reviewed.chengguan_editor,
        ),
    ):  # fmt: skip
        with pytest.raises(Refused):
            attempt()
    assert powers.Draft.objects.count() == 2 and not powers.Version.objects.exists()


def test_an_editor_who_had_it_open_when_it_was_sent_is_told_and_its_package_stays(
    powers, drafts, reviewed, people
):
    open_in_a_form = powers.Draft.objects.get(pk=drafts[0].pk)
    package = send(
        powers, [drafts[0].pk], member=reviewed.chengguan, title="x",
        actor=reviewed.chengguan_editor,
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.save_draft(powers, open_in_a_form, actor=reviewed.chengguan_editor)
    assert powers.Draft.objects.get(pk=drafts[0].pk).package == package


def test_what_is_sent_back_can_be_changed_and_sent_again(
    powers, package, drafts, reviewed, go_on, step, people, awaited
):
    go_on("sign")
    decide(step("first"), "back", actor=people.establishment, text="名称不规范")
    assert not is_closed(Package.objects.get(pk=package.pk))
    draft = powers.Draft.objects.get(pk=drafts[0].pk)
    draft.name = "甲（修改后）"
    actions.save_draft(powers, draft, actor=reviewed.chengguan_editor)
    assert powers.Draft.objects.get(pk=draft.pk).package == package
    go_on("revise")
    assert awaited() == ["sign"] and is_closed(Package.objects.get(pk=package.pk))


def test_what_is_taken_back_for_good_is_free_and_unpublished(
    powers, package, reviewed, go_on, step, people
):
    decide(step("sign"), "back", actor=people.head, text="暂缓")
    decide(step("revise"), "take_back", actor=people.clerk, text="暂缓")
    assert not powers.Draft.objects.exclude(package=None).exists()
    again = send(
        powers, list(powers.Draft.objects.values_list("pk", flat=True)),
        member=reviewed.chengguan, title="第二次", actor=reviewed.chengguan_editor,
    )  # fmt: skip
    assert again != package


def test_nothing_but_what_was_in_force_is_published_without_a_review(powers, reviewed):
    draft = new_draft(powers, reviewed, verb=Verb.ESTABLISH, change_ground="国发〔2026〕1号")
    with pytest.raises(Unpublishable):
        publish(powers, reviewed, draft, verb=Verb.ESTABLISH)
    version = publish(powers, reviewed, draft, verb=Verb.ADOPT)
    with pytest.raises(Unpublishable):
        actions.cancel(
            powers, version.entry, verb=Verb.CANCEL, day=datetime.date(2026, 11, 26),
            ground="x", actor=reviewed.chengguan_chief,
        )  # fmt: skip
    with pytest.raises(Unpublishable):
        change(powers, reviewed, version, verb=Verb.ADJUST, name="新名称")


def test_a_change_is_published_under_no_other_name_without_a_review(powers, reviewed):
    version = publish(powers, reviewed, new_draft(powers, reviewed), verb=Verb.ADOPT)
    renamed = actions.start_draft(powers, version, actor=reviewed.chengguan_editor)
    mended = actions.start_draft(powers, version, actor=reviewed.chengguan_editor, corrects=True)
    day = datetime.date(2026, 11, 26)
    for draft, verb in ((renamed, Verb.ADOPT), (mended, Verb.CANCEL), (mended, Verb.ADJUST)):
        with pytest.raises(Unpublishable, match="送审"):
            publish(powers, reviewed, draft, verb=verb, day=day, ground="某文件")
    assert powers.Version.objects.get() == version
    assert publish(powers, reviewed, mended).verb == Verb.ADOPT


def test_an_end_is_proposed_reviewed_and_comes_to_pass(powers, reviewed, people, time_machine):
    version = publish(powers, reviewed, new_draft(powers, reviewed), verb=Verb.ADOPT)
    draft = actions.propose_end(
        powers, version, verb=Verb.CANCEL, day=datetime.date(2026, 12, 1), ground="国发〔2026〕2号",
        actor=reviewed.chengguan_editor,
    )  # fmt: skip
    package = send(
        powers, [draft.pk], member=reviewed.chengguan, title="取消",
        actor=reviewed.chengguan_editor,
    )  # fmt: skip
    pass_on(package, people, *ALL, day="2026-11-25", publish_on="2026-11-26")
    time_machine.move_to("2026-11-26T00:00:01+08:00")
    run_all("w")
    ended = powers.Version.objects.get(entry=version.entry, verb=Verb.CANCEL)
    assert (ended.valid_from, ended.in_force) == (datetime.date(2026, 12, 1), False)


def test_only_drafts_of_one_body_that_could_be_published_are_sent(powers, reviewed, drafts):
    other = make_organisation("城关区民政局", reviewed.chengguan.division)
    strange = new_draft(powers, reviewed, "丙", organisation=other)
    bare = new_draft(powers, reviewed, "丁", organisation=None)
    unready = new_draft(powers, reviewed, "戊", grounds=(), verb=Verb.ESTABLISH)

    def sent(*rows):
        with pytest.raises(Refused) as refusal:
            send(
                powers, [row.pk for row in rows], member=reviewed.chengguan, title="x",
                actor=reviewed.chengguan_editor,
            )  # fmt: skip
        return str(refusal.value)

    assert "城关区民政局" in sent(drafts[0], strange)
    assert "丁" in sent(drafts[0], bare)
    assert "国发" in sent(unready) or str(powers.field("grounds").label) in sent(unready)
    assert sent()
    assert not Package.objects.exists()


def test_what_an_examination_contradicts_is_neither_sent_nor_approved(
    powers, reviewed, people, drafts, package, go_on, monkeypatch, awaited
):
    def contradict(rows, day):
        return {row.pk: [Finding("依据已废止", refuses=True)] for row in rows if row.name == "乙"}

    go_on("sign", "first", "legal")
    monkeypatch.setattr("plugins.power_list.queries.examine", contradict)
    with pytest.raises(Unpublishable, match="依据已废止"):
        go_on("approval")
    assert awaited() == ["approval"] and not Approval.objects.exists()
    fresh = new_draft(powers, reviewed, "乙", verb=Verb.ESTABLISH, change_ground="x")
    with pytest.raises(Unpublishable, match="依据已废止"):
        send(
            powers, [fresh.pk], member=reviewed.chengguan, title="x",
            actor=reviewed.chengguan_editor,
        )  # fmt: skip
    assert powers.Draft.objects.get(pk=fresh.pk).package is None


def test_what_was_emptied_or_given_to_another_body_meanwhile_is_not_approved(
    powers, reviewed, people, package, drafts, go_on, step, awaited
):
    decide(step("sign"), "back", actor=people.head, text="请修改")
    first, second = powers.Draft.objects.order_by("pk")
    first.organisation = make_organisation("城关区民政局", reviewed.chengguan.division)
    actions.save_draft(powers, first, actor=reviewed.chengguan_editor)
    go_on("revise", "sign", "first", "legal")
    with pytest.raises(Refused):
        go_on("approval")
    decide(step("approval"), "back", actor=people.government, text="不属本部门")
    for draft in (first, second):
        actions.discard_draft(powers, draft, actor=reviewed.chengguan_editor)
    go_on("revise", "sign", "first", "legal")
    with pytest.raises(Refused):
        go_on("approval")
    assert awaited() == ["approval"] and not Approval.objects.exists()


def test_an_approval_names_its_act_and_is_given_once(package, go_on, step, people):
    go_on("sign", "first", "legal")
    for wrong in (
        {"number": " "}, {"body": ""}, {"day": "2026-12-01"}, {"publish_on": "2026-11-01"},
        {"day": ""}, {"publish_on": "soon"},
    ):  # fmt: skip
        with pytest.raises(Refused):
            go_on("approval", **wrong)
    assert not Approval.objects.exists()
    with pytest.raises(Refused):
        decide(step("approval"), "approve", actor=people.government)
    go_on("approval")
    package.refresh_from_db()
    with pytest.raises(Refused):
        approve(
            package, body="x", number="2", day=datetime.date(2026, 11, 25),
            publish_on=datetime.date(2026, 11, 26), actor=SYSTEM,
        )  # fmt: skip
    assert Approval.objects.count() == 1


@pytest.mark.parametrize("passed", range(len(ALL)))
def test_nothing_is_approved_before_the_review_has_come_to_it(package, go_on, passed):
    go_on(*ALL[:passed])
    with pytest.raises(Refused):
        approve(
            package, body="x", number="2", day=datetime.date(2026, 11, 25),
            publish_on=datetime.date(2026, 11, 26), actor=SYSTEM,
        )  # fmt: skip
    assert not Approval.objects.exists()


def test_what_was_taken_back_for_good_is_not_approved(package, step, people):
    decide(step("sign"), "back", actor=people.head, text="暂缓")
    decide(step("revise"), "take_back", actor=people.clerk, text="暂缓")
    with pytest.raises(Refused):
        approve(
            Package.objects.get(pk=package.pk), body="x", number="2",
            day=datetime.date(2026, 11, 25), publish_on=datetime.date(2026, 11, 26), actor=SYSTEM,
        )  # fmt: skip


def test_without_approval_and_before_its_day_no_road_publishes(
    powers, package, drafts, go_on, reviewed
):
    pks = [draft.pk for draft in drafts]
    with pytest.raises(Refused):
        publish_part(package, pks, actor=SYSTEM)
    go_on(*ALL)
    package = Package.objects.select_related("approval").get(pk=package.pk)
    with pytest.raises(Refused):
        publish_part(package, pks, actor=SYSTEM)
    with pytest.raises(Refused):
        close(package, actor=SYSTEM)
    with pytest.raises(Refused):
        publish(powers, reviewed, powers.Draft.objects.get(pk=pks[0]))
    assert not powers.Version.objects.exists()


def test_a_publication_that_was_killed_half_way_goes_on_where_it_was(
    powers, package, go_on, monkeypatch, time_machine
):
    from core.registers import jobs

    monkeypatch.setattr(jobs, "PART", 1)
    go_on(*ALL)
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    whole, seen = jobs.publish_part, []

    def dying(package, part, *, actor):
        seen.append(part)
        if len(seen) == 2:
            raise OSError("the machine was switched off")
        return whole(package, part, actor=actor)

    monkeypatch.setattr(jobs, "publish_part", dying)
    run_all("w")
    assert powers.Version.objects.count() == 1
    Job.objects.filter(kind="core:registers.publish_package").update(
        run_after=datetime.datetime(2026, 11, 27, tzinfo=datetime.UTC) - datetime.timedelta(hours=9)
    )
    run_all("w")
    assert powers.Version.objects.count() == 2
    job = Job.objects.get(kind="core:registers.publish_package")
    assert job.state == State.DONE
    assert Package.objects.get().published_at is not None


def test_an_approved_change_that_a_correction_overtook_is_published_after_all(
    powers, reviewed, people, time_machine
):
    version = publish(powers, reviewed, new_draft(powers, reviewed), verb=Verb.ADOPT)
    draft = actions.start_draft(powers, version, actor=reviewed.chengguan_editor)
    draft.name, draft.verb, draft.change_ground = "休学核准", Verb.ADJUST, "国发〔2026〕3号"
    actions.save_draft(powers, draft, actor=reviewed.chengguan_editor)
    package = send(
        powers, [draft.pk], member=reviewed.chengguan, title="x", actor=reviewed.chengguan_editor
    )
    pass_on(package, people, *ALL, day="2026-11-25", publish_on="2026-11-26")
    mended = actions.start_draft(powers, version, actor=reviewed.chengguan_editor, corrects=True)
    publish(powers, reviewed, mended)
    time_machine.move_to("2026-11-26T00:00:01+08:00")
    package = Package.objects.select_related("approval", "member__division").get()
    with pytest.raises(Unpublishable):
        publish_part(package, [draft.pk], actor=SYSTEM)
    actions.rebase_draft(powers, draft, actor=reviewed.chengguan_editor)
    assert publish_part(package, [draft.pk], actor=SYSTEM) == 1


def test_what_changed_today_is_sent_for_another_day_and_refused_for_the_same(
    powers, reviewed, people, time_machine
):
    today = datetime.date(2026, 11, 25)
    version = publish(powers, reviewed, new_draft(powers, reviewed, valid_from=today))
    draft = actions.start_draft(powers, version, actor=reviewed.chengguan_editor)
    draft.verb, draft.change_ground = Verb.ADJUST, "国发〔2026〕3号"
    actions.save_draft(powers, draft, actor=reviewed.chengguan_editor)
    package = send(
        powers, [draft.pk], member=reviewed.chengguan, title="x", actor=reviewed.chengguan_editor
    )
    pass_on(package, people, "sign", "first", "legal")
    with pytest.raises(Unpublishable):
        pass_on(package, people, "approval", day="2026-11-25", publish_on="2026-11-25")
    pass_on(package, people, "approval", day="2026-11-25", publish_on="2026-12-02")
    assert Approval.objects.get().publish_on == datetime.date(2026, 12, 2)


def test_two_who_send_one_draft_make_one_package(powers, reviewed, people, drafts):
    stale = [draft.pk for draft in drafts]
    for attempt in range(2):
        try:
            send(
                powers, stale, member=reviewed.chengguan, title=f"{attempt}",
                actor=reviewed.chengguan_editor,
            )  # fmt: skip
        except Refused as refusal:
            assert "甲" in str(refusal) and attempt == 1
    assert Package.objects.count() == 1


@pytest.mark.parametrize("who", ["qilihe_editor", "qilihe_chief"])
def test_the_other_countys_people_send_nothing_and_take_nothing_back(
    powers, reviewed, drafts, package, who
):
    stranger = getattr(reviewed, who)
    with pytest.raises(PermissionDenied):
        send(powers, [drafts[0].pk], member=reviewed.chengguan, title="x", actor=stranger)
    with pytest.raises(PermissionDenied):
        take_back(package, actor=stranger)
    with pytest.raises(PermissionDenied):
        approve(
            package, body="x", number="1", day=datetime.date(2026, 11, 25),
            publish_on=datetime.date(2026, 11, 26), actor=stranger,
        )  # fmt: skip
