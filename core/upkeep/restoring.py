"""Restoring a backup into an empty database and an empty media folder, and proving it whole."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from core.audit.models import AuditLine
from core.audit.sealing import FIRST, seal_all
from core.audit.verification import verify
from core.upkeep import copies
from core.upkeep.actions import restored
from core.upkeep.backup import MEDIA, copy_media
from core.upkeep.manifest import Manifest, Trouble, list_files


def restore(folder: Path) -> Manifest:
    """Restore, then compare row counts, the audit chain and every file with the manifest.

    Raises :class:`Trouble` before anything is written where the backup is damaged or the target
    is not empty, and after it where what came out is not what went in.
    """
    manifest = Manifest.read(folder)
    if manifest.database != connection.vendor:
        raise Trouble(f"The backup is of {manifest.database}, this database of another kind.")
    if problems := list(manifest.problems(folder)):
        raise Trouble("The backup is damaged: " + "; ".join(problems[:5]))
    media = Path(settings.MEDIA_ROOT)
    if media.exists() and any(media.iterdir()):
        raise Trouble(f"{media} is not empty: restore into an empty folder.")
    copies.load(folder)
    copy_media(folder / MEDIA, media)
    if problems := list(differences(manifest, media)):
        raise Trouble("Restored, but not as it was: " + "; ".join(problems[:5]))
    restored(manifest.made_at, manifest.release)
    return manifest


def differences(manifest: Manifest, media: Path) -> Iterator[str]:
    """What differs between the manifest and what is here now."""
    here = copies.now()
    for name in sorted(set(here.rows) | set(manifest.figures.rows)):
        was, is_ = manifest.figures.rows.get(name), here.rows.get(name)
        if was != is_:
            yield f"{name} has {is_} rows and had {was}"
    known = {
        name.removeprefix(f"{MEDIA}/"): pair
        for name, pair in manifest.files.items()
        if name.startswith(f"{MEDIA}/")
    }
    if list_files(media) != known:
        yield "the uploads are not the same"
    seal_all()  # a line written while the backup was made has no seal yet
    head = manifest.figures.chain_number, manifest.figures.chain_digest or FIRST
    yield from verify(head=head).problems


@dataclass(frozen=True)
class Drill:
    """``lost``: how old the backup is; ``lines``: audit lines written since."""

    folder: Path
    seconds: float
    lost: timedelta
    lines: int


def drill(folder: Path) -> Drill:
    """Restore ``folder`` beside the running system, which notices nothing, and throw it away."""
    manifest, begun = Manifest.read(folder), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="yiwang-drill-") as scratch, _database(scratch) as url:
        # All that is written is thrown away: also the counters, whose moves empty the page cache.
        env = {
            **os.environ,
            "DATABASE_URL": url,
            "MEDIA_ROOT": f"{scratch}/media",
            "DELIVERY_DIR": f"{scratch}/delivery",
        }
        done = subprocess.run(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(folder)],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - begun
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["no reason given"]
            raise Trouble(f"The drill failed: {said[-1]}")
    made_at = datetime.fromisoformat(manifest.made_at)
    lines = AuditLine.objects.count() - manifest.figures.rows[AuditLine._meta.db_table]
    return Drill(folder, seconds, datetime.now(UTC) - made_at, lines)


@contextmanager
def _database(scratch: str) -> Iterator[str]:
    """The address of an empty database that is gone afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{scratch}/drill.sqlite3"
        return
    name = f"yiwang_drill_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield _address(name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _address(name: str) -> str:
    known = {
        key: quote(str(value or ""), safe="") for key, value in connection.settings_dict.items()
    }
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{name}"
