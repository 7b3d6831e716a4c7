"""core/registers/annexes/sent.py: an import knows the forms in the words of a site's government."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.actions.boundary import exempt
from core.registers.annexes.actions import arrange
from core.registers.annexes.changes import ANNEX
from core.registers.annexes.sent import forms_of
from core.sitegroup.models import Level
from core.testing import make_member, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


def words(member, name="annex-2"):
    return next(form.words for form in forms_of(member) if form.name == name)


def test_the_words_are_those_of_the_government_and_of_no_other(reviewed, people):
    columns = [replace(column, header=f"{column.header}数") for column in ANNEX.columns]
    columns[-1] = replace(columns[-1], shown=False)
    arrange(ANNEX, reviewed.chengguan, columns, actor=people.establishment)
    assert words(reviewed.chengguan)["取消"] == "取消数"
    assert words(reviewed.chengguan)["合计"] == "合计", "who hides a column has no word for it"
    assert words(reviewed.qilihe)["取消"] == "取消"
    body = reviewed.chengguan_body
    site = make_member("jyj", reviewed.chengguan, Level.DEPARTMENT, organisation=body)
    assert words(site)["取消"] == "取消数", "a department's forms are its government's"


def test_they_cost_one_query(reviewed):
    with CaptureQueriesContext(connection) as caught:
        forms_of(reviewed.chengguan)
    assert len([each for each in caught if "arrangement" in each["sql"]]) == len(caught) == 1


def test_the_page_of_a_form_says_where_it_is_changed(people, reviewed, round):
    def page(user, number):
        url = reverse("round_annex", args=[round.pk, number])
        return sign_in(Client(), user).get(url).content.decode()

    into, kept = reverse("entries_duty:import"), reverse("people:index")
    editor = reviewed.chengguan_editor
    assert f'href="{into}">' in page(editor, 6) and f'href="{into}">' not in page(people.legal, 6)
    with exempt("factory"):
        keeper = make_user("keeper", "site_administrator", member=reviewed.chengguan)
    said = page(keeper, 7)
    assert "不能导入" in said
    assert said.count(f'href="{kept}"') > page(editor, 7).count(f'href="{kept}"')
