"""core/registers/handover/listing.py and flow.py: what givers and receivers see."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.flows.actions import decide
from core.flows.models import AWAITED, Proceeding, Step
from core.jobs.runner import run_all
from core.registers.handed import Handover
from core.testing import make_user, sign_in

pytestmark = pytest.mark.django_db


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def given(power, give, offices):
    """One power given to both counties, who are asked."""
    handovers = give(power())
    run_all("w")
    return handovers


def test_giver_and_receiver_see_it_and_others_do_not(given, offices, group):
    url = reverse("handovers")
    page = text(sign_in(Client(), offices[group.province.slug]).get(url))
    assert "城关区" in page and "七里河区" in page and "民办学校审批" in page
    page = text(sign_in(Client(), group.chengguan_editor).get(url))
    assert "民办学校审批" in page and "七里河区" not in page
    assert sign_in(Client(), make_user("nobody")).get(url).status_code in (302, 403)


def test_it_is_filtered_counted_and_exported(given, offices, group):
    office = sign_in(Client(), offices[group.province.slug])
    proceeding = Proceeding.objects.get(member=group.chengguan)
    decide(
        Step.objects.get(process=proceeding, status__in=AWAITED), "decline",
        actor=offices["chengguan"], text="无人承担",
    )  # fmt: skip
    page = text(office.get(reverse("handovers"), {"state": "declined"}))
    assert "城关区" in page and "七里河区</td>" not in page.replace("\n", "")
    rows = office.get(reverse("handovers"), {"state": "open", "export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(rows.getvalue())).active
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(found) == 2 and "qilihe" in " ".join(map(str, found[1]))


def test_what_was_declined_is_asked_again_from_the_list(given, offices, group):
    proceeding = Proceeding.objects.get(member=group.chengguan)
    decide(
        Step.objects.get(process=proceeding, status__in=AWAITED), "decline",
        actor=offices["chengguan"], text="无人承担",
    )  # fmt: skip
    declined = Handover.objects.get(receiving=group.chengguan)
    url = reverse("handover_again", args=[declined.pk])
    assert url in text(sign_in(Client(), group.chengguan_editor).get(reverse("handovers")))
    assert sign_in(Client(), group.qilihe_chief).post(url).status_code == 404
    assert sign_in(Client(), group.chengguan_editor).get(url).status_code == 405
    answer = sign_in(Client(), group.chengguan_editor).post(url, follow=True)
    assert "已再次" in text(answer)
    declined.refresh_from_db()
    assert declined.state == Handover.State.OPEN and declined.proceeding is None


def test_the_office_that_receives_reads_what_it_is_given_and_whom_it_could_name(
    given, offices, group
):
    proceeding = Proceeding.objects.get(member=group.chengguan)
    page = text(
        sign_in(Client(), offices["chengguan"]).get(
            reverse("flows_proceeding", args=[proceeding.pk])
        )
    )
    assert "民办学校审批" in page and "城关区教育局（chengguan-jyj）" in page


def test_the_queries_do_not_grow_with_the_handovers(given, power, give, offices, group):
    office = sign_in(Client(), offices[group.province.slug])

    def queries():
        with CaptureQueriesContext(connection) as caught:
            text(office.get(reverse("handovers")))
        return len(caught)

    few = queries()
    for name in "一二三四":
        give(power(name))
    run_all("w")
    assert queries() == few
