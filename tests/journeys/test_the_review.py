"""A county's powers are reviewed: from the editor's drafts to the list that citizens read."""

import datetime
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.actions.boundary import exempt
from core.flows.calendar.actions import fill_calendar
from core.jobs.runner import run_all
from core.people.models import Organisation
from core.registers.actions import save_draft
from core.registers.choices import Verb
from core.registers.consultation import Consultation
from core.registers.queries import terms
from core.registers.spec import register
from core.registers.time import today
from core.sitegroup.models import Member
from core.testing import SYSTEM
from tests.journeys.conftest import GROUND, Town, sound

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_chinese", "drafts"),
]
NEW = ("养老机构设立备案", "志愿服务记录证明出具")
NUMBER = "城政发〔2026〕8号"
TITLE = "2026年第一批权力清单调整"


@pytest.fixture
def drafts(town: Town) -> None:
    """Two powers that a bureau of the county wants to establish."""
    fill_calendar(actor=SYSTEM)
    powers, county = register("power_list"), Member.objects.get(slug="chengguan")
    body = Organisation.objects.filter(division=county.division, kind="constituent").first()
    assert body is not None
    for name in NEW:
        draft = powers.Draft(
            member=county, organisation=body, name=name,
            category=terms().find("power_category", "10"),
            verb=Verb.ESTABLISH, change_ground="甘政发〔2026〕3号（样例）",
        )  # fmt: skip
        save_draft(powers, draft, actor=SYSTEM, grounds=[GROUND])


def open_first(page: Page, title: str) -> None:
    page.goto("/admin/inbox/unit/")
    page.get_by_role("link", name=title).click()


def decide(page: Page, way: str) -> None:
    page.get_by_role("radio", name=way, exact=True).check()
    page.get_by_role("button", name="提交办理").click()


def test_a_package_goes_from_the_editor_to_the_public_list(
    sign_in: Callable[[str], Page], visit: Callable[..., Page], town: Town, shot
) -> None:
    _switch_reviews_on(sign_in("shi-it"))
    _may_not_publish(sign_in("xian-zhubian"))
    _send(sign_in("xian-bianji"), shot)

    head = sign_in("xian-juzhang")
    open_first(head, TITLE)
    head.locator("summary").first.click()
    shot(head, "package")
    sound(head, "package")
    head.get_by_label("您的密码").fill(town.passwords["xian-juzhang"])
    decide(head, "同意报送")
    expect(head.locator(".flows-awaited")).to_contain_text("县级编办")
    _object_and_answer(sign_in("xian-bianban"), sign_in("xian-chengban"), shot)
    head.reload()
    open_first(head, TITLE)
    head.get_by_label("您的密码").fill(town.passwords["xian-juzhang"])
    decide(head, "同意报送")
    _ask_an_expert(sign_in("xian-bianban"), sign_in("xian-zhuanjia"), shot)
    _ask_the_public(sign_in("xian-bianban"), visit, shot)
    for username, way in (("xian-bianban", "通过"), ("xian-sifa", "合法")):
        officer = sign_in(username)
        open_first(officer, TITLE)
        decide(officer, way)
        expect(officer.locator(".flows-history")).to_contain_text(way)

    _approve(sign_in("xian-zhengfu"), shot)
    _look_it_up(sign_in("xian-bianji"), shot)
    citizen = visit("/chengguan/ygzw/qlqd/")
    expect(citizen.get_by_role("link", name=NEW[0])).to_have_count(0)
    run_all("w")
    citizen.reload()
    citizen.get_by_role("link", name=NEW[0]).click()
    expect(citizen.locator("#history")).to_contain_text(NUMBER)
    shot(citizen, "published")
    government = sign_in("xian-zhengfu")
    government.goto("/admin/inbox/done/")
    government.get_by_role("link", name=TITLE).click()
    expect(government.locator(".review-package")).to_contain_text(NEW[1])
    shot(government, "concluded")
    _propose_and_decide(sign_in("xian-bianji"), sign_in("xian-sifa"), shot)


def _propose_and_decide(editor: Page, legal: Page, shot: Callable[[Page, str], None]) -> None:
    """The ground of a power is to be changed: proposed by the body, decided by the legal office."""
    powers = register("power_list")
    entry = powers.Version.objects.get(name=NEW[0], member__slug="chengguan").entry_id
    editor.goto(f"/admin/registers/power_list/entry/{entry}/")
    editor.get_by_role("link", name="提出修改依据的建议").click()
    expect(editor.get_by_label("建议修改的法律法规或文件")).to_have_value(GROUND["law"])
    editor.get_by_role("button", name="保存").click()
    expect(editor.locator("main")).to_contain_text("必填")
    shot(editor, "proposal-refused")
    sound(editor, "a proposal refused")
    editor.get_by_label("理由").select_option("conflict")
    editor.get_by_label("修改内容和原因").fill("与《社会组织管理条例》的规定不一致")
    editor.get_by_role("button", name="保存").click()
    expect(editor.locator("main")).to_contain_text("已提出")
    legal.goto("/admin/proposals/")
    sound(legal, "proposals")
    legal.get_by_role("link", name="慈善法").click()
    legal.get_by_label("结果说明").fill("已按程序报省司法厅")
    with legal.expect_navigation():  # or the page is asked for anew while it is being sent
        legal.get_by_role("button", name="保存").click()
    legal.reload()
    expect(legal.locator("main")).to_contain_text("已按程序报省司法厅")
    shot(legal, "proposal")
    sound(legal, "a proposal")


