"""Import and export: every error is told, nothing is half done, and what goes out comes back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.registers import actions, queries
from core.registers.choices import Verb
from core.registers.content import LONGEST_TEXT
from core.registers.exchange import cells, exporting, files, importing
from core.registers.queries import terms
from core.registers.spec import register
from core.settings.base import BASE_DIR
from core.testing import SYSTEM
from tests.core.registers.editors import new_draft, publish
from tests.core.registers.exchange.samples import check, rows_file, write

pytestmark = pytest.mark.django_db
ITEMS = BASE_DIR / "sites/gansu/content/powers/guangan-items.json"


def test_every_error_is_told_by_row_column_rule_and_value(powers, group):
    report = check(
        powers,
        rows_file(
            {"名称": "", "类别": "行政许可"},
            {
                "名称": "甲",
                "类别": "行政恩准",
                "实施主体": "没有的局",
                "保密": "半公开",
                "生效日期": "2015-02-30",
            },
            {"名称": "乙" * 501, "变动方式": "废除", "主题分类": ["教育科研", "炼金术"]},
            "不是对象",
            {"名称": "丙", "实施依据": [{"条款": "第一条"}, {"法律": "x"}], "无此列": "1"},
        ),
        group.chengguan,
    )
    found = {(p.row, p.column, p.rule) for p in report.errors}
    assert found == {
        (1, "名称", "required"),
        (2, "类别", "term"),
        (2, "实施主体", "organisation"),
        (2, "保密", "choice"),
        (2, "生效日期", "day"),
        (3, "名称", "length"),
        (3, "变动方式", "verb"),
        (3, "主题分类", "term"),
        (4, "", "unreadable"),
        (5, "实施依据", "ground"),
        (5, "无此列", "column"),
    }
    assert next(p.value for p in report.errors if p.rule == "choice") == "半公开"


def test_an_unreadable_row_refuses_the_whole_file(powers, group):
    data = "名称,备注\n甲,一\n乙,二,三\n".encode()
    report = check(powers, data, group.chengguan, "csv")
    assert [(p.row, p.rule) for p in report.errors] == [(3, "unreadable")]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04broken", "xlsx"),
        (b"{", "json"),
        (b"{}", "json"),
        (b"", "csv"),
        (b"\xff\xfe\x81", "csv"),
        ("名称,名称\n".encode(), "csv"),
    ],
)
def test_a_broken_file_is_told_and_never_an_exception(powers, group, data, kind):
    report = check(powers, data, group.chengguan, kind)
    assert [p.rule for p in report.errors] == ["unreadable"]


def test_two_rows_of_one_code_are_refused(powers, group):
    report = check(
        powers,
        rows_file({"名称": "甲", "本地编码": "X1"}, {"名称": "乙", "本地编码": "X1"}),
        group.chengguan,
    )
    assert [(p.row, p.column, p.rule, p.value) for p in report.errors] == [
        (2, "本地编码", "double", "X1")
    ]


def test_shapes_and_check_digits_warn_and_do_not_refuse(powers, group):
    good = "511A0138000000-511602000000-000-115113010833722043-1-00"
    report = check(
        powers,
        rows_file(
            {"名称": "甲", "本地编码": good, "本地编码体系": "sichuan"},
            {"名称": "乙", "本地编码": "XYZ", "本地编码体系": "sichuan"},
            {"名称": "丙", "本地编码": good.replace("043-1", "044-1"), "本地编码体系": "sichuan"},
            {"名称": "丁", "基本编码": "6201", "本地编码": "9", "本地编码体系": "火星"},
        ),
        group.chengguan,
    )
    assert report.errors == []
    assert [(p.row, p.column, p.rule) for p in report.warnings] == [
        (2, "本地编码", "shape"),
        (3, "本地编码", "check-digit"),
        (4, "基本编码", "shape"),
        (4, "本地编码体系", "scheme"),
    ]


def test_the_items_of_guangan_go_to_the_two_registers_by_their_type(powers, group):
    data = ITEMS.read_bytes()
    own = check(powers, data, group.chengguan, mapping="guangan-items")
    services = check(register("public_service"), data, group.chengguan, mapping="guangan-items")
    assert (own.total, len(own.proposals), dict(own.foreign)) == (1135, 787, {"20": 348})
    assert (len(services.proposals), sum(services.foreign.values())) == (348, 787)
    assert own.errors == services.errors == []
    odd = [p.value for p in own.warnings + services.warnings if p.rule == "shape"]
    assert odd == [  # fillers, and a letter in lower case
        "E-000021-001-1111111111111111",
        "511F0045400001-511602000000-000-11511301452259996u-1-00",
        "H-000185-001-4444444444",
    ]
    assert write(powers, own, group.chengguan) == 787
    assert powers.Draft.objects.filter(category__name="行政许可").count() == 536
    assert check(powers, data, group.chengguan, mapping="guangan-items").errors[0].rule == "draft"


def test_a_dry_run_writes_nothing_and_import_never_publishes(powers, group):
    report = check(
        powers,
        rows_file({"名称": "甲", "变动方式": "设立", "生效日期": "2015-07-01"}),
        group.chengguan,
    )
    assert not powers.Draft.objects.exists()
    write(powers, report, group.chengguan)
    assert powers.Draft.objects.get().verb == Verb.ESTABLISH and not powers.Version.objects.exists()


def test_a_row_of_a_sub_item_waits_for_its_parent_of_the_same_file(powers, group):
    rows = rows_file(
        {"名称": "子项", "上级编号": "A", "本地编码": "A1"},
        {"名称": "主项", "本地编码": "A"},
        {"名称": "丙", "上级编号": "Z"},
        {"名称": "丁", "上级编号": "A1"},
    )
    report = check(powers, rows, group.chengguan)
    assert [(p.row, p.rule, p.value) for p in report.errors] == [
        (3, "parent", "Z"),
        (4, "parent", "A1"),
    ]
    report.problems.clear()
    write(powers, report, group.chengguan)
    assert powers.Draft.objects.get(name="子项").parent_draft.name == "主项"


def test_a_file_may_not_name_a_body_or_an_entry_of_another_county(powers, group):
    report = check(
        powers,
        rows_file({"名称": "甲", "实施主体": "七里河区教育局", "编号": "620103-000001"}),
        group.chengguan,
    )
    assert {p.rule for p in report.errors} == {"organisation"}
    report = check(powers, rows_file({"名称": "甲", "编号": "620103-000001"}), group.chengguan)
    assert {p.rule for p in report.errors} == {"entry"}


@pytest.mark.parametrize("kind", files.FORMATS)
def test_the_longest_text_comes_back_whole_and_a_longer_one_is_refused(powers, group, kind):
    for length in (LONGEST_TEXT, LONGEST_TEXT + 1):
        text = "=" + "长" * (length - 1)
        draft = powers.Draft(member=group.chengguan, name=f"长文{length}", remarks=text)
        actions.save_draft(powers, draft, actor=SYSTEM)
        row = powers.Draft.objects.filter(pk=draft.pk)
        report = check(powers, exporting.export(powers, row, kind), group.qilihe, kind)
        if length == LONGEST_TEXT:
            [proposal] = report.proposals
            assert proposal.content["remarks"] == text
        else:
            [error] = report.errors
            assert (error.column, error.rule) == ("备注", "length")


def test_what_is_in_force_comes_back_as_unchanged(powers, group):
    known = terms()
    version = publish(
        powers, group, new_draft(powers, group, many={"audiences": [known.find("audience", "1")]})
    )
    for kind in files.FORMATS:
        data = exporting.export(powers, queries.in_force(powers, member=group.chengguan), kind)
        report = check(powers, data, group.chengguan, kind)
        assert (report.errors, report.unchanged, report.proposals) == ([], 1, [])
    changed = data.replace("休学审批".encode(), "复学审批".encode())
    report = check(powers, changed, group.chengguan, "json")
    write(powers, report, group.chengguan)
    assert powers.Draft.objects.get().base_id == version.pk


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "'a", "'=a", "''"])
def test_no_cell_of_an_export_is_a_formula_and_it_is_restored(text):
    assert cells.neutral(text)[0] == "'" and cells.restored(cells.neutral(text)) == text


def many_rows(count):
    ground = {"名称": "中华人民共和国行政许可法", "条款": "第十二条", "原文": "下列事项可以设定"}
    return rows_file(
        *(
            {
                "名称": f"第{number}项审批",
                "类别": "行政许可",
                "本地编码": f"N{number:05d}",
                "服务对象": ["自然人"],
                "实施依据": [ground],
            }
            for number in range(count)
        )
    )


@pytest.mark.slow
def test_twenty_thousand_rows_are_one_transaction_of_few_statements(powers, group):
    report = check(powers, many_rows(20_000), group.chengguan)
    assert len(report.proposals) == 20_000
    with CaptureQueriesContext(connection) as captured:
        write(powers, report, group.chengguan)
    assert len(captured) < 20_000 / 20
    drafts = powers.Draft.objects.filter(member=group.chengguan)
    assert drafts.count() == powers.Ground.objects.filter(draft__in=drafts).count() == 20_000


def test_an_import_that_breaks_half_way_leaves_nothing(powers, group, monkeypatch):
    report = check(powers, many_rows(50), group.chengguan)

    def fail(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(importing, "_write_parts", fail)
    with pytest.raises(OSError, match="the disk is full"):
        write(powers, report, group.chengguan)
    assert not powers.Draft.objects.exists()
