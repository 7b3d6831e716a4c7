"""core/registers/search.py: bodies are found with what they have in the lists of a site."""

import datetime

import pytest
from wagtail.models import PageViewRestriction

from core.actions.boundary import exempt
from core.delivery import generations
from core.registers.testing import make_version
from core.search.documents import documents_of
from tests.core.registers.samples import place_page

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def page(group, powers):
    """The page of 城关区's powers, which has two of one body."""
    for name in ("甲", "乙"):
        make_version(
            powers, member=group.chengguan, organisation=group.chengguan_body,
            name=name, valid_from=D(2020, 1, 1),
        )  # fmt: skip
    return place_page(powers, group.chengguan)


def bodies(site, ids=None):
    return list(documents_of(site, "core", "body", ids))


def test_a_body_is_found_and_leads_to_its_part_of_the_list(client, group, page):
    (said,) = bodies(group.chengguan)
    body = group.chengguan_body
    assert (said["id"], said["title"]) == (body.code, body.name) and "2" in said["summary"]
    answer = client.get(said["url"].removeprefix("http://localhost:8000"))
    assert answer.status_code == 200 and "甲" in answer.content.decode()
    assert bodies(group.chengguan, [body.code]) == [said] and bodies(group.chengguan, ["x"]) == []
    assert bodies(group.qilihe) == []


@pytest.mark.parametrize("how", ["taken back", "for some alone"])
def test_where_the_list_is_not_open_to_all_neither_bodies_nor_entries_are_found(
    client, group, powers, page, how
):
    assert len(list(documents_of(group.chengguan, "power_list"))) == 2
    api = "/api/v1/sites/chengguan/registers/power_list"
    with exempt("factory"):
        if how == "taken back":
            page.unpublish()
        else:
            login = PageViewRestriction.LOGIN
            PageViewRestriction.objects.create(page=page, restriction_type=login)
        generations.raise_("sitegroup")
    assert bodies(group.chengguan) == []
    assert list(documents_of(group.chengguan, "power_list")) == []
    answer = client.get(api)
    assert answer.status_code == 404 or not answer.json()["items"]