def _object_and_answer(office: Page, clerk: Page, shot: Callable[[Page, str], None]) -> None:
    """The office objects to one entry and cannot pass it; the body answers, and sends it again."""
    open_first(office, TITLE)
    office.get_by_role("link", name="逐项审核意见").click()
    office.get_by_label(f"对“{NEW[0]}”提意见").check()
    office.get_by_role("radio", name="不同意", exact=True).check()
    office.get_by_role("button", name="保存意见").click()
    expect(office.locator("main")).to_contain_text("须说明理由")
    expect(office.get_by_label(f"对“{NEW[0]}”提意见")).to_be_checked()
    shot(office, "opinion-refused")
    sound(office, "opinion refused")
    office.get_by_label("意见", exact=True).fill("请补充实施依据的条款原文")
    office.get_by_role("button", name="保存意见").click()
    expect(office.locator(".review-opinion")).to_contain_text("请补充")
    office.get_by_role("link", name="返回审核").click()
    decide(office, "通过")
    expect(office.locator("main")).to_contain_text("下列事项尚有不同意见")
    office.get_by_label("意见", exact=True).first.fill("见逐项意见")
    decide(office, "退回部门")
    expect(office.locator(".flows-awaited")).to_contain_text("县级承办")

    open_first(clerk, TITLE)
    clerk.get_by_role("link", name="逐项审核意见").click()
    clerk.get_by_label("答复该意见").fill("已补充第十条原文")
    shot(clerk, "opinion-answer")
    sound(clerk, "an objection to be answered")
    clerk.get_by_role("button", name="保存答复").click()
    expect(clerk.locator(".review-opinion")).to_contain_text("已补充第十条原文")
    clerk.get_by_role("link", name="返回审核").click()
    decide(clerk, "重新报送")


def _ask_an_expert(office: Page, expert: Page, shot: Callable[[Page, str], None]) -> None:
    """An expert is asked about both, and the package waits until he has voted."""
    open_first(office, TITLE)
    office.get_by_role("link", name="专家论证").click()
    office.get_by_role("button", name="发给专家").click()
    expect(office.locator("main")).to_contain_text("请选择专家")
    sound(office, "asking experts refused")
    office.get_by_label("县级专家").check()
    office.get_by_label("论证要求").fill("请就设立的必要性提出意见")
    office.get_by_label("本送审件的全部事项").check()
    office.get_by_role("button", name="发给专家").click()
    expect(office.locator("main")).to_contain_text("0 / 2")
    office.get_by_role("link", name="返回审核").click()
    decide(office, "通过")
    expect(office.locator("main")).to_contain_text("专家尚未答复：县级专家")

    expert.goto("/admin/inbox/mine/")
    expert.get_by_role("link", name=TITLE).click()
    expect(expert.locator("main")).to_contain_text("请就设立的必要性提出意见")
    shot(expert, "sent-to-an-expert")
    sound(expert, "what an expert was sent")
    expert.get_by_role("link", name="逐项表决").click()
    expert.get_by_label(f"表决“{NEW[0]}”").check()
    expert.get_by_role("button", name="保存表决").click()
    expect(expert.locator(".flows-error").first).to_be_visible()
    expect(expert.get_by_label(f"表决“{NEW[0]}”")).to_be_checked()
    shot(expert, "vote-refused")
    sound(expert, "a vote refused")
    expert.get_by_label("发给我的全部事项").check()
    for question, word in (("合法", "是"), ("合理", "是"), ("必要", "弃权")):
        answers = expert.get_by_role("group", name=question, exact=True)
        answers.get_by_role("radio", name=word, exact=True).check()
    expert.get_by_label("理由", exact=True).fill("依据充分，必要性待观察")
    expert.get_by_role("button", name="保存表决").click()
    expect(expert.locator("main")).to_contain_text("您已对全部事项表决")
    expert.get_by_role("link", name="返回，表示论证完毕").click()
    decide(expert, "论证完毕")
    office.goto("/admin/packages/")
    office.get_by_role("link", name=TITLE).click()
    office.get_by_role("link", name="专家论证").click()
    expect(office.locator("main")).to_contain_text("必要：赞成0，反对0，弃权1")
    shot(office, "experts")
    sound(office, "what experts said")


