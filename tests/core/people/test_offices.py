"""core/people/offices.py: what offices are called, and what goes together with them."""

import pytest

from core.people.actions import appoint
from core.people.offices import office_name, office_names, office_problem, post_name
from core.people.rights import OFFICER, Reach
from core.testing import (
    SYSTEM,
    make_division,
    make_member,
    make_organisation,
    make_province,
    make_term,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    make_term("office", "legal", "司法行政机关", also="法制办")
    make_term("office", "old", "监察厅", in_use=False)
    return make_member("chengguan", make_province(), "county", division=make_division("620102"))


def test_an_office_that_is_no_longer_used_keeps_its_name_and_is_offered_to_nobody(county):
    assert office_names() == {"legal": "司法行政机关"}
    assert (office_name("old"), office_name("unheard")) == ("监察厅", "unheard")


@pytest.mark.parametrize(
    ("role", "reach", "office", "field"),
    [
        (OFFICER, Reach.SITE, "legal", None),
        (OFFICER, Reach.SUBTREE, "legal", "reach"),
        (OFFICER, Reach.SITE, "", "office"),
        (OFFICER, Reach.SITE, "old", "office"),
        ("editor", Reach.SITE, "legal", "office"),
        ("editor", Reach.SITE, "", None),
    ],
)
def test_role_place_and_office_go_together(county, role, reach, office, field):
    problem = office_problem(role, reach, county, office, None)
    assert (problem and problem[0]) == field


def test_an_office_is_held_for_a_body_of_the_sites_own_division(county):
    own = make_organisation("城关区民政局", division=county.division)
    other = make_organisation("定西市民政局", division=make_division("621100"))
    assert office_problem(OFFICER, Reach.SITE, county, "legal", own) is None
    found = office_problem(OFFICER, Reach.SITE, county, "legal", other)
    assert found is not None and found[0] == "organisation"


def test_a_post_is_called_by_its_office_or_by_its_role(county):
    user = make_user("somebody")
    held = appoint(user, OFFICER, Reach.SITE, county, office="legal", actor=SYSTEM)
    plain = appoint(user, "editor", Reach.SITE, county, actor=SYSTEM)
    assert post_name(held) == "司法行政机关"
    assert post_name(plain) == str(plain.get_role_display())
