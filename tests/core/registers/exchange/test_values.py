"""Cells as values: by name or code, ours or another source's, and what is lenient."""

import pytest
from django.utils import translation

from core.registers.exchange import mappings
from core.registers.exchange.values import _nearest
from core.registers.queries import terms
from core.testing import make_organisation
from tests.core.registers.exchange.samples import check, rows_file, told

pytestmark = pytest.mark.django_db


def read(powers, group, mapping="own-form", **columns):
    """The content of one row that is in order."""
    report = check(powers, rows_file({"名称": "甲", **columns}), group.chengguan, mapping=mapping)
    assert report.errors == []
    return report.proposals[0].content


def errors(powers, group, mapping="own-form", **columns):
    report = check(powers, rows_file({"名称": "甲", **columns}), group.chengguan, mapping=mapping)
    return told(report.errors)


def mapped(powers, **sections):
    return mappings.checked("source", {"title": "x", **sections}, powers)


@pytest.mark.parametrize("text", ["06", "行政监督", "行政检查"])
def test_a_term_is_found_by_code_name_or_other_name(powers, group, text):
    assert read(powers, group, 类别=text)["category_id"] == terms().find("power_category", "06").pk


def test_digits_of_another_source_are_read_by_its_own_table(powers, group):
    guangdong = mapped(powers, codes={"category": "guangdong"})
    other = terms().find("power_category", "10").pk
    assert read(powers, group, guangdong, 类别="20")["category_id"] == other
    assert errors(powers, group, 类别="20") == [(1, "类别", "term")]


@pytest.mark.parametrize("text", ["chengguan-jyj", "城关区教育局"])
def test_a_body_is_found_by_code_or_name(powers, group, text):
    assert read(powers, group, 实施主体=text)["organisation_id"] == group.chengguan_body.pk


def test_a_name_of_two_bodies_is_nobodys(powers, group):
    make_organisation("城关区教育局", group.chengguan.division, code="second")
    assert errors(powers, group, 实施主体="城关区教育局") == [(1, "实施主体", "organisation")]
    assert read(powers, group, 实施主体="chengguan-jyj")["organisation_id"]


def test_what_a_mapping_is_lenient_about_is_left_empty_with_a_warning(powers, group):
    lenient = mapped(powers, options={"lenient": ["organisation", "category"]})
    row = {"名称": "甲", "实施主体": "别处的局", "类别": "行政恩准"}
    report = check(powers, rows_file(row), group.chengguan, mapping=lenient)
    assert report.errors == []
    assert sorted(told(report.warnings)) == [(1, "实施主体", "organisation"), (1, "类别", "term")]
    content = report.proposals[0].content
    assert (content["organisation_id"], content["category_id"]) == (None, None)


def test_a_fixed_text_is_filled_in_from_the_row_and_gives_way_to_a_cell(powers, group):
    fixed = mapped(powers, fixed={"remarks": "来自{来源}，{没有}"}, options={"ignore": ["来源"]})
    assert read(powers, group, fixed, 来源="广安")["remarks"] == "来自广安，"
    assert read(powers, group, fixed, 来源="广安", 备注="自己的")["remarks"] == "自己的"


def test_another_sources_words_are_translated_for_this_site(powers, group):
    words = mapped(powers, values={"organisation": {"区教育局": "{site}-jyj"}})
    own = group.chengguan_body.pk
    assert read(powers, group, words, 实施主体="区教育局")["organisation_id"] == own


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"备注": "铃\u0007"}, "control"),
        ({"备注": {"一": "二"}}, "value"),
        ({"承办机构": "甲" * 201}, "length"),
        ({"承办机构性质": "外设机构"}, "choice"),
        ({"生效日期": "2015-02-30"}, "day"),
        ({"生效日期": "1911-10-10"}, "day"),
        ({"生效日期": "9999-12-31"}, "day"),
    ],
)
def test_what_no_field_can_hold_is_told(powers, group, columns, rule):
    (column,) = columns
    assert errors(powers, group, **columns) == [(1, column, rule)]


def test_a_list_of_texts_is_lines_of_one_text(powers, group):
    assert read(powers, group, 备注=["一", "二"])["remarks"] == "一\n二"


@pytest.mark.parametrize(
    ("columns", "nearest"),
    [
        ({"类别": "行政许可证"}, "行政许可"),
        ({"行使层级": "区县级"}, "县级"),
        ({"实施主体": "城关教育局"}, "城关区教育局"),
        ({"承办机构性质": "内设机关"}, "内设机构"),
        ({"变动方式": "整合并"}, "整合"),
        ({"颜色": "x"}, ""),
        ({"备注栏": "x"}, "备注"),
        ({"类别": "xyz"}, ""),
    ],
)
def test_a_wrong_word_is_told_with_the_known_one_that_is_nearest(powers, group, columns, nearest):
    with translation.override("en"):
        report = check(powers, rows_file({"名称": "甲", **columns}), group.chengguan)
    (error,) = report.errors
    assert (
        error.sentence.endswith(f"Is it “{nearest}”?") if nearest else "Is it" not in error.sentence
    )


def test_a_wrong_word_of_many_rows_is_looked_up_once(powers, group):
    rows = [{"名称": f"第{n}项", "类别": "行政许可证"} for n in range(2000)]
    _nearest.cache_clear()
    report = check(powers, rows_file(*rows), group.chengguan)
    assert len(report.errors) == 2000 and _nearest.cache_info().misses == 1


def test_terms_stand_between_marks_of_every_kind(powers, group):
    cell = "教育科研、社会保障（社会保险、社会救助）；就业创业"
    report = check(powers, rows_file({"名称": "甲", "主题分类": cell}), group.chengguan)
    assert report.errors == [] and len(report.proposals[0].many["subjects"]) == 3
