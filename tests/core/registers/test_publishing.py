"""core/registers/judging.py and core/registers/publishing.py: what becomes of drafts, what is
refused, and what is in force on which day."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from core.actions.boundary import exempt
from core.plugins.gate import Refused
from core.registers import actions, queries
from core.registers.choices import Verb
from core.registers.exchange.actions import import_drafts
from core.registers.outcomes import Outdated, Unpublishable
from core.registers.queries import terms
from tests.core.registers.editors import GROUND, change, names_on, new_draft, publish
from tests.core.registers.exchange.samples import check, rows_file

pytestmark = pytest.mark.django_db
D = datetime.date


def test_a_published_draft_is_a_version_with_its_terms_and_grounds(powers, group):
    known = terms()
    draft = new_draft(
        powers,
        group,
        many={
            "audiences": [known.find("audience", "1")],
            "subjects": [known.find("subject", "N020")],
        },
    )
    version = publish(powers, group, draft)
    assert version.number == "620102-000001"
    assert [ground.law for ground in version.grounds.all()] == [GROUND["law"]]
    assert [term.name for term in version.audiences.all()] == ["自然人"]
    assert [term.name for term in version.subjects.all()] == ["教育科研"]
    assert (
        not powers.Draft.objects.exists()
        and not powers.Ground.objects.filter(draft__isnull=False).exists()
    )


def test_what_is_missing_is_named_and_nothing_is_published(powers, group):
    draft = new_draft(powers, group, name=" ", category=None, organisation=None, grounds=())
    with pytest.raises(Unpublishable) as refused:
        publish(powers, group, draft)
    sentence = str(refused.value)
    assert all(
        word in sentence
        for word in [
            str(powers.field(n).label) for n in ("name", "category", "organisation", "grounds")
        ]
    )
    assert not powers.Version.objects.exists()


def test_a_batch_publishes_what_it_can_and_returns_the_rest_with_reasons(powers, group):
    good, bad = new_draft(powers, group, "甲"), new_draft(powers, group, "乙", grounds=())
    outcome = actions.publish(
        powers, [good.pk, bad.pk], member=group.chengguan, actor=group.chengguan_chief
    )
    assert [version.name for version in outcome.published] == ["甲"]
    assert outcome.refused[0].draft.pk == bad.pk and outcome.refused[0].reasons


@pytest.mark.parametrize("law", ["", " ", "\u3000"])
def test_a_ground_without_a_law_grounds_nothing(powers, group, law):
    draft = new_draft(powers, group, grounds=())
    with exempt("factory"):  # as rows from before the rule are
        powers.Ground.objects.create(draft=draft, law=law, article="第十一条", text="全文")
    doors = (
        lambda: publish(powers, group, draft),
        lambda: call_command(
            *("registers", "publish", "power_list", "--site", "chengguan", "--all"),
            *("--verb", "接收现行", "--date", "2015-07-01"),
        ),
    )
    for door in doors:
        with pytest.raises((Unpublishable, CommandError)):
            door()
    assert not powers.Version.objects.exists()
    with exempt("factory"):
        powers.Ground.objects.create(draft=draft, law="义务教育法")
    assert publish(powers, group, draft)


@pytest.mark.parametrize("law", ["", " ", "\u3000", None])
def test_a_ground_without_a_law_is_not_saved(powers, group, law):
    draft = new_draft(powers, group)
    with pytest.raises(Refused):
        actions.save_draft(
            powers, draft, actor=group.chengguan_editor, grounds=[GROUND, GROUND | {"law": law}]
        )
    assert [ground.law for ground in draft.grounds.all()] == [GROUND["law"]]


def test_a_change_ends_the_version_before_it_on_its_own_first_day(powers, group):
    first = publish(powers, group, new_draft(powers, group))
    change(powers, group, first, day=D(2020, 1, 1), name="休学、延缓入学审批")
    assert names_on(powers, D(2019, 12, 31)) == ["休学审批"]
    assert names_on(powers, D(2020, 1, 1)) == ["休学、延缓入学审批"]
    assert names_on(powers, D(2015, 6, 30)) == []


def test_a_cancellation_is_a_version_and_keeps_the_content(powers, group):
    first = publish(powers, group, new_draft(powers, group))
    ended = actions.cancel(
        powers,
        first.entry,
        verb=Verb.CANCEL,
        day=D(2018, 1, 1),
        ground="国发〔2017〕46号",
        actor=group.chengguan_chief,
    )
    assert not ended.in_force and ended.name == first.name and ended.grounds.count() == 1
    assert names_on(powers, D(2017, 12, 31)) == ["休学审批"]
    assert names_on(powers, D(2018, 1, 1)) == []
    assert queries.version_on(powers, first.number, D(2018, 1, 1)) == ended


@pytest.mark.parametrize("day", [D(2019, 1, 1), D(2017, 1, 1)])
@pytest.mark.parametrize("verb", [Verb.CANCEL, Verb.MERGE])
def test_what_has_ended_is_not_ended_again(powers, group, verb, day):
    first = publish(powers, group, new_draft(powers, group))
    given = {"ground": "国发〔2017〕46号", "actor": group.chengguan_chief}
    ended = actions.cancel(powers, first.entry, verb=verb, day=D(2018, 1, 1), **given)
    with pytest.raises(Unpublishable):
        actions.cancel(powers, first.entry, verb=Verb.CANCEL, day=day, **given)
    with pytest.raises(Unpublishable):
        change(powers, group, ended, verb=Verb.CANCEL, day=day)
    assert powers.Version.objects.filter(entry=first.entry).count() == 2


def test_an_end_is_corrected_to_another_day_and_what_began_anew_is_ended_anew(powers, group):
    first = publish(powers, group, new_draft(powers, group))
    given = {"ground": "国发〔2017〕46号", "actor": group.chengguan_chief}
    ended = actions.cancel(powers, first.entry, verb=Verb.CANCEL, day=D(2018, 1, 1), **given)
    draft = actions.start_draft(powers, ended, actor=group.chengguan_editor, corrects=True)
    moved = publish(powers, group, draft, day=D(2017, 1, 1))
    assert not moved.in_force and names_on(powers, D(2017, 6, 1)) == []
    change(powers, group, moved, verb=Verb.ESTABLISH, day=D(2019, 1, 1))
    actions.cancel(powers, first.entry, verb=Verb.CANCEL, day=D(2020, 1, 1), **given)
    assert names_on(powers, D(2019, 6, 1)) == ["休学审批"] and names_on(powers, None) == []


def test_a_correction_replaces_the_wrong_version_and_keeps_what_the_site_said(powers, group):
    wrong = publish(powers, group, new_draft(powers, group, "修学审批"))
    said_at = wrong.recorded_at
    draft = actions.start_draft(powers, wrong, actor=group.chengguan_editor, corrects=True)
    draft.name = "休学审批"
    actions.save_draft(powers, draft, actor=group.chengguan_editor)
    right = publish(powers, group, draft)
    wrong.refresh_from_db()
    assert (wrong.superseded_by, right.valid_from) == (right, wrong.valid_from)
    assert names_on(powers, D(2016, 1, 1)) == ["休学审批"]
    assert [v.name for v in queries.said_on(powers, said_at, D(2016, 1, 1))] == ["修学审批"]
    assert [v.name for v in queries.said_on(powers, right.recorded_at, D(2016, 1, 1))] == [
        "休学审批"
    ]


def test_a_draft_whose_base_is_no_longer_the_newest_is_refused_until_its_editor_has_seen_it(
    powers, group
):
    first = publish(powers, group, new_draft(powers, group))
    slow = actions.start_draft(powers, first, actor=group.chengguan_editor)
    newest = change(powers, group, first)
    with pytest.raises(Unpublishable) as refused:
        publish(powers, group, slow, verb=Verb.ADJUST, day=D(2021, 1, 1), ground="另一文件")
    assert refused.value.refusals[0].outdated and refused.value.refusals[0].newest_pk == newest.pk
    actions.rebase_draft(powers, slow, actor=group.chengguan_editor)
    assert publish(powers, group, slow, verb=Verb.ADJUST, day=D(2021, 1, 1), ground="另一文件")


def test_a_second_editor_of_one_draft_is_told(powers, group):
    draft = new_draft(powers, group)
    theirs = powers.Draft.objects.get(pk=draft.pk)
    actions.save_draft(powers, theirs, actor=group.chengguan_chief, expected=draft.revision)
    with pytest.raises(Outdated):
        actions.save_draft(powers, draft, actor=group.chengguan_editor, expected=draft.revision)


def test_a_day_that_has_a_version_already_is_refused(powers, group):
    first = publish(powers, group, new_draft(powers, group))
    draft = actions.start_draft(powers, first, actor=group.chengguan_editor)
    with pytest.raises(Unpublishable):
        publish(powers, group, draft, verb=Verb.ADJUST, day=first.valid_from, ground="某文件")


def test_a_change_without_its_ground_and_a_new_entry_with_a_verb_of_change_are_refused(
    powers, group
):
    with pytest.raises(Unpublishable):
        publish(powers, group, new_draft(powers, group), verb=Verb.ADJUST, ground="某文件")
    with pytest.raises(Unpublishable):
        publish(powers, group, new_draft(powers, group), verb=Verb.ESTABLISH)


def test_a_body_of_another_home_site_is_refused(powers, group):
    draft = new_draft(powers, group, organisation=group.qilihe_body)
    with pytest.raises(Unpublishable):
        publish(powers, group, draft)


def test_another_countys_editor_is_refused_by_every_action(powers, group):
    version = publish(powers, group, new_draft(powers, group))
    draft = new_draft(powers, group, "另一项")
    other, chief = group.qilihe_editor, group.qilihe_chief
    for attempt in (
        lambda: actions.start_draft(powers, version, actor=other),
        lambda: actions.save_draft(powers, draft, actor=other),
        lambda: actions.discard_draft(powers, draft, actor=other),
        lambda: actions.rebase_draft(powers, draft, actor=other),
        lambda: actions.publish(powers, [draft.pk], member=group.chengguan, actor=chief),
        lambda: actions.cancel(
            powers, version.entry, verb=Verb.CANCEL, day=D(2020, 1, 1), ground="x", actor=chief
        ),
        lambda: import_drafts(powers, [], member=group.chengguan, actor=other, source="x"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    # Naming one's own site does not open another's draft.
    with pytest.raises(Unpublishable):
        actions.publish(powers, [draft.pk], member=group.qilihe, actor=chief)
    moved = powers.Draft.objects.get(pk=draft.pk)
    moved.member = group.qilihe
    with pytest.raises(PermissionDenied):
        actions.save_draft(powers, moved, actor=other)
    alien = powers.Draft(member=group.qilihe, entry=version.entry, name="偷改")
    with pytest.raises(Refused):
        actions.save_draft(powers, alien, actor=other)


def test_an_editor_who_may_not_publish_does_not(powers, group):
    draft = new_draft(powers, group)
    with pytest.raises(PermissionDenied):
        actions.publish(powers, [draft.pk], member=group.chengguan, actor=group.chengguan_editor)


def test_a_sub_item_waits_for_its_parent_and_is_numbered_under_it(powers, group):
    parent = new_draft(powers, group, "主项")
    child = new_draft(powers, group, "子项", parent_draft=parent)
    with pytest.raises(Unpublishable):
        publish(powers, group, child)
    with pytest.raises(Refused):
        actions.discard_draft(powers, parent, actor=group.chengguan_editor)
    outcome = actions.publish_all(
        powers, [child.pk, parent.pk], member=group.chengguan, actor=group.chengguan_chief
    )
    assert [version.number for version in outcome.published] == [
        "620102-000001",
        "620102-000001-01",
    ]
    assert [version.name for version in queries.children(powers, "620102-000001")] == ["子项"]


def test_numbers_are_never_given_out_twice(powers, group):
    numbers = [publish(powers, group, new_draft(powers, group, str(n))).number for n in range(3)]
    assert numbers == ["620102-000001", "620102-000002", "620102-000003"]


def test_a_kind_of_change_that_the_register_does_not_know_is_refused_at_every_door(powers, group):
    version = publish(powers, group, new_draft(powers, group))
    draft = actions.propose_end(
        powers, version, verb="generalise", day="2026-03-01", ground="甘政发〔2026〕1号",
        actor=group.chengguan_editor,
    )  # fmt: skip
    draft.refresh_from_db()
    with pytest.raises(Unpublishable, match="一般性转移支付"):
        publish(powers, group, draft)
    row = {"名称": "某事", "变动方式": "划入一般性转移支付"}
    report = check(powers, rows_file(row), group.chengguan)
    assert ("变动方式", "verb") in {(p.column, p.rule) for p in report.errors}
