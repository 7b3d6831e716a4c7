"""Fixtures for all tests. Those of one part stand in a conftest.py beside its tests."""

import copy
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connections, transaction
from django.test import TransactionTestCase
from playwright.sync_api import Browser, expect, sync_playwright

from core.actions.boundary import exempt
from core.delivery import generations
from tests.services import chromium as service
from tests.services.plugin import unavailable
from tests.services.rows import migrated_rows


@pytest.fixture(scope="module")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """A running browser; each test opens its own context in it. Mark such tests ``journey``.

    It begins after the database and ends with its module: Playwright keeps an event loop running in
    this thread, so that Django takes all for asynchronous code and opens other connections.
    """
    executable = service.executable()
    if executable is None:
        unavailable(service.MISSING)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=15_000)  # A page that must come; how fast is the benchmark's.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=service.ARGUMENTS, headless=True
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _commits(item: pytest.Item) -> bool:
    """Whether a test commits, so that the rows of migrations are brought back after it.

    Such a test is marked ``django_db(transaction=True)``, or asks for the fixture of that name. A
    story in a browser has a copy of the database to itself.
    """
    if item.get_closest_marker("journey"):
        return False
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and marker.kwargs.get("transaction", False)
    return asked or "transactional_db" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="module")
def module_rows(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[Callable[[], Any]], Callable[[], Any]]]:
    """Rows that the tests of a module begin with, made once: ``keep(build)`` gives a function that
    returns what ``build`` made, for each test a copy of it.

    The module runs inside one transaction, its tests in savepoints of that, so that each sees the
    rows as they were made. Where a test of the module commits, each makes its own.
    """
    if any(map(_commits, _tests_of(request))):
        yield lambda build: build
        return
    if any("chromium" in item.fixturenames for item in _tests_of(request)):
        request.getfixturevalue("chromium")  # from then on there is another connection
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()

    def keep(build: Callable[[], Any]) -> Callable[[], Any]:
        with django_db_blocker.unblock():
            made = build()

        def again() -> Any:
            _forget()
            return copy.deepcopy(made)

        return again

    yield keep
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def _tests_of(request: pytest.FixtureRequest) -> Iterator[pytest.Item]:
    """The tests of the module that asks."""
    return (item for item in request.session.items if request.node in item.listchain())


def _forget() -> None:
    """Let nothing that the process remembers of an earlier test's rows answer in the next one."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
    for name in sorted(generations.names()):
        generations.raise_(name)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep SQLite in a file, as on a real machine: in memory, threads meet locks no site knows."""
    test = connections["default"].settings_dict["TEST"]
    if connections["default"].vendor == "sqlite" and "TEST_DATABASE" not in os.environ:
        test["NAME"] = str(tmp_path_factory.mktemp("database") / "yiwang.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let every test begin with the rows that migrations wrote, also after one that commits."""
    with django_db_blocker.unblock():
        rows = migrated_rows(connections["default"])

    def bring_back(test: TransactionTestCase) -> None:
        with exempt("migrated rows"):
            rows.restore()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", bring_back)
        yield


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, django_db_blocker: Any) -> Callable[[Path], None]:
    """``migrated(path)`` lays down an SQLite database that is migrated and else empty, for a test
    that runs a command of its own: to migrate takes such a command most of a minute."""

    def lay_down(path: Path) -> None:
        with django_db_blocker.unblock(), closing(sqlite3.connect(path)) as copy:
            connections["default"].ensure_connection()
            connections["default"].connection.backup(copy)

    return lay_down
