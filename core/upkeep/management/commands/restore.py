"""``manage.py restore DIR``: a backup into an empty database and an empty media folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.upkeep.manifest import Trouble
from core.upkeep.restoring import restore


class Command(BaseCommand):
    help = "Restore a backup into an empty database and prove it whole."
    requires_system_checks = ()  # there is no table yet for them to look at

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="one backup")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore(options["folder"])
        except Trouble as trouble:
            raise CommandError(str(trouble)) from None
        rows = sum(manifest.figures.rows.values())
        self.stdout.write(
            f"Restored: {rows} rows, {len(manifest.files)} files, {manifest.figures.chain_number} "
            f"lines in the audit chain, all as on {manifest.made_at}"
        )
