"""The legal grounds of a row, by whatever columns they come."""

import datetime

import pytest

from core.registers.exchange import mappings
from tests.core.registers.exchange.samples import check, rows_file, told

pytestmark = pytest.mark.django_db


def grounds(powers, group, mapping="own-form", **columns):
    report = check(powers, rows_file({"名称": "甲", **columns}), group.chengguan, mapping=mapping)
    assert report.errors == []
    return report.proposals[0].grounds


def test_numbered_columns_are_read_in_the_order_of_their_numbers(powers, group):
    columns = {
        "依据10名称": "丙法",
        "依据2名称": "乙法",
        "依据2条款": "第二条",
        "依据1名称": "甲法",
    }
    found = grounds(powers, group, **columns)
    assert [(ground["law"], ground["article"]) for ground in found] == [
        ("甲法", ""),
        ("乙法", "第二条"),
        ("丙法", ""),
    ]


def test_a_ground_has_every_part_and_its_day(powers, group):
    whole = {"名称": "甲法", "文本日期": "2018-12-29", "文号": "主席令", "条款": "一", "原文": "全"}
    assert grounds(powers, group, 实施依据=[whole]) == [
        {
            "law": "甲法",
            "law_date": datetime.date(2018, 12, 29),
            "document_number": "主席令",
            "article": "一",
            "text": "全",
        }
    ]


def test_listed_grounds_follow_those_of_columns_and_empty_ones_are_none(powers, group):
    found = grounds(powers, group, 依据1名称="甲法", 依据2名称="", 实施依据=[{}, {"名称": "乙法"}])
    assert [ground["law"] for ground in found] == ["甲法", "乙法"]


def test_a_source_with_one_ground_names_its_columns(powers, group):
    columns = {"ground.law": "设定依据", "ground.article": "条"}
    mapping = mappings.checked("source", {"title": "x", "columns": columns}, powers)
    (found,) = grounds(powers, group, mapping, 设定依据="甲法", 条="第一条")
    assert (found["law"], found["article"], found["law_date"]) == ("甲法", "第一条", None)


@pytest.mark.parametrize(
    ("columns", "column", "rule"),
    [
        ({"依据1条款": "第一条"}, "依据1条款", "ground"),
        ({"实施依据": "依法"}, "实施依据", "ground"),
        ({"实施依据": ["《甲法》"]}, "实施依据", "ground"),
        ({"实施依据": [{"法律": "甲法"}]}, "实施依据", "ground"),
        ({"依据1名称": "甲法", "依据1文本日期": "去年"}, "依据1文本日期", "day"),
        ({"依据1名称": "甲" * 201}, "依据1名称", "length"),
        ({"依据1名称": {"法": "甲"}}, "依据1名称", "value"),
    ],
)
def test_what_is_no_ground_is_told(powers, group, columns, column, rule):
    report = check(powers, rows_file({"名称": "甲", **columns}), group.chengguan)
    assert told(report.errors) == [(1, column, rule)]


def test_all_grounds_may_stand_in_one_cell_as_on_a_form(powers, group):
    cell = "《甲法》第一条：应当\n2. 《某通知》（国发〔2014〕1号）"
    found = grounds(powers, group, 实施依据=cell)
    assert [(one["law"], one["article"], one["document_number"]) for one in found] == [
        ("甲法", "第一条", ""),
        ("某通知", "", "国发〔2014〕1号"),
    ]
    mapping = mappings.checked("source", {"title": "x", "columns": {"grounds": "依据"}}, powers)
    assert len(grounds(powers, group, mapping, 依据=cell)) == 2
