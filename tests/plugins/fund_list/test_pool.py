"""plugins/fund_list/queries/pool.py, plugins/fund_list/queries/acts.py,
plugins/fund_list/exchange/projects.py, plugins/fund_list/views/pool.py and
plugins/fund_list/views/projects.py: projects are proposed, admitted to the pool of their fund and
withdrawn from it, by those who may."""

import io
import json
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.actions.boundary import exempt
from core.plugins.gate import Refused
from core.registers.exchange.files import write
from core.registers.exchange.reading import Unloadable
from core.testing import make_user, sign_in
from plugins.fund_list.actions import (
    admit_projects,
    change_project,
    import_projects,
    propose_project,
    withdraw_project,
)
from plugins.fund_list.exchange.projects import COLUMNS
from plugins.fund_list.models import Project, Share
from plugins.fund_list.queries.pool import pool_of, projects_with_state
from plugins.fund_list.testing import make_fund
from tests.plugins.fund_list.conftest import D
from tests.plugins.fund_list.test_disclosures import owed

__all__ = ["owed"]

pytestmark = pytest.mark.django_db
SAID = {
    "number": "XM-1", "name": "第一小学改造", "applicant": "第一小学", "amount": Decimal(500),
    "begins": 2026, "ends": 2027, "text": "",
}  # fmt: skip
ROW = dict(
    zip(COLUMNS, ("甲资金", "XM-1", "改造", "一小", "500", "2026", "2027年", ""), strict=True)
)
LIST = "fund_list_projects"
TODAY = D(2026, 2, 1)


@pytest.fixture
def listed(group):
    return make_fund(
        member=group.chengguan, organisation=group.chengguan_body, name="甲资金",
        valid_from=D(2026, 1, 20), allocation="projects",
    )  # fmt: skip


@pytest.fixture
def propose(group, listed):
    return lambda **said: propose_project(listed.entry, SAID | said, actor=group.chengguan_editor)


@pytest.fixture
def admit(group):
    return lambda *projects, day=TODAY: admit_projects(
        group.chengguan, [project.pk for project in projects], day=day,
        actor=group.chengguan_chief,
    )  # fmt: skip


def states(group):
    return [row.state for row in projects_with_state([group.chengguan.pk]).order_by("pk")]


def as_file(rows, kind="csv"):
    return write(rows, list(COLUMNS), kind, "项目库")


def bring(group, *rows, kind="csv"):
    return import_projects(group.chengguan, as_file(rows, kind), kind, actor=group.chengguan_editor)


def told(refused):
    return [(one.row, one.column, one.rule) for one in refused.value.problems]


# --- proposed, admitted, withdrawn ---------------------------------------------------------------


def test_a_project_is_in_the_pool_from_its_admission_until_its_withdrawal(group, propose, admit):
    made = propose()
    assert states(group) == ["proposed"] and not pool_of(made.fund_id, D(2026, 2, 1))
    admit(made, day=D(2026, 1, 25))
    withdraw_project(made, day=D(2026, 2, 1), reason="已有其他资金", actor=group.chengguan_chief)
    assert states(group) == ["withdrawn"] and made.reason == "已有其他资金"
    inside = [day for day in (24, 25, 31) if pool_of(made.fund_id, D(2026, 1, day))]
    assert inside == [25, 31] and not pool_of(made.fund_id, D(2026, 2, 1))


def test_a_number_stands_once_in_a_fund_however_wide_its_digits(group, listed, propose):
    propose()
    with pytest.raises(Refused, match="已有此编号的项目"):
        propose()
    with pytest.raises(Refused, match="已有此编号"):
        propose(number="ＸＭ－１ ", name="另一个")
    other = make_fund(
        member=group.chengguan, organisation=group.chengguan_body, name="乙资金",
        valid_from=D(2026, 1, 20), allocation="both",
    )  # fmt: skip
    propose_project(other.entry, SAID, actor=group.chengguan_editor)
    assert Project.objects.count() == 2


