"""plugins/responsibility_list/views.py: powers by what stands of their duties."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.registers.spec import register
from core.testing import make_user, sign_in
from tests.plugins.responsibility_list.duties import (
    CHANGED,
    D,
    a_power,
    drafted,
    duties_for,
    put_in_force,
)

pytestmark = pytest.mark.django_db
LIST = "responsibility_list_duties"


@pytest.fixture
def three(group):
    made = [a_power(group, "甲事项"), a_power(group, "乙事项"), a_power(group, "丙事项")]
    duties_for(made[1])
    duties_for(made[2], valid_from=D(2019, 1, 1))
    return made


def names(answer):
    return [row.name for row in answer.context["object_list"]]


def test_the_report_tells_apart_what_is_missing_old_and_good(group, three):
    client = sign_in(Client(), group.chengguan_editor)
    assert len(names(client.get(reverse(LIST)))) == 3
    for state, name in (("none", "甲事项"), ("good", "乙事项"), ("before", "丙事项")):
        assert names(client.get(reverse(LIST), {"state": state})) == [name]
    assert names(client.get(reverse(LIST), {"q": "乙事项"})) == ["乙事项"]


def test_duties_that_outlive_their_power_are_reported_and_ended(group, three):
    put_in_force(drafted(three[1], verb="cancel", day=CHANGED))
    put_in_force(drafted(three[0], verb="cancel", day=CHANGED))
    client = sign_in(Client(), group.chengguan_editor)
    assert names(client.get(reverse(LIST), {"state": "left"})) == ["乙事项"]
    assert names(client.get(reverse(LIST))) == ["乙事项", "丙事项"], "nothing is owed for the other"
    url = reverse("responsibility_list_tend", args=[three[1].number])
    assert "职权已于2024-05-01终止" in client.get(url).content.decode()
    client.post(url)
    draft = register("duty").Draft.objects.get()
    assert (draft.verb, draft.valid_from, draft.change_ground) == ("cancel", CHANGED, "某文件")
    put_in_force(draft)
    assert names(client.get(reverse(LIST), {"state": "left"})) == []


def test_it_is_exported_as_it_is_filtered(group, three):
    client = sign_in(Client(), group.chengguan_editor)
    answer = client.get(reverse(LIST), {"state": "none", "export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["甲事项"]


def test_the_other_county_sees_nothing_of_it(group, three):
    client = sign_in(Client(), group.qilihe_editor)
    assert names(client.get(reverse(LIST))) == []
    assert (
        client.get(reverse("responsibility_list_tend", args=[three[0].number])).status_code == 404
    )


def test_the_filters_offer_the_sites_and_bodies_of_ones_own_powers_alone(group, three):
    def offered(user, name):
        filters = sign_in(Client(), user).get(reverse(LIST)).context["filters"].filters
        return list(filters[name].queryset)

    assert offered(group.chengguan_editor, "member") == [group.chengguan]
    assert offered(group.chengguan_editor, "organisation") == [group.chengguan_body]
    assert offered(group.qilihe_editor, "organisation") == []


def test_for_whoever_has_no_post_the_list_is_not_there(group, three):
    stranger = sign_in(Client(), make_user("stranger"))
    assert stranger.get(reverse(LIST)).status_code == 404


def test_from_the_power_an_editor_comes_to_the_draft_of_its_duties(group, three):
    client = sign_in(Client(), group.chengguan_editor)
    url = reverse("responsibility_list_tend", args=[three[0].number])
    assert "尚无责任事项" in client.get(url).content.decode()
    answer = client.post(url)
    draft = register("duty").Draft.objects.get()
    assert answer.url == reverse("drafts_duty:edit", args=[draft.pk])
    assert "继续编辑草稿" in client.get(url).content.decode()
    assert client.get(answer.url).status_code == 200


def test_the_page_shows_duties_that_lag_behind_as_such(group, three):
    client = sign_in(Client(), group.chengguan_editor)
    page = client.get(reverse("responsibility_list_tend", args=[three[2].number])).content.decode()
    assert "对应的是变动前的职权" in page and "一次告知需要补正的材料" in page


def test_the_queries_do_not_grow_with_the_powers(group, three):
    client = sign_in(Client(), group.chengguan_editor)

    def asked():
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse(LIST))
        return len(caught)

    asked()
    before = asked()
    for number in range(6):
        duties_for(a_power(group, f"事项{number}"))
    assert asked() == before
