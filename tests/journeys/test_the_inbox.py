"""A matter goes from hand to hand through the inbox: by mouse, by keyboard, on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.flows.actions import begin
from core.flows.calendar.actions import fill_calendar
from core.flows.models import Proceeding
from core.people.actions import appoint, create_user
from core.people.models import Organisation, User
from core.people.rights import OFFICER, Reach, Right
from core.plugins.actions import enable
from core.sitegroup.models import Member
from core.testing import SYSTEM
from tests.dummy_plugin.flows import MatterFlow
from tests.dummy_plugin.models import DummyRow
from tests.journeys.conftest import Town, let_read_chinese, sound

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_chinese"),
]
#: Who holds which office for the county's bureau, or at the county itself.
HOLDERS = (("lao-zhang", "张科长", "clerk"), ("lao-wang", "王局长", "head"))


@pytest.fixture
def matters(town: Town) -> list[Proceeding]:
    """Three matters of the county, and those who have a part in them."""
    county = Member.objects.get(slug="chengguan")
    body = Organisation.objects.filter(division=county.division).first()
    assert body is not None
    enable("dummy_plugin", county, actor=SYSTEM)
    fill_calendar(actor=SYSTEM)
    for username, name, office in (*HOLDERS, ("lao-li", "李处长", "legal")):
        password = town.passwords[username] = f"7Yq2-{office}-m9"
        user = create_user(User(username=username, name=name, home=county), password, actor=SYSTEM)
        own = body if (username, name, office) in HOLDERS else None
        appoint(user, OFFICER, Reach.SITE, county, office=office, organisation=own, actor=SYSTEM)
    let_read_chinese()
    return [
        begin(MatterFlow, county, title, actor=SYSTEM, right=Right.WRITE, organisation=body)
        for title in ("清理养老机构备案", "清理地名命名审核", "清理社会团体成立登记")
    ]


def open_box(page: Page, label: str) -> None:
    page.goto("/admin/inbox/")
    page.get_by_role("link", name=label).click()


def test_a_matter_is_handed_in_looked_at_by_two_sent_back_and_signed(
    sign_in: Callable[[str], Page], town: Town, matters: list[Proceeding], shot
) -> None:
    clerk = sign_in("lao-zhang")
    expect(clerk.locator(".flows-number.is-unit strong")).to_have_text("3")
    shot(clerk, "home-of-a-clerk")
    sound(clerk, "home of a clerk")
    clerk.get_by_role("link", name="3 本单位").click()
    shot(clerk, "inbox")
    sound(clerk, "inbox")
    clerk.get_by_role("link", name="清理养老机构备案").click()
    expect(clerk.get_by_role("heading", name="请您办理：清理")).to_be_visible()
    shot(clerk, "proceeding")
    sound(clerk, "proceeding")
    clerk.locator(".flows-work").first.get_by_label("意见").fill("已对照三定规定逐项核对。")
    clerk.get_by_role("button", name="提交办理", exact=True).click()
    expect(clerk.locator(".messages")).to_contain_text("已办理")
    expect(clerk.locator(".flows-awaited li")).to_have_count(2)
    expect(clerk.locator(".flows-awaited")).to_contain_text("李处长")

    for username in ("lao-li", "xian-bianban"):
        officer = sign_in(username)
        officer.goto("/admin/inbox/unit/")
        officer.get_by_role("checkbox", name="选择清理养老机构备案").check()
        officer.locator("#flows-several").get_by_role("button").last.click()
        expect(officer.locator(".messages")).to_contain_text("1")

    head = sign_in("lao-wang")
    head.goto("/admin/inbox/unit/")
    head.get_by_role("link", name="清理养老机构备案").click()
    head.get_by_role("radio", name="退回").check()
    head.get_by_role("button", name="提交办理", exact=True).click()
    expect(head.locator(".flows-error").first).to_contain_text("退回")
    shot(head, "refused")
    sound(head, "refused decision")
    head.locator(".flows-work").first.get_by_label("意见").fill("请补充承办机构。")
    head.get_by_role("button", name="提交办理", exact=True).click()
    expect(head.locator(".flows-awaited")).to_contain_text("张科长")
    expect(head.locator(".flows-history")).to_contain_text("请补充承办机构。")

    head.get_by_role("button", name="撤回").click()
    head.get_by_role("radio", name="同意").check()
    head.get_by_label("您的密码").fill("not his password")
    head.get_by_role("button", name="提交办理", exact=True).click()
    expect(head.locator(".flows-error")).to_contain_text("密码")
    assert not DummyRow.objects.exists()
    head.get_by_label("您的密码").fill(town.passwords["lao-wang"])
    head.get_by_role("button", name="提交办理", exact=True).click()
    expect(head.locator(".flows-facts")).to_contain_text("办结时间")
    shot(head, "ended")
    assert DummyRow.objects.get().name == "清理养老机构备案"


def test_whoever_has_no_mouse_takes_and_decides_by_keyboard(
    sign_in: Callable[[str], Page], matters: list[Proceeding]
) -> None:
    clerk = sign_in("lao-zhang")
    clerk.goto("/admin/inbox/unit/")
    clerk.get_by_role("checkbox", name="选择清理地名命名审核").focus()
    clerk.keyboard.press("Space")
    clerk.get_by_role("button", name="签收").focus()
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".messages")).to_contain_text("1")
    clerk.goto("/admin/inbox/")
    link = clerk.get_by_role("link", name="清理地名命名审核")
    link.focus()
    clerk.keyboard.press("Enter")
    clerk.get_by_role("radio", name="报送").focus()
    clerk.keyboard.press("Space")
    clerk.keyboard.press("Tab")
    clerk.keyboard.type("无误")
    clerk.get_by_role("button", name="提交办理", exact=True).focus()
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".flows-history")).to_contain_text("无误")


def test_the_other_countys_officer_finds_neither_inbox_nor_matter(
    sign_in: Callable[[str], Page], matters: list[Proceeding]
) -> None:
    stranger = sign_in("lin-bianji")
    assert stranger.get_by_role("link", name="待办中心").count() == 0
    answer = stranger.goto(f"/admin/inbox/{matters[0].pk}/")
    assert answer is not None and answer.status == 404
