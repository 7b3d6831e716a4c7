"""``manage.py upgrade [--plan]``: bring the database to the release that lies here."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.upkeep.manifest import Trouble
from core.upkeep.upgrading import Plan, plan, problems, upgrade


class Command(BaseCommand):
    help = "Migrate, and run the plugins' upgrade steps at every site."
    requires_system_checks = ()  # they are run among the data checks

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan", action="store_true", help="say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["plan"]:
            for problem in problems():
                self.stdout.write(f"refused    {problem}")
            self._tell(plan())
            return
        try:
            self._tell(upgrade())
        except Trouble as trouble:
            raise CommandError(str(trouble)) from None

    def _tell(self, told: Plan) -> None:
        for name in told.migrations:
            self.stdout.write(f"migration  {name}")
        if told.steps is None:
            self.stdout.write("plugin     steps are known once the migrations are in")
        for slug, site, steps in told.steps or ():
            self.stdout.write(f"plugin     {slug} at {site}: {', '.join(steps)}")
        if not told.migrations and told.steps == []:
            self.stdout.write("There is nothing to do.")
