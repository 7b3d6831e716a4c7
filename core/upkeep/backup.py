"""Backups: one folder each, finished only when it was read back and its manifest written."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from core.audit.sealing import seal_all
from core.upkeep import copies
from core.upkeep.manifest import NAME, Manifest, Trouble, digest_of, files_of, list_files, release

MEDIA = "media"


def back_up(into: Path) -> Path:
    """Make one backup below ``into`` and return its folder. Nothing half is left behind.

    Raises :class:`Trouble` where it cannot be made: the disk is full, a tool is missing.
    """
    made_at = datetime.now(UTC)
    final = into / made_at.strftime("%Y-%m-%dT%H-%M-%S.%fZ")
    part = into / f".{final.name}.part"
    try:
        part.mkdir(parents=True, mode=0o700)
        seal_all()
        held = copies.dump(part)
        copy_media(Path(settings.MEDIA_ROOT), part / MEDIA)
        Manifest(made_at.isoformat(), release(), connection.vendor, held, list_files(part)).write(
            part
        )
        part.rename(final)
    except OSError as error:
        raise Trouble(f"The backup cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return final


def copy_media(source: Path, target: Path) -> None:
    """Copy uploads, and compare each copy with what it was made from."""
    target.mkdir(parents=True, exist_ok=True)
    for path in files_of(source) if source.exists() else ():
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copy2(path, copy)
        except FileNotFoundError:  # deleted meanwhile, after the database was copied
            continue
        if copy.stat().st_size == path.stat().st_size and digest_of(copy) != digest_of(path):
            raise Trouble(f"{path.relative_to(source)} was not copied well.")


def backups(into: Path) -> list[Path]:
    """The finished backups below ``into``, oldest first."""
    if not into.is_dir():
        return []
    return sorted(path for path in into.iterdir() if not path.name.startswith(".")
                  and (path / NAME).is_file())  # fmt: skip


def prune(into: Path, keep: int) -> list[Path]:
    """Delete all but the newest ``keep``; return what was deleted. The last one always stays."""
    old = backups(into)[: -max(keep, 1)]
    for folder in old:
        shutil.rmtree(folder)
    return old
