"""Every page type in a real browser, at three widths, in every display mode, in every theme."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.handlers.base import BaseHandler
from django.db import OperationalError
from playwright.sync_api import expect
from wagtail.models import PageViewRestriction

from core.actions.boundary import exempt
from core.delivery import generations, outage
from core.pages.models import ColumnPage
from plugins.law_library.models import Article, Law, LawVersion
from tests.core.branding.conftest import write_article
from tests.themes.conftest import MODES, WIDTHS

pytestmark = pytest.mark.journey

THEMES = sorted(path.parent.name for path in settings.THEMES_DIR.glob("*/theme.toml"))
PAGES = {
    "home of a county": "/yuzhong/",
    "home without blocks": "/",
    "column with columns": "/yuzhong/ygzw/",
    "column with articles": "/yuzhong/ygzw/tzgg/",
    "empty column": "/yuzhong/bmfw/",
    "article": "/yuzhong/ygzw/tzgg/full/",
    "places of a prefecture": "/yuzhong/places/?of=lanzhou",
    "places found": "/yuzhong/places/?q=县",
    "site map": "/yuzhong/sitemap/",
    "accessibility statement": "/yuzhong/accessibility/",
    "missing page": "/yuzhong/none/",
    "laws": "/yuzhong/law-library/",
    "a law": "/yuzhong/law-library/xkf/",
    "page behind a password": "/yuzhong/ygzw/tzgg/closed/",
    "refused": "/yuzhong/refused/",
    "unreadable": "/yuzhong/unreadable/",
    "fault": "/yuzhong/fault/",
    "outage": "/yuzhong/outage/",
}
ERRORS = {
    "/yuzhong/refused/": PermissionDenied("只有城关区的编辑可以修改这个页面。"),
    "/yuzhong/unreadable/": SuspiciousOperation(),
    "/yuzhong/fault/": ZeroDivisionError(),
    "/yuzhong/outage/": OperationalError(),
}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@pytest.fixture
def errors(monkeypatch):
    """Addresses where each kind of error comes up."""
    resolve = BaseHandler.resolve_request

    def resolve_or_fail(self, request):
        if error := ERRORS.get(request.path_info):
            raise error
        return resolve(self, request)

    monkeypatch.setattr(outage, "database_is_away", lambda: True)
    monkeypatch.setattr(BaseHandler, "resolve_request", resolve_or_fail)


@pytest.fixture
def more(group):
    """A law, and a page that asks for a password."""
    column = ColumnPage.objects.descendant_of(group.yuzhong.site.root_page).get(slug="tzgg")
    with exempt("factory"):
        page = write_article(column, "closed")
        PageViewRestriction.objects.create(
            page=page, restriction_type=PageViewRestriction.PASSWORD, password="x"
        )
        law = Law.objects.create(
            key="xkf", title="中华人民共和国行政许可法", rank="law", issuer="全国人大常委会"
        )
        version = LawVersion.objects.create(
            law=law, date="2019-04-23", in_force_from="2019-04-23", source="x", digest="x",
            article_count=2,
        )  # fmt: skip
        for number, label in ((1, "第一条"), (2, "第二条")):
            Article.objects.create(
                version=version, position=number, label=label, number=number, text="为了规范。"
            )
        generations.raise_("law_library")


def findings(page, where: str) -> list[str]:
    """What axe finds. It is brought into a page once: each time costs as much as a look at it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
    return [
        f"{where}: {found['id']} {node['target']} {node['failureSummary']}"
        for found in violations
        for node in found["nodes"]
    ]


def overflow(page, where: str) -> list[str]:
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [f"{where}: {wide} px too wide"] if wide > 0 else []


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_and_nothing_is_too_wide(wear, reader, errors, more, theme, path):
    wear(theme)
    found: list[str] = []
    for mode, cookies in MODES.items():
        page = reader(cookies)
        refused: list[str] = []
        page.on("console", lambda message, refused=refused: refused.append(message.text))
        page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found += findings(page, f"{mode} {width}") + overflow(page, f"{mode} {width}")
        found += [text for text in refused if "Content Security Policy" in text]
        page.context.close()
    assert not found, "\n".join(found)


def test_the_open_switcher_stays_on_the_screen(reader):
    page = reader()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/yuzhong/")
        page.locator(".switch summary").click()
        box = page.locator(".switcher").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert not findings(page, f"open {width}") + overflow(page, f"open {width}")


def test_the_switcher_works_without_javascript(reader):
    page = reader(java_script_enabled=False)
    page.goto("/yuzhong/ygzw/tzgg/full/")
    assert page.locator("[data-print]").is_hidden()
    page.locator(".switch summary").click()
    page.locator(".switcher a", has_text="皋兰县").click()
    expect(page).to_have_url("/gaolan/")


def test_the_keyboard_reaches_the_content_first(reader):
    page = reader()
    page.goto("/yuzhong/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.locator(".skip").bounding_box()["y"] >= 0


def test_print_leaves_out_navigation_and_keeps_the_filing_numbers(reader):
    page = reader()
    page.goto("/yuzhong/ygzw/tzgg/full/")
    page.emulate_media(media="print")
    assert page.locator(".nav").is_hidden()
    assert page.locator("[data-print]").is_hidden()
    assert page.get_by_text("6201230000").is_visible()
    assert page.locator("h1").is_visible()
