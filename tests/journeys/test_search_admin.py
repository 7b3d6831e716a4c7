"""What people look for and do not find is mended in the admin: a synonym is tried and saved, a
document is put first, the index is made anew."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.jobs.models import Job
from core.jobs.runner import run_next
from core.plugins.actions import enable
from core.plugins.gate import is_enabled
from core.sitegroup.models import Member
from core.testing import SYSTEM
from plugins.unified_search.models import Document, QueryCount
from plugins.unified_search.search import SEARCH_PROVIDER
from tests.journeys.conftest import Town, sound

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SITES = ("gansu", "lanzhou", "chengguan", "mzt")
HOME = "/admin/unified-search"


@pytest.fixture
def searched(town: Town) -> Town:
    """Search is on and its index made; people have looked for things."""
    for slug in SITES:
        member = Member.objects.get(slug=slug)
        if not is_enabled("unified_search", member):
            enable("unified_search", member, actor=SYSTEM)
        SEARCH_PROVIDER.follow(slug, "", "", None)
    today = timezone.localdate()
    for place, (slug, words, times, nothing) in enumerate(
        (
            ("chengguan", "报娃", 34, 34),
            ("chengguan", "户口", 60, 2),
            ("mzt", "捐钱", 21, 12),
            ("lanzhou", "老人补贴", 15, 0),
        )
    ):
        for days in range(12):
            QueryCount.objects.create(
                member=Member.objects.get(slug=slug), words=words,
                day=today - datetime.timedelta(days=days * 2), asked=times - days,
                nothing=max(nothing - days, 0), helped=place, failed=days % 3,
            )  # fmt: skip
    Job.objects.all().delete()
    return town


def test_what_nobody_found_is_mended_without_a_programmer(
    sign_in: Callable[[str], Page], searched: Town, shot: Callable[[Page, str], None]
) -> None:
    office = sign_in("sheng-ban")
    office.goto(f"{HOME}/queries/")
    sound(office, "queries")
    shot(office, "search-queries")
    office.get_by_role("link", name="Nothing was found").click()
    office.get_by_role("link", name="Add a synonym 报娃").click()
    _try_a_synonym(office, shot)
    office.goto(f"{HOME}/synonyms/")
    sound(office, "synonyms")
    shot(office, "search-synonyms")
    office.goto(f"{HOME}/synonyms/import/")
    sound(office, "import of synonyms")
    _make_the_index_anew(office, shot)


def _try_a_synonym(office: Page, shot: Callable[[Page, str], None]) -> None:
    """Its effect is seen before it is saved."""
    expect(office.get_by_label("Everyday word")).to_have_value("报娃")
    title = Document.objects.filter(kind="core.article").first().title
    office.get_by_label("Official word").fill(title[:6])
    office.get_by_label("Source").fill("群众用语")
    office.get_by_role("button", name="Show the effect").click()
    expect(office.locator(".search-sides").get_by_role("link", name=title).first).to_be_visible()
    sound(office, "effect")
    shot(office, "search-effect")
    office.get_by_role("button", name="Save").click()
    expect(office.locator(".messages .success")).to_be_visible()


def _make_the_index_anew(office: Page, shot: Callable[[Page, str], None]) -> None:
    office.goto(f"{HOME}/index/")
    sound(office, "index")
    office.get_by_role("button", name="Make it anew").click()
    office.wait_for_url("**/admin/jobs/*/")
    while run_next("test"):
        pass
    office.reload()
    expect(office.get_by_role("progressbar")).to_be_visible()
    office.goto(f"{HOME}/index/")
    expect(office.get_by_role("table").last.get_by_role("row")).to_have_count(2)
    shot(office, "search-index")


def test_a_countys_chief_editor_puts_a_document_first(
    sign_in: Callable[[str], Page], searched: Town, shot: Callable[[Page, str], None]
) -> None:
    chief = sign_in("xian-zhubian")
    chief.goto(f"{HOME}/queries/")
    expect(chief.get_by_role("link", name="Add a synonym")).to_have_count(0)
    chief.get_by_role("link", name="Add a best bet 报娃").click()
    title = Document.objects.filter(kind="core.article", site="chengguan").first().title
    chief.get_by_label("Look for the document by").fill(title)
    chief.get_by_role("button", name="Search for the document").click()
    chief.get_by_role("radio").first.check()
    sound(chief, "choice of a document")
    shot(chief, "search-best-bet")
    chief.get_by_role("button", name="Put it first").click()
    expect(chief.locator(".messages .success")).to_be_visible()
    Document.objects.filter(title=title).update(gone=True)
    chief.goto(f"{HOME}/best-bets/")
    sound(chief, "best bets")
    shot(chief, "search-best-bets")
    chief.get_by_role("link", name="Remove 报娃").click()
    sound(chief, "end of a best bet")
    chief.get_by_role("button", name="Remove").click()
    expect(chief.locator(".messages .success")).to_be_visible()