def test_a_fund_by_factors_has_no_pool_and_all_that_is_wrong_is_said_at_once(group):
    made = make_fund(
        member=group.chengguan, organisation=group.chengguan_body, valid_from=D(2026, 1, 20)
    )
    wrong = SAID | {"amount": Decimal(0), "begins": 2028, "number": "甲:1"}
    with pytest.raises(Refused) as refused:
        propose_project(made.entry, wrong, actor=group.chengguan_editor)
    assert str(refused.value).splitlines() == [
        "申请金额须大于零。", "到期年度早于起始年度。", "编号中不能有冒号。",
        "该专项资金不按项目法分配。",
    ]  # fmt: skip
    ended = make_fund(member=group.chengguan, valid_from=D(2027, 1, 20), allocation="projects")
    with pytest.raises(Refused, match="未列入现行清单"):
        propose_project(ended.entry, SAID, actor=group.chengguan_editor)


def test_only_a_proposal_is_changed_and_admitted(group, propose, admit):
    made, other = propose(), propose(number="XM-2")
    change_project(made, SAID | {"amount": Decimal(400)}, expected=0, actor=group.chengguan_editor)
    assert made.amount == 400
    with pytest.raises(Refused, match="已有此编号"):
        change_project(made, SAID | {"number": "XM-2"}, expected=1, actor=group.chengguan_editor)
    with pytest.raises(Refused, match="该日尚未到来"):
        admit(made, day=D(2026, 2, 2))
    assert admit(made) == 1
    with pytest.raises(Refused, match="不是本站点的待入库项目"):
        admit(made, other)
    assert states(group) == ["admitted", "proposed"], "all or none"
    with pytest.raises(Refused, match="已不是待入库项目"):
        change_project(made, SAID, expected=1, actor=group.chengguan_editor)


def test_the_second_of_two_who_change_a_proposal_is_told_and_writes_over_nothing_unseen(
    group, propose
):
    made = propose()
    client = sign_in(Client(), group.chengguan_editor)
    url = reverse("fund_list_project", args=[made.pk])
    read = client.get(url).context["acts"]["change"]
    posted = {f"change-{name}": value for name, value in read.initial.items()}
    posted |= {"act": "change", "change-expected": read.fields["expected"].initial}
    change_project(made, SAID | {"name": "别人改的"}, expected=0, actor=group.chengguan_chief)
    answer = client.post(url, posted | {"change-name": "我改的"})
    page = answer.content.decode()
    assert "已被他人修改" in page and "我改的" in page and "别人改的" in page
    made.refresh_from_db()
    assert made.name == "别人改的"
    again = {"change-expected": answer.context["acts"]["change"].data["change-expected"]}
    assert client.post(url, posted | again | {"change-name": "我改的"}).status_code == 302
    made.refresh_from_db()
    assert made.name == "我改的"


def test_a_project_is_withdrawn_once_and_not_before_what_it_was(group, propose, admit, owed):
    made, chief = propose(), group.chengguan_chief
    admit(made, day=D(2026, 1, 25))
    for day, why in ((D(2026, 1, 24), "在该日之后才入库"), (D(2026, 2, 2), "该日尚未到来")):
        with pytest.raises(Refused, match=why):
            withdraw_project(made, day=day, reason="x", actor=chief)
    paid = owed("allocation")
    with exempt("factory"):
        paid.day = D(2026, 1, 31)
        paid.save()
        Share.objects.create(allocation=paid, recipient="一", amount=1, order=0, project=made)
    with pytest.raises(Refused, match="2026-01-31获得资金"):
        withdraw_project(made, day=D(2026, 1, 31), reason="x", actor=chief)
    withdraw_project(made, day=D(2026, 2, 1), reason="x", actor=chief)
    with pytest.raises(Refused, match="已经退库"):
        withdraw_project(made, day=D(2026, 2, 1), reason="x", actor=chief)


def test_an_editor_proposes_a_chief_admits_and_the_other_county_does_neither(
    group, listed, propose
):
    made = propose()
    for who in (group.chengguan_editor, group.qilihe_chief):
        for act in (
            lambda who=who: admit_projects(
                group.chengguan, [made.pk], day=D(2026, 2, 1), actor=who
            ),
            lambda who=who: withdraw_project(made, day=D(2026, 2, 1), reason="x", actor=who),
        ):
            with pytest.raises(PermissionDenied):
                act()
    with pytest.raises(Refused, match="不是本站点的待入库项目"):
        admit_projects(group.qilihe, [made.pk], day=D(2026, 2, 1), actor=group.qilihe_chief)
    for act in (
        lambda: propose_project(listed.entry, SAID, actor=group.qilihe_chief),
        lambda: change_project(made, SAID, expected=1, actor=group.qilihe_chief),
        lambda: import_projects(group.chengguan, b"", "csv", actor=group.qilihe_chief),
    ):
        with pytest.raises(PermissionDenied):
            act()


