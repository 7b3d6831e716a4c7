"""A county has its departments clear their powers: opened, answered, followed on one board."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from core.flows.calendar.actions import fill_calendar
from core.jobs.runner import run_all
from core.people.models import Organisation
from core.plugins.actions import configure
from core.registers.actions import publish, save_draft, start_draft
from core.registers.catalogues.actions import lay_down
from core.registers.choices import Verb
from core.registers.queries import terms
from core.registers.spec import register
from core.registers.time import today
from core.sitegroup.models import Member
from core.testing import SYSTEM
from tests.journeys.conftest import GROUND, Town, sound

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_chinese", "powers_of_two_bodies"),
]
TITLE = "城关区2027年权力清单清理"


@pytest.fixture
def powers_of_two_bodies(town: Town) -> None:
    """A power in force for each of two bureaus of the county."""
    fill_calendar(actor=SYSTEM)
    powers, county = register("power_list"), Member.objects.get(slug="chengguan")
    configure("power_list", county, {"reviewed": True}, actor=SYSTEM)
    bodies = Organisation.objects.filter(division=county.division, kind="constituent")[:2]
    drafts = [
        save_draft(
            powers,
            powers.Draft(
                member=county, organisation=body, name=f"{body.name}备案",
                category=terms().find("power_category", "10"),
                verb=Verb.ADOPT, valid_from=today(), promised_days=10,
            ),
            actor=SYSTEM, grounds=[GROUND],
        )
        for body in bodies
    ]  # fmt: skip
    publish(powers, [draft.pk for draft in drafts], member=county, actor=SYSTEM)


def test_a_round_is_opened_answered_by_a_body_and_followed_on_its_board(
    sign_in: Callable[[str], Page], town: Town, shot: Callable[[Page, str], None]
) -> None:
    office = sign_in("xian-bianban")
    _open(office, shot)
    board = office.locator("main table:not(.review-effect) tbody tr")
    waiting = board.count()
    assert waiting > 1

    body = _keep_everything(sign_in("xian-bianji"), shot)
    head = sign_in("xian-juzhang")
    head.goto("/admin/inbox/unit/")
    head.get_by_role("link", name="全部保留").click()
    head.get_by_label("您的密码").fill(town.passwords["xian-juzhang"])
    head.get_by_role("radio", name="同意报送", exact=True).check()
    head.get_by_role("button", name="提交办理").click()
    expect(head.locator(".flows-awaited")).to_contain_text("县级编办")

    office.reload()
    expect(office.locator("main table tbody tr", has_text=body)).to_contain_text("集中审核")
    expect(office.locator(".review-stages")).to_contain_text(f"1 / {waiting}")
    expect(office.locator(".review-effect")).to_contain_text("承诺办结时限（工作日）")
    shot(office, "board")
    sound(office, "board")
    _read_the_forms(office, shot)
    office.set_viewport_size({"width": 390, "height": 844})
    shot(office, "board-phone")
    sound(office, "board on a phone")
    office.get_by_role("button", name="结束清理工作").click()
    expect(office.locator(".messages")).to_contain_text("尚未完成")


def _read_the_forms(office: Page, shot: Callable[[Page, str], None]) -> None:
    """The annexes on the screen and on paper; a column is renamed; back to the board."""
    board = office.url
    office.get_by_role("link", name="清理表格").click()
    forms = office.url
    sound(office, "forms")
    for name in ("清理汇总表", "权力事项分表", "交叉分散", "联络员名单"):
        office.get_by_role("link", name=name).click()
        sound(office, f"form {name}")
        shot(office, f"form-{name}")
        office.get_by_role("link", name="打印").click()
        sound(office, f"print {name}")
        shot(office, f"print-{name}")
        office.goto(forms)
    office.get_by_role("link", name="清理汇总表").click()
    office.get_by_role("link", name="调整列").click()
    sound(office, "columns")
    office.locator("input[name=columns-0-header]").fill("部门名称")
    shot(office, "columns")
    office.get_by_role("button", name="保存").click()
    expect(office.locator("main table")).to_contain_text("部门名称")
    expect(office.locator("tfoot")).to_contain_text("合计")
    office.goto(board)


def _open(office: Page, shot: Callable[[Page, str], None]) -> None:
    office.goto("/admin/rounds/")
    sound(office, "rounds")
    office.get_by_role("link", name="城关区").click()
    office.get_by_label("清理工作标题").fill(TITLE)
    for label, days in (
        ("负责人和联络员确定截止", 15),
        ("自查清理截止", 10),
        ("集中审核截止", 180),
        ("公布实施截止", 300),
    ):
        office.get_by_label(label).fill((today() + timedelta(days=days)).isoformat())
    office.get_by_role("button", name="保存").click()
    expect(office.locator("main")).to_contain_text("不得早于前一阶段的截止日期")
    expect(office.get_by_label("清理工作标题")).to_have_value(TITLE)
    shot(office, "refused")
    sound(office, "round refused")
    office.get_by_label("自查清理截止").fill((today() + timedelta(days=90)).isoformat())
    office.get_by_role("button", name="保存").click()
    expect(office.locator("h1").first).to_contain_text(TITLE)


def _look_at_each(editor: Page, body: str, shot: Callable[[Page, str], None]) -> None:
    """From the board to the entries of the body, where each is kept or not."""
    editor.goto("/admin/rounds/")
    editor.get_by_role("link", name=TITLE).click()
    row = editor.locator("main table tbody tr", has_text=body)
    row.get_by_role("link", name="1", exact=True).click()
    sound(editor, "clearing")
    shot(editor, "clearing")
    editor.get_by_role("checkbox", name=f"{body}备案").check()
    editor.get_by_role("button", name="保留所选条目").click()
    expect(editor.locator(".messages")).to_contain_text("保留")
    expect(editor.locator("main table")).to_contain_text("保留")


def test_between_rounds_one_power_is_adjusted_and_the_office_compares_two_days(
    sign_in: Callable[[str], Page], shot: Callable[[Page, str], None]
) -> None:
    powers = register("power_list")
    version = powers.Version.objects.filter(member__slug="chengguan").first()
    draft = start_draft(powers, version, actor=SYSTEM)
    draft.verb, draft.change_ground, draft.promised_days = Verb.STRENGTHEN, "国发〔2026〕2号", 5
    save_draft(powers, draft, actor=SYSTEM)
    editor = sign_in("xian-bianji")
    editor.goto("/admin/registers/power_list/review/")
    expect(editor.locator("main")).to_contain_text("适用简易程序")
    sound(editor, "send one")
    shot(editor, "send-one")
    editor.get_by_label("送审件名称").fill("压缩时限")
    editor.get_by_label("该部门的全部草稿").check()
    editor.get_by_role("button", name="送审").click()
    expect(editor.locator(".review-package")).to_contain_text("单项调整")
    editor.reload()
    sound(editor, "single adjustment")
    shot(editor, "single-adjustment")

    office = sign_in("xian-bianban")
    office.goto("/admin/comparisons/")
    sound(office, "comparisons")
    office.get_by_role("link", name="城关区").first.click()
    office.get_by_label("起始日").fill(today().isoformat())
    office.get_by_role("button", name="保存").click()
    expect(office.locator("main")).to_contain_text("起始日须早于截止日")
    sound(office, "comparison refused")
    office.get_by_label("起始日").fill((today() - timedelta(days=365)).isoformat())
    office.get_by_role("button", name="保存").click()
    expect(office.locator("main")).to_contain_text("已统计部分合计")
    shot(office, "comparison-waiting")
    sound(office, "comparison waiting")
    run_all("w")
    office.reload()
    expect(office.locator("main")).to_contain_text("全部合计")
    sound(office, "comparison")
    shot(office, "comparison")


@pytest.fixture
def catalogue(town: Town) -> None:
    """A standard catalogue of two items, one of them for provinces alone."""
    rows = ("620105001000,休学审批,01,市级；县级,《中华人民共和国慈善法》第十条",
            "620105002000,中外合作办学审批,01,省级,")  # fmt: skip
    data = "\n".join(["基本编码,名称,类别,行使层级,设定依据", *rows]).encode()
    lay_down(register("power_list"), data, "csv", source="样例目录", actor=SYSTEM)


def test_a_county_takes_an_item_over_from_the_catalogue(
    catalogue: None, sign_in: Callable[[str], Page], shot: Callable[[Page, str], None]
) -> None:
    editor = sign_in("xian-bianji")
    editor.goto("/admin/catalogue/")
    expect(editor.locator("main table")).not_to_contain_text("中外合作办学审批")
    sound(editor, "catalogue")
    shot(editor, "catalogue")
    editor.get_by_role("checkbox", name="休学审批").check()
    editor.get_by_role("button", name="认领所选事项").click()
    sound(editor, "claim")
    shot(editor, "claim")
    editor.get_by_label("实施主体").select_option(index=1)
    editor.get_by_role("button", name="开始起草").click()
    expect(editor.locator("main")).to_contain_text("休学审批")
    editor.goto("/admin/catalogue/")
    expect(editor.locator("main table tbody tr")).to_contain_text("起草中")

    office = sign_in("sheng-ban")
    office.goto("/admin/catalogue/")
    office.get_by_role("link", name="发布基本目录文件").click()
    office.get_by_label("发布依据").fill("甘政办发〔2026〕1号")
    wrong = {"name": "目录.csv", "mimeType": "text/csv", "buffer": "基本编码,名称\n1,甲".encode()}
    office.get_by_label("文件").set_input_files(wrong)
    office.get_by_role("button", name="发布").click()
    expect(office.locator("main")).to_contain_text("没有写入任何内容")
    expect(office.get_by_label("发布依据")).to_have_value("甘政办发〔2026〕1号")
    sound(office, "laying down")
    shot(office, "laying-down")


def _keep_everything(editor: Page, shot: Callable[[Page, str], None]) -> str:
    editor.goto("/admin/registers/power_list/review/")
    choice = editor.locator("main li", has_text="无调整").first
    body = choice.get_by_role("link").inner_text().partition(" · ")[0]
    shot(editor, "whose")
    sound(editor, "whose drafts")
    _look_at_each(editor, body, shot)
    editor.goto("/admin/registers/power_list/review/")
    choice.get_by_role("link").click()
    editor.get_by_label("送审件名称").fill("全部保留")
    editor.get_by_role("button", name="送审").click()
    expect(editor.locator(".review-package")).to_contain_text("保留")
    editor.reload()  # without the message, which fades in
    shot(editor, "kept")
    sound(editor, "kept")
    return body
