"""core/upkeep/backup.py, core/upkeep/copies.py, restoring.py: a backup proves itself."""

import errno
import io
import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from core.delivery.shared import SharedGenerations
from core.testing import make_member
from core.upkeep import backup as backing
from core.upkeep.alarms import alarms
from core.upkeep.manifest import Manifest

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_backup_tells_rows_chain_release_and_every_file(backup):
    manifest = Manifest.read(backup)
    assert manifest.figures.rows["sitegroup_member"] == 2
    assert manifest.figures.chain_number > 0
    assert len(manifest.figures.chain_digest) == 64
    assert {"media/documents/权力清单.pdf", "media/images/a.png"} < set(manifest.files)
    assert list(manifest.problems(backup)) == []
    assert backup.stat().st_mode & 0o077 == 0


def test_a_restored_backup_is_the_same_rows_chain_and_files(backup, elsewhere, tmp_path):
    done = elsewhere("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert "Restored:" in done.stdout
    restored = tmp_path / "restored" / "documents" / "权力清单.pdf"
    assert restored.read_bytes().startswith(b"%PDF-1.7")
    # It is a platform that goes on: the chain verifies, and the restore is a line of it.
    assert elsewhere("audit", "seal").stdout.strip()
    verified = elsewhere("audit", "verify")
    assert verified.returncode == 0, verified.stderr
    again = elsewhere("restore", str(backup))
    assert again.returncode == 1
    assert "is not empty" in again.stderr


@pytest.mark.parametrize("harm", ["changed", "missing", "added", "rows", "unfinished"])
def test_a_damaged_backup_is_refused_before_anything_is_written(backup, elsewhere, tmp_path, harm):
    picture = backup / "media" / "images" / "a.png"
    manifest = backup / "manifest.json"
    if harm == "changed":
        picture.write_bytes(b"gnp")
    elif harm == "missing":
        picture.unlink()
    elif harm == "added":
        (backup / "media" / "shell.php").write_text("<?php")
    elif harm == "unfinished":
        manifest.unlink()
    else:
        told = json.loads(manifest.read_text())
        told["figures"]["rows"]["sitegroup_member"] = 3
        manifest.write_text(json.dumps(told))
    done = elsewhere("restore", str(backup))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    if harm == "rows":
        assert "sitegroup_member has 2 rows and had 3" in done.stderr
    else:
        assert not (tmp_path / "restored").exists()


def test_a_drill_tells_how_long_and_how_much_would_be_lost(backup, group):
    make_member("tianshui", make_member("dingxi", _province()))
    call_command("drill", stdout=(out := io.StringIO()))
    assert "restored and proved whole in" in out.getvalue()
    assert "2 lines of the audit log" in out.getvalue()


def test_a_drill_leaves_the_pages_that_readers_are_shown_alone(backup, group, monkeypatch):
    """What it restores raises all generations: of its own database and in a place of its own."""
    monkeypatch.setenv("DELIVERY_DIR", str(group / "live"))
    live = SharedGenerations(group / "live" / "page-generations")
    before = live.snapshot().tobytes()
    call_command("drill", stdout=io.StringIO())
    assert live.snapshot().tobytes() == before


def _province():
    from core.sitegroup.models import Member

    return Member.objects.get(parent=None)


def test_a_full_disk_is_told_and_leaves_no_half_backup(group, settings, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backing.shutil, "copy2", full)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("backup")
    assert list(settings.BACKUP_DIR.iterdir()) == []


def test_old_backups_go_and_what_is_no_backup_stays(backup, settings):
    settings.BACKUP_KEEP = 2
    (settings.BACKUP_DIR / "notes").mkdir()
    for name in ("2001-01-01T00-00-00Z", "2002-01-01T00-00-00Z"):
        shutil.copytree(backup, settings.BACKUP_DIR / name)
    call_command("backup", verbosity=0)
    names = sorted(path.name for path in settings.BACKUP_DIR.iterdir())
    assert len(names) == 3
    assert backup.name in names
    assert "notes" in names


def test_a_backup_that_is_missing_or_too_old_is_an_alarm(backup, settings):
    settings.BACKUP_HOURS = 0
    assert list(alarms()) == []
    settings.BACKUP_HOURS = 26
    assert list(alarms()) == []
    told = json.loads((backup / "manifest.json").read_text())
    told["made_at"] = (datetime.now(UTC) - timedelta(hours=30)).isoformat()
    (backup / "manifest.json").write_text(json.dumps(told))
    assert [alarm.level for alarm in alarms()] == ["error"]
    shutil.rmtree(backup)
    assert [alarm.key for alarm in alarms()] == ["upkeep.backup"]
