"""core/registers/exchange/reading.py and core/registers/exchange/fields.py: a table in a file is
read as texts, and everything that is wrong in it is said at once."""

import io
import json

import openpyxl
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from core.registers.exchange.fields import TableField
from core.registers.exchange.files import write
from core.registers.exchange.reading import Cell, read_table

COLUMNS = {"名称": Cell(needed=True, longest=4), "编号": Cell(needed=True), "说明": Cell()}
ROWS = [{"名称": "甲", "编号": "01", "说明": ""}, {"名称": "乙", "编号": "02", "说明": "好"}]


def wrong(table):
    return [(one.row, one.column, one.rule) for one in table.problems]


@pytest.mark.parametrize(("kind", "first"), [("csv", 2), ("xlsx", 2), ("json", 1)])
def test_every_kind_of_file_says_the_same(kind, first):
    table = read_table(write(ROWS, list(COLUMNS), kind, "表"), kind, COLUMNS)
    assert table.rows == [(first, ROWS[0]), (first + 1, ROWS[1])] and not table.problems


def test_every_error_is_told_and_hides_no_other():
    data = "名称,编号,说明\n五个字的名,,\n甲,1,a,多\n乙\x07,2,\n".encode()
    assert wrong(read_table(data, "csv", COLUMNS)) == [
        (2, "名称", "length"), (2, "编号", "required"), (3, "", "file"), (4, "名称", "control"),
    ]  # fmt: skip
    nested = json.dumps([{"名称": {"a": 1}, "编号": ["1", "2"]}, 5]).encode()
    table = read_table(nested, "json", COLUMNS)
    assert wrong(table) == [(1, "名称", "value"), (2, "", "file")]
    assert table.rows[0][1]["编号"] == "1；2"


def test_an_absent_column_is_one_error_and_an_unknown_one_is_not_lost_without_a_word():
    data = "名称,编码\n甲,1\n乙,2\n".encode()
    assert wrong(read_table(data, "csv", COLUMNS)) == [(1, "编号", "column"), (1, "编码", "column")]


def test_a_header_may_stand_below_titles_and_one_sheet_holds_the_table():
    def book(*names):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name in names:
            sheet = made.create_sheet(name)
            for row in (["项目表"], ["名称", "编号"], ["甲", "01"], ["合计", ""]):
                sheet.append(row)
        made.create_sheet("说明").append(["填报说明"])
        held = io.BytesIO()
        made.save(held)
        return held.getvalue()

    table = read_table(book("一月"), "xlsx", COLUMNS)
    assert [number for number, _texts in table.rows] == [3] and not table.problems
    assert wrong(read_table(book("一月", "二月"), "xlsx", COLUMNS)) == [(0, "", "sheets")]


def test_what_is_no_table_at_all_is_one_error():
    assert wrong(read_table(b"PK", "xlsx", COLUMNS)) == [(0, "", "file")]
    assert read_table("名称,编号\n".encode(), "csv", COLUMNS).rows == []


def test_a_form_takes_tables_only_and_may_do_without():
    class Form(forms.Form):
        file = TableField(required=False)

    def errors(name, data=b"a"):
        return Form({}, {"file": SimpleUploadedFile(name, data)}).errors

    assert not errors("a.csv") and errors("a.doc") and errors("a.xlsx")
    empty = Form({}, {})
    assert empty.is_valid() and empty.cleaned_data["file"] is None
