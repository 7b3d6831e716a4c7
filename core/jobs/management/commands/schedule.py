"""``manage.py schedule``: put scheduled work into the job table when it is due."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core.jobs.schedules import Clock


class Command(BaseCommand):
    help = "Fire the schedules. Any number of these may run; each due instant is fired once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="look once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        clock = Clock()
        if options["once"]:
            self.stdout.write(_("%(count)d schedules fired.") % {"count": clock.tick()})
            return
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_given: stopping.set())
        clock.run(stopping)
