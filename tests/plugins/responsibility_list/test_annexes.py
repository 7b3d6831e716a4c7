"""plugins/responsibility_list/annexes.py: the forms of main duties (附件1) and of powers with their
duties (附件6), and the way back of those that departments fill in; of the latter by
plugins/responsibility_list/queries/sent_duties.py."""

import io
from dataclasses import replace

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from core.registers.annexes.actions import arrange
from core.registers.annexes.annex import Asked
from core.registers.spec import register
from core.testing import sign_in
from plugins.power_list.testing import make_power
from plugins.responsibility_list.annexes import ANNEXES, main_duties, powers_with_duties
from plugins.responsibility_list.testing import make_responsibility, make_service
from tests.core.registers.conftest import (
    opening,
    other_body,
    people,
    powers,
    reviewed,
    round,
)
from tests.core.registers.editors import new_draft
from tests.core.registers.exchange.samples import check, saved, write
from tests.core.registers.samples import place_page
from tests.plugins.responsibility_list.duties import (
    CHANGED,
    STAGES,
    a_power,
    drafted,
    duties_for,
    put_in_force,
)

__all__ = ["opening", "other_body", "people", "powers", "reviewed", "round"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


def lines(round, people):
    return {
        line["name"]: line for line in powers_with_duties(round, Asked(user=people.establishment))
    }


def test_each_power_stands_with_its_duties(reviewed, people, round):
    duties_for(a_power(reviewed, "甲事项"), accountability="超期", complaints="0931-1")
    a_power(reviewed, "乙事项")
    found = lines(round, people)
    one = found["甲事项"]
    assert (one["stages"], one["accountability"], one["complaints"]) == (STAGES, "超期", "0931-1")
    assert one["organisation"] == "城关区教育局"
    assert found["乙事项"]["stages"] == ""


def test_confidential_powers_and_duties_stand_in_no_form(reviewed, people, round):
    secret = {"confidentiality": "secret", "confidentiality_reason": "国家秘密"}
    duties_for(a_power(reviewed, "密件", **secret), **secret)
    duties_for(a_power(reviewed, "甲事项"), **secret)
    found = lines(round, people)
    assert set(found) == {"甲事项"} and found["甲事项"]["stages"] == ""


def test_the_queries_do_not_grow_with_the_powers(reviewed, people, round):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            lines(round, people)
        return len([each for each in caught if "delivery_generation" not in each["sql"]])

    duties_for(a_power(reviewed, "甲事项"))
    asked()
    before = asked()
    for number in range(5):
        duties_for(a_power(reviewed, f"事项{number}"))
    assert asked() == before


def test_each_main_duty_stands_with_its_powers_and_no_boundary_does(reviewed, people, round):
    power = a_power(reviewed, "甲事项")
    given = {"member": reviewed.chengguan, "organisation": reviewed.chengguan_body}
    make_responsibility(
        "11", name="义务教育管理", details="招生\n布局", power_numbers=power.number, **given
    )
    make_responsibility("21", name="校车安全", **given)
    make_responsibility(
        "11", name="密件", confidentiality="secret", confidentiality_reason="国家秘密", **given
    )
    make_responsibility("11", name="别处", member=reviewed.qilihe)
    (line,) = main_duties(round, Asked(user=people.establishment))
    assert (line["name"], line["details"], line["powers"]) == (
        "义务教育管理",
        "招生\n布局",
        "甲事项",
    )


# --- sent back -----------------------------------------------------------------------------------


def form(people, round, number):
    """A form as its office takes it out of a round."""
    office = sign_in(Client(), people.establishment)
    answer = office.get(reverse("round_annex", args=[round.pk, number]), {"export": "xlsx"})
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def sent_back(slug, reviewed, book, number):
    return check(register(slug), saved(book), reviewed.chengguan, "xlsx", mapping=f"annex-{number}")


def test_main_duties_come_back_from_their_form_as_the_drafts_that_were_made(
    reviewed, people, round
):
    power = a_power(reviewed, "甲事项")
    given = {"member": reviewed.chengguan, "organisation": reviewed.chengguan_body}
    kept = make_responsibility("11", name="招生管理", details="一\n二", **given)
    changed = make_responsibility("11", name="学籍管理", power_numbers=power.number, **given)
    book = form(people, round, 1)
    assert sent_back("responsibility", reviewed, book, 1).unchanged == 2
    row = next(row for row in book.active.iter_rows() if row[3].value == changed.name)
    row[4].value = "转学"
    book.active.append([3, None, "城关区教育局", "校车管理", "许可", None, "《校车条例》第四条"])
    report = sent_back("responsibility", reviewed, book, 1)
    assert (report.unchanged, report.problems) == (1, [])
    write(register("responsibility"), report, reviewed.chengguan)
    drafts = {draft.name: draft for draft in register("responsibility").Draft.objects.all()}
    assert set(drafts) == {"学籍管理", "校车管理"} and kept.name not in drafts
    assert (drafts["学籍管理"].details, drafts["学籍管理"].power_numbers) == ("转学", power.number)
    assert drafts["校车管理"].category.code == "11"
    assert drafts["校车管理"].grounds.get().law == "校车条例"


def test_public_services_come_back_from_their_form(reviewed, people, round):
    given = {"member": reviewed.chengguan, "organisation": reviewed.chengguan_body}
    service = make_service(name="图书借阅", service_content="借书", place="0931-1", **given)
    book = form(people, round, 5)
    assert sent_back("public_service", reviewed, book, 5).unchanged == 1
    next(cell for cell in book.active[2] if cell.value == "借书").value = "借还书"
    book.active.append([2, None, "体育馆开放", "城关区教育局", "自然人、企业法人"])
    report = sent_back("public_service", reviewed, book, 5)
    assert report.problems == [] and [p.entry_id for p in report.proposals] == [
        service.entry_id, None,
    ]  # fmt: skip
    write(register("public_service"), report, reviewed.chengguan)
    drafts = {draft.name: draft for draft in register("public_service").Draft.objects.all()}
    assert (drafts["图书借阅"].service_content, drafts["图书借阅"].place) == ("借还书", "0931-1")
    assert drafts["体育馆开放"].category.code == "20"
    assert drafts["体育馆开放"].audiences.count() == 2


def test_a_form_of_powers_with_their_duties_is_not_taken_for_powers_alone(reviewed, people, round):
    duties_for(a_power(reviewed, "甲事项"))
    report = sent_back("power_list", reviewed, form(people, round, 6), 3)
    (problem,) = report.problems
    assert (problem.rule, problem.value) == ("form", "附件6 部门权责清单") and not report.proposals
    assert str(register("duty").title) in problem.sentence
    (problem,) = sent_back("power_list", reviewed, form(people, round, 6), 6).problems
    assert problem.rule == "form"


def test_the_summaries_and_the_names_of_officers_are_refused_in_one_sentence(
    reviewed, people, round, other_body
):
    a_power(reviewed, "甲事项")
    make_power(member=reviewed.chengguan, organisation=other_body, name="甲事项")
    for number, said in ((2, "summary"), (4, "summary"), (7, "posts")):
        book = form(people, round, number)
        book.active.insert_rows(1)
        book.active["A1"].value = "一张标题"
        with override("en"):
            for slug, mapping in (("power_list", 3), ("duty", 6), ("public_service", 5)):
                (problem,) = sent_back(slug, reviewed, book, mapping).problems
                assert problem.is_error and f"附件{number}" in problem.value
                assert said in problem.sentence


def test_a_sheet_of_a_summary_beside_the_list_is_left_out(reviewed, people, round):
    power = a_power(reviewed, "甲事项")
    book, summary = form(people, round, 6), form(people, round, 2)
    sheet = book.create_sheet("汇总")
    for row in summary.active.iter_rows(values_only=True):
        sheet.append(row)
    row_of(book, power)[STAGES_AT].value = "受理"
    report = sent_back("duty", reviewed, book, 6)
    assert {problem.column for problem in report.errors} == {"追责情形"}


# --- powers with their duties --------------------------------------------------------------------

CODE_AT, NAME_AT, BODY_AT, GROUNDS_AT, HANDLING_AT, STAGES_AT, CASES_AT = 2, 3, 4, 5, 6, 7, 8


def row_of(book, power):
    rows = (row for sheet in book for row in sheet.iter_rows(max_col=10))
    return next(row for row in rows if row[CODE_AT].value == power.number)


def told(problems):
    return [(problem.row, problem.column, problem.rule) for problem in problems]


@pytest.fixture
def two(reviewed):
    """A power with duties, and one without."""
    place_page(register("power_list"), reviewed.chengguan)
    one, other = a_power(reviewed, "甲事项"), a_power(reviewed, "乙事项", remarks="注")
    duties_for(one, accountability="超期", complaints="0931-1")
    return one, other


def test_a_form_that_nobody_has_changed_changes_no_duties(reviewed, people, round, two):
    report = sent_back("duty", reviewed, form(people, round, 6), 6)
    assert (report.unchanged, report.proposals, report.errors) == (1, [], [])
    assert told(report.warnings) == [(3, "责任事项", "left-out")], "it has none, and gets none"


def test_duties_changed_in_the_form_are_read_published_and_shown(reviewed, people, round, two):
    """Titles above, the body merged over its lines, digits as they are typed in Chinese."""
    one, other = two
    book = form(people, round, 6)
    row_of(book, one)[STAGES_AT].value = f"{STAGES}\n决定：当场作出决定"
    row = row_of(book, other)
    row[CODE_AT].value = other.number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    row[STAGES_AT].value, row[CASES_AT].value = "受理：一次告知", "擅自收费"
    book.active.insert_rows(1, 2)
    book.active["A1"].value = "附件6 部门权责清单"
    book.active["E5"].value = None
    book.active.merge_cells("E4:E5")
    book.active.append(["合计", None, 2])
    report = sent_back("duty", reviewed, book, 6)
    assert report.errors == [] and report.unchanged == 0
    write(register("duty"), report, reviewed.chengguan)
    drafts = {draft.power_number: draft for draft in register("duty").Draft.objects.all()}
    assert (drafts[one.number].verb, drafts[other.number].verb) == ("adjust", "adopt")
    made = drafts[other.number]
    assert (made.name, made.category, made.organisation, made.remarks, made.valid_from) == (
        other.name, other.category, other.organisation, "", other.valid_from,
    )  # fmt: skip
    for draft in drafts.values():
        put_in_force(draft, verb=draft.verb, day=CHANGED, ground="某文件")
    page = Client().get(f"/chengguan/powers/{one.number}/").content.decode()
    assert "<dd>当场作出决定</dd>" in page and "0931-1" in page
    assert "一次告知" in Client().get(f"/chengguan/powers/{other.number}/").content.decode()
    again = sent_back("duty", reviewed, form(people, round, 6), 6)
    assert (again.unchanged, again.problems) == (2, [])


def test_all_that_is_wrong_with_duties_is_told_by_row_column_and_rule(
    reviewed, people, round, two, other_body
):
    one, other = two
    book = form(people, round, 6)
    sheet, given = book.active, ["城关区教育局", None, None, "受理：告知", "超期"]
    row_of(book, one)[STAGES_AT].value = row_of(book, one)[CASES_AT].value = None
    row_of(book, one)[9].value = None
    row_of(book, other)[STAGES_AT].value = "受理：告知\n审查："
    sheet.append([3, None, "620102-JYJ-9", "乙事项", *given])
    sheet.append([4, None, None, "丙事项", *given])
    sheet.append([5, None, other.number, "乙事项", other_body.name, *given[1:]])
    sheet.append([6, None, other.number, "丁事项", *given])
    report = sent_back("duty", reviewed, book, 6)
    assert told(report.errors) == [
        (2, "责任事项", "required"),
        (3, "追责情形", "required"),
        (3, "责任事项", "stages"),
        (4, "职权编码", "power"),
        (5, "职权编码", "power"),
        (6, "实施主体", "power"),
        (6, "职权编码", "double"),
        (7, "职权名称", "power"),
        (7, "职权编码", "double"),
    ]
    assert other.number in report.errors[3].sentence, "the power of this name is suggested"
    assert "城关区教育局" in report.errors[5].sentence
    assert not register("duty").Draft.objects.exists()


def test_the_form_writes_nothing_of_the_power_itself(reviewed, people, round, two):
    one, _other = two
    book = form(people, round, 6)
    row = row_of(book, one)
    row[GROUNDS_AT].value, row[HANDLING_AT].value = "依法", "法规科"
    row[STAGES_AT].value = "受理：告知"
    report = sent_back("duty", reviewed, book, 6)
    assert report.errors == []
    assert told(report.warnings)[:2] == [(2, "承办机构", "power"), (2, "实施依据", "power")]
    write(register("duty"), report, reviewed.chengguan)
    draft = register("duty").Draft.objects.get()
    assert draft.handling_body == one.handling_body
    assert "依法" not in [ground.law for ground in draft.grounds.all()]
    assert not register("power_list").Draft.objects.exists()


def test_what_a_draft_proposes_of_a_power_is_no_contradiction(reviewed, people, round, two):
    one, _other = two
    drafted(one, name="甲甲事项", handling_body="法规科")
    book = form(people, round, 6)
    row = row_of(book, one)
    row[NAME_AT].value, row[HANDLING_AT].value = "甲甲事项", "法规科"
    report = sent_back("duty", reviewed, book, 6)
    assert (report.unchanged, report.errors) == (1, [])


def test_what_is_proposed_or_confidential_is_told(reviewed, people, round, two):
    new_draft(register("power_list"), reviewed, "新事项")
    secret = {"confidentiality": "secret", "confidentiality_reason": "国家秘密"}
    hidden = a_power(reviewed, "密件", **secret)
    book = form(people, round, 6)
    book.active.append([3, None, None, "新事项", "城关区教育局"])
    book.active.append([4, None, hidden.number, "密件", None, None, None, "受理：告知", "超期"])
    report = sent_back("duty", reviewed, book, 6)
    assert told(report.errors) == [(5, "职权编码", "confidential")]
    assert (4, "职权编码", "left-out") in told(report.warnings)


def test_the_form_is_read_in_the_words_its_government_has_given_it(reviewed, people, round, two):
    words = {"code": "编号", "stages": "责任", "organisation": "责任单位"}
    arranged(people, reviewed, words)
    book = form(people, round, 6)
    assert "责任单位" in [cell.value for cell in book.active[1]]
    row_of(book, two[0])[STAGES_AT].value = "受理：告知"
    assert len(sent_back("duty", reviewed, book, 6).proposals) == 1
    row_of(book, two[0])[BODY_AT].value = "教委"
    (error,) = sent_back("duty", reviewed, book, 6).errors
    assert error.column == "责任单位", "as the file calls it"
    first = next(iter(book.active.iter_rows(max_row=1)))
    first[BODY_AT].value = "实施主体"
    (error,) = sent_back("duty", reviewed, book, 6).errors
    assert error.column == "实施主体", "the form's own words are read as well"
    book.active.cell(1, 20).value = "责任单位"
    (error,) = sent_back("duty", reviewed, book, 6).errors
    assert (error.rule, error.column) == ("unreadable", "实施主体、责任单位")


def test_every_door_of_the_import_knows_these_words(reviewed, people, round, two, tmp_path):
    arranged(people, reviewed, {"code": "编号", "stages": "责任", "organisation": "责任单位"})
    book = form(people, round, 6)
    row_of(book, two[0])[STAGES_AT].value = "受理：告知"
    file = tmp_path / "附件6.xlsx"
    file.write_bytes(saved(book))
    call = ("registers", "import", "duty", str(file), "--site", "chengguan", "--mapping", "annex-6")
    call_command(*call, "--dry-run", "--where", f"编号={two[0].number}")
    assert not register("duty").Draft.objects.exists()
    editor = sign_in(Client(), reviewed.chengguan_editor)
    given = {"member": reviewed.chengguan.pk, "mapping": "annex-6"}
    with file.open("rb") as sent:
        shown = editor.post(reverse("entries_duty:import"), given | {"file": sent})
    assert "责任单位" not in editor.get(shown.url).content.decode(), "no column is unknown"
    assert not register("duty").Draft.objects.exists()
    editor.post(shown.url)
    assert register("duty").Draft.objects.get().stages == "受理：告知"
    row_of(book, two[1])[STAGES_AT].value = "审查：核对"
    file.write_bytes(saved(book))
    with pytest.raises(CommandError):
        call_command(*call)
    assert register("duty").Draft.objects.count() == 1, "nothing is half-written"


def test_a_word_that_means_two_columns_is_refused_and_never_guessed(reviewed, people, round, two):
    arranged(people, reviewed, {"handling_body": "备注", "remarks": "说明"})
    book = form(people, round, 6)
    (error,) = sent_back("duty", reviewed, book, 6).errors
    assert (error.rule, error.column) == ("unreadable", "备注")
    assert "承办机构" in error.sentence


def arranged(people, reviewed, words):
    annex = next(each for each in ANNEXES if each.number == 6)
    columns = [replace(one, header=words.get(one.key, one.header)) for one in annex.columns]
    arrange(annex, reviewed.chengguan, columns, actor=people.establishment)
