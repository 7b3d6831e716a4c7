"""``manage.py backup``: database and uploads into one folder that can prove itself."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.upkeep.backup import back_up, prune
from core.upkeep.manifest import Manifest, Trouble


class Command(BaseCommand):
    help = "Back up the database and the uploads, read them back, and delete old backups."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, metavar="DIR", help="instead of BACKUP_DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        into = options["to"] or Path(settings.BACKUP_DIR)
        try:
            made = back_up(into)
        except Trouble as trouble:
            raise CommandError(str(trouble)) from None
        manifest = Manifest.read(made)
        rows, size = sum(manifest.figures.rows.values()), sum(s for s, _ in manifest.files.values())
        self.stdout.write(f"{made}: {rows} rows, {len(manifest.files)} files, {size} bytes")
        for folder in prune(into, settings.BACKUP_KEEP):
            self.stdout.write(f"{folder}: deleted")
