"""Drafts: what one starts from, what it lacks, whose bodies it may name, and who came first."""

import pytest

from core.actions.boundary import exempt
from core.plugins.gate import Refused
from core.registers import actions, drafts
from core.registers.choices import Verb
from core.registers.outcomes import Outdated
from core.registers.queries import terms
from core.registers.testing import make_version
from core.sitegroup.models import Level
from core.testing import SYSTEM, make_member, make_organisation
from tests.core.registers.editors import change, new_draft, publish

pytestmark = pytest.mark.django_db


# --- what it starts from -------------------------------------------------------------------------


def test_a_change_begins_with_the_content_and_not_with_the_verb(powers, group):
    version = publish(powers, group, new_draft(powers, group, "休学审批", remarks="备注"))
    draft = drafts.draft_of(powers, version)
    assert (draft.name, draft.remarks, draft.base_id) == ("休学审批", "备注", version.pk)
    assert (draft.verb, draft.valid_from, draft.corrects_id) == ("", None, None)


def test_a_correction_begins_with_day_and_verb_too(powers, group):
    version = publish(powers, group, new_draft(powers, group))
    draft = drafts.draft_of(powers, version, corrects=True)
    assert (draft.verb, draft.valid_from) == (Verb.ADOPT, version.valid_from)
    assert draft.corrects == version


def test_a_draft_from_an_old_version_starts_from_the_newest(powers, group):
    first = publish(powers, group, new_draft(powers, group, "旧名"))
    second = change(powers, group, first, name="新名")
    draft = drafts.draft_of(powers, first)
    assert (draft.name, draft.base_id) == ("旧名", second.pk)


# --- what it lacks -------------------------------------------------------------------------------


def test_what_is_missing_is_named_in_the_registers_order(powers, group):
    draft = powers.Draft(member=group.chengguan, name=" ")
    labels = [str(powers.field(name).label) for name in ("name", "category", "organisation")]
    assert drafts.missing(powers, draft, grounded=True) == labels
    grounds = str(powers.field("grounds").label)
    assert drafts.missing(powers, draft, grounded=False) == [*labels, grounds]


def problems(powers, group, **fields):
    given = {
        "name": "甲",
        "category": terms().find("power_category", "01"),
        "organisation": group.chengguan_body,
    } | fields
    return drafts.content_problems(
        powers,
        powers.Draft(member=group.chengguan, **given),
        grounded=True,
        bodies=set(drafts.bodies_of(group.chengguan)),
        known=terms(),
    )


def test_a_whole_content_has_no_problem(powers, group):
    assert problems(powers, group) == []


def test_a_category_of_another_register_is_told(powers, group):
    other = terms().by_dictionary["service_category"][0]
    (sentence,) = problems(powers, group, category=other)
    assert other.name in sentence


def test_a_blank_is_no_reason_of_confidentiality(powers, group):
    assert len(problems(powers, group, confidentiality="secret", confidentiality_reason=" ")) == 1
    assert problems(powers, group, confidentiality="secret", confidentiality_reason="密") == []


# --- whose bodies --------------------------------------------------------------------------------


@pytest.fixture
def department(group):
    """A department of Chengguan with a site of its own, and an office below it."""
    division = group.chengguan.division
    group.bureau = make_organisation("城关区民政局", division, code="cg-mzj")
    group.office = make_organisation("婚姻登记处", division, code="cg-hy", parent=group.bureau)
    return make_member(
        "cg-mzj", group.chengguan, Level.DEPARTMENT, division=division, organisation=group.bureau
    )


def test_a_departments_site_is_home_to_it_and_what_is_below_it(group, department):
    assert set(drafts.bodies_of(department)) == {group.bureau.pk, group.office.pk}


def test_what_has_a_site_of_its_own_is_at_home_nowhere_else(group, department):
    at_home = drafts.bodies_of(group.chengguan)
    assert group.chengguan_body.pk in at_home
    assert not {group.bureau.pk, group.office.pk, group.qilihe_body.pk} & set(at_home)


def test_an_abolished_body_implements_nothing_new(group):
    with exempt("factory"):
        group.chengguan_body.abolished_on = "2020-01-01"
        group.chengguan_body.save()
    assert drafts.bodies_of(group.chengguan) == {}


# --- who came first ------------------------------------------------------------------------------


def test_saving_without_a_revision_does_not_ask_who_came_first(powers, group):
    draft = new_draft(powers, group)
    actions.save_draft(powers, powers.Draft.objects.get(pk=draft.pk), actor=SYSTEM)
    actions.save_draft(powers, draft, actor=SYSTEM)
    assert powers.Draft.objects.get().revision == 3


def test_who_saved_in_between_is_named(powers, group):
    draft = new_draft(powers, group)
    actions.save_draft(
        powers, powers.Draft.objects.get(pk=draft.pk), actor=group.chengguan_chief, expected=1
    )
    with pytest.raises(Outdated, match="chengguan-chief") as told:
        actions.save_draft(powers, draft, actor=group.chengguan_editor, expected=1)
    assert told.value.theirs.revision == 2


def test_a_draft_stays_with_its_entry(powers, group):
    draft = new_draft(powers, group)
    other = make_version(powers, member=group.chengguan, organisation=group.chengguan_body)
    draft.entry = other.entry
    with pytest.raises(Refused):
        actions.save_draft(powers, draft, actor=SYSTEM)


def test_no_draft_of_another_sites_entry_is_begun_here(powers, group):
    version = make_version(powers, member=group.qilihe, organisation=group.qilihe_body)
    draft = powers.Draft(member=group.chengguan, entry=version.entry, name="借来的")
    with pytest.raises(Refused):
        actions.save_draft(powers, draft, actor=SYSTEM)
    assert not powers.Draft.objects.exists()


def test_grounds_are_kept_in_the_order_given_and_nothing_else_of_them(powers, group):
    grounds = [{"law": "乙法", "id": 7}, {"law": "甲法", "order": 9, "version_id": 1}]
    draft = new_draft(powers, group, grounds=grounds)
    assert list(draft.grounds.values_list("order", "law")) == [(0, "乙法"), (1, "甲法")]
