"""core/registers/rounds/views.py, core/registers/rounds/listing.py, and forms.py beside them."""

import datetime
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.actions.boundary import exempt
from core.registers.approval import Package, Round
from core.testing import sign_in
from tests.core.registers.conftest import DAYS
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def office(people):
    return sign_in(Client(), people.establishment)


def text(answer):
    return answer.content.decode()


def open_url(slug="chengguan"):
    return reverse("round_open", args=["power_list", slug])


def said(*bodies, **fields):
    days = {name: day.isoformat() for name, day in DAYS.items()}
    return {"title": "2027年清理", "bodies": [body.pk for body in bodies], **days} | fields


def test_the_office_opens_a_round_from_the_list(office, reviewed, other_body):
    page = text(office.get(reverse("rounds")))
    assert open_url() in page
    page = text(office.get(open_url()))
    assert "城关区教育局" in page and "城关区水务局" in page and "七里河区教育局" not in page
    answer = office.post(open_url(), said(reviewed.chengguan_body, other_body))
    made = Round.objects.get()
    assert answer.url == reverse("round", args=[made.pk])
    page = text(office.get(answer.url))
    assert "2027年清理" in page and "0 / 2" in page and "城关区水务局" in page
    assert "清理前后对比" in page


def test_a_form_that_fails_keeps_what_was_typed_and_names_the_field(office, reviewed, other_body):
    answer = office.post(open_url(), said(other_body, checked_by="2026-11-01", title="保留的标题"))
    page = text(answer)
    assert "保留的标题" in page and "早于" in page and not Round.objects.exists()
    form = answer.context["form"]
    assert list(form.errors) == ["checked_by"]
    assert form["bodies"].value() == [str(other_body.pk)]


def test_what_the_action_refuses_is_said_on_the_form(office, round, reviewed):
    page = text(office.post(open_url(), said(reviewed.chengguan_body)))
    assert "先结束" in page and Round.objects.count() == 1


def test_days_and_bodies_are_changed(office, round, reviewed):
    url = reverse("round_change", args=[round.pk])
    page = text(office.get(url))
    assert "2027-06-30" in page
    office.post(url, said(reviewed.chengguan_body, published_by="2027-07-31"))
    round.refresh_from_db()
    assert round.published_by == datetime.date(2027, 7, 31)
    assert [taking.organisation for taking in round.takings.all()] == [reviewed.chengguan_body]


def test_closing_says_who_is_not_finished(office, round):
    answer = office.post(reverse("round_close", args=[round.pk]), follow=True)
    assert "城关区水务局" in text(answer) and Round.objects.get().closed_on is None
    assert office.get(reverse("round_close", args=[round.pk])).status_code == 405


def test_the_board_is_filtered_sorted_and_exported(
    people, office, round, package, go_on, time_machine
):
    go_on("sign")
    url = reverse("round", args=[round.pk])
    page = text(office.get(url, {"stage": "review"}))
    assert "城关区教育局" in page and "城关区水务局" not in page
    time_machine.move_to("2027-01-05T10:00:00+08:00")
    page = text(
        sign_in(Client(), people.establishment).get(url, {"late": "true", "ordering": "-stage"})
    )
    assert "flows-late" in page
    file = sign_in(Client(), people.establishment).get(url, {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(file.getvalue())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 3 and "集中审核" in rows[1] + rows[2] and "环节" in rows[0]


def test_a_body_leads_to_its_packages_of_the_round(office, round, package):
    page = text(office.get(reverse("packages"), {"round": round.pk, "q": "城关区教育局"}))
    assert "2026年第一批调整" in page


def test_the_other_countys_office_is_refused_at_every_door(people, round, reviewed):
    stranger = sign_in(Client(), people.stranger)
    for url in (
        reverse("round", args=[round.pk]),
        reverse("round", args=[round.pk]) + "?export=xlsx",
        reverse("round_results", args=[round.pk]),
        reverse("round_change", args=[round.pk]),
    ):
        assert stranger.get(url).status_code == 404
    assert stranger.post(reverse("round_close", args=[round.pk])).status_code == 404
    assert stranger.post(open_url(), said(reviewed.chengguan_body)).status_code in (302, 403)
    assert "2027年清理" not in text(stranger.get(reverse("rounds")))
    assert Round.objects.count() == 1


def test_whoever_only_looks_on_is_offered_nothing_to_change(people, round, reviewed):
    legal = sign_in(Client(), people.legal)
    url = reverse("round", args=[round.pk])
    page = text(legal.get(url))
    assert "2027年清理" in page and reverse("round_change", args=[round.pk]) not in page
    assert legal.get(reverse("round_change", args=[round.pk])).status_code in (302, 403)
    assert open_url() not in text(legal.get(reverse("rounds")))


def test_who_has_nothing_to_do_with_rounds_has_no_list_of_them(reviewed):
    editor = sign_in(Client(), reviewed.qilihe_editor)
    assert editor.get(reverse("rounds")).status_code in (302, 403)
    assert reverse("rounds") not in text(editor.get(reverse("wagtailadmin_home")))


def test_an_editor_sends_that_a_body_keeps_all_it_has(powers, round, reviewed, other_body, people):
    publish(powers, reviewed, new_draft(powers, reviewed, "取水许可", organisation=other_body))
    editor = sign_in(Client(), reviewed.chengguan_editor)
    url = f"{reverse('review_power_list')}?site={reviewed.chengguan.pk}&body={other_body.pk}"
    assert "1项" in text(editor.get(url))
    answer = editor.post(url, {"title": "水务局全部保留"})
    sent = Package.objects.get()
    assert sent.organisation == other_body and sent.round == round
    page = text(editor.get(answer.url))
    assert "取水许可" in page, "reviewers read what is kept"


def test_the_queries_of_the_lists_do_not_grow_with_the_rounds(office, round, opening, people):
    def queries(url):
        office.get(url)
        with CaptureQueriesContext(connection) as caught:
            office.get(url)
        return len(caught)

    before = queries(reverse("rounds"))
    for _n in range(5):
        with exempt("factory"):
            Round.objects.update(closed_on=datetime.date(2026, 11, 25))
        opening()
    assert queries(reverse("rounds")) == before
