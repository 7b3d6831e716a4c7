"""A year of a county's special funds: the list is begun, decided, approved, published with the
budgets and read; a project comes into the pool, money goes to it, and what came of it stands beside
the draft of the next year."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from core.flows.calendar.actions import fill_calendar
from core.people.actions import appoint
from core.people.models import Organisation
from core.people.rights import OFFICER, Reach
from core.plugins.actions import enable
from core.registers import actions, queries
from core.registers.spec import register
from core.sitegroup.models import Member
from core.testing import SYSTEM, make_document, make_user
from plugins.fund_list.testing import make_fund
from tests.journeys.conftest import GROUND, Town, let_read_chinese, sound

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_chinese"),
]
D = datetime.date
TITLES = {"government_budget": "2026年政府预算", "department_budgets": "2026年部门预算"}
APPROVAL = "城政发〔2026〕3号"


def test_a_list_comes_out_with_the_budgets_and_is_read(
    sign_in: Callable[[str], Page], visit: Callable[..., Page], town: Town, shot
) -> None:
    county = Member.objects.get(slug="chengguan")
    enable("fund_list", county, actor=SYSTEM)
    fill_calendar(actor=SYSTEM)
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
    finance, head, government = _officers(county, body, sign_in, town)
    _drafted_with_the_departments(finance, head, chief, town, shot)
    _decided(government, finance, shot)
    _publish(finance, shot)
    chief.goto("/admin/fund-list/years/")
    chief.get_by_role("link", name="2026").click()
    sound(chief, "published")
    shot(chief, "published")
    _citizen_reads(visit, shot)
    _project_comes_into_the_pool(chief, shot)
    _money_is_given(chief, shot)
    _citizen_follows(visit, shot)
    _is_evaluated(chief, county, shot)


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


def _officers(
    county: Member, body: Organisation, sign_in: Callable[[str], Page], town: Town
) -> list[Page]:
    """The finance department (which also drafts at the site), the department's head, and the
    government's office, each before a browser of his own."""
    people = {}
    for name, office, where in (
        ("caizheng", "finance", None), ("jiaoyu", "head", body),
        ("zhengfu", "government_office", None),
    ):  # fmt: skip
        people[name] = make_user(name)
        appoint(
            people[name], OFFICER, Reach.SITE, county, office=office, organisation=where,
            actor=SYSTEM,
        )  # fmt: skip
        town.passwords[name] = name
    appoint(people["caizheng"], "editor", Reach.SITE, county, actor=SYSTEM)
    let_read_chinese()
    return [sign_in(name) for name in people]


def _open(page: Page, work: str) -> None:
    """Come to a piece of work from the inbox."""
    page.goto("/admin/inbox/unit/")
    page.get_by_role("row").filter(has_text=work).get_by_role("link").first.click()


def _decide(page: Page, decision: str) -> None:
    page.get_by_role("radio", name=decision, exact=True).check()
    page.get_by_role("button", name="提交办理").click()


def _done(page: Page, decision: str) -> None:
    _decide(page, decision)
    expect(page.locator(".messages .success")).to_be_visible()


def _drafted_with_the_departments(finance: Page, head: Page, chief: Page, town: Town, shot) -> None:
    """The department wants something changed, is answered, confirms; then nothing holds it up."""
    _open(finance, "编制清单")
    _decide(finance, "报政府审定")
    main = finance.locator("main")
    expect(main).to_contain_text("增设项目或者增加资金规模须经批准")
    expect(main).to_contain_text("尚未送达")
    sound(finance, "held up")
    shot(finance, "held-up")
    _done(finance, "送主管部门确认")
    _open(head, "确认草案")
    sound(head, "drafts of a department")
    shot(head, "department")
    head.get_by_label("意见").first.fill("学前教育专项资金已有批准文件，请补填")
    _done(head, "要求修改")
    draft = register("fund").Draft.objects.get(name="学前教育专项资金")
    chief.goto(f"/admin/registers/fund/drafts/edit/{draft.pk}/")
    chief.get_by_label("增设增额批准文件").fill(APPROVAL)
    _attach(chief, "#id_approval_file-chooser", APPROVAL)
    chief.get_by_label("绩效评价差或缺失仍安排的理由").fill("首次列入清单，尚未评价")
    _saved(chief, chief.get_by_role("button", name="保存").first)
    _open(finance, "财政部门答复")
    finance.get_by_label("意见").first.fill("已补填")
    _done(finance, "已答复，再次送请确认")
    _open(head, "确认草案")
    head.get_by_label("您的密码").fill(town.passwords["jiaoyu"])
    _done(head, "确认")
    _open(finance, "编制清单")
    expect(main).to_contain_text("已答复")
    _done(finance, "报政府审定")
    chief.goto(f"/admin/registers/fund/drafts/edit/{draft.pk}/")
    chief.get_by_label("补助对象").fill("全区幼儿园")
    chief.get_by_role("button", name="保存").first.click()
    expect(chief.locator("main")).to_contain_text("2026年度清单已报政府审定")
    shot(chief, "sent")


