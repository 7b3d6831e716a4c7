"""``manage.py drill``: how long a restore would take, and how much would be lost."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.upkeep.backup import backups
from core.upkeep.manifest import Trouble
from core.upkeep.restoring import drill


class Command(BaseCommand):
    help = "Restore the last backup elsewhere, and throw it away."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="source", type=Path, metavar="DIR", help="of BACKUP_DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        found = backups(options["source"] or Path(settings.BACKUP_DIR))
        if not found:
            raise CommandError("There is no backup.")
        try:
            done = drill(found[-1])
        except Trouble as trouble:
            raise CommandError(str(trouble)) from None
        minutes = done.lost.total_seconds() / 60
        self.stdout.write(
            f"{done.folder.name} restored and proved whole in {done.seconds:.1f} s; lost would be "
            f"{minutes:.1f} minutes, {done.lines} lines of the audit log"
        )
