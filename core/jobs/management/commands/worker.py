"""``manage.py worker``: run background work from the job table."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.jobs.worker import Worker


class Command(BaseCommand):
    help = "Run background jobs and deliver events, with no broker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=int, default=2, help="jobs that run at once")

    def handle(self, *args: Any, **options: Any) -> None:
        Worker(options["threads"]).run()