def _decided(government: Page, finance: Page, shot) -> None:
    """The government's decision, then the congress's approval, from which the days are counted."""
    _open(government, "政府审定")
    government.get_by_label("审定机关").fill("城关区人民政府")
    government.get_by_label("审定日期").fill("2026-01-05")
    government.get_by_label("文号").fill("城政纪〔2026〕1号")
    sound(government, "decision")
    shot(government, "decision")
    _done(government, "审定通过")
    _open(finance, "预算批准")
    finance.get_by_label("人民代表大会").fill("城关区第十九届人民代表大会第六次会议")
    finance.get_by_label("预算批准日期").fill("2026-01-20")
    _done(finance, "人大已批准")
    expect(finance.locator("main")).to_contain_text("须在2026-02-09前公开")


def _publish(finance: Page, shot) -> None:
    """Choose the two budgets and publish."""
    _open(finance, "与预算同时公布")
    for name, title in TITLES.items():
        _attach(finance, f"[id$='-publish-{name}-chooser']", title)
    sound(finance, "publication")
    shot(finance, "publication")
    _done(finance, "公布清单")
    finance.reload()
    sound(finance, "proceeding that is done")
    shot(finance, "done")


def _attach(page: Page, chooser: str, title: str) -> None:
    """Choose a document of the site."""
    field = page.locator(chooser)
    field.get_by_role("button").first.click()
    page.locator(".modal").get_by_role("link", name=title).click()
    expect(field).to_contain_text(title)


def _documents(county: Member) -> None:
    for title in (*TITLES.values(), APPROVAL):
        make_document(county, title)


def _new_fund(county: Member, body: Organisation) -> None:
    draft = register("fund").Draft(
        member=county, organisation=body, name="义务教育专项资金", verb="establish",
        category=queries.terms().find("fund_kind", "02"), budget_year=2026, amount=Decimal(800),
        aim="改善薄弱学校", account="2050202 小学教育", allocation="both", recipients="小学",
        rules="义务教育专项资金管理办法", rules_from=D(2025, 1, 1),
        approval_document="城政发〔2026〕2号", approval_file=make_document(county),
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
    expect(reader.locator("#facts").get_by_role("link", name="批准文件")).to_be_visible()
    sound(reader, "fund")
    shot(reader, "fund")
    reader.goto("/chengguan/ygzw/zxzj/?as_of=2026-01-19")
    expect(main).to_contain_text("学前教育专项资金")
    expect(main).not_to_contain_text("义务教育专项资金")


def _project_comes_into_the_pool(chief: Page, shot) -> None:
    """It is proposed on the screen, another by a file, and both are admitted at once."""
    chief.goto("/admin/fund-list/projects/")
    chief.get_by_role("link", name="申报项目").click()
    sound(chief, "propose")
    fund = chief.get_by_label("专项资金")
    fund.select_option(label=fund.locator("option", has_text="义务教育").inner_text())
    for label, said in (
        ("项目编号", "XM-01"), ("项目名称", "第一小学食堂改造"), ("申报单位", "第一小学"),
        ("申请金额（万元）", "500"), ("起始年度", "2026"), ("到期年度", "2026"),
    ):  # fmt: skip
        chief.get_by_label(label).fill(said)
    _saved(chief, chief.get_by_role("button", name="申报"))
    chief.reload()
    sound(chief, "proposal")
    shot(chief, "proposal")
    chief.goto("/admin/fund-list/projects/import/")
    row = "义务教育专项资金,XM-02,第二小学操场,第二小学,{},2026,2026,\n"
    head = "专项资金,项目编号,项目名称,申报单位,申请金额（万元）,起始年度,到期年度,项目说明\n"
    _choose(chief, "项目.csv", head + row.format("三百"))
    chief.get_by_role("button", name="导入").click()
    expect(chief.locator("main")).to_contain_text("有1处错误，没有写入任何内容。")
    sound(chief, "projects refused")
    shot(chief, "projects-refused")
    _choose(chief, "项目.csv", head + row.format("300"))
    _saved(chief, chief.get_by_role("button", name="导入"))
    chief.reload()
    sound(chief, "projects")
    shot(chief, "projects")
    chief.get_by_role("link", name="义务教育专项资金：2个待入库项目").click()
    chief.get_by_label("入库日期").fill("2026-10-01")
    sound(chief, "admission")
    shot(chief, "admission")
    _saved(chief, chief.get_by_role("button", name="批准入库"))


def _choose(page: Page, name: str, text: str) -> None:
    """Choose a file that holds this text."""
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)


