"""Which entry a row speaks of, and whether it says anything new of it: what
core/registers/exchange/proposals.py holds of a row, against what stands."""

import datetime

import pytest

from core.registers import actions, queries
from core.registers.choices import Verb
from core.registers.exchange import exporting
from core.registers.exchange.matching import Existing
from tests.core.registers.editors import change, new_draft, publish
from tests.core.registers.exchange.samples import check, rows_file, told, write

pytestmark = pytest.mark.django_db
D = datetime.date
LOCAL, IMPLEMENTATION = "62052400MZ-XK-0001", "1151130108337220433000131024000"
CODES = {
    "local_code": LOCAL,
    "local_scheme": "gansu-early",
    "implementation_code": IMPLEMENTATION,
}


@pytest.fixture
def version(powers, group):
    """A power in force at Chengguan, with codes of its own."""
    return publish(powers, group, new_draft(powers, group, "休学审批", **CODES))


@pytest.fixture
def row(powers, version):
    """Its row as it is exported."""
    (made,) = exporting.rows_of(powers, queries.in_force(powers), flat=False)
    return made


def checked(powers, group, row, **changes):
    return check(powers, rows_file(row | changes), group.chengguan)


# --- which entry ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "is_it"),
    [
        ({"编号": "620102-000001"}, True),
        ({"本地编码": LOCAL, "本地编码体系": "gansu-early"}, True),
        ({"本地编码": LOCAL}, False),  # the same digits of another scheme
        ({"实施编码": IMPLEMENTATION}, True),
        (
            {"实施编码": IMPLEMENTATION, "业务办理项编码": IMPLEMENTATION + "01"},
            False,
        ),  # one of its items
        ({}, False),  # a name tells nobody from anybody
    ],
)
def test_an_entry_is_known_by_number_or_code_and_not_by_name(
    powers, group, version, columns, is_it
):
    report = check(powers, rows_file({"名称": "休学核准", **columns}), group.chengguan)
    (proposal,) = report.proposals
    assert (proposal.entry_id, proposal.base_id) == (
        (version.entry_id, version.pk) if is_it else (None, None)
    )


def test_an_entry_of_another_site_is_none_of_this_sites(powers, group, version):
    assert Existing(powers, group.qilihe).entries == {}


def test_a_second_draft_of_an_entry_is_not_imported(powers, group, version, row):
    actions.start_draft(powers, version, actor=group.chengguan_editor)
    report = checked(powers, group, row, 名称="改名")
    assert told(report.errors) == [(1, "编号", "draft")]


def test_nothing_stands_below_a_sub_item(powers, group, version):
    parent = {"编号": "", "名称": "子项", "上级编号": version.number, "本地编码": "B1"}
    write(powers, check(powers, rows_file(parent), group.chengguan), group.chengguan)
    draft = powers.Draft.objects.get()
    draft.category, draft.organisation = version.category, group.chengguan_body
    draft = actions.save_draft(
        powers, draft, actor=group.chengguan_editor, grounds=[{"law": "某法"}]
    )
    below = publish(powers, group, draft, verb=Verb.ADOPT, day=D(2015, 7, 1))
    assert below.number == f"{version.number}-01"
    nested = check(powers, rows_file({"名称": "孙项", "上级编号": below.number}), group.chengguan)
    assert told(nested.errors) == [(1, "上级编号", "parent")]


# --- whether it says anything new ----------------------------------------------------------------


def test_what_was_exported_says_nothing_new(powers, group, row):
    report = checked(powers, group, row)
    assert (report.unchanged, report.proposals, report.problems) == (1, [], [])


@pytest.mark.parametrize(
    "changes",
    [
        {"名称": "复学审批"},
        {"备注": "新"},
        {"服务对象": ["自然人"]},
        {"实施依据": []},
        {"实施依据": [{"名称": "另一部法"}]},
    ],
)
def test_any_other_content_is_a_change(powers, group, version, row, changes):
    report = checked(powers, group, row, **changes)
    assert [proposal.base_id for proposal in report.proposals] == [version.pk]


def test_a_row_that_ends_an_entry_becomes_a_draft_and_is_told(powers, group, version, row):
    report = checked(powers, group, row, 变动方式="取消", 生效日期="2024-01-01", 变动依据="某决定")
    assert (report.unchanged, report.errors) == (0, [])
    (warned,) = report.warnings
    assert (warned.row, warned.column, warned.rule, warned.value) == (
        1,
        "变动方式",
        "change",
        "取消",
    )
    write(powers, report, group.chengguan)
    ended = publish(powers, group, powers.Draft.objects.get())
    assert (ended.verb, ended.in_force, ended.entry_id) == (Verb.CANCEL, False, version.entry_id)
    assert not queries.in_force(powers).exists()


