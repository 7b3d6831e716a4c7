"""A county's public service is reviewed as a power is, from the draft to the page that citizens
read; and duties that outlive their power are found and ended."""

import datetime
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.flows.calendar.actions import fill_calendar
from core.jobs.runner import run_all
from core.people.models import Organisation
from core.plugins.actions import enable
from core.registers import actions
from core.registers.choices import Verb
from core.registers.queries import terms
from core.registers.spec import register
from core.registers.time import today
from core.sitegroup.models import Member
from core.testing import SYSTEM
from plugins.power_list.testing import make_power
from plugins.responsibility_list.testing import make_duties
from tests.journeys.conftest import GROUND, Town, sound
from tests.journeys.test_the_review import decide

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_chinese"),
]
NAME, TITLE, NUMBER = "老年人助餐服务", "公共服务事项调整", "城政发〔2026〕18号"


@pytest.fixture
def county(town: Town) -> Member:
    """The county with the plugin on."""
    fill_calendar(actor=SYSTEM)
    county = Member.objects.get(slug="chengguan")
    enable("responsibility_list", county, actor=SYSTEM)
    return county


def test_a_service_is_reviewed_by_the_same_offices_as_a_power(
    county: Member,
    sign_in: Callable[[str], Page],
    visit: Callable[..., Page],
    town: Town,
    shot,
) -> None:
    services = register("public_service")
    body = Organisation.objects.filter(division=county.division, kind="constituent").first()
    draft = services.Draft(
        member=county, organisation=body, name=NAME, verb=Verb.ESTABLISH,
        category=terms().find("service_category", "20"), change_ground="甘政发〔2026〕3号（样例）",
        service_content="为六十岁以上老年人提供午餐",
    )  # fmt: skip
    actions.save_draft(services, draft, actor=SYSTEM, grounds=[GROUND])
    officer = sign_in("shi-it")
    officer.goto("/admin/plugins/responsibility_list/chengguan/")
    officer.get_by_label("调整须经审核和批准后才能公布").check()
    officer.get_by_role("button", name="保存").click()
    expect(officer.locator(".messages")).to_be_visible()

    editor = sign_in("xian-bianji")
    editor.goto("/admin/registers/public_service/drafts/")
    editor.get_by_role("link", name="送审").first.click()
    editor.get_by_label("送审件名称").fill(TITLE)
    editor.get_by_label("该部门的全部草稿").check()
    editor.get_by_role("button", name="送审").click()
    expect(editor.locator(".flows-awaited")).to_contain_text("县级局长")

    head = sign_in("xian-juzhang")
    _open(head)
    head.locator("summary").first.click()
    expect(head.locator("main")).to_contain_text("为六十岁以上老年人提供午餐")
    shot(head, "service-package")
    sound(head, "package of a service")
    head.get_by_label("您的密码").fill(town.passwords["xian-juzhang"])
    decide(head, "同意报送")
    for username, way in (("xian-bianban", "通过"), ("xian-sifa", "合法")):
        office = sign_in(username)
        _open(office)
        decide(office, way)
        expect(office.locator(".flows-history")).to_contain_text(way)
    _approve(sign_in("xian-zhengfu"))
    run_all("w")
    citizen = visit("/chengguan/ygzw/ggfw/")
    citizen.get_by_role("link", name=NAME).click()
    expect(citizen.locator("#history")).to_contain_text(NUMBER)
    shot(citizen, "service")
    sound(citizen, "a service that was reviewed")


def test_duties_that_outlive_their_power_are_found_and_ended(
    county: Member, sign_in: Callable[[str], Page], shot
) -> None:
    power = make_power(member=county, valid_from=datetime.date(2020, 1, 1))
    make_duties(power)
    actions.cancel(
        register("power_list"), power.entry, verb="cancel", day=today(),
        ground="国发〔2026〕9号", actor=SYSTEM,
    )  # fmt: skip
    editor = sign_in("xian-zhubian")
    editor.goto("/admin/responsibility-list/duties/?state=left")
    row = editor.locator("main table tbody tr", has_text=power.name)
    expect(row).to_be_visible()
    shot(editor, "duties-left")
    row.get_by_role("link").first.click()
    shot(editor, "duties-left-tend")
    sound(editor, "what to do with them")


def _open(page: Page) -> None:
    page.goto("/admin/inbox/unit/")
    page.get_by_role("link", name=TITLE).click()


def _approve(government: Page) -> None:
    _open(government)
    for label, value in (
        ("批准机关", "城关区人民政府"), ("发文字号", NUMBER), ("批准日期", today().isoformat()),
        ("公布日期", today().isoformat()),
    ):  # fmt: skip
        government.get_by_label(label).fill(value)
    government.locator(".flows-work").first.get_by_label("附件材料").set_input_files(
        {"name": "批复.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 ..."}
    )
    decide(government, "批准")
    expect(government.locator(".review-package")).to_contain_text(NUMBER)
