"""A county's list of special funds: begun, decided, approved, published with the budgets, read."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Locator, Page, expect
from wagtail.documents import get_document_model

from core.actions.boundary import exempt
from core.people.models import Organisation
from core.plugins.actions import enable
from core.registers import actions, queries
from core.registers.spec import register
from core.sitegroup.models import Member
from core.testing import SYSTEM
from plugins.fund_list.testing import make_fund
from tests.journeys.conftest import GROUND, Town, sound

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_chinese"),
]
D = datetime.date
TITLES = {"government_budget": "2026年政府预算", "department_budgets": "2026年部门预算"}


def test_a_list_comes_out_with_the_budgets_and_is_read(
    sign_in: Callable[[str], Page], visit: Callable[..., Page], town: Town, shot
) -> None:
    county = Member.objects.get(slug="chengguan")
    enable("fund_list", county, actor=SYSTEM)
    body = Organisation.objects.filter(division=county.division, kind="constituent").first()
    make_fund(
        member=county, organisation=body, name="学前教育专项资金", valid_from=D(2025, 2, 1),
        budget_year=2025, amount=Decimal(1000), local_code="ZX-1",
    )  # fmt: skip
    _documents(county)
    chief = sign_in("xian-zhubian")
    _begin(chief, county, shot)
    _new_fund(county, body)
    chief.goto("/admin/fund-list/years/")
    sound(chief, "years")
    shot(chief, "years")
    _acts(chief, shot)
    _publish(chief)
    expect(chief.locator("main")).to_contain_text("增设项目或者增加资金规模须经批准")
    shot(chief, "refused")
    draft = register("fund").Draft.objects.get(name="学前教育专项资金")
    chief.goto(f"/admin/registers/fund/drafts/edit/{draft.pk}/")
    chief.get_by_label("增设增额批准文件").fill("城政发〔2026〕3号")
    chief.get_by_label("绩效评价差或缺失仍安排的理由").fill("首次列入清单，尚未评价")
    _saved(chief, chief.get_by_role("button", name="保存").first)
    _publish(chief)
    expect(chief.locator(".messages .success")).to_be_visible()
    shot(chief, "published")
    chief.reload()
    sound(chief, "published")
    _citizen_reads(visit, shot)
    _is_followed(chief, visit, shot)


def _saved(page: Page, button: Locator) -> None:
    button.click()
    expect(page.locator(".messages .success")).to_be_visible()


def _begin(chief: Page, county: Member, shot) -> None:
    """The list is begun with what stands; its sum is filled in."""
    chief.goto("/admin/fund-list/years/")
    chief.get_by_role("link", name="编制年度清单").click()
    sound(chief, "open")
    chief.get_by_label("站点").select_option(str(county.pk))
    chief.get_by_label("预算年度").fill("2026")
    chief.get_by_role("button", name="开始编制").click()
    expect(chief.locator("main")).to_contain_text("1项未填数额")
    shot(chief, "begun")
    chief.get_by_role("link", name="学前教育专项资金").click()
    shot(chief, "draft")
    sound(chief, "draft of a fund")
    chief.get_by_label("预算数额（万元）", exact=True).fill("1250.5")
    _saved(chief, chief.get_by_role("button", name="保存").first)


def _acts(chief: Page, shot) -> None:
    """The government's decision, then the congress's approval, from which the days are counted."""
    chief.get_by_role("link", name="2026").click()
    chief.get_by_label("审定机关").fill("城关区人民政府")
    chief.get_by_label("审定日期").fill("2026-01-05")
    chief.get_by_label("文号").fill("城政纪〔2026〕1号")
    _saved(chief, chief.get_by_role("button", name="登记"))
    chief.get_by_label("人民代表大会").fill("城关区第十九届人民代表大会第六次会议")
    chief.get_by_label("预算批准日期").fill("2026-01-20")
    _saved(chief, chief.get_by_role("button", name="登记").first)
    expect(chief.locator("main")).to_contain_text("须在2026-02-09前公开")
    chief.reload()
    sound(chief, "approved")
    shot(chief, "approved")


def _publish(chief: Page) -> None:
    """Choose the two budgets and publish."""
    chief.goto("/admin/fund-list/years/")
    chief.get_by_role("link", name="2026").click()
    for name, title in TITLES.items():
        field = chief.locator(f"#id_publication-{name}-chooser")
        field.get_by_role("button").first.click()
        chief.locator(".modal").get_by_role("link", name=title).click()
        expect(field).to_contain_text(title)
    chief.get_by_role("button", name="公布清单").click()


def _documents(county: Member) -> None:
    with exempt("factory"):
        for title in TITLES.values():
            get_document_model().objects.create(
                title=title,
                file=ContentFile(b"%PDF-1.4", name="budget.pdf"),
                collection=county.collection,
            )


def _new_fund(county: Member, body: Organisation) -> None:
    draft = register("fund").Draft(
        member=county, organisation=body, name="义务教育专项资金", verb="establish",
        category=queries.terms().find("fund_kind", "02"), budget_year=2026, amount=Decimal(800),
        aim="改善薄弱学校", account="2050202 小学教育", allocation="both", recipients="小学",
        rules="义务教育专项资金管理办法", rules_from=D(2025, 1, 1),
        approval_document="城政发〔2026〕2号",
    )  # fmt: skip
    actions.save_draft(register("fund"), draft, actor=SYSTEM, grounds=[GROUND])


def _citizen_reads(visit: Callable[..., Page], shot) -> None:
    reader = visit("/chengguan/ygzw/zxzj/")
    reader.get_by_text("简体中文").click()
    main = reader.locator("main")
    expect(main).to_contain_text("2项，共2,050.5万元；上年1,000万元。")
    expect(reader.get_by_role("link", name="2026年政府预算")).to_be_visible()
    sound(reader, "list of funds")
    shot(reader, "list")
    reader.get_by_role("link", name="义务教育专项资金").click()
    expect(reader.locator("#facts")).to_contain_text("因素法与项目法结合")
    sound(reader, "fund")
    shot(reader, "fund")
    reader.goto("/chengguan/ygzw/zxzj/?as_of=2026-01-19")
    expect(main).to_contain_text("学前教育专项资金")
    expect(main).not_to_contain_text("义务教育专项资金")


def _is_followed(chief: Page, visit: Callable[..., Page], shot) -> None:
    """What the body owes is planned and disclosed: the goals, then the allocation."""
    number = register("fund").Version.objects.get(name="义务教育专项资金").number
    for kind, title in (("goals", "2026年绩效目标"), ("allocation", "第一批分配结果")):
        chief.goto("/admin/fund-list/years/")
        chief.get_by_role("link", name="2026").click()
        chief.get_by_role("link", name="列入公开事项 义务教育专项资金").click()
        chief.get_by_label("公开事项类型").select_option(kind)
        chief.get_by_label("标题").fill(title)
        chief.get_by_label("公开期限").fill("2026-12-31")
        _saved(chief, chief.get_by_role("button", name="列入计划"))
        chief.get_by_label("文件日期").fill("2026-11-01")
        chief.get_by_label("公开内容").fill(f"{title}如下")
        if kind == "allocation":
            chief.get_by_label("项目或因素").fill("按在校学生数")
            chief.get_by_label("分配对象和数额（万元）").fill("第一小学：500\n第二小学：301")
            chief.get_by_role("button", name="公开").click()
            expect(chief.locator("main")).to_contain_text("801万元超出预算余额800万元")
            sound(chief, "too much")
            shot(chief, "too-much")
            chief.get_by_label("分配对象和数额（万元）").fill("第一小学：500\n第二小学：300")
        _saved(chief, chief.get_by_role("button", name="公开"))
    chief.goto("/admin/fund-list/disclosures/")
    sound(chief, "disclosures")
    shot(chief, "disclosures")
    reader = visit(f"/chengguan/ygzw/zxzj/{number}/")
    reader.get_by_text("简体中文").click()
    expect(reader.locator("#life + p")).to_contain_text("2026年度已分配800万元")
    reader.get_by_text("2个分配对象").click()
    expect(reader.locator("main")).to_contain_text("第二小学")
    sound(reader, "life of a fund")
    shot(reader, "life")
