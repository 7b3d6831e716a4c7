"""plugins/fund_list/exchange/shares.py, plugins/fund_list/queries/sharing.py,
plugins/fund_list/forms.py and plugins/fund_list/views/public.py: money goes to a project of the
pool or by recorded factors, from lines or from a file, and everybody reads to whom it went."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.actions.boundary import exempt
from core.registers.exchange.files import write
from core.registers.spec import register
from core.testing import sign_in
from plugins.fund_list.actions import disclose, plan_disclosure
from plugins.fund_list.exchange.shares import COLUMNS, shares_in_file, shares_in_text
from plugins.fund_list.models import Project, Share
from plugins.fund_list.queries.disclosing import FIRST_SHARES, Undisclosable, allocated
from plugins.fund_list.testing import make_fund
from tests.core.registers.samples import place_page
from tests.plugins.fund_list.conftest import D

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(group):
    """``listed(way)``: a fund in the list of 2026 with 1,000万元, its goals disclosed."""

    def make(way="projects", **fields):
        given = {
            "member": group.chengguan, "organisation": group.chengguan_body, "name": "甲资金",
            "valid_from": D(2026, 1, 20), "allocation": way,
        }  # fmt: skip
        made = make_fund(**given | fields)
        disclose(owed(group, made, "goals"), said(), actor=group.chengguan_chief)
        return made

    return make


def owed(group, fund, kind="allocation"):
    return plan_disclosure(
        fund.entry, 2026, kind, title="第一批", organisation=group.chengguan_body,
        due=D(2026, 3, 1), actor=group.chengguan_editor,
    )  # fmt: skip


def said(shares=None, **fields):
    return {
        "day": D(2026, 2, 1), "text": "内容", "document": None, "basis": "", "grade": "",
        "rectify_by": None, "shares": shares or shares_in_text(""),
    } | fields  # fmt: skip


def make_project(fund, number="XM-1", **fields):
    given = {
        "name": f"项目{number}", "applicant": "第一小学", "amount": Decimal(500), "begins": 2026,
        "ends": 2027, "admitted_on": D(2026, 1, 25),
    }  # fmt: skip
    with exempt("factory"):
        return Project.objects.create(
            fund=fund.entry, member=fund.member, number=number, **given | fields
        )


def give(group, fund, text, **fields):
    item = owed(group, fund)
    disclose(item, said(shares_in_text(text), **fields), actor=group.chengguan_chief)
    return item


def told(shares):
    return [(one.row, one.column, one.rule) for one in shares.problems]


# --- read ----------------------------------------------------------------------------------------


def test_lines_and_files_say_the_same():
    typed = shares_in_text("第一小学：ＸＭ－１：600\n\n第二小学: 400.0")
    rows = [dict(zip(COLUMNS, cells, strict=True)) for cells in
            (("第一小学", "XM-1", "600"), ("第二小学", "", "４００"))]  # fmt: skip
    for kind in ("csv", "xlsx", "json"):
        file = shares_in_file(write(rows, list(COLUMNS), kind, "表"), kind)
        assert [line.__dict__ | {"row": 0} for line in file.lines] == [
            line.__dict__ | {"row": 0} for line in typed.lines
        ]
    assert typed.together == 1000 and not typed.problems
    assert [line.row for line in typed.lines] == [1, 3]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("第一小学 500", [(1, "", "line")]),
        ("：5", [(1, "", "line")]),
        ("甲：乙：丙：5", [(1, "", "line")]),
        ("甲：1\n\n甲：2", [(3, "补助对象", "twice")]),
        ("甲：约五百\n乙：0", [(1, "金额（万元）", "money"), (2, "金额（万元）", "money")]),
        ("长" * 201 + "：5", [(1, "补助对象", "length")]),
        ("甲：一：1\n甲：二：1", []),
    ],
)
def test_every_line_that_cannot_be_read_is_named(text, wrong):
    assert told(shares_in_text(text)) == wrong


def test_every_error_of_a_file_is_named_by_row_column_and_rule():
    data = "补助对象,项目编号,金额（万元）\n,A,1\n甲,,一百\n甲,,5\n乙,,\n".encode()
    assert told(shares_in_file(data, "csv")) == [
        (2, "补助对象", "required"), (5, "金额（万元）", "required"), (3, "金额（万元）", "money"),
        (4, "补助对象", "twice"),
    ]  # fmt: skip
    missing = shares_in_file("对象,金额（万元）\n甲,1\n".encode(), "csv")
    assert told(missing) == [(1, "补助对象", "column"), (1, "对象", "column")]


# --- to whom money may go ------------------------------------------------------------------------


def test_by_projects_each_share_names_one_that_was_in_the_pool_that_day(group, listed):
    fund = listed("projects")
    make_project(fund)
    make_project(fund, "LATE", admitted_on=D(2026, 2, 1))
    make_project(fund, "PROPOSED", admitted_on=None)
    make_project(fund, "GONE", withdrawn_on=D(2026, 1, 31))
    make_project(fund, "OVER", begins=2024, ends=2025)
    make_project(listed("projects", name="乙资金"), "FOREIGN")
    text = (
        "甲：XM-1：1\n甲：LATE：1\n甲：PROPOSED：1\n甲：GONE：1\n甲：OVER：1\n甲：FOREIGN：1\n甲：1"
    )
    with pytest.raises(Undisclosable) as refused:
        give(group, fund, text, day=D(2026, 1, 31))
    assert [(one.row, one.rule) for one in refused.value.problems] == [
        (2, "pool"), (3, "pool"), (4, "pool"), (5, "year"), (6, "project"), (7, "required"),
    ]  # fmt: skip
    assert refused.value.sentences == ["分配资金前须先公开2026年度绩效目标。"]
    assert "“项目LATE”在2026-01-31不在项目库中" in str(refused.value)
    give(group, fund, "甲：XM-1：1\n甲：LATE：1")
    assert [share.project.number for share in Share.objects.all()] == ["XM-1", "LATE"]


def test_by_factors_they_are_recorded_and_no_project_is_named(group, listed):
    fund = listed("factors")
    make_project(fund)
    with pytest.raises(Undisclosable, match="请写明") as refused:
        give(group, fund, "甲：XM-1：1\n乙：1")
    assert [(one.row, one.rule) for one in refused.value.problems] == [(1, "way")]
    give(group, fund, "甲：1", basis="按在校学生数")
    assert Share.objects.get().project is None


def test_by_both_what_goes_to_no_project_goes_by_recorded_factors(group, listed):
    fund = listed("both")
    make_project(fund)
    give(group, fund, "甲：XM-1：1")
    with pytest.raises(Undisclosable, match="项目库中的项目或者按因素分配"):
        give(group, fund, "甲：XM-1：1\n乙：1")
    give(group, fund, "甲：XM-1：1\n乙：1", basis="按在校学生数")
    assert allocated(fund.entry_id, 2026) == 3


def test_a_project_never_receives_more_than_it_asked_for(group, listed):
    fund = listed("projects")
    project = make_project(fund)
    give(group, fund, "甲：XM-1：300")
    with pytest.raises(Undisclosable) as refused:
        give(group, fund, "甲：XM-1：200\n乙：XM-1：0.0001")
    (problem,) = refused.value.problems
    assert (problem.row, problem.rule) == (2, "asked")
    assert problem.sentence == "“项目XM-1”申请500万元，分配合计将达500.0001万元。"
    give(group, fund, "甲：XM-1：200")
    assert sum(share.amount for share in project.shares.all()) == 500


def test_the_budget_is_counted_with_what_is_wrong_elsewhere(group, listed):
    with pytest.raises(Undisclosable) as refused:
        give(group, listed("factors"), "甲：1000.01\n乙：一百", basis="因素")
    assert refused.value.sentences == ["1000.01万元超出预算余额1000万元。"]
    assert [(one.row, one.rule) for one in refused.value.problems] == [(2, "money")]


def test_thousands_of_rows_ask_no_more_than_a_few(group, listed):
    fund = listed("projects", amount=Decimal(100000))

    def asked(count, prefix):
        for number in range(count):
            make_project(fund, f"{prefix}{number}")
        rows = [{"补助对象": "甲", "项目编号": f"{prefix}{n}", "金额（万元）": "1"}
                for n in range(count)]  # fmt: skip
        item, file = owed(group, fund), write(rows, list(COLUMNS), "csv", "表")
        with CaptureQueriesContext(connection) as caught:
            shares = shares_in_file(file, "csv")
            disclose(item, said(shares), actor=group.chengguan_chief)
        return sum('INSERT INTO "fund_list_share"' not in each["sql"] for each in caught)

    asked(1, "A")
    assert asked(2, "B") == asked(300, "C")
    assert Share.objects.count() == 303


# --- on the screen -------------------------------------------------------------------------------


def test_an_allocation_is_brought_in_from_a_file_and_what_was_typed_stays(group, listed):
    fund = listed("projects")
    make_project(fund)
    item = owed(group, fund)
    url, client = (
        reverse("fund_list_disclosure", args=[item.pk]),
        sign_in(Client(), group.chengguan_chief),
    )
    empty = client.get(reverse("fund_list_shares", args=[item.pk]))
    book = openpyxl.load_workbook(io.BytesIO(empty.content))
    assert [[cell.value for cell in row] for row in book.active.iter_rows()] == [
        list(COLUMNS), ["第一小学", "XM-1", None],
    ]  # fmt: skip

    def send(amount, **typed):
        book.active.cell(2, 3, amount)
        done = io.BytesIO()
        book.save(done)
        file = SimpleUploadedFile("分配.xlsx", done.getvalue())
        given = {"day": "2026-02-01", "text": "分配结果", "file": file}
        return client.post(url, given | typed)

    refused = send("五百零一")
    assert refused.context["form"]["text"].value() == "分配结果"
    assert refused.context["problem_count"] == 1 and "金额（万元）" in refused.content.decode()
    assert "file" in send(1, shares="甲：1").context["form"].errors
    assert send(500).status_code == 302
    shown = client.get(url)
    assert shown.context["shares"][0][:2] == ("第一小学", Project.objects.get())
    filled = client.get(reverse("fund_list_shares", args=[item.pk]))
    back = shares_in_file(filled.content, "xlsx")
    assert not back.problems and back.together == 500
    page = client.get(reverse("fund_list_project", args=[Project.objects.get().pk]))
    assert "第一批" in page.content.decode() and page.context["received"] == "500"
    other = sign_in(Client(), group.qilihe_chief)
    assert other.get(reverse("fund_list_shares", args=[item.pk])).status_code == 404
    goals = reverse("fund_list_shares", args=[owed(group, fund, "goals").pk])
    assert client.get(goals).status_code == 404


def test_a_reader_sees_the_project_of_each_share_and_the_pool_of_the_day(group, listed):
    place_page(register("fund"), group.chengguan, "funds", "财政专项资金清单")
    fund = listed("projects")
    make_project(fund, name="改造工程")
    make_project(fund, "XM-2", name="尚未入库", admitted_on=None)
    make_project(fund, "XM-3", name="后来入库", admitted_on=D(2026, 2, 1))
    give(group, fund, "第一小学：XM-1：500")
    url = f"/chengguan/funds/{fund.number}/"
    shown = Client().get(url).content.decode()
    assert 'id="pool"' in shown and "改造工程" in shown and "后来入库" in shown
    assert "尚未入库" not in shown and f"/chengguan/fund-list/{fund.number}/pool.csv" in shown
    before = Client().get(url, {"as_of": "2026-01-31"}).content.decode()
    assert (
        "改造工程" in before and "后来入库" not in before and "pool.csv?as_of=2026-01-31" in before
    )
    pool = f"/chengguan/fund-list/{fund.number}/pool.csv"
    assert Client().get(pool).content.decode("utf-8-sig").count("\r\n") == 3
    asked = Client().get(pool, {"as_of": "2026-01-31"}).content.decode()
    assert "改造工程" in asked and "后来入库" not in asked
    shares = Client().get(f"/chengguan/fund-list/{fund.number}/shares.json").json()
    assert shares == [
        {"预算年度": "2026", "文件日期": "2026-02-01", "文件": "第一批", "补助对象": "第一小学",
         "项目编号": "XM-1", "金额（万元）": "500"}
    ]  # fmt: skip


def test_a_page_shows_the_first_shares_and_the_file_all(group, listed):
    place_page(register("fund"), group.chengguan, "funds", "财政专项资金清单")
    fund = listed("factors")
    lines = "\n".join(f"学校{number}：1" for number in range(FIRST_SHARES + 2))
    give(group, fund, lines, basis="因素")
    shown = Client().get(f"/chengguan/funds/{fund.number}/").content.decode()
    assert f"{FIRST_SHARES + 2}个分配对象" in shown and f"仅列前{FIRST_SHARES}项" in shown
    assert shown.count("<td>—</td>") == FIRST_SHARES
    file = Client().get(f"/chengguan/fund-list/{fund.number}/shares.csv")
    assert file.content.decode().count("学校") == FIRST_SHARES + 2


def test_confidential_funds_and_lists_that_are_not_shown_have_no_files(group, listed):
    fund = listed("projects")
    make_project(fund)
    url = f"/chengguan/fund-list/{fund.number}/pool.csv"
    assert Client().get(url).status_code == 404, "no page of the list"
    place_page(register("fund"), group.chengguan, "funds", "财政专项资金清单")
    assert Client().get(url).status_code == 200
    for wrong in (
        url.replace("csv", "pdf"), url.replace("chengguan", "qilihe"), f"{url}?as_of=x",
        url.replace(fund.number, "0"),
    ):  # fmt: skip
        assert Client().get(wrong).status_code == 404
    sealed = listed(
        "projects", name="秘密资金", confidentiality="secret", confidentiality_reason="国家秘密"
    )
    make_project(sealed)
    for what in ("pool", "shares"):
        door = f"/chengguan/fund-list/{sealed.number}/{what}.csv"
        assert Client().get(door).status_code == 404
