"""What a backup says of itself, so that it can be checked when it is needed."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

NAME = "manifest.json"


class Trouble(Exception):
    """Upkeep that cannot be done; the text says why."""


@dataclass(frozen=True)
class Figures:
    """What a database holds: rows by table, and the audit chain's head."""

    rows: dict[str, int]
    chain_number: int
    chain_digest: str


@dataclass(frozen=True)
class Manifest:
    """``files``: path in the backup -> (bytes, SHA-256). ``made_at``: ISO 8601, UTC."""

    made_at: str
    release: str
    database: str
    figures: Figures
    files: dict[str, tuple[int, str]]

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / NAME).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises :class:`Trouble` where it is no backup, or one that was never finished."""
        try:
            found = json.loads((folder / NAME).read_text(encoding="utf-8"))
            found["figures"] = Figures(**found["figures"])
            found["files"] = {name: tuple(pair) for name, pair in found["files"].items()}
            return cls(**found)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise Trouble(f"{folder} is no backup: {type(error).__name__}") from None

    def problems(self, folder: Path) -> Iterator[str]:
        """Files that are missing, were changed, or do not belong there."""
        there = {str(path.relative_to(folder)) for path in files_of(folder)} - {NAME}
        for name, (_size, digest) in sorted(self.files.items()):
            if name not in there:
                yield f"{name} is missing"
            elif digest_of(folder / name) != digest:
                yield f"{name} was changed"
        for name in sorted(there - set(self.files)):
            yield f"{name} does not belong to the backup"


def figures(
    execute: Callable[..., Any], fetch: Callable[[], list[Any]], names: list[str]
) -> Figures:
    """Count every table and read the chain's head, by any cursor's two functions."""
    rows = {}
    for name in sorted(names):
        execute(f'SELECT COUNT(*) FROM "{name}"')
        rows[name] = fetch()[0][0]
    execute("SELECT number, digest FROM audit_auditseal ORDER BY number DESC LIMIT 1")
    head = fetch()
    number, digest = head[0] if head else (0, "")
    return Figures(rows, number, digest)


def list_files(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file below ``folder`` with its size and SHA-256, read back from the disk."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, digest_of(path))
        for path in files_of(folder)
    }


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def release() -> str:
    """The release that runs here."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]["version"]
