"""plugins/power_list/annexes.py and its mapping of the form (附件3): it goes out of a round, is
changed in a spreadsheet, and comes back as exactly these drafts."""

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from core.registers.choices import Verb
from core.registers.queries import terms
from core.registers.review.actions import send
from core.registers.rounds.actions import keep_entries
from core.testing import sign_in
from tests.core.registers.conftest import (
    drafts,
    group,
    group_rows,
    nothing_remembered,
    opening,
    other_body,
    people,
    powers,
    reviewed,
    round,
)
from tests.core.registers.editors import GROUND, new_draft, publish
from tests.core.registers.exchange.samples import check, saved, write

__all__ = [
    "drafts",
    "group",
    "group_rows",
    "nothing_remembered",
    "opening",
    "other_body",
    "people",
    "powers",
    "reviewed",
    "round",
]

pytestmark = pytest.mark.django_db
NUMBER, NAME, GROUNDS, OPINION, CHANGE_GROUND = 2, 3, 7, 10, 11


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def entries(powers, reviewed, round, other_body):
    """Four powers in force, of two categories and two bodies, with what the form does not show."""
    known = terms()
    more = {"law": "国务院决定", "document_number": "国发〔2004〕412号"}
    return {
        name: publish(
            powers,
            reviewed,
            new_draft(
                powers, reviewed, name, organisation=body, grounds=[GROUND, more],
                category=known.find("power_category", category), remarks="注\n二",
                level=known.find("level", "4"), base_code="620105001000",
                many={
                    "audiences": [known.find("audience", "1"), known.find("audience", "2")],
                    "subjects": [known.find("subject", "教育科研")],
                },
            ),
        )
        for name, body, category in (
            ("休学审批", reviewed.chengguan_body, "01"),
            ("办学许可", reviewed.chengguan_body, "01"),
            ("办学处罚", reviewed.chengguan_body, "02"),
            ("取水处罚", other_body, "02"),
        )
    }  # fmt: skip


@pytest.fixture
def exported(people, round, entries):
    def book():
        office = sign_in(Client(), people.establishment)
        answer = office.get(reverse("round_annex", args=[round.pk, 3]), {"export": "xlsx"})
        return openpyxl.load_workbook(io.BytesIO(answer.content))

    return book


def line_of(book, name):
    """The cells of the line that bears this name."""
    return next(row for sheet in book for row in sheet.iter_rows() if row[NAME - 1].value == name)


def imported(powers, reviewed, book):
    return check(powers, saved(book), reviewed.chengguan, "xlsx", mapping="annex-3")


def test_a_form_that_nobody_has_changed_changes_nothing(powers, reviewed, exported):
    book = exported()
    assert book.sheetnames == ["行政许可", "行政处罚"]
    report = imported(powers, reviewed, book)
    assert (report.unchanged, report.proposals, report.problems) == (4, [], [])


def test_what_was_changed_in_the_form_becomes_exactly_these_drafts(
    powers, reviewed, entries, exported
):
    book = exported()
    line_of(book, "休学审批")[NAME - 1].value = "休学核准"
    ended = line_of(book, "办学处罚")
    ended[OPINION - 1].value, ended[CHANGE_GROUND - 1].value = "取消", "国发〔2026〕2号"
    new = [3, None, "新设处罚", "行政处罚", "城关区教育局", None, "《甲法》第九条：处罚", "自然人"]
    book["行政处罚"].append([*new, None, "设立", "甲法"])
    report = imported(powers, reviewed, book)
    assert report.errors == [] and report.unchanged == 2
    assert [problem.rule for problem in report.warnings] == ["change"], "the end is told"
    write(powers, report, reviewed.chengguan)
    drafts = {draft.name: draft for draft in powers.Draft.objects.all()}
    assert set(drafts) == {"休学核准", "办学处罚", "新设处罚"}
    renamed, old = drafts["休学核准"], entries["休学审批"]
    assert (renamed.base_id, renamed.verb, renamed.valid_from) == (old.pk, "", None)
    for name in ("base_code", "category", "level", "remarks", "organisation"):
        assert getattr(renamed, name) == getattr(old, name), name
    assert [term.name for term in renamed.subjects.all()] == ["教育科研"]
    assert [ground.law for ground in renamed.grounds.all()] == [GROUND["law"], "国务院决定"]
    assert (drafts["办学处罚"].verb, drafts["办学处罚"].change_ground) == (
        Verb.CANCEL, "国发〔2026〕2号",
    )  # fmt: skip
    new = drafts["新设处罚"]
    assert (new.entry, new.verb, new.organisation) == (
        None, Verb.ESTABLISH, reviewed.chengguan_body,
    )  # fmt: skip
    assert new.grounds.get().text == "处罚"
    again = imported(powers, reviewed, book)
    assert {problem.rule for problem in again.errors} == {"draft"} and len(again.errors) == 3


def test_everything_that_is_wrong_in_the_form_is_told_with_its_sheet_and_nothing_is_written(
    powers, reviewed, exported
):
    book = exported()
    row = line_of(book, "办学处罚")
    row[3].value, row[4].value, row[GROUNDS - 1].value = "行政处分", "城关教育局", "依法"
    line_of(book, "休学审批")[OPINION - 1].value = "废止"
    report = imported(powers, reviewed, book)
    assert [(problem.place, problem.column, problem.rule) for problem in report.errors] == [
        ("行政许可 2", "清理意见", "verb"),
        ("行政处罚 2", "职权类型", "term"),
        ("行政处罚 2", "实施主体", "organisation"),
        ("行政处罚 2", "实施依据", "ground"),
    ]
    assert "行政处罚" in report.errors[1].sentence and "城关区教育局" in report.errors[2].sentence
    assert not powers.Draft.objects.exists()


def test_a_form_that_was_sent_on_paper_reads_as_well(powers, reviewed, exported):
    """Titles over the header, the body merged over its lines, the sum below, a blank sheet."""
    book = exported()
    sheet = book["行政许可"]
    sheet.insert_rows(1, 2)
    sheet["A1"].value, sheet["A2"].value = "附件3 部门行政权力事项分表", "填报单位：城关区教育局"
    sheet.merge_cells("A1:L1")
    sheet.append([])
    sheet.append(["合计", None, "2项"])
    sheet["E5"].value = None
    sheet.merge_cells("E4:E5")
    book.create_sheet("Sheet3")
    report = imported(powers, reviewed, book)
    assert (report.unchanged, report.proposals, report.errors) == (4, [], [])
    assert [(problem.place, problem.rule) for problem in report.warnings] == [
        ("行政许可 7", "left-out")
    ]


def test_what_is_under_review_is_not_changed_by_a_form(
    powers, reviewed, round, entries, exported, drafts
):
    """The drafts of the package stand in the form without a number: they are known by name."""
    taking = round.takings.get(organisation=reviewed.chengguan_body)
    keep_entries(taking, None, actor=reviewed.chengguan_editor)
    given = {"member": reviewed.chengguan, "title": "x", "actor": reviewed.chengguan_editor}
    send(powers, [draft.pk for draft in drafts], **given)
    report = imported(powers, reviewed, exported())
    assert [(problem.place, problem.column, problem.value) for problem in report.errors] == [
        ("行政许可 4", "职权名称", "甲"),
        ("行政许可 5", "职权名称", "乙"),
    ]
    assert report.unchanged == 4
