"""Files as departments send them: core/registers/exchange/tables.py and the books of
core/registers/exchange/sheets.py. What cannot be read is told; nothing is taken for what it is not.
"""

import datetime
import io
import random
import zipfile

import openpyxl
import pytest

from core.registers.exchange import files
from core.registers.exchange.exporting import export
from core.registers.exchange.tables import LOOKED, Columns, Unreadable
from core.registers.queries import terms
from tests.core.registers.exchange.samples import book, check, saved, told, write

pytestmark = pytest.mark.django_db
HEAD = ["序号", "名称", "类别", "实施主体", "备注"]
BODY = "城关区教育局"


def rows_of(report):
    return [
        (proposal.row, proposal.content["name"], proposal.content["category_id"])
        for proposal in report.proposals
    ]


def category(text):
    return terms().find("power_category", text).pk


def placed(problems):
    return [(problem.place, problem.column, problem.rule) for problem in problems]


# --- where the table begins and ends -------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_titles_stand_over_the_header_and_sums_and_notes_below(powers, group, kind):
    lines = [
        ["附件3 部门行政权力事项分表"],
        [],
        ["填报单位：城关区教育局", None, None, "2026年11月"],
        HEAD,
        [1, "休学审批", "行政许可", BODY],
        [None, "  ", None],
        [2, "复学审批", "行政许可", BODY],
        [3],
        ["合 计", 2],
        ["填表人：张三"],
    ]
    if kind == "xlsx":
        data = book(表=lines, merged=["表!A1:E1"])
    else:
        data = "\n".join(",".join(str(cell or "") for cell in line) for line in lines).encode()
    report = check(powers, data, group.chengguan, kind)
    assert report.errors == []
    assert [row[:2] for row in rows_of(report)] == [(5, "休学审批"), (7, "复学审批")]
    assert report.total == 2
    assert told(report.warnings) == [(9, "序号", "left-out"), (10, "序号", "left-out")]


def test_a_heading_over_several_columns_is_no_row(powers, group):
    lines = [HEAD, ["一、行政许可"], [1, "休学审批"], ["注：本表一式两份"]]
    report = check(powers, book(表=lines, merged=["表!A2:E2", "表!A4:C4"]), group.chengguan, "xlsx")
    assert [row[:2] for row in rows_of(report)] == [(3, "休学审批")]
    assert told(report.warnings) == [(2, "序号", "left-out"), (4, "序号", "left-out")]


def test_a_header_is_read_with_spaces_wide_characters_and_the_star_of_what_is_required(
    powers, group
):
    lines = [
        ["序 号", "＊名　称", "类\n别", "依据１名称", "备注"],
        [1, "休学审批", "01", "甲法", "无"],
    ]
    (proposal,) = check(powers, book(表=lines), group.chengguan, "xlsx").proposals
    assert (proposal.content["category_id"], proposal.content["remarks"]) == (category("01"), "无")
    assert [ground["law"] for ground in proposal.grounds] == ["甲法"]


def test_of_a_header_of_two_lines_the_lower_names_the_columns(powers, group):
    lines = [
        ["序号", "名称", "依据", None, "备注"],
        [None, None, "依据1名称", "依据1条款", None],
        [1, "休学审批", "甲法", "第一条", "无"],
    ]
    merged = ["表!A1:A2", "表!B1:B2", "表!C1:D1", "表!E1:E2"]
    report = check(powers, book(表=lines, merged=merged), group.chengguan, "xlsx")
    assert report.problems == []
    (proposal,) = report.proposals
    assert (proposal.grounds[0]["article"], proposal.content["remarks"]) == ("第一条", "无")


def test_a_header_that_is_printed_on_every_page_is_no_row(powers, group):
    report = check(powers, book(表=[HEAD, [1, "甲"], HEAD, [2, "乙"]]), group.chengguan, "xlsx")
    assert [row[:2] for row in rows_of(report)] == [(2, "甲"), (4, "乙")] and not report.problems


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_file_without_a_header_is_told(powers, group, kind):
    lines = [["附件"], ["甲", "乙"], *[["x"]] * LOOKED, HEAD]
    data = book(表=lines) if kind == "xlsx" else "附件\n甲,乙\n".encode()
    (error,) = check(powers, data, group.chengguan, kind).errors
    assert (error.row, error.rule) == (0, "unreadable")


