"""Organisations end by actions that name all they held, and are moved or refused as told."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.audit.models import AuditLine
from core.people.actions import abolish_organisation, merge_organisations
from core.people.holdings import holders, holdings_of
from core.people.models import Organisation
from core.plugins.gate import Refused
from core.testing import SYSTEM, make_organisation, make_user

DAY = datetime.date(2026, 3, 1)


def held(organisation):
    return {(each.model._meta.label, each.field): each.count for each in holdings_of(organisation)}


def test_every_relation_to_an_organisation_is_a_holder_without_saying_so():
    found = {(model._meta.label, field) for model, field in holders()}
    assert {("people.Organisation", "parent"), ("sitegroup.Member", "organisation")} <= found
    assert ("people.Organisation", "merged_into") not in found
    assert ("power_list.PowerVersion", "organisation") in found or any(
        label.startswith("power_list.") for label, _field in found
    )


def test_what_it_holds_is_counted_by_kind(old):
    assert held(old) == {
        ("people.Organisation", "parent"): 1,
        ("sitegroup.Member", "organisation"): 1,
    }


def test_merging_without_moving_is_refused_and_names_all_it_holds(old, new):
    with pytest.raises(Refused) as caught:
        merge_organisations(old, new, on=DAY, actor=SYSTEM)
    assert "省旧厅" in str(caught.value) and ": 1" in str(caught.value)
    old.refresh_from_db()
    assert (old.abolished_on, old.merged_into) == (None, None)


def test_merging_moves_sites_and_internal_bodies_and_says_so_in_the_log(old, new):
    merge_organisations(old, new, on=DAY, actor=SYSTEM, move=True)
    old.refresh_from_db()
    assert (old.abolished_on, old.merged_into) == (DAY, new)
    assert new.members.get().slug == "jiuting"
    assert new.children.get().name == "省旧厅办公室"
    assert holdings_of(old) == []
    line = AuditLine.objects.get(name="people.merge_organisations")
    assert line.detail["held"] == {
        "people.organisation.parent": 1,
        "sitegroup.member.organisation": 1,
    }
    assert line.detail["into"] == new.code


@pytest.mark.parametrize("case", ["itself", "its own child", "one that has ended"])
def test_merging_into_the_impossible_is_refused(case, old, new):
    child = old.children.get()
    if case == "one that has ended":
        abolish_organisation(new, on=DAY, actor=SYSTEM)
    target = {"itself": old, "its own child": child, "one that has ended": new}[case]
    with pytest.raises(Refused):
        merge_organisations(old, target, on=DAY, actor=SYSTEM, move=True)


def test_abolishing_what_holds_something_is_refused_and_names_it(old):
    with pytest.raises(Refused, match=": 1"):
        abolish_organisation(old, on=DAY, actor=SYSTEM)
    assert Organisation.objects.get(pk=old.pk).abolished_on is None


def test_abolishing_hands_over_as_told(old, new):
    abolish_organisation(old, on=DAY, actor=SYSTEM, move_to=new)
    assert Organisation.objects.get(pk=old.pk).abolished_on == DAY
    assert held(new) == {
        ("people.Organisation", "parent"): 1,
        ("sitegroup.Member", "organisation"): 1,
    }


def test_abolishing_twice_is_refused(new):
    abolish_organisation(new, on=DAY, actor=SYSTEM)
    with pytest.raises(Refused, match="2026-03-01"):
        abolish_organisation(new, on=DAY, actor=SYSTEM)


def test_only_the_provincial_office_ends_organisations(old, new, province):
    editor = make_user("editor", "site_administrator", member=province)
    with pytest.raises(PermissionDenied):
        merge_organisations(old, new, on=DAY, actor=editor, move=True)
    with pytest.raises(PermissionDenied):
        abolish_organisation(old, on=DAY, actor=editor, move_to=new)


def test_published_history_keeps_its_body_and_blocks_an_end_without_a_successor(
    old, new, monkeypatch
):
    """By a model that says so; here the sites stand in for a register's versions."""
    from core.sitegroup.models import Member

    monkeypatch.setattr(Member, "keeps_organisation", True, raising=False)
    with pytest.raises(Refused):
        abolish_organisation(old, on=DAY, actor=SYSTEM, move_to=new)
    found = merge_organisations(old, new, on=DAY, actor=SYSTEM, move=True)
    assert [each.movable for each in found if each.model is Member] == [False]
    assert old.members.count() == 1 and new.children.count() == 1


@pytest.mark.parametrize(
    ("code", "good"),
    [("91110000600037341L", True), ("911100006000373411", False), ("91310000", False), ("", True)],
)
def test_a_credit_code_must_have_its_check_digit(code, good, province):
    organisation = make_organisation("某局")
    organisation.uscc = code
    if good:
        organisation.full_clean()
    else:
        with pytest.raises(ValidationError):
            organisation.full_clean()
