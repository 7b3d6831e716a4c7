"""The story of the foundation, in a real browser: a reader, and four people at their posts."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.pages.models import ArticlePage
from core.sitegroup.models import Member, Placement
from tests.journeys.conftest import POWERS, Town

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
#: Where a site shows its public services, and the sites on which they are switched.
ENABLED, THREE = "/{}/ygzw/ggfw/", ("chengguan", "yuzhong", "qilihe")


def _column(site: str, key: str) -> int:
    """The id of the page of a uniform column at a site."""
    return Placement.objects.get(member__slug=site, column__key=key).page_id


def _status(page: Page, address: str) -> int:
    """What another reader gets there; the page stays where it is."""
    return page.request.get(address, max_redirects=0).status


def _go(page: Page, place: str) -> None:
    """Open the switcher and go to a place by its name."""
    page.locator(".switch summary").click()
    page.locator(".switcher").get_by_role("link", name=place, exact=True).click()


def test_a_citizen_finds_a_power_and_reads_what_it_said_yesterday(
    visit: Callable[..., Page], town: Town
) -> None:
    page = visit("/", java_script_enabled=False)
    _go(page, "兰州市")
    expect(page).to_have_url("/lanzhou/")
    _go(page, "城关区")
    expect(page).to_have_url("/chengguan/")
    up = page.locator(".up > li > a")
    expect(up.nth(0)).to_have_text("甘肃省")
    expect(up.nth(1)).to_have_text("兰州市")
    page.locator(".switch summary").click()
    sideways = page.locator(".switcher").get_by_role("link", name="七里河区", exact=True)
    expect(sideways).to_have_attribute("href", "/qilihe/")
    up.first.click()
    expect(page).to_have_url("/")

    page.locator("main").get_by_role("link", name="省民政厅", exact=True).click()
    page.locator("main").get_by_role("link", name="行政权力清单").first.click()
    rows = page.locator(".table tbody tr")
    expect(rows).to_have_count(len(POWERS))
    page.locator(".facet a", has_text="行政许可").click()
    expect(rows).to_have_count(2)
    with page.expect_download() as download:
        page.locator(".bar-tools a", has_text="csv").or_(
            page.locator(".bar-tools a", has_text="CSV")
        ).first.click()
    told = download.value.path().read_text(encoding="utf-8-sig")
    assert POWERS[0][0] in told and POWERS[2][0] not in told, "the file holds what is shown"

    rows.get_by_role("link", name=POWERS[0][0]).click()
    expect(page).to_have_url(town.power)
    expect(page.locator("h1")).to_have_text(POWERS[0][0])
    expect(page.locator("#grounds")).to_contain_text("慈善法")
    expect(page.locator("#grounds")).to_contain_text("县级以上人民政府民政部门申请登记")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    page.locator("#asof").fill(yesterday.isoformat())
    page.locator("aside form button").click()
    expect(page.locator("h1")).to_have_text(town.was)
    expect(page.locator(".notice--ochre time").first).to_have_attribute(
        "datetime", yesterday.isoformat()
    )


def test_a_reader_without_javascript_reads_in_large_type_wherever_he_goes(
    visit: Callable[..., Page], town: Town
) -> None:
    page = visit("/chengguan/", java_script_enabled=False)
    page.locator("a[href*='type=large']").click()
    expect(page).to_have_url("/chengguan/")
    expect(page.locator("html")).to_have_attribute("data-type", "large")
    _go(page, "七里河区")
    expect(page.locator("html")).to_have_attribute("data-type", "large")


def _switch(page: Page, verb: str, *sites: str) -> None:
    """Choose sites in the control panel, look at the plan and carry it out."""
    page.goto("/admin/plugins/")
    page.locator("#plugins-which").select_option("responsibility_list")
    for slug in sites:
        page.locator(f"#site-{Member.objects.get(slug=slug).pk}").check()
    page.locator(f"button[name=do][value={verb}]").click()
    expect(page.locator(".plugins-plan tbody tr")).to_have_count(len(sites))
    page.locator(f"button[name=do][value={verb}]").click()
    expect(page.locator(".plugins-result li")).to_have_count(len(sites))


def test_the_prefectures_it_officer_switches_a_register_at_his_sites_only(
    visit: Callable[..., Page], sign_in: Callable[[str], Page], town: Town
) -> None:
    reader = visit("/")

    def shown() -> dict[str, int]:
        return {site: _status(reader, ENABLED.format(site)) for site in THREE}

    assert shown() == {"chengguan": 404, "yuzhong": 404, "qilihe": 200}
    page = sign_in("shi-it")
    page.locator("#wagtail-sidebar a[href='/admin/plugins/']").click()
    expect(page.locator(".plugins-matrix tbody th")).to_have_text(
        ["兰州市", "城关区", "七里河区", "榆中县"]
    )
    _switch(page, "enable", "chengguan", "yuzhong")
    _switch(page, "disable", "qilihe")
    assert shown() == {"chengguan": 200, "yuzhong": 200, "qilihe": 404}

    dingxi = Member.objects.get(slug="dingxi")
    assert _status(page, "/admin/plugins/responsibility_list/dingxi/") in (302, 403, 404)
    page.goto("/admin/plugins/")
    page.locator("#plugins-which").select_option("responsibility_list")
    page.get_by_label("show the plan first").uncheck()
    page.locator("input[name=site]").first.evaluate(
        "(box, id) => { box.value = id; box.checked = true }", str(dingxi.pk)
    )
    with page.expect_navigation():
        page.locator("button[name=do][value=enable]").click()
    assert _status(reader, ENABLED.format("dingxi")) == 404, "a forged form does nothing elsewhere"


def test_a_county_editor_drafts_and_the_countys_chief_editor_publishes(
    visit: Callable[..., Page], sign_in: Callable[[str], Page], town: Town
) -> None:
    page = sign_in("xian-bianji")
    page.goto(f"/admin/pages/{_column('chengguan', 'news')}/")
    page.get_by_role("link", name="Add child page").first.click()
    page.get_by_role("link", name="Article", exact=True).click()
    page.locator("#id_title").fill("城关区政务大厅周六照常开放")
    page.locator("#id_source").fill("城关区政务大厅")
    page.get_by_role("button", name="More actions").last.click()
    page.locator("button[name=action-submit]").click()
    expect(page.locator(".messages")).to_contain_text("城关区政务大厅周六照常开放")
    article = ArticlePage.objects.get(title="城关区政务大厅周六照常开放")
    address = article.get_url()
    assert _status(page, address) == 404, "nobody reads what is not approved"

    for other in (_column("qilihe", "news"), _column("lanzhou", "news")):
        assert _status(page, f"/admin/pages/{other}/edit/") == 302
        assert _status(page, f"/admin/pages/add/pages/articlepage/{other}/") == 302
    page.goto(f"/admin/pages/{_column('chengguan', 'news')}/edit/")
    expect(page.locator("#id_title")).to_be_disabled()
    expect(page.locator("#id_title")).to_have_value("工作动态")

    chief = sign_in("xian-zhubian")
    chief.get_by_role("link", name="城关区政务大厅周六照常开放").first.click()
    chief.get_by_role("button", name="More actions").last.click()
    chief.get_by_role("button", name="Approve and Publish").click()
    expect(chief.locator(".messages")).to_contain_text("城关区政务大厅周六照常开放")
    reader = visit(address)
    expect(reader.locator("h1")).to_have_text("城关区政务大厅周六照常开放")


def _publish(page: Page) -> None:
    """From a draft to its publication, as from today."""
    page.locator("main").get_by_role("link", name="Publish").click()
    page.locator("[name=verb]").select_option("adopt")
    page.locator("[name=day]").fill(timezone.localdate().isoformat())
    page.locator("[name=ground]").fill("甘政发〔2026〕9号（样例）")
    # By the keyboard: the calendar of the day still lies over the button.
    page.get_by_role("button", name="Publish").press("Enter")


def test_the_provincial_office_publishes_a_power_and_sees_what_was_done(
    visit: Callable[..., Page], sign_in: Callable[[str], Page], town: Town
) -> None:
    page = sign_in("sheng-ban")
    page.goto("/admin/registers/power_list/drafts/new/")
    page.get_by_role("link", name="省民政厅").click()
    page.locator("#id_name").fill("殡葬设施建设审批")
    page.locator("#id_category").select_option(label="行政许可")
    page.locator("#id_organisation").select_option(label="甘肃省民政厅")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator(".messages")).to_contain_text("The draft was saved.")
    draft = page.url
    _publish(page)
    expect(page.get_by_role("alert").first).to_contain_text("Legal grounds")
    page.goto(draft)
    page.locator("[name=grounds-0-law]").fill("殡葬管理条例")
    page.locator("[name=grounds-0-article]").fill("第八条")
    page.locator("[name=grounds-0-text]").fill(
        "建设殡仪馆、火葬场，由民政部门提出方案，报本级人民政府审批。"
    )
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator(".messages")).to_contain_text("The draft was saved.")
    _publish(page)
    expect(page.locator(".messages")).to_contain_text("1 entry was published.")
    reader = visit("/mzt/ygzw/qlqd/")
    reader.get_by_role("link", name="殡葬设施建设审批").click()
    expect(reader.locator("#grounds")).to_contain_text("殡葬管理条例")

    page.goto(f"/admin/pages/{_column('anding', 'news')}/edit/")
    page.locator("#id_title").fill("政务要闻")
    page.get_by_role("button", name="More actions").last.click()
    page.locator("button[name=action-publish]").click()
    expect(page.locator(".messages")).to_contain_text("政务要闻")
    page.goto("/admin/uniformity/")
    expect(page.locator("main table")).to_contain_text("政务要闻")
    page.goto("/admin/audit/")
    lines = page.locator("main table tbody tr")
    for action, what in (
        ("Publish", "政务要闻"),
        ("Entries published", "殡葬设施建设审批"),
        ("Draft saved", "殡葬设施建设审批"),
        ("Signed in", ""),
    ):
        done = lines.filter(has_text=action).filter(has_text=what).first
        expect(done).to_contain_text("sheng-ban")
