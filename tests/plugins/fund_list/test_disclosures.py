"""plugins/fund_list/actions.py and queries/disclosing.py: what is disclosed of a fund through its
life, each thing only after what must come before it."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from core.actions.boundary import exempt
from core.plugins.gate import Refused
from core.registers.spec import register
from core.testing import make_user, sign_in
from plugins.fund_list.actions import disclose, plan_disclosure, rectify
from plugins.fund_list.exchange.shares import shares_in_text
from plugins.fund_list.models import Disclosure, Share
from plugins.fund_list.queries.disclosing import allocated, disclosed_of, disclosures_with_state
from plugins.fund_list.testing import make_fund
from tests.core.registers.samples import place_page
from tests.plugins.fund_list.conftest import D

pytestmark = pytest.mark.django_db
DUE = D(2026, 3, 1)


@pytest.fixture
def listed(group):
    """A fund in the list of 2026, with 1,000万元 and rules from 2025-07-01."""
    return make_fund(
        member=group.chengguan, organisation=group.chengguan_body, name="甲资金",
        valid_from=D(2026, 1, 20), rules_from=D(2025, 7, 1),
    )  # fmt: skip


@pytest.fixture
def owed(group, listed):
    def make(kind, due=DUE, title="某事项"):
        return plan_disclosure(
            listed.entry, 2026, kind, title=title, organisation=group.chengguan_body, due=due,
            actor=group.chengguan_editor,
        )  # fmt: skip

    return make


@pytest.fixture
def tell(group):
    def do(item, **said):
        given = {
            "day": D(2026, 2, 1), "text": "内容", "document": None, "basis": "", "shares": "",
            "grade": "", "rectify_by": None,
        } | said  # fmt: skip
        given["shares"] = shares_in_text(given["shares"])
        disclose(item, given, actor=group.chengguan_chief)
        return item

    return do


def states(group):
    return [row.state for row in disclosures_with_state([group.chengguan.pk]).order_by("pk")]


MONEY = {"basis": "按在校学生数", "shares": "第一小学：600\n第二小学: 400.0"}


def test_money_is_allocated_after_its_goals_and_within_the_budget(group, owed, tell):
    item = owed("allocation")
    with pytest.raises(Refused, match="须先公开2026年度绩效目标"):
        tell(item, **MONEY)
    tell(owed("goals"))
    with pytest.raises(Refused, match=r"1000\.01万元超出预算余额1000万元"):
        tell(item, basis="因素", shares="第一小学：1000.01")
    assert not Share.objects.exists()
    tell(item, **MONEY)
    assert allocated(item.fund_id, 2026) == Decimal(1000)
    with pytest.raises(Refused, match=r"0\.0001万元超出预算余额0万元"):
        tell(owed("allocation"), basis="因素", shares="第三小学：0.0001")


def test_first_the_rules_then_the_money(owed, tell):
    tell(owed("goals"), day=D(2025, 6, 1))
    with pytest.raises(Refused, match="管理办法自2025-07-01起施行"):
        tell(owed("allocation"), day=D(2025, 6, 30), **MONEY)


def test_everything_that_is_wrong_is_said_at_once(owed, tell):
    with pytest.raises(Refused) as refused:
        tell(owed("allocation"), day=D(2026, 2, 2), text=" ")
    assert str(refused.value).splitlines() == [
        "该日尚未到来。", "请填写公开内容或者选择文件。", "资金分配须写明分配对象。",
        "资金须分配到项目库中的项目或者按因素分配：请写明。",
        "分配资金前须先公开2026年度绩效目标。",
    ]  # fmt: skip


def test_money_of_a_year_without_a_list_is_not_allocated(group, listed, tell):
    item = plan_disclosure(
        listed.entry, 2027, "allocation", title="x", organisation=group.chengguan_body,
        due=D(2027, 3, 1), actor=group.chengguan_editor,
    )  # fmt: skip
    with pytest.raises(Refused, match="未列入已公布的2027年度清单"):
        tell(item, **MONEY)


def test_a_finding_is_put_right_by_its_day(group, owed, tell):
    item = tell(owed("audit"), rectify_by=D(2026, 2, 20))
    assert states(group) == ["to_rectify"]
    chief = group.chengguan_chief
    with pytest.raises(Refused, match="整改日期早于发现日期"):
        rectify(item, day=D(2026, 1, 31), text="x", actor=chief)
    rectify(item, day=D(2026, 2, 1), text="已追回", actor=chief)
    assert states(group) == ["disclosed"]
    with pytest.raises(Refused, match="没有需要整改的问题"):
        rectify(item, day=D(2026, 2, 1), text="x", actor=chief)
    with pytest.raises(Refused, match="只有监督检查或者审计"):
        tell(owed("goals"), rectify_by=D(2026, 2, 20))


def test_an_evaluation_has_a_grade_and_nothing_is_disclosed_twice(owed, tell):
    item = owed("evaluation")
    with pytest.raises(Refused, match="须给出等级"):
        tell(item)
    tell(item, grade="good")
    with pytest.raises(Refused, match="已经公开"):
        tell(item, grade="poor")
    item.refresh_from_db()
    assert item.grade == "good"


def test_what_is_late_is_said(group, owed, tell, time_machine):
    owed("goals", due=D(2026, 2, 1))
    tell(owed("inspection"), rectify_by=D(2026, 2, 1))
    assert states(group) == ["planned", "to_rectify"]
    time_machine.move_to("2026-02-02T10:00:00+08:00")
    assert states(group) == ["late", "rectify_late"]


def test_strangers_are_refused(group, listed, owed, tell):
    item, other = owed("goals"), group.qilihe_chief
    done = tell(owed("audit"), rectify_by=D(2026, 2, 20))
    for act in (
        lambda: plan_disclosure(
            listed.entry, 2026, "call", title="x", organisation=group.chengguan_body,
            due=D(2026, 3, 1), actor=other,
        ),
        lambda: disclose(item, {}, actor=other),
        lambda: disclose(item, {}, actor=group.chengguan_editor),
        lambda: rectify(done, day=D(2026, 2, 1), text="x", actor=other),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(Refused, match="不属于本站点"):
        plan_disclosure(
            listed.entry, 2026, "call", title="x", organisation=group.qilihe_body,
            due=D(2026, 3, 1), actor=group.chengguan_editor,
        )  # fmt: skip
    client = sign_in(Client(), other)
    for url in (
        reverse("fund_list_disclosure", args=[item.pk]),
        reverse("fund_list_plan", args=[listed.number]),
    ):
        assert client.get(url).status_code == 404
    rows = client.get(reverse("fund_list_disclosures"))
    assert list(rows.context["object_list"]) == []
    exported = client.get(reverse("fund_list_disclosures"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(exported.getvalue())).active
    assert list(sheet.iter_rows(min_row=2)) == []
    nobody = sign_in(Client(), make_user("stranger"))
    assert nobody.get(reverse("fund_list_disclosures")).status_code == 404


def test_a_document_of_another_site_is_not_disclosed(group, owed, tell, budgets):
    document = budgets["government_budget"]
    with exempt("test"):
        document.collection_id = group.qilihe.collection_id
        document.save()
    document.refresh_from_db()
    with pytest.raises(Refused, match="不是本站点的文档"):
        tell(owed("goals"), document=document)


def test_the_page_of_a_fund_shows_what_was_disclosed_and_never_what_is_planned(
    group, listed, owed, tell
):
    place_page(register("fund"), group.chengguan, "funds", "财政专项资金清单")
    tell(owed("goals", title="绩效目标表"))
    tell(owed("allocation", title="第一批分配"), **MONEY)
    owed("audit", title="秘密计划的审计")
    url = f"/chengguan/funds/{listed.number}/"
    shown = Client().get(url).content.decode()
    assert "绩效目标表" in shown and "第一小学" in shown and "600" in shown
    assert "2026年度已分配1,000万元，预算1,000万元。" in shown
    assert "秘密计划的审计" not in shown
    before = Client().get(url, {"as_of": "2026-01-25"}).content.decode()
    assert "绩效目标表" not in before
    assert [item.kind for item in disclosed_of(listed.entry_id, D(2026, 2, 1))] == [
        "goals", "allocation",
    ]  # fmt: skip


def test_an_item_is_planned_and_disclosed_in_the_admin_and_what_was_typed_stays(group, listed):
    editor, chief = (
        sign_in(Client(), group.chengguan_editor),
        sign_in(Client(), group.chengguan_chief),
    )
    given = {
        "year": 2026, "kind": "evaluation", "title": "评价报告", "due": "2026-03-01",
        "organisation": group.chengguan_body.pk,
    }  # fmt: skip
    answer = editor.post(reverse("fund_list_plan", args=[listed.number]), given)
    item = Disclosure.objects.get()
    assert answer.url == reverse("fund_list_disclosure", args=[item.pk])
    assert editor.get(answer.url).context["form"] is None
    typed = {"day": "2026-02-01", "text": "评价情况"}
    refused = chief.post(answer.url, typed)
    assert "须给出等级" in refused.content.decode()
    assert refused.context["form"]["text"].value() == "评价情况"
    assert chief.post(answer.url, typed | {"grade": "good"}).status_code == 302
    listed_rows = chief.get(reverse("fund_list_disclosures"), {"state": "disclosed"})
    assert [row.title for row in listed_rows.context["object_list"]] == ["评价报告"]
