"""core/registers/rounds/summary.py: what each body keeps and changes, read and exported."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.flows.actions import decide
from core.jobs.runner import run_all
from core.registers import actions
from core.registers.choices import Verb
from core.registers.review.actions import send
from core.registers.rounds.summary import HEADER, VERBS, summary, together
from core.testing import sign_in
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def before(powers, round, reviewed):
    """Two entries that were in force before, taken in during the round."""
    return [
        publish(powers, reviewed, new_draft(powers, reviewed, name)) for name in ("原一", "原二")
    ]


def line(round, name="城关区教育局"):
    found = next(line for line in summary(round) if line.name == name)
    changes = {str(verb): number for verb, number in zip(VERBS, found.changes, strict=True)}
    return found.kept, {verb: number for verb, number in changes.items() if number}


def ended(powers, reviewed, version):
    draft = actions.start_draft(powers, version, actor=reviewed.chengguan_editor)
    draft.verb, draft.change_ground = Verb.CANCEL, "国发〔2026〕2号"
    return actions.save_draft(powers, draft, actor=reviewed.chengguan_editor)


def test_a_change_counts_from_the_day_it_is_sent_and_stays_when_it_is_published(
    powers, round, reviewed, before, package, go_on, time_machine
):
    assert line(round) == (2, {"establish": 2})
    draft = ended(powers, reviewed, before[0])
    assert line(round) == (2, {"establish": 2}), "it is not sent yet"
    send(
        powers, [draft.pk], member=reviewed.chengguan, title="取消", actor=reviewed.chengguan_editor
    )
    assert line(round) == (1, {"establish": 2, "cancel": 1})
    go_on("sign", "first", "legal", "approval")
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    run_all("w")
    assert line(round) == (1, {"establish": 2, "cancel": 1})
    assert line(round, "城关区水务局") == (0, {})


def test_what_was_taken_back_does_not_count(round, before, package, people, step):
    decide(step("sign"), "back", actor=people.head, text="暂缓")
    decide(step("revise"), "take_back", actor=people.clerk, text="暂缓")
    assert line(round) == (2, {})


def test_the_last_line_sums_all(round, before, package):
    sums = dict(zip(HEADER[1:], together(summary(round)), strict=True))
    assert (sums["保留"], sums["设立"], sums["合计"]) == (2, 2, 4)


def test_it_takes_four_queries(round, before, package):
    with CaptureQueriesContext(connection) as caught:
        summary(round)
    assert len(caught) == 4


def test_it_is_read_on_the_screen_and_in_a_spreadsheet(round, before, package, people):
    office = sign_in(Client(), people.legal)
    url = reverse("round_summary", args=[round.pk])
    page = office.get(url).content.decode()
    assert "城关区水务局" in page and "<td>4</td>" in page
    sheet = openpyxl.load_workbook(io.BytesIO(office.get(url, {"export": "xlsx"}).content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert tuple(rows[0]) == HEADER
    assert [(row[0], row[-1]) for row in rows[1:]] == [("城关区教育局", 4), ("城关区水务局", 0)]
    assert "城关区教育局" in office.get(url, {"export": "csv"}).content.decode("utf-8-sig")


def test_the_other_countys_people_do_not_read_it(round, people):
    url = reverse("round_summary", args=[round.pk])
    assert sign_in(Client(), people.stranger).get(url).status_code == 404
