"""Fixtures for all tests. Those of one part stand in a conftest.py beside its tests."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.services import chromium as service
from tests.services.plugin import unavailable


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running browser; each test opens its own context in it. Mark such tests ``journey``."""
    executable = service.executable()
    if executable is None:
        unavailable(service.MISSING)
    # Playwright leaves an event loop running in this thread until the browser closes, and Django
    # takes that for asynchronous code, also in the tests that come after.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=service.ARGUMENTS, headless=True
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