def test_a_value_under_no_column_is_told_and_not_lost(powers, group):
    lines = [["名称", None, "备注"], ["甲", "失落的", "无"], ["乙", None, "无", "多出的"]]
    report = check(powers, book(表=lines), group.chengguan, "xlsx")
    assert [problem.value for problem in report.errors] == ["失落的", "多出的"]


# --- merged cells --------------------------------------------------------------------------------


def test_a_merged_cell_counts_for_each_of_its_lines_and_for_no_other(powers, group):
    lines = [
        HEAD,
        [1, "甲", "行政许可", BODY],
        [2, "乙"],
        [3, "丙", "行政处罚"],
        [4, "丁", None, None, "末行"],
    ]
    data = book(表=lines, merged=["表!C2:C3", "表!D2:D4"])
    report = check(powers, data, group.chengguan, "xlsx")
    assert report.problems == []
    allowed, punished = category("行政许可"), category("行政处罚")
    assert rows_of(report) == [
        (2, "甲", allowed),
        (3, "乙", allowed),
        (4, "丙", punished),
        (5, "丁", None),
    ]
    bodies = [proposal.content["organisation_id"] for proposal in report.proposals]
    assert bodies == [group.chengguan_body.pk] * 3 + [None]


def test_a_cell_that_is_merged_sideways_says_nothing_of_the_column_beside_it(powers, group):
    lines = [["名称", "承办机构", "备注"], ["甲", "教育股"]]
    (proposal,) = check(
        powers, book(表=lines, merged=["表!B2:C2"]), group.chengguan, "xlsx"
    ).proposals
    assert (proposal.content["handling_body"], proposal.content["remarks"]) == ("教育股", "")


def test_what_is_merged_makes_no_row_of_a_blank_line(powers, group):
    lines = [HEAD, [1, "甲", "行政许可"], [], []]
    report = check(powers, book(表=lines, merged=["表!C2:C4"]), group.chengguan, "xlsx")
    assert [row[:2] for row in rows_of(report)] == [(2, "甲")] and not report.problems


def test_one_name_over_several_lines_is_told(powers, group):
    lines = [HEAD, [1, "甲", "行政许可", BODY, "一"], [None, None, None, None, "二"]]
    report = check(powers, book(表=lines, merged=["表!B2:B3"]), group.chengguan, "xlsx")
    assert told(report.errors) == [(3, "名称", "unreadable")]


# --- several sheets ------------------------------------------------------------------------------


def test_every_sheet_with_a_table_is_read_and_the_others_are_told(powers, group):
    data = book(
        封面=[["附件3"], ["城关区教育局"]],
        行政许可=[["附件3-1"], ["名称", "本地编码"], ["甲", "A1"]],
        行政处罚=[["名称", "本地编码", "无此栏"], ["乙", "A1"]],
        空表=[],
        词典=[["名称"], ["丙"]],
        hidden=["词典"],
    )
    report = check(powers, data, group.chengguan, "xlsx")
    assert placed(report.warnings) == [("封面", "", "left-out"), ("词典", "", "left-out")]
    assert placed(report.errors) == [
        ("行政处罚 2", "无此栏", "column"),
    ]
    assert [proposal.place for proposal in report.proposals] == ["行政许可 3"]


def test_a_sheet_named_after_a_category_gives_it_to_its_rows(powers, group):
    data = book(
        行政许可=[["名称"], ["甲"]],
        行政处罚=[["名称", "类别"], ["乙", "行政强制"]],
        表3=[["名称"], ["丙"]],
    )
    report = check(powers, data, group.chengguan, "xlsx")
    found = [category_id for _row, _name, category_id in rows_of(report)]
    assert found == [category("行政许可"), category("行政强制"), None]


def test_the_same_code_in_two_sheets_is_told_with_both_places(powers, group):
    lines = [["名称", "本地编码"], ["甲", "A1"]]
    (error,) = check(powers, book(一=lines, 二=lines), group.chengguan, "xlsx").errors
    assert (error.place, error.rule) == ("二 2", "double") and "一 2" in error.sentence


