"""A register's page as a column among the uniform ones: when it counts as blank."""

import datetime

import pytest
from django.test.utils import CaptureQueriesContext

from core.registers.choices import Verb
from core.registers.testing import make_version
from core.sitegroup.models import Level
from core.testing import make_member
from tests.core.registers.samples import place_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(group, powers):
    """The pages of the province and of its two counties."""
    members = (group.province, group.chengguan, group.qilihe)
    return {member.slug: place_page(powers, member).pk for member in members}


def test_a_list_with_nothing_in_force_is_blank(group, powers, pages):
    make_version(powers, member=group.chengguan, organisation=group.chengguan_body)
    assert powers.Page.blank_among(pages.values()) == {pages["qilihe"]}


@pytest.mark.parametrize(
    "past",
    [
        {"valid_from": datetime.date(2015, 1, 1), "valid_to": datetime.date(2016, 1, 1)},
        {"verb": Verb.CANCEL, "in_force": False},
        {"confidentiality": "secret", "confidentiality_reason": "国家秘密"},
    ],
    ids=["ended", "cancelled", "confidential"],
)
def test_what_no_reader_can_see_today_does_not_fill_it(group, powers, pages, past):
    make_version(powers, member=group.chengguan, organisation=group.chengguan_body, **past)
    assert pages["chengguan"] in powers.Page.blank_among(pages.values())


def test_only_the_pages_asked_about_are_judged(powers, pages):
    assert powers.Page.blank_among([pages["qilihe"]]) == {pages["qilihe"]}
    assert powers.Page.blank_among([]) == set()


def test_the_number_of_queries_does_not_grow_with_the_pages(group, powers, pages):
    from django.db import connection

    def queries():
        with CaptureQueriesContext(connection) as captured:
            powers.Page.blank_among(pages.values())
        return len(captured)

    before = queries()
    for n in range(5):
        member = make_member(f"county-{n}", group.province, Level.COUNTY)
        pages[member.slug] = place_page(powers, member).pk
    assert queries() == before
