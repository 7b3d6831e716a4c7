"""The province gives a power to a county: taken over there, published, and part of an edition."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from core.flows.calendar.actions import fill_calendar
from core.jobs.runner import run_all
from core.people.models import Organisation
from core.registers.actions import publish
from core.registers.spec import register
from core.registers.time import today
from core.sitegroup.models import Member
from core.testing import SYSTEM
from tests.journeys.conftest import POWERS, Town, sound

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_chinese"),
]
NAME = POWERS[2][0]


def test_a_delegated_power_is_taken_over_and_stands_in_the_next_edition(
    sign_in: Callable[[str], Page], visit: Callable[..., Page], town: Town, shot
) -> None:
    fill_calendar(actor=SYSTEM)
    _give(sign_in("sheng-ban"), shot)
    run_all("w")
    county = Member.objects.get(slug="chengguan")
    body = Organisation.objects.filter(division=county.division, name__endswith="民政局").first()
    assert body is not None

    office = sign_in("xian-bianban")
    office.goto("/admin/inbox/unit/")
    office.get_by_role("link", name="承接").first.click()
    expect(office.locator(".review-package")).to_contain_text(NAME)
    office.get_by_label("实施主体").fill("没有的局")
    office.get_by_role("button", name="提交办理").click()
    expect(office.locator("main")).to_contain_text("不是")
    expect(office.get_by_label("实施主体")).to_have_value("没有的局")
    shot(office, "takeover-refused")
    sound(office, "taking over refused")
    office.get_by_label("实施主体").fill(body.name)
    office.get_by_role("button", name="提交办理").click()
    expect(office.locator("main")).to_contain_text("已起草")

    powers = register("power_list")
    draft = powers.Draft.objects.get(member=county)
    assert (draft.name, draft.organisation) == (NAME, body)
    publish(powers, [draft.pk], member=county, actor=SYSTEM, day=today())
    office.goto("/admin/handovers/")
    expect(office.locator("main table tbody tr", has_text=NAME)).to_contain_text("已承接")
    shot(office, "handovers")
    sound(office, "handovers")

    _issue(office, shot)
    reader = visit("/chengguan/ygzw/qlqd/")
    reader.get_by_text("简体中文").click()
    reader.get_by_role("link", name="历次公布版").click()
    shot(reader, "editions")
    sound(reader, "editions")
    reader.get_by_role("link", name="城关区2026年版").click()
    expect(reader.locator("main")).to_contain_text(NAME)
    shot(reader, "edition")
    sound(reader, "edition")
    reader.goto("/chengguan/ygzw/qlqd/editions/2/changes/?kind=added&since=1")
    shot(reader, "edition-changes")
    sound(reader, "what changed between editions")
    reader.goto(f"/mzt/ygzw/qlqd/{_given().number}/?as_of={_tomorrow()}")
    expect(reader.locator("main")).to_contain_text("承接单位：城关区")
    shot(reader, "given")
    sound(reader, "a power that was given away")


def _tomorrow():
    """What is changed today already ends tomorrow at the earliest."""
    return (today() + timedelta(days=1)).isoformat()


def _given():
    powers = register("power_list")
    return powers.Version.objects.get(member__slug="mzt", name=NAME, verb="delegate")


def _give(province: Page, shot: Callable[[Page, str], None]) -> None:
    powers = register("power_list")
    entry = powers.Version.objects.filter(member__slug="mzt", name=NAME).latest("pk").entry_id
    province.goto(f"/admin/registers/power_list/entry/{entry}/end/")
    province.get_by_label("变动方式").select_option("delegate")
    province.get_by_label("终止日期").fill(_tomorrow())
    province.get_by_label("变动依据").fill("国发〔2026〕9号（样例）")
    province.get_by_label("转移至单位").fill("没有的局")
    province.get_by_label("城关区").check()
    province.keyboard.press("Escape")
    province.get_by_role("button", name="发布", exact=True).click()
    expect(province.locator("main")).to_contain_text("没有这个单位")
    expect(province.get_by_label("城关区")).to_be_checked()
    shot(province, "give")
    sound(province, "giving a power away")
    province.get_by_label("转移至单位").fill("")
    province.get_by_role("button", name="发布", exact=True).click()
    province.wait_for_url(f"**/entry/{entry}/")


def _issue(office: Page, shot: Callable[[Page, str], None]) -> None:
    """Two editions of one day: the second is what the first was."""
    for title in ("城关区首版", "城关区2026年版"):
        office.goto("/admin/editions/")
        office.get_by_role("link", name="城关区 · 行政权力清单").click()
        office.get_by_label("公布版标题").fill(title)
        sound(office, "issuing an edition")
        office.get_by_role("button", name="保存").click()
        expect(office.locator("main table")).to_contain_text(title)
    office.reload()  # without the message, which fades in
    shot(office, "editions-admin")
    sound(office, "editions in the admin")
