"""A county writes the duties of a power, from the report of what is missing to its page, and says
who is responsible where several have a hand in a matter."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.plugins.actions import enable
from core.registers import actions
from core.registers.queries import terms
from core.registers.spec import register
from core.sitegroup.models import Member
from core.testing import SYSTEM
from plugins.power_list.api import powers_in_force
from plugins.power_list.testing import make_power
from tests.journeys.conftest import Town, sound

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_chinese"),
]


def test_a_power_gets_its_duties_and_changes_only_with_them(
    sign_in: Callable[[str], Page], visit: Callable[..., Page], town: Town, shot
) -> None:
    county = Member.objects.get(slug="chengguan")
    enable("responsibility_list", county, actor=SYSTEM)
    power = powers_in_force(county).first() or make_power(member=county)

    editor = sign_in("xian-zhubian")
    editor.goto("/admin/responsibility-list/duties/")
    sound(editor, "report")
    editor.goto("/admin/responsibility-list/duties/?state=none")
    row = editor.locator("main table tbody tr", has_text=power.number)
    expect(row).to_contain_text("没有责任事项")
    shot(editor, "report")
    row.get_by_role("link").first.click()
    expect(editor.locator("main")).to_contain_text("尚无责任事项")
    shot(editor, "tend")
    sound(editor, "power without duties")
    editor.get_by_role("button", name="填写责任事项").click()

    stages = editor.get_by_label("责任事项", exact=True)
    expect(stages).to_have_value("受理：\n审查：\n决定：\n送达：\n事后监管：\n其他：")
    shot(editor, "draft")
    sound(editor, "draft")
    editor.get_by_label("追责情形").fill("未一次告知需要补正的材料的\n超过法定期限的")
    editor.get_by_role("button", name="保存").first.click()
    expect(editor.locator(".messages .success")).to_be_visible()
    draft = register("duty").Draft.objects.get()
    editor.goto(f"/admin/registers/duty/drafts/publish/{draft.pk}/")
    shot(editor, "publish")
    editor.locator("form").get_by_role("button", name="发布").last.click()
    expect(editor.locator("main")).to_contain_text("以下环节没有填写责任内容：受理")
    shot(editor, "refused")
    sound(editor, "refused")

    editor.goto(f"/admin/registers/duty/drafts/edit/{draft.pk}/")
    editor.get_by_label("责任事项", exact=True).fill("受理：一次告知需要补正的材料\n审查：核对材料")
    editor.get_by_role("button", name="保存").first.click()
    expect(editor.locator(".messages .success")).to_be_visible()
    editor.goto(f"/admin/registers/duty/drafts/publish/{draft.pk}/")
    editor.locator("form").get_by_role("button", name="发布").last.click()
    expect(editor.locator(".messages .success")).to_be_visible()
    editor.goto("/admin/responsibility-list/duties/?state=good")
    expect(editor.locator("main table tbody tr", has_text=power.number)).to_be_visible()

    _change_is_held_up(editor, power, shot)
    _citizen_reads(visit, power, shot)
    _boundary_is_drawn(editor, power, shot)
    _citizen_asks_who(visit, power, shot)


def _change_is_held_up(editor: Page, power: Any, shot: Any) -> None:
    change = actions.start_draft(register("power_list"), power, actor=SYSTEM)
    editor.goto(f"/admin/registers/power_list/drafts/publish/{change.pk}/")
    editor.get_by_label("变动方式").select_option("adjust")
    editor.get_by_label("生效日期").fill("2027-01-01")
    editor.get_by_label("变动依据").fill("某文件")
    # By the keyboard: on a slow machine the calendar still lies over the button.
    editor.locator("form").get_by_role("button", name="发布").last.press("Enter")
    expect(editor.locator("main")).to_contain_text("对应的是变动前的职权")
    shot(editor, "guarded")
    sound(editor, "guarded")


def _citizen_reads(visit: Callable[..., Page], power: Any, shot: Any) -> None:
    reader = visit(f"/chengguan/ygzw/qlqd/{power.number}/")
    reader.get_by_text("简体中文").click()
    expect(reader.locator("#duties")).to_contain_text("一次告知需要补正的材料")
    shot(reader, "power")
    sound(reader, "power with duties")
    reader.get_by_role("link", name="责任事项的单独页面和历史记录").click()
    expect(reader.locator("h1")).to_contain_text(power.name)
    shot(reader, "duties")
    sound(reader, "duties")
    reader.get_by_role("link", name="查看对应职权").click()
    expect(reader.locator("#duties")).to_be_visible()
    reader.goto("/chengguan/ygzw/zrqd/")
    shot(reader, "list")
    sound(reader, "list of duties")


def _boundary_is_drawn(editor: Page, power: Any, shot: Any) -> None:
    """The draft of a boundary says who does what; a party that says nothing is refused by name."""
    body = power.organisation
    draft = register("responsibility").Draft(
        member=power.member, organisation=body, name="校车安全", verb="adopt",
        category=terms().find("responsibility_kind", "21"), valid_from=power.valid_from,
    )  # fmt: skip
    actions.save_draft(register("responsibility"), draft, actor=SYSTEM)
    editor.goto(f"/admin/registers/responsibility/drafts/edit/{draft.pk}/")
    editor.get_by_label("职责分工").fill(f"{body.name}：督促学校落实校车管理\n公安机关")
    editor.get_by_label("工作事例").fill("校车超载：公安机关查处，教育部门督促整改")
    editor.get_by_label("对应职权编码").fill(power.number)
    sound(editor, "boundary")
    shot(editor, "boundary")
    editor.get_by_role("button", name="保存").first.click()
    expect(editor.locator(".messages .success")).to_be_visible()
    editor.goto(f"/admin/registers/responsibility/drafts/publish/{draft.pk}/")
    editor.locator("form").get_by_role("button", name="发布").last.click()
    expect(editor.locator("main")).to_contain_text("每行依次写明一方、冒号及其职责：公安机关")
    editor.goto(f"/admin/registers/responsibility/drafts/edit/{draft.pk}/")
    editor.get_by_label("职责分工").fill(
        f"{body.name}：督促学校落实校车管理\n公安机关：查处超载超速"
    )
    editor.get_by_role("button", name="保存").first.click()
    expect(editor.locator(".messages .success")).to_be_visible()
    editor.goto(f"/admin/registers/responsibility/drafts/publish/{draft.pk}/")
    editor.locator("form").get_by_role("button", name="发布").last.click()
    expect(editor.locator(".messages .success")).to_be_visible()


def _citizen_asks_who(visit: Callable[..., Page], power: Any, shot: Any) -> None:
    reader = visit("/chengguan/ygzw/bmzz/")
    reader.get_by_text("简体中文").click()
    box = reader.get_by_placeholder("哪个部门负责……")
    box.fill("超载")
    box.press("Enter")
    expect(reader.locator("main")).to_contain_text("公安机关：查处超载超速")
    shot(reader, "who")
    sound(reader, "who is responsible")
    reader.get_by_role("link", name="校车安全").click()
    expect(reader.locator("main")).to_contain_text("教育部门督促整改")
    shot(reader, "responsibility")
    sound(reader, "boundary")
    reader.locator("main").get_by_role("link", name=power.name).click()
    expect(reader.locator("main")).to_contain_text("职责边界与监管措施")
    shot(reader, "power-with-boundary")
    sound(reader, "power with its boundary")
