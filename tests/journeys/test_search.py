"""Somebody looks for what he needs, in a real browser: words, suggestions, narrowing, nothing."""

import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from core.actions.boundary import exempt
from core.search.changes import follow_up
from core.search.provider import provider
from core.sitegroup.models import Member
from plugins.unified_search.models import QueryCount
from plugins.unified_search.search import cluster
from plugins.unified_search.search.breaker import PAUSE
from tests.core.branding.conftest import write_article
from tests.journeys.conftest import Town, sound
from tests.outages.node import node
from tests.plugins.unified_search.search.conftest import tell
from tests.services.elasticsearch import Elasticsearch

__all__ = ["node"]

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def indexed(town: Town) -> None:
    """All that the sites show can be found, as a moment after it was published."""
    for site in Member.objects.exclude(site=None):
        provider().follow(site.slug, "", "", None)


def test_what_is_looked_for_is_found_narrowed_and_asked_for_elsewhere(
    indexed: None, visit: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    page = visit("/chengguan/ygzw/")
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("shehui", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_have_text("社会团体成立登记")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    sound(page, "suggestions")
    shot(page, "search-suggestions")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.press("ArrowDown")
    field.press("Enter")

    expect(page).to_have_url(f"/chengguan/search/?q={quote('社会团体成立登记')}")
    hit = page.locator(".hit").first
    expect(hit).to_contain_text("社会团体成立登记")
    expect(hit.get_by_role("link", name="Read the grounds")).to_be_visible()
    sound(page, "results")
    shot(page, "search-results")

    page.get_by_role("combobox", name="Search").fill("榆中 政务大厅")
    page.get_by_role("button", name="Search").click()
    total = page.get_by_role("navigation", name="Kinds of results").get_by_role("link").first
    chip = page.get_by_role("link", name="Take off Area")
    expect(chip).to_contain_text("榆中县")
    few = total.inner_text()
    chip.click()
    expect(total).not_to_have_text(few)
    page.get_by_role("navigation", name="Kinds of results").get_by_role("link").nth(1).click()
    expect(page.locator(".tabs [aria-current=page]")).not_to_contain_text("All kinds")
    choice = page.locator(".facet a").first
    place = choice.locator("span").first.inner_text()
    choice.click()
    expect(page.locator(".chips")).to_contain_text(place)
    sound(page, "narrowed")
    shot(page, "search-narrowed")

    page.get_by_role("button", name="Found", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    assert QueryCount.objects.get(words="榆中 政务大厅").helped == 1


def test_where_nothing_is_found_the_reader_is_helped_on(
    indexed: None, visit: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    page = visit("/yuzhong/search/?q=社会团体成立登记&scope=site&exact=1")
    expect(page.get_by_role("heading", name="This site: nothing was found")).to_be_visible()
    sound(page, "nothing")
    shot(page, "search-nothing")
    page.get_by_role("link", name="All sites").last.click()
    expect(page.locator(".hit")).to_have_count(1)
    page.goto("/yuzhong/search/")
    sound(page, "start")
    page.goto("/yuzhong/search/?q=🎉")
    expect(page.get_by_role("link", name="12345").first).to_be_visible()


def test_it_works_without_javascript_and_on_a_phone(
    indexed: None, visit: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    phone = {"width": 390, "height": 844}
    page = visit("/yuzhong/", java_script_enabled=False)
    page.set_viewport_size(phone)
    page.get_by_role("searchbox", name="Search").fill("政务大厅")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".hit").first).to_contain_text("政务大厅")
    page.get_by_text("Narrow the results").click()
    page.locator(".facet a").first.click()
    expect(page.locator(".chips a")).to_have_count(1)
    page.get_by_role("button", name="Not found").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.get_by_role("link", name="This site", exact=True).click()
    expect(page.locator(".pick [aria-current]").first).to_have_text("This site")
    shot(page, "search-phone")


def test_while_the_better_engine_is_away_the_page_finds_and_says_so(
    node: Elasticsearch,
    indexed: None,
    visit: Callable[..., Page],
    shot: Callable[[Page, str], None],
) -> None:
    tell()
    page = visit("/chengguan/search/?q=社会团体成立登记")
    hits, notice = page.locator(".hit"), page.get_by_text("Part of the search is being repaired")
    expect(hits.first).to_contain_text("社会团体成立登记")
    expect(notice).to_be_hidden()
    node.kill()
    page.reload()
    expect(hits.first).to_contain_text("社会团体成立登记")
    expect(notice).to_be_visible()
    sound(page, "reduced")
    shot(page, "search-reduced")

    write_new_article("民政服务大厅搬迁公告")
    page.get_by_role("combobox", name="Search").fill("民政服务大厅搬迁")
    page.get_by_role("button", name="Search").click()
    expect(hits.first).to_contain_text("民政服务大厅搬迁公告")
    expect(notice).to_be_visible()

    node.start()
    time.sleep(PAUSE)
    provider().tend()
    cluster.patient().indices.refresh(index=cluster.alias())
    page.reload()
    expect(notice).to_be_hidden()
    expect(hits.first).to_contain_text("民政服务大厅搬迁公告")


def write_new_article(title: str) -> None:
    """Publish an article at a site, and let search follow."""
    site = Member.objects.get(slug="chengguan")
    with exempt("factory"):
        write_article(site.site.root_page.specific, "moved", title=title)
    follow_up()
