"""core/registers/comparisons/views.py, core/registers/comparisons/forms.py: asked for, waited for,
read and exported."""

import datetime
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.jobs.runner import run_all
from core.registers.comparison import Comparison
from core.registers.comparisons.actions import count_part
from core.testing import SYSTEM, sign_in
from tests.core.flows.conftest import officer
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def office(group):
    return sign_in(Client(), officer("province", "establishment", group.province))


def address(group, seat=None):
    return reverse("comparison_ask", args=["power_list", (seat or group.province).slug])


def text(answer):
    return answer.content.decode()


def test_the_office_asks_waits_and_reads_the_lines(office, powers, group):
    publish(powers, group, new_draft(powers, group))
    assert address(group) in text(office.get(reverse("comparisons")))
    assert office.get(address(group)).status_code == 200
    answer = office.post(address(group), {"since": "2010-01-01", "until": "2026-11-25"})
    made = Comparison.objects.get()
    assert answer.url == reverse("comparison", args=[made.pk])
    waiting = text(office.get(answer.url))
    assert 'aria-labelledby="counted"' in waiting and "0 / 3" in waiting
    run_all("w")
    done = text(office.get(answer.url))
    assert 'aria-labelledby="counted"' not in done and "chengguan" in done
    assert "2010-01-01 – 2026-11-25" in text(office.get(reverse("comparisons")))


def test_a_form_that_fails_keeps_what_was_typed_and_names_the_field(office, group):
    answer = office.post(address(group), {"since": "2026-11-25", "until": "2026-11-24"})
    form = answer.context["form"]
    assert list(form.errors) == ["since"] and 'value="2026-11-24"' in text(answer)
    assert not Comparison.objects.exists()


def test_the_lines_are_exported(office, powers, group):
    publish(powers, group, new_draft(powers, group))
    office.post(address(group), {"since": "2010-01-01", "until": "2026-11-25"})
    run_all("w")
    url = reverse("comparison", args=[Comparison.objects.get().pk])
    sheet = openpyxl.load_workbook(
        io.BytesIO(office.get(url, {"export": "xlsx"}).getvalue())
    ).active
    rows = {row[0].value: [cell.value for cell in row[2:]] for row in sheet.iter_rows(min_row=2)}
    assert rows["620102"] == [0, 1, 0, 0, 1]


def test_another_countys_office_finds_neither_the_form_nor_the_lines(office, group, people):
    office.post(address(group), {"since": "2010-01-01", "until": "2026-11-25"})
    stranger = sign_in(Client(), people.stranger)
    for seat in (group.province, group.chengguan):
        assert stranger.post(address(group, seat), {}).url == reverse("wagtailadmin_home")
    url = reverse("comparison", args=[Comparison.objects.get().pk])
    assert stranger.get(url).status_code == 404
    assert list(stranger.get(reverse("comparisons")).context["object_list"]) == []


def test_the_queries_do_not_grow_with_the_governments(office, powers, group):
    def asked(url):
        with CaptureQueriesContext(connection) as caught:
            office.get(url)
        return len(caught)

    office.post(address(group), {"since": "2010-01-01", "until": "2026-11-25"})
    made = Comparison.objects.get()
    count_part(made, [group.province], actor=SYSTEM)
    url = reverse("comparison", args=[made.pk])
    asked(url)
    few = asked(url)
    count_part(made, [group.chengguan, group.qilihe], actor=SYSTEM)
    assert asked(url) == few
