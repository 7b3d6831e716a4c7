"""A small group with uploads, and a way to run commands as another process on another database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from core.audit.sealing import seal_all
from core.testing import make_member, make_province
from core.upkeep.restoring import _database
from tests.services.postgresql import binaries

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def group(transactional_db, settings, tmp_path):
    """A province, a prefecture, two uploads, and folders of its own."""
    settings.MEDIA_ROOT, settings.BACKUP_DIR = tmp_path / "media", tmp_path / "backups"
    settings.POSTGRESQL_BIN = str(binaries() or "")
    (settings.MEDIA_ROOT / "documents").mkdir(parents=True)
    (settings.MEDIA_ROOT / "documents" / "权力清单.pdf").write_bytes(b"%PDF-1.7 " + b"x" * 9000)
    (settings.MEDIA_ROOT / "images").mkdir()
    (settings.MEDIA_ROOT / "images" / "a.png").write_bytes(b"png")
    make_member("lanzhou", make_province())
    seal_all()
    return tmp_path


@pytest.fixture
def backup(group, settings):
    call_command("backup", verbosity=0)
    return next(settings.BACKUP_DIR.iterdir())


@pytest.fixture
def elsewhere(tmp_path):
    """``run(*arguments)``: a command of ``manage.py`` on an empty database and media folder."""
    with _database(str(tmp_path)) as url:
        env = {
            **os.environ,
            "DATABASE_URL": url,
            "MEDIA_ROOT": str(tmp_path / "restored"),
            "POSTGRESQL_BIN": str(binaries() or ""),
            "DJANGO_SETTINGS_MODULE": "core.settings.test",
        }
        env.pop("TEST_DATABASE", None)

        def run(*arguments: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [sys.executable, str(ROOT / "manage.py"), *arguments],
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )

        yield run
