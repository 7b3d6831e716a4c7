"""`check --deploy` fails on what must not be in production."""

import os
import re
import subprocess
import sys

import pytest
from django.db import OperationalError, connection

from core.actions.boundary import exempt
from core.people.deployment import no_demo, strong_key
from core.people.models import User

STRONG = "n8Xq2vB7-kLp0Zr5TyWc9Jd3HfGs6MaQe1UiOxNb4VtRzKj8"  # pragma: allowlist


@pytest.mark.django_db
def test_a_demo_is_no_production(settings):
    settings.DEMO = True
    assert "people.E001" in {error.id for error in no_demo(None)}


@pytest.mark.django_db
def test_one_demo_account_is_enough_to_fail(settings):
    settings.DEMO = False
    assert no_demo(None) == []
    with exempt("factory"):
        User.objects.create(username="x", demo=True)
    assert [error.id for error in no_demo(None)] == ["people.E002"]


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 60, "django-insecure-" + STRONG, "only-for-tests-" + STRONG, None]
)
def test_a_weak_key_fails(settings, key):
    settings.SECRET_KEY = key
    assert [error.id for error in strong_key(None)] == ["people.E003"]


def test_an_old_key_that_still_counts_must_be_strong_too(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = STRONG * 2, [STRONG * 2]
    assert strong_key(None) == []
    settings.SECRET_KEY_FALLBACKS = [STRONG * 2, "django-insecure-" + STRONG]
    assert [error.id for error in strong_key(None)] == ["people.E003"]


@pytest.mark.django_db
def test_a_database_that_cannot_be_asked_is_told_and_one_without_tables_holds_none(
    settings, monkeypatch
):
    settings.DEMO = False
    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert no_demo(None) == []

    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection.introspection, "table_names", away)
    [error] = no_demo(None)
    assert error.id == "people.E004" and "connection refused" in error.hint


@pytest.mark.slow
def test_the_settings_of_a_demo_are_never_taken_for_production(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "core.settings.embedded",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0 and "people.E001" in done.stderr


def test_a_strong_key_passes(settings):
    settings.SECRET_KEY = STRONG * 2
    assert strong_key(None) == []


@pytest.mark.slow
@pytest.mark.parametrize(("key", "passes"), [(STRONG * 2, True), ("a" * 60, False)])
def test_the_whole_check_of_production_settings(tmp_path, key, passes):
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO_")}
    environment = {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "core.settings.production",
        "SECRET_KEY": key,
        "ALLOWED_HOSTS": "www.example.gov.cn",
        "GROUP_ORIGIN": "https://www.example.gov.cn",
        "DATABASE_URL": "postgres://yiwang:secret@127.0.0.1:1/none",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "STATIC_ROOT": str(tmp_path / "static"),
        "BACKUP_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"],
        env=environment, capture_output=True, text=True,
    )  # fmt: skip
    found = set(re.findall(r"\((people\.\w\d+)\)", done.stderr))
    # The database named here is not there: that it cannot be asked is said, and nothing else.
    assert found == ({"people.E004"} if passes else {"people.E003", "people.E004"}), done.stderr
    assert done.returncode == 1