def _plan(chief: Page, kind: str, title: str) -> None:
    """Put what is owed of the fund on the plan; its page comes next."""
    chief.goto("/admin/fund-list/years/")
    chief.get_by_role("link", name="2026").click()
    chief.get_by_role("link", name="列入公开事项 义务教育专项资金").click()
    chief.get_by_label("公开事项类型").select_option(kind)
    chief.get_by_label("标题").fill(title)
    chief.get_by_label("公开期限").fill("2026-12-31")
    _saved(chief, chief.get_by_role("button", name="列入计划"))
    chief.reload()  # without the message, which fades in
    chief.get_by_label("文件日期").fill("2026-11-01")
    chief.get_by_label("公开内容").fill(f"{title}如下")


def _money_is_given(chief: Page, shot) -> None:
    """First the goals; then the money by a file, not more than the budget and the project allow."""
    _plan(chief, "goals", "2026年绩效目标")
    _saved(chief, chief.get_by_role("button", name="公开"))
    _plan(chief, "allocation", "第一批分配结果")
    sound(chief, "allocation")
    shot(chief, "allocation")
    rows = "补助对象,项目编号,金额（万元）\n第一小学,XM-01,{}\n第二小学,XM-02,300\n"
    chief.get_by_label("项目或因素").fill("")
    _choose(chief, "分配.csv", rows.format("500.5"))
    chief.get_by_role("button", name="公开").click()
    main = chief.locator("main")
    expect(main).to_contain_text("800.5万元超出预算余额800万元")
    expect(main).to_contain_text("“第一小学食堂改造”申请500万元，分配合计将达500.5万元。")
    expect(chief.get_by_label("公开内容")).to_have_value("第一批分配结果如下")
    sound(chief, "too much")
    shot(chief, "too-much")
    _choose(chief, "分配.csv", rows.format("500"))
    _saved(chief, chief.get_by_role("button", name="公开"))
    chief.reload()
    sound(chief, "allocated")
    shot(chief, "allocated")
    chief.get_by_role("link", name="XM-01 第一小学食堂改造").click()
    expect(main).to_contain_text("第一批分配结果")
    sound(chief, "project")
    shot(chief, "project")
    chief.goto("/admin/fund-list/disclosures/")
    sound(chief, "disclosures")
    shot(chief, "disclosures")


def _citizen_follows(visit: Callable[..., Page], shot) -> None:
    number = register("fund").Version.objects.get(name="义务教育专项资金").number
    reader = visit(f"/chengguan/ygzw/zxzj/{number}/")
    reader.get_by_text("简体中文").click()
    expect(reader.locator("#life + p")).to_contain_text("2026年度已分配800万元")
    reader.get_by_text("2个分配对象").click()
    expect(reader.locator("main")).to_contain_text("第二小学操场")
    expect(reader.locator("section", has=reader.locator("#pool"))).to_contain_text("2026-10-01")
    sound(reader, "life of a fund")
    shot(reader, "life")


def _is_evaluated(chief: Page, county: Member, shot) -> None:
    """The grade of the evaluation stands beside the draft of the next year's list."""
    _plan(chief, "evaluation", "2026年绩效评价")
    chief.get_by_label("等级").select_option("good")
    _saved(chief, chief.get_by_role("button", name="公开"))
    chief.goto("/admin/fund-list/years/begin/")
    chief.get_by_label("站点").select_option(str(county.pk))
    chief.get_by_label("预算年度").fill("2027")
    _saved(chief, chief.get_by_role("button", name="开始编制"))
    drafts = chief.get_by_role("row")
    expect(drafts.filter(has_text="义务教育专项资金")).to_contain_text("良")
    expect(drafts.filter(has_text="义务教育专项资金")).to_contain_text("800")
    chief.reload()
    sound(chief, "next year")
    shot(chief, "next-year")