# --- in a file -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_file_proposes_its_projects(group, listed, kind):
    rows = [ROW, ROW | {"专项资金": listed.number, "项目编号": "ＸＭ－２", "项目说明": "说明"}]
    assert bring(group, *rows, kind=kind) == 2
    one, two = Project.objects.order_by("number")
    assert (one.fund, one.amount, one.ends, one.admitted_on) == (listed.entry, 500, 2027, None)
    assert (two.number, two.text) == ("XM-2", "说明")


def test_every_error_of_a_file_is_told_by_row_and_nothing_is_written(group, listed, propose):
    propose(number="XM-0")
    make_fund(member=group.qilihe, name="别县资金", valid_from=D(2026, 1, 20), allocation="both")
    with pytest.raises(Unloadable) as refused:
        bring(
            group,
            ROW,
            ROW,
            ROW | {"项目编号": "XM-0"},
            ROW | {"项目编号": "XM-3", "专项资金": "别县资金"},
            ROW | {"项目编号": "XM-4", "申请金额（万元）": "约五百", "起始年度": "明年"},
            ROW | {"项目编号": "XM-5", "起始年度": "2028", "项目名称": "", "申报单位": "长" * 201},
        )
    assert told(refused) == [
        (3, "项目编号", "twice"), (4, "项目编号", "known"), (5, "专项资金", "fund"),
        (6, "申请金额（万元）", "money"), (6, "起始年度", "year"), (7, "项目名称", "required"),
        (7, "申报单位", "length"), (7, "到期年度", "content"),
    ]  # fmt: skip
    assert Project.objects.count() == 1
    make_fund(
        member=group.chengguan, organisation=group.chengguan_body, name="甲资金",
        valid_from=D(2026, 1, 20), allocation="both",
    )  # fmt: skip
    with pytest.raises(Unloadable, match="请填写编号"):
        bring(group, ROW)
    with pytest.raises(Unloadable, match="文件中没有项目"):
        import_projects(
            group.chengguan, ",".join(COLUMNS).encode(), "csv", actor=group.chengguan_editor
        )


def test_a_long_file_is_judged_in_as_many_queries_as_a_short_one(group, listed):
    def asked(first, count):
        rows = [ROW | {"项目编号": f"N{number}"} for number in range(first, first + count)]
        with CaptureQueriesContext(connection) as caught:
            assert bring(group, *rows) == count
        return sum("INSERT INTO" not in each["sql"] for each in caught)

    asked(0, 1)
    assert asked(1, 2) == asked(3, 300)


# --- on the screen -------------------------------------------------------------------------------


def test_each_sees_and_exports_the_projects_of_his_own_sites(group, listed, propose, admit):
    made = propose()
    admit(propose(number="XM-2", name="=1+1", applicant="第二小学"))
    client = sign_in(Client(), group.chengguan_chief)

    def rows(**asked):
        found = client.get(reverse(LIST), asked).context["object_list"]
        return [row.number for row in found]

    assert rows() == ["XM-1", "XM-2"] and rows(state="admitted") == ["XM-2"]
    assert rows(q="第二小学") == ["XM-2"] and rows(q="甲资金") == ["XM-1", "XM-2"]
    assert rows(fund=listed.number, ordering="-number") == ["XM-2", "XM-1"]
    page = client.get(reverse(LIST))
    assert [box["count"] for box in page.context["boxes"]] == [1, 1, 0]
    assert page.context["waiting"] == [(listed.number, "甲资金", 1)]
    exported = client.get(reverse(LIST), {"export": "xlsx"})
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(
        io.BytesIO(exported.getvalue())).active.iter_rows()]  # fmt: skip
    assert len(cells) == 3 and "'=1+1" in cells[2] and "已入库" in cells[2]
    editor = sign_in(Client(), group.chengguan_editor).get(reverse(LIST))
    assert editor.context["waiting"] == []
    other, nobody = sign_in(Client(), group.qilihe_chief), sign_in(Client(), make_user("stranger"))
    assert list(other.get(reverse(LIST)).context["object_list"]) == []
    assert nobody.get(reverse(LIST)).status_code == 404
    doors = [
        reverse("fund_list_project", args=[made.pk]),
        reverse("fund_list_admit", args=[listed.number]),
    ]
    for door in doors:
        assert other.get(door).status_code == other.post(door, {"act": "admit"}).status_code == 404
    for name in ("fund_list_propose", "fund_list_import_projects", "fund_list_projects_example"):
        assert nobody.get(reverse(name)).status_code != 200
    assert made.admitted_on is None


