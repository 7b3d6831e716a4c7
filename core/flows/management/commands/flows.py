"""``manage.py flows``: which flows there are, and the calendar by which their terms are counted."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core.actions.boundary import System
from core.flows.calendar.actions import fill_calendar
from core.flows.calendar.days import calendar
from core.flows.registry import flows


class Command(BaseCommand):
    help = "flows list | flows calendar [--fill]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("list", help="every flow with its steps and their offices")
        days = commands.add_parser("calendar", help="the years that are maintained")
        days.add_argument(
            "--fill", action="store_true", help="enter the years that the package knows"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "list":
            for key, flow in flows().items():
                self.stdout.write(f"{key}\t{flow.title}")
            return
        if options["fill"]:
            fresh = fill_calendar(actor=System("manage.py flows"))
            self.stdout.write(_("%(count)d years were entered.") % {"count": len(fresh)})
        years = sorted(calendar().years)
        self.stdout.write(" ".join(map(str, years)) or _("No year is maintained."))
