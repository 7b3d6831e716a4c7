"""plugins/fund_list/views.py: the lists of budget years, one of them with its acts and drafts."""

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
from tests.plugins.fund_list.conftest import APPROVED, DECIDED, D

pytestmark = pytest.mark.django_db
LIST = "fund_list_years"


def rows(user, **asked):
    answer = sign_in(Client(), user).get(reverse(LIST), asked)
    return [(row.member.slug, row.year) for row in answer.context["object_list"]]


def one(year):
    return reverse("fund_list_year", args=[year.pk])


def test_each_sees_the_lists_of_his_own_sites(group, fund, begun, approve):
    fund()
    approve(begun)
    begin_year(group.qilihe, 2026, actor=group.qilihe_editor)
    assert rows(group.chengguan_editor) == [("chengguan", 2026)]
    assert rows(group.qilihe_editor) == [("qilihe", 2026)]
    assert rows(group.chengguan_editor, state="drafting") == []
    assert rows(group.chengguan_editor, state="approved", year=2026) == [("chengguan", 2026)]
    stranger = sign_in(Client(), make_user("stranger"))
    assert stranger.get(reverse(LIST)).status_code == 404
    other = sign_in(Client(), group.qilihe_editor)
    assert other.get(one(begun)).status_code == 404
    assert other.post(one(begun), {"act": "decision"}).status_code == 404
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


def test_the_page_shows_the_acts_and_leads_to_the_proceeding(
    group, fund, begun, agreed, move, issue
):
    fund("甲资金")
    client = sign_in(Client(), group.chengguan_chief)

    def page():
        return client.get(one(begun)).content.decode()

    assert reverse("flows_proceeding", args=[begun.proceeding_id]) in page()
    assert "尚未送达" in page()
    agreed(begun)
    assert "已答复" in page()
    move(begun, "send")
    assert "报政府审定中" in page()
    move(begun, "decided", **DECIDED)
    assert "城政纪〔2026〕1号" in page()
    move(begun, "approved", **APPROVED)
    assert "2026-02-09" in page()


def test_the_page_of_a_published_list_shows_its_funds(group, fund, begun, issue):
    fund("甲资金")
    issue(begun)
    shown = sign_in(Client(), group.chengguan_editor).get(one(begun)).context
    assert [row.name for row, _sum in shown["list"]["funds"]] == ["甲资金"]
    assert shown["sponsors"] == [] and not shown["begins"]
    assert not FundDraft.objects.exists()


def test_a_list_of_before_there_were_proceedings_is_begun_from_its_page(group):
    with exempt("factory"):
        year = FundYear.objects.create(member=group.chengguan, year=2026)
    client = sign_in(Client(), group.chengguan_editor)
    page = client.get(one(year)).content.decode()
    link = f"{reverse('fund_list_begin')}?site={group.chengguan.pk}&amp;year=2026"
    assert link in page and "没有进行中的流程" in page
    form = client.get(link.replace("&amp;", "&")).context["form"]
    assert (form["site"].value(), form["year"].value()) == (str(group.chengguan.pk), "2026")
    client.post(reverse("fund_list_begin"), {"site": group.chengguan.pk, "year": 2026})
    assert link not in client.get(one(year)).content.decode()


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
    ((_draft, _before, _sum, grade),) = client.get(one(year)).context["list"]["drafts"]
    assert grade == "差"


def test_the_page_of_a_list_decides_nothing(group, begun):
    before = FundYear.objects.values().get()
    client = sign_in(Client(), group.chengguan_chief)
    client.post(one(begun), {"act": "decision", "decision-decided_on": "2026-01-06"})
    assert FundYear.objects.values().get() == before


def test_a_list_that_is_not_public_in_time_is_late(group, fund, begun, approve, time_machine):
    fund()
    approve(begun)
    client = sign_in(Client(), group.chengguan_chief)
    assert "二十日期限已过" not in client.get(one(begun)).content.decode()
    time_machine.move_to("2026-02-10T10:00:00+08:00")
    client = sign_in(Client(), group.chengguan_chief)
    assert "二十日期限已过" in client.get(one(begun)).content.decode()
    assert begun.due == D(2026, 2, 9)
    assert "逾期" in client.get(reverse(LIST)).content.decode()
