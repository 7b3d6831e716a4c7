"""Which database the tests run on, and what happens where a service is missing.

Loaded by ``-p`` in pyproject.toml, because ``--database`` must be known before pytest-django reads
Django's settings. One PostgreSQL serves a whole run: the first pytest process starts it, xdist's
workers (and any pytest that a test starts) inherit its address by the environment. Elasticsearch is
started when a test asks for it (on_demand.py).

A test whose service is missing is skipped by name; under ``CI=true`` it fails by name.
"""

import os
from collections.abc import Generator
from typing import NoReturn

import pytest

from tests.services import chromium
from tests.services.postgresql import PostgreSQL, ServiceError

pytest_plugins = ["tests.services.on_demand"]

#: The database a pytest further up has chosen and put into DATABASE_URL. Set it together with
#: DATABASE_URL to run the tests on a PostgreSQL server of your own.
CHOSEN = "YIWANG_TEST_DATABASE"
#: Why there is no PostgreSQL, where there is none.
MISSING = "YIWANG_TEST_DATABASE_MISSING"
#: The exit status of the run before this one, whose failures must not scroll out of mind.
EARLIER = "YIWANG_TEST_EARLIER"
#: Markers of tests that belong to one database, and that database.
ONLY = {"sqlite_only": "sqlite", "postgresql_only": "postgresql"}

#: The fixtures by which a test has a database: pytest-django's, and a server of its own.
FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "_postgresql"}

SERVER = pytest.StashKey[PostgreSQL]()


def unavailable(reason: str) -> NoReturn:
    """Skip the running test for want of a service, or fail it on CI, where none may be missing."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("yiwang").addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="the database to run the tests on (a PostgreSQL is started for them)",
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Name the database before pytest-django loads the settings."""
    database = early_config.known_args_namespace.database
    if os.environ.get(CHOSEN) != database:
        os.environ[CHOSEN] = database
        os.environ.pop(MISSING, None)
        if database == "postgresql":
            early_config.stash[SERVER] = PostgreSQL()
            os.environ["DATABASE_URL"] = early_config.stash[SERVER].url
        else:
            os.environ["DATABASE_URL"] = "sqlite://:memory:"
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the server before xdist starts its workers."""
    config = session.config
    server = config.stash.get(SERVER, None)
    if server is None or config.option.collectonly:
        return
    config.add_cleanup(server.stop)
    try:
        server.start()
    except ServiceError as error:
        os.environ[MISSING] = f"PostgreSQL is missing: {error}"


def pytest_report_header(config: pytest.Config) -> str:
    server = config.stash.get(SERVER, None)
    detail = os.environ.get(MISSING) or (server and server.description)
    return f"database: {config.option.database}" + (f" ({detail})" if detail else "")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get(EARLIER, "0") != "0":
        terminalreporter.section("the run before this one FAILED: see above", red=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that belong to the other database, and on PostgreSQL those that ask for
    no database: they have run with SQLite, and would say the same again.

    Stories in the browser come first: a long one at the end would keep one worker busy alone."""
    database = config.option.database
    others = [marker for marker, owner in ONLY.items() if owner != database]
    own = [marker for marker, owner in ONLY.items() if owner == database]
    left_out = [
        item
        for item in items
        if any(map(item.get_closest_marker, others))
        or (
            database == "postgresql"
            and not asks_for_a_database(item)
            and not any(map(item.get_closest_marker, own))
        )
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)


def asks_for_a_database(item: pytest.Item) -> bool:
    """Whether a test reads or writes rows, by its mark or by what its fixtures ask for."""
    names = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(names & FIXTURES)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tell a missing service before any fixture stumbles over it."""
    if os.environ.get(CHOSEN) == "postgresql" and MISSING in os.environ:
        unavailable(os.environ[MISSING])
    if item.get_closest_marker("journey") and chromium.executable() is None:
        unavailable(chromium.MISSING)
