"""plugins/fund_list/views.py: the lists of budget years, one of them with its acts."""

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from core.actions.boundary import exempt
from core.testing import make_user, sign_in
from plugins.fund_list.actions import begin_year
from plugins.fund_list.models import Disclosure, FundDraft, FundYear
from plugins.fund_list.testing import make_fund
from tests.plugins.fund_list.conftest import D

pytestmark = pytest.mark.django_db
LIST = "fund_list_years"


def rows(user, **asked):
    answer = sign_in(Client(), user).get(reverse(LIST), asked)
    return [(row.member.slug, row.year) for row in answer.context["object_list"]]


def one(year):
    return reverse("fund_list_year", args=[year.pk])


def test_each_sees_the_lists_of_his_own_sites(group, approved):
    begin_year(group.qilihe, 2026, actor=group.qilihe_editor)
    assert rows(group.chengguan_editor) == [("chengguan", 2026)]
    assert rows(group.qilihe_editor) == [("qilihe", 2026)]
    assert rows(group.chengguan_editor, state="drafting") == []
    assert rows(group.chengguan_editor, state="approved", year=2026) == [("chengguan", 2026)]
    stranger = sign_in(Client(), make_user("stranger"))
    assert stranger.get(reverse(LIST)).status_code == 404
    other = sign_in(Client(), group.qilihe_editor)
    assert other.get(one(approved)).status_code == 404
    assert other.post(one(approved), {"act": "decision"}).status_code == 404
    assert stranger.get(reverse("fund_list_begin")).status_code != 200
    exported = other.get(reverse(LIST), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(exported.getvalue())).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [str(group.qilihe)]


def test_a_list_is_opened_once_and_what_was_typed_stays(group):
    client = sign_in(Client(), group.chengguan_editor)
    given = {"site": group.chengguan.pk, "year": 2026}
    assert client.post(reverse("fund_list_begin"), given).status_code == 302
    again = client.post(reverse("fund_list_begin"), given)
    assert "2026年度清单已经开始编制" in again.content.decode()
    assert again.context["form"]["year"].value() == "2026"
    given["site"] = group.qilihe.pk
    assert "site" in client.post(reverse("fund_list_begin"), given).context["form"].errors
    assert FundYear.objects.count() == 1


def test_the_acts_are_offered_in_their_order_and_carried_out(group, fund, budgets):
    year = begin_year(group.chengguan, 2026, actor=group.chengguan_editor)
    fund("甲资金")
    client = sign_in(Client(), group.chengguan_chief)

    def offered():
        return list(client.get(one(year)).context["acts"])

    assert offered() == ["decision"]
    client.post(one(year), {
        "act": "decision", "decision-decided_by": "城关区人民政府",
        "decision-decided_on": "2026-01-05", "decision-decided_number": "1号",
    })  # fmt: skip
    assert offered() == ["approval", "decision"]
    bad = client.post(one(year), {
        "act": "approval", "approval-congress": "人代会", "approval-approved_on": "2026-01-01",
    })  # fmt: skip
    assert "那时政府尚未审定清单" in bad.content.decode()
    assert bad.context["acts"]["approval"]["congress"].value() == "人代会"
    client.post(one(year), {
        "act": "approval", "approval-congress": "人代会", "approval-approved_on": "2026-01-20",
    })  # fmt: skip
    assert offered() == ["publication", "approval", "decision"]
    assert "2026-02-09" in client.get(one(year)).content.decode()
    client.post(one(year), {
        "act": "publication",
        **{f"publication-{name}": document.pk for name, document in budgets.items()},
    })  # fmt: skip
    assert offered() == [] and not FundDraft.objects.exists()
    assert [row.name for row, _sum in client.get(one(year)).context["listed"]] == ["甲资金"]


def test_the_last_grade_stands_beside_the_draft_of_the_next_list(group):
    made = make_fund(
        member=group.chengguan, organisation=group.chengguan_body, budget_year=2025,
        valid_from=D(2025, 2, 1),
    )  # fmt: skip
    with exempt("factory"):
        for day, grade in ((1, "good"), (2, "poor")):
            Disclosure.objects.create(
                fund=made.entry, member=group.chengguan, organisation=group.chengguan_body,
                year=2025, kind="evaluation", grade=grade, day=D(2026, 1, day), due=D(2026, 1, 1),
                disclosed_at="2026-01-02T00:00:00Z",
            )  # fmt: skip
    year = begin_year(group.chengguan, 2026, actor=group.chengguan_editor)
    client = sign_in(Client(), group.chengguan_editor)
    ((_draft, _before, _sum, grade),) = client.get(one(year)).context["drafts"]
    assert grade == "差"


def test_an_editor_reads_and_may_not_act(group, approved):
    client = sign_in(Client(), group.chengguan_editor)
    assert client.get(one(approved)).context["acts"] == {}
    before = FundYear.objects.values().get()
    client.post(one(approved), {
        "act": "decision", "decision-decided_by": "别的机关", "decision-decided_on": "2026-01-06",
        "decision-decided_number": "2号",
    })  # fmt: skip
    assert FundYear.objects.values().get() == before


def test_a_list_that_is_not_public_in_time_is_late(group, approved, time_machine):
    client = sign_in(Client(), group.chengguan_chief)
    assert "二十日期限已过" not in client.get(one(approved)).content.decode()
    time_machine.move_to("2026-02-10T10:00:00+08:00")
    client = sign_in(Client(), group.chengguan_chief)
    assert "二十日期限已过" in client.get(one(approved)).content.decode()
    assert approved.due == D(2026, 2, 9)
    assert "逾期" in client.get(reverse(LIST)).content.decode()
