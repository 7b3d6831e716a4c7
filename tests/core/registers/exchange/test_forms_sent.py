"""core/registers/exchange/forms_sent.py: which form a file is, and where that one is imported."""

import json

import pytest
from django.utils.translation import override

from core.registers.exchange.forms_sent import forms_at, recognised
from core.registers.exchange.tables import Columns
from tests.core.registers.exchange.samples import book, check

pytestmark = pytest.mark.django_db
SUMMARY = ["单位", "保留", "取消", "转移", "合计"]


def form_in(data, kind, group, columns=("名称", "实施主体")):
    found = recognised(data, kind, Columns(columns, "名称"), forms_at(group.chengguan))
    return found and found.name


def test_a_form_is_known_by_its_header_in_every_kind_of_file(group):
    title, row = ["附件2 汇总表"], ["城关区教育局", 1, 0, 0, 1]
    assert form_in(book(表=[title, [], SUMMARY, row]), "xlsx", group) == "annex-2"
    lines = "\n".join(",".join(map(str, line)) for line in (title, SUMMARY, row))
    assert form_in(lines.encode("gb18030"), "csv", group) == "annex-2"
    rows = [dict(zip(SUMMARY, row, strict=True))]
    assert form_in(json.dumps(rows).encode(), "json", group) == "annex-2"


def test_what_is_more_of_the_list_than_of_any_form_is_none(group):
    data = book(甲=[["名称", "实施主体"]], 乙=[SUMMARY])
    assert form_in(data, "xlsx", group) is None
    assert form_in(book(表=[["单位", "合计"]]), "xlsx", group) is None, "any table names a body"


@pytest.mark.parametrize("data", [b"", b"PK", b"\xff\xfe[", b"[1]", b"{}"])
@pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
def test_a_broken_file_is_no_form_and_raises_nothing(group, data, kind):
    assert form_in(data, kind, group) is None


def test_a_form_in_place_of_the_list_is_one_error_that_says_where_it_goes(powers, group):
    data = book(表=[SUMMARY, ["城关区教育局", 1, 0, 0, 1]])
    with override("en"):
        (problem,) = check(powers, data, group.chengguan, "xlsx").problems
    assert (problem.row, problem.rule, problem.is_error) == (0, "form", True)
    assert "summary" in problem.sentence


def test_every_form_says_where_it_is_imported_or_why_it_is_not(group):
    with override("en"):
        said = {
            form.name: (form.read_into, form.where)
            for form in forms_at(group.chengguan)
            if form.name != "annex-9"  # the dummy plugin's
        }
    assert {name: into for name, (into, _where) in said.items()} == {
        "annex-1": "responsibility",
        "annex-2": "",
        "annex-3": "power_list",
        "annex-4": "",
        "annex-5": "public_service",
        "annex-6": "duty",
        "annex-7": "",
    }
    assert all(where for _into, where in said.values())
