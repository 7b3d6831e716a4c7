"""``manage.py watch alarms|ready``: what the admin home and ``/readyz`` show, for a terminal."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.watch.collection import collect


class Command(BaseCommand):
    help = "Tell what is wrong with the platform now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        alarms = commands.add_parser("alarms", help="the alarms; exit 1 where there are errors")
        alarms.add_argument("--json", action="store_true", help="for other programs")

    def handle(self, *args: Any, **options: Any) -> None:
        found = collect()
        if options["json"]:
            rows = [asdict(alarm) for alarm in found]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
        else:
            for alarm in found:
                since = f" ({alarm.since:%Y-%m-%d %H:%M})" if alarm.since else ""
                self.stdout.write(f"{alarm.level:8} {alarm.key:24} {alarm.text}{since}")
        if errors := sum(alarm.level == "error" for alarm in found):
            raise CommandError(_("Errors: %(count)d.") % {"count": errors}, returncode=1)
        if not found and not options["json"]:
            self.stdout.write(_("Nothing is wrong."))