def test_what_has_ended_already_does_not_end_again(powers, group, version, row):
    actions.cancel(
        powers,
        version.entry,
        verb=Verb.CANCEL,
        day=D(2024, 1, 1),
        ground="某决定",
        actor=group.chengguan_chief,
    )
    end = {"变动方式": "取消", "生效日期": "2024-01-01"}
    report = checked(powers, group, row, **end)
    assert (report.unchanged, report.proposals, report.problems) == (1, [], [])
    again = checked(powers, group, row, 变动方式="设立", 生效日期="2025-01-01")
    assert len(again.proposals) == 1 and told(again.warnings) == [(1, "变动方式", "change")]


@pytest.mark.parametrize(
    ("changes", "column"),
    [({"变动方式": "加强"}, "变动方式"), ({"生效日期": "2020-01-01"}, "生效日期")],
)
def test_a_change_without_another_content_is_left_out_and_told(powers, group, row, changes, column):
    report = checked(powers, group, row, **changes)
    assert (report.unchanged, report.proposals, report.errors) == (1, [], [])
    assert told(report.warnings) == [(1, column, "change")]


def test_it_is_the_newest_version_that_a_row_is_compared_with(powers, group, version, row):
    change(powers, group, version, name="新名")
    assert checked(powers, group, row, 名称="新名", 变动方式="", 生效日期="").unchanged == 1
    assert len(checked(powers, group, row).proposals) == 1


# --- what a file does not say --------------------------------------------------------------------


def test_a_field_without_a_column_stays_as_it_is(powers, group, version):
    known = {"编号": version.number, "名称": "休学审批"}
    assert check(powers, rows_file(known), group.chengguan).unchanged == 1
    report = check(powers, rows_file(known | {"备注": "新"}), group.chengguan)
    write(powers, report, group.chengguan)
    draft = powers.Draft.objects.get()
    assert (draft.remarks, draft.local_code, draft.category) == ("新", LOCAL, version.category)
    assert draft.organisation == version.organisation and draft.grounds.count() == 1


def test_an_empty_cell_of_a_column_empties_the_field(powers, group, version):
    row = {"编号": version.number, "名称": "休学审批", "类别": ""}
    (proposal,) = check(powers, rows_file(row), group.chengguan).proposals
    assert proposal.content["category_id"] is None


def test_the_one_cell_of_all_grounds_keeps_of_them_what_reads_as_it_did(powers, group):
    whole = {
        "law": "甲法",
        "law_date": D(2018, 12, 29),
        "article": "第一条",
        "text": "一\n《乙法》",
    }
    other = {"law": "乙法", "law_date": D(2001, 1, 1), "document_number": "国发〔2001〕1号"}
    version = publish(powers, group, new_draft(powers, group, grounds=[whole, other]))
    cell = "《甲法》第一条：一\n《乙法》\n《乙法》（国发〔2001〕1号）"
    row = {"编号": version.number, "名称": "休学审批", "实施依据": cell}
    assert check(powers, rows_file(row), group.chengguan).unchanged == 1
    row["实施依据"] = "《乙法》（国发〔2001〕1号）\n《丙法》第二条"
    (proposal,) = check(powers, rows_file(row), group.chengguan).proposals
    assert [(ground["law"], ground["law_date"]) for ground in proposal.grounds] == [
        ("乙法", D(2001, 1, 1)),
        ("丙法", None),
    ]


def test_a_code_that_was_typed_wide_means_the_entry_it_meant(powers, group):
    wide = {"local_code": "甲（１）"}
    version = publish(powers, group, new_draft(powers, group, **wide))
    (row,) = exporting.rows_of(powers, queries.in_force(powers), flat=False)
    for code in ("甲（１）", "甲(1)", "甲（1） "):
        report = checked(powers, group, row, 本地编码=code)
        assert (report.unchanged, report.problems) == (1, [])
    (proposal,) = checked(powers, group, row | {"编号": ""}, 备注="新").proposals
    assert proposal.entry_id == version.entry_id


def test_a_new_entry_without_a_code_is_not_drafted_twice(powers, group):
    row = {"名称": "新事项", "实施主体": "城关区教育局"}
    write(powers, check(powers, rows_file(row), group.chengguan), group.chengguan)
    assert told(check(powers, rows_file(row), group.chengguan).errors) == [(1, "名称", "draft")]
    assert check(powers, rows_file(row | {"实施主体": ""}), group.chengguan).errors == []
