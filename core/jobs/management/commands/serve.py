"""``manage.py serve``: the whole platform on one machine."""

import sys
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.jobs.supervisor import Child, Supervisor, manage, port_is_taken
from core.jobs.web import answers, run_web


class Command(BaseCommand):
    help = "Serve the site group: web, background work, schedules and the audit log's sealer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web worker processes")
        parser.add_argument("--threads", type=int, default=2, help="background jobs at once")
        parser.add_argument("--only", choices=["web"], help="run one child in this process")

    def handle(self, *args: Any, **options: Any) -> None:
        address, port, workers = options["address"], options["port"], options["workers"]
        if options["only"] == "web":
            run_web(address, port, workers)
            return
        if port_is_taken(address, port):
            raise CommandError(
                _("Port %(port)d is taken: choose another with --port or PORT=.") % {"port": port}
            )
        web = ["--address", address, "--port", str(port), "--workers", str(workers)]
        children = [
            Child("web", [sys.executable, "-m", "core.jobs.web", *web]),
            Child("sealer", manage("audit", "seal", "--follow")),
        ]
        if not settings.CELERY_BROKER_URL:  # otherwise Celery's workers and beat do it
            children += [
                Child("worker", manage("worker", "--threads", str(options["threads"]))),
                Child("schedule", manage("schedule")),
            ]
        Supervisor(children, ready=partial(answers, address, port)).run()
