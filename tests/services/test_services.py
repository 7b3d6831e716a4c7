"""The services are real ones, and where one is missing the tests say so by name."""

import os
import time
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM

import psycopg
import pytest
from django.db import connection
from playwright.sync_api import Browser

from tests.services import chromium as service
from tests.services.plugin import unavailable
from tests.services.postgresql import PostgreSQL, ServiceError, binaries

NOWHERE = "/nonexistent"


@pytest.fixture
def _postgresql():
    """Ask for the server's programs, whatever database this run is on."""
    if binaries() is None:
        unavailable("PostgreSQL is missing: no initdb and postgres found")


needs_postgresql = pytest.mark.usefixtures("_postgresql")


@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_sqlite_is_the_default_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        release = cursor.fetchone()[0]
    assert tuple(map(int, release.split("."))) >= (3, 31)


@pytest.mark.postgresql_only
@pytest.mark.django_db
def test_postgresql_is_a_server_that_keeps_chinese_text():
    with connection.cursor() as cursor:
        cursor.execute("SELECT version(), current_setting('fsync'), length('行政权力清单')")
        release, fsync, length = cursor.fetchone()
    assert release.startswith("PostgreSQL ")
    assert (fsync, length) == ("off", 6)


@pytest.mark.postgresql_only
def test_every_worker_has_a_database_of_its_own_on_the_one_server(settings):
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    name = settings.DATABASES["default"]["NAME"]
    assert name == (f"test_yiwang_{worker}" if worker else "test_yiwang")


@pytest.mark.journey
def test_chromium_runs_scripts_and_knows_chinese(chromium: Browser):
    page = chromium.new_page()
    page.set_content("<p>一网通办</p><script>document.title = '一'.repeat(3)</script>")
    assert page.title() == "一一一"
    assert page.get_by_text("一网通办").is_visible()
    assert int(chromium.version.split(".")[0]) >= 100
    page.close()


@pytest.fixture
def server():
    server = PostgreSQL()
    yield server
    server.stop()


@needs_postgresql
@pytest.mark.sqlite_only
def test_a_stopped_server_leaves_no_process_and_no_folder(server: PostgreSQL):
    server.start()
    with psycopg.connect(server.url) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)
    server.stop()
    assert server.process.poll() is not None
    assert not server.directory.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url)


def test_a_folder_without_the_server_is_told_in_one_line(monkeypatch, server: PostgreSQL):
    monkeypatch.setenv("YIWANG_TEST_POSTGRESQL", NOWHERE)
    with pytest.raises(ServiceError, match="no initdb and postgres found"):
        server.start()


SUITE = """
import os, time, pytest

def test_adds_up():
    assert 1 + 1 == 2

@pytest.mark.django_db
@pytest.mark.journey
def test_needs_all_services():
    print(os.environ['DATABASE_URL'], flush=True)
    time.sleep(int(os.environ.get('WAIT', 0)))
"""


@pytest.fixture
def nested(nested_pytest):
    return nested_pytest(SUITE)


MISSING = [
    ("--database=postgresql", "YIWANG_TEST_POSTGRESQL", "PostgreSQL is missing"),
    ("--database=sqlite", service.EXECUTABLE, "Chromium is missing"),
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("option", "variable", "reason"), MISSING)
def test_without_its_service_a_test_is_skipped_by_name(nested, option, variable, reason):
    run = nested(option, **{variable: NOWHERE})
    output = run.communicate(timeout=60)[0]
    assert run.returncode == 0, output
    assert "SKIPPED" in output
    assert reason in output


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("option", "variable", "reason"), MISSING)
def test_without_its_service_a_test_fails_by_name_on_ci(nested, option, variable, reason):
    run = nested(option, CI="true", **{variable: NOWHERE})
    output = run.communicate(timeout=60)[0]
    assert run.returncode == 1, output
    assert f"::test_needs_all_services - Failed: {reason}" in output


@needs_postgresql
@pytest.mark.sqlite_only
def test_what_asks_for_no_database_is_not_run_on_both(nested):
    for option, passed in (("--database=sqlite", 2), ("--database=postgresql", 1)):
        output = nested(option).communicate(timeout=60)[0]
        assert f"{passed} passed" in output, output
        assert ("::test_adds_up" in output) == (passed == 2)


@needs_postgresql
@pytest.mark.sqlite_only
@pytest.mark.parametrize("end", [SIGINT, SIGTERM, SIGKILL])
def test_the_server_ends_however_pytest_ends(nested, open_folder, end):
    run = nested("--database=postgresql", WAIT="60", TMPDIR=str(open_folder))
    url = next(line for line in run.stdout if "postgres://" in line).split()[-1]
    psycopg.connect(url).close()
    run.send_signal(end)
    run.communicate(timeout=60)
    assert gone(url, open_folder)
    assert end == SIGKILL or list(open_folder.iterdir()) == []


def gone(url: str, folder: Path) -> bool:
    """Tell whether the server ends within some seconds.

    It refuses to answer a moment before it has written its last files: the lock in its data
    says that it is still there.
    """
    for _ in range(100):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if not list(folder.glob("*/data/postmaster.pid")):
                return True
        time.sleep(0.1)
    return False