def test_a_project_is_proposed_changed_admitted_and_withdrawn_on_the_screen(group, listed):
    editor, chief = (
        sign_in(Client(), group.chengguan_editor),
        sign_in(Client(), group.chengguan_chief),
    )
    typed = SAID | {"fund": listed.entry_id, "amount": "-1"}
    refused = editor.post(reverse("fund_list_propose"), typed)
    assert "申请金额须大于零" in refused.content.decode() and not Project.objects.exists()
    assert refused.context["form"]["name"].value() == "第一小学改造"
    url = editor.post(reverse("fund_list_propose"), typed | {"amount": "500"}).url
    assert list(editor.get(url).context["acts"]) == ["change"]
    changed = {f"change-{name}": value for name, value in SAID.items()}
    changed |= {"change-amount": "450", "change-expected": "0"}
    assert editor.post(url, {"act": "change"} | changed).status_code == 302
    assert editor.post(url, {"act": "admit", "admit-day": "2026-02-01"}).status_code != 200
    assert list(chief.get(url).context["acts"]) == ["admit", "change", "withdraw"]
    bad = chief.post(url, {"act": "admit", "admit-day": "2026-02-02"})
    assert "该日尚未到来" in bad.content.decode()
    assert bad.context["acts"]["admit"]["day"].value() == "2026-02-02"
    chief.post(url, {"act": "admit", "admit-day": "2026-02-01"})
    made = Project.objects.get()
    assert (made.amount, made.admitted_on) == (450, D(2026, 2, 1))
    assert list(chief.get(url).context["acts"]) == ["withdraw"]
    given = {"act": "withdraw", "withdraw-day": "2026-02-01", "withdraw-reason": "放弃"}
    chief.post(url, given)
    assert chief.get(url).context["acts"] == {} and "放弃" in chief.get(url).content.decode()


def test_the_proposals_of_a_fund_are_admitted_together_and_some_may_be_left_out(
    group, listed, propose
):
    made = [propose(number=f"XM-{number}") for number in range(3)]
    url = reverse("fund_list_admit", args=[listed.number])
    assert sign_in(Client(), group.chengguan_editor).get(url).status_code != 200
    client = sign_in(Client(), group.chengguan_chief)
    chosen = [made[0].pk, made[2].pk]
    assert "projects" in client.post(url, {"day": "2026-02-01"}).context["form"].errors
    client.post(url, {"day": "2026-02-01", "projects": chosen})
    assert states(group) == ["admitted", "proposed", "admitted"]


def test_a_file_is_brought_in_on_the_screen_with_its_errors_beside_it(group, listed):
    client, url = sign_in(Client(), group.chengguan_editor), reverse("fund_list_import_projects")
    empty = client.get(reverse("fund_list_projects_example"))
    book = openpyxl.load_workbook(io.BytesIO(empty.content))
    assert [cell.value for cell in book.active[1]] == list(COLUMNS)

    def send(*rows, site=group.chengguan):
        file = SimpleUploadedFile("a.json", json.dumps(rows).encode())
        return client.post(url, {"site": site.pk, "file": file})

    bad = send(ROW | {"专项资金": "没有"})
    assert bad.context["problem_count"] == 1 and not Project.objects.exists()
    assert "没有此名称或者编号" in bad.content.decode()
    assert "site" in send(ROW, site=group.qilihe).context["form"].errors
    assert send(ROW).url == reverse(LIST) and Project.objects.get().name == "改造"