def test_rows_of_several_sheets_become_drafts_that_wait_for_each_other(powers, group):
    data = book(
        子项=[["名称", "上级编号"], ["甲之一", "A"]],
        主项=[["名称", "本地编码"], ["甲", "A"]],
    )
    report = check(powers, data, group.chengguan, "xlsx")
    write(powers, report, group.chengguan)
    drafts = {draft.name: draft.parent_draft for draft in powers.Draft.objects.all()}
    assert drafts["甲之一"].name == "甲" and drafts["甲"] is None


def test_a_book_without_any_table_names_its_sheets(powers, group):
    (error,) = check(powers, book(封面=[["甲"]], 说明=[["乙"]]), group.chengguan, "xlsx").errors
    assert (error.row, error.value) == (0, "封面、说明")


def test_a_sheet_whose_header_is_wrong_does_not_hide_the_errors_of_the_next(powers, group):
    data = book(一=[["名称", "名称"], ["甲", "乙"]], 二=[["名称", "类别"], ["丙", "行政恩准"]])
    report = check(powers, data, group.chengguan, "xlsx")
    assert placed(report.errors) == [("一 1", "名称", "unreadable"), ("二 2", "类别", "term")]


# --- cells ---------------------------------------------------------------------------------------


def test_what_is_no_value_is_told_by_its_cell_and_a_counting_formula_is_not(powers, group):
    lines = [
        HEAD,
        ["=ROW()-1", "甲"],
        [2, "=A1"],
        [3, "丙", "#REF!"],
        [4, "丁", None, None, 123456789012345678],
        [5, "戊", None, None, datetime.timedelta(hours=1)],
        ["合计", "=COUNTA(B2:B6)"],
    ]
    report = check(powers, book(表=lines), group.chengguan, "xlsx")
    assert told(report.errors) == [
        (3, "名称", "unreadable"),
        (4, "类别", "unreadable"),
        (5, "备注", "unreadable"),
        (6, "备注", "unreadable"),
    ]
    assert [row[:2] for row in rows_of(report)] == [(2, "甲")]


def test_wide_characters_and_spaces_are_read_where_they_say_nothing(powers, group):
    row = {
        "名称": "休学\u3000审批（２类）",
        "类别": "行政 许可",
        "实施主体": "城关区\u3000教育局",
        "行使层级": "４",
        "本地编码": "Ａ-０1 ",
        "本地编码体系": "gansu2015",
        "服务对象": "自然人、企业法人",
        "保密": " 涉密",
        "保密理由": "（一）",
        "生效日期": "２０１５年７月１日",
        "变动方式": "设 立",
        "依据1名称": "甲法",
        "依据1文号": "国发〔２０１４〕１号",
        "备注": "（一）全文",
    }
    data = book(表=[list(row), list(row.values())])
    report = check(powers, data, group.chengguan, "xlsx")
    assert report.errors == []
    (proposal,) = report.proposals
    content = proposal.content
    assert content["name"] == "休学 审批（２类）", "a name stays as it is, but for its spaces"
    assert content["remarks"] == "（一）全文" and content["confidentiality"] == "secret"
    assert proposal.grounds[0]["document_number"] == "国发〔２０１４〕１号"
    assert (content["category_id"], content["local_code"]) == (category("行政许可"), "A-01")
    assert content["organisation_id"] == group.chengguan_body.pk
    assert proposal.change == {"verb": "establish", "valid_from": datetime.date(2015, 7, 1)}
    assert len(proposal.many["audiences"]) == 2


@pytest.mark.parametrize(
    "day", ["2015年7月1日", "2015.7.1", "2015/07/01", datetime.date(2015, 7, 1)]
)
def test_a_day_is_read_as_offices_write_it(powers, group, day):
    data = book(表=[["名称", "生效日期"], ["甲", day]])
    (proposal,) = check(powers, data, group.chengguan, "xlsx").proposals
    assert proposal.change["valid_from"] == datetime.date(2015, 7, 1)


def test_a_day_that_is_a_bare_number_is_told(powers, group):
    data = book(表=[["名称", "生效日期"], ["甲", 42186]])
    assert told(check(powers, data, group.chengguan, "xlsx").errors) == [(2, "生效日期", "day")]


