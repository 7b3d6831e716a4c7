"""core/registers/admin/edition_views.py: editions are issued, listed and exported."""

import datetime
import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from core.registers.edition import Edition
from core.testing import make_user, sign_in
from plugins.power_list.testing import make_power
from tests.core.registers.samples import place_page

pytestmark = pytest.mark.django_db
URL = ("edition_issue", ["power_list", "chengguan"])


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def listed(group, powers):
    place_page(powers, group.chengguan)
    return make_power(
        member=group.chengguan, organisation=group.chengguan_body,
        valid_from=datetime.date(2020, 1, 1),
    )  # fmt: skip


def issue_url():
    return reverse(URL[0], args=URL[1])


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_office_issues_an_edition_from_the_list(listed, people):
    office = sign_in(Client(), people.establishment)
    assert issue_url() in text(office.get(reverse("editions")))
    page = text(office.post(issue_url(), {"title": "保留的标题", "day": "2026-11-26"}))
    assert "保留的标题" in page and "将来" in page and not Edition.objects.exists()
    office.post(issue_url(), {"title": "2026年版", "day": "2026-11-25"})
    page = text(office.get(reverse("editions")))
    assert "2026年版" in page and "/chengguan/powers/editions/1/" in page
    file = office.get(reverse("editions"), {"export": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(file.getvalue())).active.iter_rows())
    assert len(rows) == 2 and rows[1][0].value == "2026年版"


def test_an_editor_reads_the_list_and_issues_nothing(listed, people, group):
    office = sign_in(Client(), people.establishment)
    office.post(issue_url(), {"title": "2026年版", "day": "2026-11-25"})
    editor = sign_in(Client(), group.chengguan_editor)
    page = text(editor.get(reverse("editions")))
    assert "2026年版" in page and issue_url() not in page
    assert editor.post(issue_url(), {"title": "又一版"}).status_code in (302, 403)


def test_the_other_countys_office_sees_none_and_issues_none(listed, people, group):
    office = sign_in(Client(), people.establishment)
    office.post(issue_url(), {"title": "2026年版", "day": "2026-11-25"})
    stranger = sign_in(Client(), people.stranger)
    assert "2026年版" not in text(stranger.get(reverse("editions")))
    answer = stranger.post(issue_url(), {"title": "又一版", "day": "2026-11-25"})
    assert answer.status_code in (302, 403) and Edition.objects.count() == 1
    nobody = sign_in(Client(), make_user("nobody"))
    assert nobody.get(reverse("editions")).status_code in (302, 403)
    assert office.get(reverse("edition_issue", args=["x", "chengguan"])).status_code == 404
