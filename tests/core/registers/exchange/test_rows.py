"""One row: whose it is, what it says of the change, and which columns nobody knows."""

import datetime

import pytest

from core.registers.choices import USUAL, VERB_NAMES, VERB_TERMS
from core.registers.exchange import mappings
from core.registers.spec import register
from tests.core.registers.exchange.samples import check, rows_file, told

pytestmark = pytest.mark.django_db


def test_an_unknown_column_is_told_once_for_the_whole_file(powers, group):
    rows = [{"名称": f"第{n}项", "颜色": "红"} for n in range(3)]
    report = check(powers, rows_file(*rows), group.chengguan)
    assert told(report.errors) == [(1, "颜色", "column")]


def test_a_column_that_is_ignored_or_counts_the_rows_is_not_told(powers, group):
    mapping = mappings.checked("source", {"title": "x", "options": {"ignore": ["颜色"]}}, powers)
    row = {"序号": "1", "名称": "甲", "颜色": "红"}
    assert check(powers, rows_file(row), group.chengguan, mapping=mapping).problems == []


@pytest.fixture
def typed(powers):
    """A mapping that gives a source's types to two registers."""
    types = {"column": "类型", "power_list": ["1", "5"], "public_service": ["20"]}
    return lambda one: mappings.checked("source", {"title": "x", "types": types}, one)


def test_a_row_of_another_registers_type_is_counted_and_left_out(powers, group, typed):
    data = rows_file({"名称": "甲", "类型": "1"}, {"名称": "乙", "类型": "20"})
    own = check(powers, data, group.chengguan, mapping=typed(powers))
    assert (len(own.proposals), dict(own.foreign), own.errors) == (1, {"20": 1}, [])
    services = register("public_service")
    other = check(services, data, group.chengguan, mapping=typed(services))
    assert (len(other.proposals), dict(other.foreign)) == (1, {"1": 1})


@pytest.mark.parametrize("kind", ["99", "", None])
def test_a_type_of_no_register_is_an_error(powers, group, typed, kind):
    data = rows_file({"名称": "甲", "类型": kind})
    report = check(powers, data, group.chengguan, mapping=typed(powers))
    assert ("类型", "type") in {(problem.column, problem.rule) for problem in report.errors}


@pytest.mark.parametrize("term", [VERB_NAMES[verb] for verb in USUAL])
def test_a_change_is_named_by_its_chinese_term(powers, group, term):
    row = {"名称": "甲", "变动方式": term, "生效日期": "2015-07-01", "变动依据": "某文件"}
    (proposal,) = check(powers, rows_file(row), group.chengguan).proposals
    assert proposal.change == {
        "verb": str(VERB_TERMS[term]),
        "valid_from": datetime.date(2015, 7, 1),
        "change_ground": "某文件",
    }


def test_a_row_without_a_change_says_nothing_of_one(powers, group):
    (proposal,) = check(
        powers, rows_file({"名称": "甲", "变动方式": ""}), group.chengguan
    ).proposals
    assert proposal.change == {}


@pytest.mark.parametrize("name", ["", "  ", None])
def test_an_entry_needs_a_name(powers, group, name):
    assert told(check(powers, rows_file({"名称": name}), group.chengguan).errors) == [
        (1, "名称", "required")
    ]
