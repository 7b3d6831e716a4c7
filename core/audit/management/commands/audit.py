"""``manage.py audit seal|verify``: the chain of the audit log."""

import json
import logging
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from core.audit.sealing import BATCH, seal_all, seal_once
from core.audit.verification import Report, verify

logger = logging.getLogger("yiwang.audit")
PAUSE = 1.0  # seconds between two looks
WHOLE_EVERY = 600.0  # seconds between two looks at lines of every age


class Command(BaseCommand):
    help = "Seal the audit log, or verify that nobody has changed it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        seal = commands.add_parser("seal", help="number and chain the committed lines")
        seal.add_argument("--follow", action="store_true", help="go on until it is stopped")
        check = commands.add_parser("verify", help="find changed, missing, swapped and added lines")
        check.add_argument(
            "--head",
            type=Path,
            help="a file that keeps the end of the chain: compared if it is there, then written",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "verify":
            self._verify(options["head"])
        elif options["follow"]:
            self._follow()
        else:
            self.stdout.write(_("%(count)d lines sealed.") % {"count": seal_all()})

    def _verify(self, kept: Path | None) -> None:
        report = verify(head=_read(kept))
        for problem in report.problems:
            self.stderr.write(problem)
        end = {"number": report.number, "digest": report.digest}
        self.stdout.write(_("%(number)d lines in the chain, its end is %(digest)s.") % end)
        if report.problems:
            raise CommandError(_("The audit log is not as it was written."), returncode=1)
        if kept is not None:
            _write(kept, report)

    def _follow(self) -> None:
        """Seal every second. What a kill leaves unsealed is the next sealer's."""
        whole_at = 0.0
        while True:
            time.sleep(PAUSE)
            whole = time.monotonic() >= whole_at
            try:
                count = seal_once(whole=whole)
                while count == BATCH:
                    count = seal_once(whole=whole)
            except DatabaseError as error:  # away, or busy: the lines wait
                logger.warning("The sealer waits for the database: %s", type(error).__name__)
                connection.close()
                continue
            if whole:
                whole_at = time.monotonic() + WHOLE_EVERY


def _read(kept: Path | None) -> tuple[int, str] | None:
    if kept is None or not kept.exists():
        return None
    found = json.loads(kept.read_text(encoding="utf-8"))
    return found["number"], found["digest"]


def _write(kept: Path, report: Report) -> None:
    text = json.dumps({"number": report.number, "digest": report.digest})
    kept.write_text(text + "\n", encoding="utf-8")
