"""A browser that reads the public pages through Django's test client.

The browser's requests are answered in the test's own thread and transaction: real layout, real
content-security policy, no second process and no flush of the database.
"""

from collections.abc import Callable, Iterator
from contextvars import copy_context
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route

from core.actions.boundary import exempt
from core.delivery import generations
from core.sitegroup.models import Member
from tests.core.branding.conftest import Group, make_group

ORIGIN = "http://localhost:8000"
WIDTHS = (360, 768, 1440)
MODES: dict[str, dict[str, str]] = {
    "normal": {},
    "large": {"type": "large"},
    "high": {"contrast": "high"},
}


@pytest.fixture(scope="module")
def group_rows(module_rows: Callable[..., Any]) -> Callable[[], Group]:
    return module_rows(make_group)


@pytest.fixture
def group(group_rows: Callable[[], Group], db: None) -> Group:
    return group_rows()


@pytest.fixture
def wear(group: Group) -> Callable[[str], None]:
    """Put a theme on the whole group."""

    def put_on(theme: str) -> None:
        with exempt("factory"):
            Member.objects.filter(pk=group.province.pk).update(theme=theme)
            generations.raise_("sitegroup")

    return put_on


def _ask(url: str, cookie: str) -> tuple[int, dict[str, str], bytes]:
    if "/media/" in url:  # the tests keep uploads in memory, where no door serves them
        with default_storage.open(url.partition("/media/")[2]) as file:
            return 200, {}, file.read()
    at, client = urlsplit(url), Client(raise_request_exception=False)
    client.cookies.load(cookie)
    response = client.get(f"{at.path}?{at.query}" if at.query else at.path, HTTP_HOST=at.netloc)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, dict(response.items()), body


@pytest.fixture
def reader(chromium: Browser, group: Group) -> Iterator[Callable[..., Page]]:
    """``reader(cookies)`` opens a page of a reader with those display cookies."""
    contexts: list[BrowserContext] = []
    # Playwright answers in a context of its own, where Django would open another connection.
    here = copy_context()

    def answer(route: Route) -> None:
        cookie = route.request.all_headers().get("cookie", "")
        status, headers, body = here.copy().run(_ask, route.request.url, cookie)
        route.fulfill(status=status, headers=headers, body=body)

    def open_page(cookies: dict[str, str] | None = None, **options: Any) -> Page:
        context = chromium.new_context(base_url=ORIGIN, **options)
        contexts.append(context)
        context.add_cookies(
            [{"name": k, "value": v, "url": ORIGIN} for k, v in (cookies or {}).items()]
        )
        context.route("**/*", answer)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
