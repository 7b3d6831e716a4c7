"""Import and export: every error is told, nothing is half done, and what goes out comes back."""

import datetime
import string

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.people.models import OrganisationKind
from core.registers import actions, queries
from core.registers.choices import Verb
from core.registers.content import LONGEST_TEXT
from core.registers.exchange import cells, exporting, files, importing
from core.registers.queries import terms
from core.registers.spec import register
from core.settings.base import BASE_DIR
from core.testing import SYSTEM, make_organisation
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


def _text(**bounds):
    """What a person could put into a cell: Chinese, quotes, formulas, lines; no control code."""
    alphabet = st.sampled_from(
        list(
            "=+-@'\"，；;^,\n\t|甲乙丙行政许可《》〔〕" + string.ascii_letters + string.digits + " "
        )
    )
    return st.text(alphabet, **bounds).map(cells.clean)


RISKY = st.one_of(
    _text(max_size=40),
    st.sampled_from(
        ["=1+1", "+86", "-3", "@x", "'x", "''", "'=x", '=HYPERLINK("x")', "1e5", "007"]
    ),
)
GROUND = st.fixed_dictionaries(
    {
        "law": RISKY.filter(bool),
        "document_number": RISKY,
        "article": RISKY,
        "text": RISKY,
        "law_date": st.one_of(
            st.none(), st.dates(datetime.date(1950, 1, 1), datetime.date(2030, 1, 1))
        ),
    }
)


def _office(group):
    """An office inside the county's bureau, as a file names it: by its code."""
    return make_organisation(
        "学籍科",
        group.chengguan.division,
        code="chengguan-xjk",
        parent=group.chengguan_body,
        kind=OrganisationKind.INTERNAL,
    )


@st.composite
def contents(draw):
    known = terms()
    return {
        "name": draw(RISKY.filter(bool)),
        "handling_body": draw(RISKY),
        "handling_kind": draw(st.sampled_from(["", "internal", "entrusted", "other"])),
        "remarks": draw(RISKY),
        "base_code": draw(st.sampled_from(["", "620105001000", "007", "-1"])),
        "local_scheme": draw(st.sampled_from(["", "gansu2015", "gansu-early"])),
        "category": draw(st.sampled_from([None, *known.by_dictionary["power_category"]])),
        "level": draw(st.sampled_from([None, *known.by_dictionary["level"]])),
        "confidentiality": draw(st.sampled_from(["", "secret", "lawful"])),
        "confidentiality_reason": draw(RISKY),
        "audiences": draw(st.lists(st.sampled_from(known.by_dictionary["audience"]), unique=True)),
        "subjects": draw(
            st.lists(st.sampled_from(known.by_dictionary["subject"]), unique=True, max_size=4)
        ),
        "grounds": draw(st.lists(GROUND, max_size=3)),
    }


@pytest.mark.parametrize("kind", files.FORMATS)
def test_what_was_exported_imports_back_identical(powers, group, kind):
    """Drafts, main and sub-items, written to a file, thrown away and read: both files are one."""
    main = publish(powers, group, new_draft(powers, group))
    bodies = [None, group.chengguan_body, _office(group)]

    def drafted():
        return powers.Draft.objects.order_by("local_code")

    def tree():
        return list(drafted().values_list("local_code", "parent", "parent_draft__local_code"))

    def discard():
        for is_main in (False, True):
            for draft in drafted().filter(parent_draft__isnull=is_main):
                actions.discard_draft(powers, draft, actor=SYSTEM)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def holds(data):
        discard()
        mains = []
        for at, content in enumerate(data.draw(st.lists(contents(), min_size=1, max_size=4))):
            parts = {name: content.pop(name) for name in ("audiences", "subjects", "grounds")}
            draft = powers.Draft(member=group.chengguan, local_code=f"={at}", **content)
            draft.organisation = bodies[data.draw(st.integers(0, 2))]
            above = [None, main.entry, *mains][data.draw(st.integers(0, 1 + len(mains)))]
            if isinstance(above, powers.Draft):
                draft.parent_draft, draft.local_scheme = above, above.local_scheme
            else:
                draft.parent = above
            actions.save_draft(
                powers, draft, actor=SYSTEM, grounds=parts.pop("grounds"), many=parts
            )
            if above is None:
                mains.append(draft)
        first, stood = exporting.export(powers, drafted(), kind), tree()
        discard()
        write(powers, check(powers, first, group.chengguan, kind), group.chengguan)
        second = exporting.export(powers, drafted(), kind)
        assert tree() == stood
        if kind == "xlsx":  # the archive holds the time of writing
            assert list(files.read(first, kind)) == list(files.read(second, kind))
        else:
            assert first == second

    holds()


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
