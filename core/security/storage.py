"""Uploaded files are there whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Writes beside the place, and gives the file its name when all of it is written.

    Django's own leaves the half of a file where the disk is full, and shows it to readers.
    """

    def _save(self, name: str, content: Any) -> str:
        folder = PurePosixPath(name).parent
        part = str(folder / f".{secrets.token_hex(8)}.part")
        try:
            written = super()._save(part, content)
            return self._give_name(written, name)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(self.path(part))

    def _give_name(self, written: str, name: str) -> str:
        """A link fails where the name is taken, also by somebody who was quicker."""
        while True:
            try:
                os.link(self.path(written), self.path(name))
                return name
            except FileExistsError:
                name = self.get_available_name(name)