def _ask_the_public(
    office: Page, visit: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    """The public is asked, a citizen says something, and reads the answer and the report."""
    open_first(office, TITLE)
    office.get_by_role("link", name="公开征求意见").click()
    office.get_by_role("button", name="发布征求意见").click()
    expect(office.locator(".flows-error").first).to_be_visible()
    sound(office, "a consultation refused")
    office.get_by_label("标题").fill("拟设立事项公开征求意见")
    office.get_by_label("说明").fill("现就拟设立的两项权力事项公开征求意见。")
    office.get_by_label("截止日期").fill((today() + datetime.timedelta(days=7)).isoformat())
    office.get_by_role("button", name="发布征求意见").click()
    expect(office.locator("main")).to_contain_text("征求意见中")

    citizen = visit("/chengguan/ygzw/qlqd/")
    citizen.get_by_role("link", name="拟设立事项公开征求意见").click()
    expect(citizen.locator("main")).to_contain_text(NEW[0])
    shot(citizen, "consultation")
    sound(citizen, "a consultation")
    citizen.get_by_role("link", name="Say what you think").click()
    citizen.get_by_role("button", name="Send").click()
    expect(citizen.locator("main")).to_contain_text("It was not sent")
    shot(citizen, "comment-refused")
    sound(citizen, "a comment refused")
    citizen.get_by_label("Your comment").fill("建议备案材料能免交的免交。")
    citizen.get_by_label("Where you can be reached").fill("13900000000")
    citizen.get_by_role("button", name="Send").click()
    expect(citizen.locator("h1")).to_contain_text("your comment has come")

    office.reload()
    expect(office.locator("main")).to_contain_text("13900000000")
    office.get_by_role("button", name="公布", exact=True).click()
    office.get_by_role("link", name="已公布").click()
    office.get_by_label("答复（公布在意见下方）").fill("已采纳，能共享的材料免交。")
    office.get_by_role("button", name="公布答复").click()
    shot(office, "comments")
    sound(office, "comments of readers")
    with exempt("factory"):  # a week goes by
        Consultation.objects.update(closes_on=today() - datetime.timedelta(days=1))
    office.reload()
    office.get_by_label("采纳情况及理由").fill("收到意见1条，采纳1条。")
    office.get_by_role("button", name="公布采纳情况").click()
    expect(office.locator("main")).to_contain_text("已办结")
    citizen = visit("/chengguan/ygzw/qlqd/consultations/")
    citizen.get_by_role("link", name="拟设立事项公开征求意见").click()
    expect(citizen.locator("main")).to_contain_text("收到意见1条，采纳1条。")
    expect(citizen.locator("main")).to_contain_text("已采纳，能共享的材料免交。")
    shot(citizen, "consultation-concluded")


def _switch_reviews_on(officer: Page) -> None:
    officer.goto("/admin/plugins/power_list/chengguan/")
    officer.get_by_label("调整须经审核和批准后才能公布").check()
    officer.get_by_role("button", name="保存").click()
    expect(officer.locator(".messages")).to_be_visible()


def _may_not_publish(chief: Page) -> None:
    chief.goto("/admin/registers/power_list/drafts/publish/")
    chief.locator("input[name=draft]").first.check()
    chief.get_by_role("button", name="发布").last.click()
    expect(chief.locator(".help-critical").first).to_contain_text("请先送审")


def _send(editor: Page, shot: Callable[[Page, str], None]) -> None:
    editor.goto("/admin/registers/power_list/drafts/")
    editor.get_by_role("link", name="送审").first.click()
    expect(editor.get_by_label("送审件名称")).to_be_visible()
    shot(editor, "send")
    sound(editor, "send")
    editor.get_by_label("送审件名称").fill(TITLE)
    editor.get_by_label("该部门的全部草稿").check()
    editor.get_by_role("button", name="送审").click()
    expect(editor.locator("h1").first).to_contain_text(TITLE)
    expect(editor.locator(".flows-awaited")).to_contain_text("县级局长")


def _look_it_up(editor: Page, shot: Callable[[Page, str], None]) -> None:
    editor.goto("/admin/packages/")
    row = editor.locator("main table tbody tr", has_text=TITLE)
    expect(row).to_contain_text("已批准")
    expect(row).to_contain_text(NUMBER)
    shot(editor, "packages")
    sound(editor, "packages")
    editor.get_by_role("link", name="已公布").click()
    expect(row).to_have_count(0)


def _approve(government: Page, shot: Callable[[Page, str], None]) -> None:
    open_first(government, TITLE)
    decide(government, "批准")
    expect(government.locator(".flows-error").first).to_be_visible()
    shot(government, "approval-refused")
    sound(government, "approval refused")
    for label, value in (
        ("批准机关", "城关区人民政府"),
        ("发文字号", NUMBER),
        ("批准日期", today().isoformat()),
        ("公布日期", today().isoformat()),
    ):
        government.get_by_label(label).fill(value)
    government.locator(".flows-work").first.get_by_label("附件材料").set_input_files(
        {"name": "批复.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 ..."}
    )
    decide(government, "批准")
    expect(government.locator(".review-package")).to_contain_text(NUMBER)
    shot(government, "approved")