def test_a_size_that_a_book_gives_wrongly_cuts_nothing_off(powers, group):
    data = book(表=[HEAD, [1, "甲", "行政许可"]])
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    assert b'<dimension ref="A1:E2"' in parts[name]
    parts[name] = parts[name].replace(b'<dimension ref="A1:E2"', b'<dimension ref="A1:A1"')
    assert [row[:2] for row in rows_of(check(powers, zipped(parts), group.chengguan, "xlsx"))] == [
        (2, "甲")
    ]


def zipped(parts):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return held.getvalue()


def test_a_damaged_book_is_told_and_never_an_exception(powers, group):
    data = book(表=[HEAD, *([n, f"第{n}项", "行政许可", BODY] for n in range(200))])
    chance = random.Random(7)
    for _attempt in range(60):
        broken = bytearray(data)
        at = chance.randrange(len(broken))
        broken[at : at + chance.randrange(1, 40)] = chance.randbytes(chance.randrange(20))
        report = check(powers, bytes(broken), group.chengguan, "xlsx")
        assert report.errors or len(report.proposals) == 200
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        parts = {part: whole.read(part) for part in whole.namelist()}
    for name, content in parts.items():
        for cut in (b"", content[: len(content) // 2], b"<a/>", b"\xff\xfe"):
            check(powers, zipped(parts | {name: cut}), group.chengguan, "xlsx")


def test_any_odd_sheet_is_read_or_told(powers, group):
    """Whatever is merged with whatever, wherever the header stands: never a traceback."""
    chance = random.Random(11)
    values = [None, "", "甲", "合计", "名称", "=1", 7, 1.5, True, datetime.date(2020, 1, 1), *HEAD]
    for _attempt in range(60):
        made = openpyxl.Workbook()
        for name in "一二"[: chance.randrange(1, 3)]:
            sheet = made.create_sheet(name)
            for _line in range(chance.randrange(12)):
                sheet.append([chance.choice(values) for _ in range(chance.randrange(7))])
            for _area in range(chance.randrange(4)):
                top, left = chance.randrange(1, 9), chance.randrange(1, 6)
                sheet.merge_cells(
                    start_row=top, start_column=left, end_row=top + chance.randrange(1, 4),
                    end_column=left + chance.randrange(3),
                )  # fmt: skip
            sheet.sheet_state = chance.choice(["visible", "visible", "hidden"])
        report = check(powers, saved(made), group.chengguan, "xlsx")
        assert all(proposal.content["name"] for proposal in report.proposals)


# --- what others rely on -------------------------------------------------------------------------


def test_a_row_keeps_its_number_on_the_way_out_and_in(powers, group):
    data = book(表=[["名称", "本地编码", "备注"], ["休学审批", "A1", "原有"]])
    write(powers, check(powers, data, group.chengguan, "xlsx"), group.chengguan)
    (out,) = files.read(export(powers, powers.Draft.objects.all(), "xlsx"), "xlsx")
    assert (out.sheet, out.number, out.cells["备注"]) == ("", 2, "原有")


def test_without_columns_to_know_the_first_line_is_the_header():
    (row,) = files.read(book(表=[["甲", "乙"], [1, 2]]), "xlsx")
    assert row == ("", 2, {"甲": "1", "乙": "2"})
    with pytest.raises(Unreadable):
        list(files.read(book(表=[]), "xlsx"))


def test_columns_are_known_whatever_their_width():
    columns = Columns(["预算数额（万元）"], "名称")
    assert columns.of("预算数额(万元)") == columns.of(" *预算 数额（万元）") == "预算数额（万元）"
    assert columns.of("预算") == ""


# --- many ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_twenty_thousand_lines_of_a_book_with_merged_cells_are_read(powers, group):
    lines = [["附件3"], HEAD]
    lines += [[n, f"第{n}项审批", None if n % 10 else "行政许可", BODY] for n in range(20_000)]
    merged = [f"表!C{n + 3}:C{n + 12}" for n in range(0, 20_000, 10)]
    report = check(powers, book(表=lines, merged=merged), group.chengguan, "xlsx")
    assert report.problems == [] and len(report.proposals) == 20_000
    assert {proposal.content["category_id"] for proposal in report.proposals} == {category("01")}
