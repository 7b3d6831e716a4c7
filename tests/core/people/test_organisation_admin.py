"""The screen on which the provincial office merges or abolishes an organisation."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core.people.organisation_admin import INDEX, successors_of
from core.people.rights import Reach
from core.testing import (
    make_division,
    make_member,
    make_organisation,
    make_user,
    sign_in,
)

DAY = datetime.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def office(province):
    return sign_in(Client(), make_user("office", "provincial_office", Reach.GROUP, None))


def address(organisation):
    return reverse("end_organisation", args=[organisation.pk])


def told(organisation, how, successor=None):
    return {"how": how, "on": DAY.isoformat(), "successor": successor.pk if successor else ""}


def state(organisation):
    organisation.refresh_from_db()
    return organisation.abolished_on, organisation.merged_into


def test_the_list_offers_it_for_every_body_that_has_not_ended(office, old, new):
    page = office.get(reverse(INDEX)).content.decode()
    assert address(old) in page and address(new) in page


def test_what_it_holds_is_shown_before_it_ends(office, old):
    page = office.get(address(old)).content.decode()
    assert "Goes over to the successor" in page
    assert 'name="successor"' in page


def test_a_merger_moves_what_it_held_and_ends_it(office, old, new):
    answer = office.post(address(old), told(old, "merge", new))
    assert answer.url == reverse(INDEX)
    assert state(old) == (DAY, new)
    assert new.members.get().slug == "jiuting"


def test_a_merger_without_a_successor_is_refused_beside_the_field_and_keeps_what_was_typed(
    office, old
):
    answer = office.post(address(old), told(old, "merge"))
    assert answer.context["form"].errors.keys() == {"successor"}
    assert DAY.isoformat() in answer.content.decode()
    assert state(old) == (None, None)


def test_abolishing_one_that_holds_something_names_what(office, old):
    answer = office.post(address(old), told(old, "abolish"))
    assert "still holds" in answer.context["form"].non_field_errors()[0]
    assert state(old) == (None, None)


def test_one_that_holds_nothing_is_abolished_without_a_successor(office, new):
    office.post(address(new), told(new, "abolish"))
    assert state(new) == (DAY, None)


def test_one_that_has_ended_cannot_end_again(office, new):
    office.post(address(new), told(new, "abolish"))
    assert office.get(address(new)).status_code == 404
    assert address(new) not in office.get(reverse(INDEX)).content.decode()


def test_the_list_shows_those_in_being_or_those_that_ended(office, old, new):
    office.post(address(new), told(new, "abolish"))
    index = reverse(INDEX)
    assert [row.name for row in office.get(f"{index}?ended=1").context["object_list"]] == ["省新厅"]
    assert "省新厅" not in {
        row.name for row in office.get(f"{index}?ended=0").context["object_list"]
    }


def test_only_bodies_of_the_place_and_above_it_are_offered_as_successors(province, old):
    lanzhou = make_division("620100", "兰州市", parent=province.division)
    tianshui = make_division("620500", "天水市", parent=province.division)
    bureau = make_organisation("兰州市甲局", division=lanzhou)
    sister = make_organisation("兰州市乙局", division=lanzhou)
    stranger = make_organisation("天水市甲局", division=tianshui)
    offered = list(successors_of(bureau))
    assert offered[0] == sister, "the nearest stand first"
    assert old in offered and stranger not in offered and bureau not in offered


def test_its_end_is_no_field_of_the_edit_form(office, old):
    page = office.get(reverse("people_organisation_modeladmin_edit", args=[old.pk]))
    fields = page.context["form"].fields
    assert "name" in fields
    assert not {"abolished_on", "merged_into"} & fields.keys()


@pytest.mark.parametrize(
    ("role", "reach"),
    [
        ("site_administrator", Reach.SUBTREE),
        ("chief_editor", Reach.SITE),
        ("editor", Reach.SITE),
        ("auditor", Reach.GROUP),
    ],
)
def test_nobody_but_the_provincial_office_may_end_an_organisation(province, old, new, role, reach):
    lanzhou = make_member("lanzhou", province)
    client = sign_in(
        Client(), make_user("it", role, reach, None if reach is Reach.GROUP else lanzhou)
    )
    for answer in (client.get(address(old)), client.post(address(old), told(old, "merge", new))):
        assert answer.status_code in (302, 403) and answer.get("Location", "") != reverse(INDEX)
        assert not (answer.context and "holdings" in answer.context), "nothing is shown either"
    assert state(old) == (None, None)
