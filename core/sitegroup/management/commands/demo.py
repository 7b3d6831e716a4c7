"""``manage.py demo``: from an empty folder to a province that answers, in one command."""

from __future__ import annotations

import errno
import hashlib
import json
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from core.actions.boundary import System
from core.jobs.supervisor import port_is_taken
from core.people.demo import make_demo_accounts
from core.plugins import registry
from core.sitegroup.addresses import table
from core.sitegroup.content import load_content
from core.sitegroup.management.commands.sitegroup import bar

ACTOR = System("demo")
STAMP = "demo-stamp"
ACCOUNTS = "demo-accounts.json"
#: What a visitor looks at first: member slug, path inside the site, what is there.
SHOWN = ("", "lanzhou", "chengguan")


class Command(BaseCommand):
    help = "Set up the sample province and serve it. The second run only serves."
    #: Checked when it is set up: whoever only wants it served again need not wait.
    requires_system_checks: ClassVar = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument("--directory", type=Path, default=settings.BASE_DIR / "sites" / "gansu")
        parser.add_argument("--no-serve", action="store_true", help="set up and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if not getattr(settings, "DEMO", False):
            raise CommandError(
                _("These settings allow no demo: it makes accounts with known names.")
            )
        port, address = options["port"], options["address"]
        if not options["no_serve"] and port_is_taken(address, port):
            raise CommandError(
                _("Port %(port)d is taken: choose another, for example PORT=%(other)d make demo.")
                % {"port": port, "other": port + 1}
            )
        settings.VAR_DIR.mkdir(exist_ok=True)
        stamp, mark = settings.VAR_DIR / STAMP, fingerprint(options["directory"])
        if not stamp.exists() or stamp.read_text() != mark:
            self._set_up_or_say_why(options["directory"])
            stamp.write_text(mark)
        self._tell(port)
        if not options["no_serve"]:
            call_command("serve", port=port, address=address)

    def _set_up_or_say_why(self, directory: Path) -> None:
        try:
            self._set_up(directory)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise CommandError(_("The disk is full: the demo needs about 400 MB.")) from error
        except DatabaseError as error:
            if "disk is full" not in str(error):
                raise
            raise CommandError(_("The disk is full: the demo needs about 400 MB.")) from error

    def _set_up(self, directory: Path) -> None:
        begun = time.monotonic()
        self.check()
        self.stdout.write(_("Preparing the database …"))
        call_command("migrate", verbosity=0)
        call_command("sitegroup", "apply", str(directory))
        load_content(directory, actor=ACTOR, progress=bar)
        for load in samples():
            load(directory, actor=ACTOR, progress=bar)
        accounts = make_demo_accounts(actor=ACTOR)
        if accounts:
            path = settings.BASE_DIR / ACCOUNTS
            path.write_text(
                json.dumps(accounts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
            )
            path.chmod(0o600)
        call_command("audit", "seal", verbosity=0)
        self.stdout.write(_("Set up in %(seconds)d s.") % {"seconds": time.monotonic() - begun})

    def _tell(self, port: int) -> None:
        origin = f"http://localhost:{port}"
        known = table()
        self.stdout.write("")
        for slug in SHOWN:
            member = known.by_id[known.by_slug[slug].member_id] if slug else None
            name = member.name if member else settings.WAGTAIL_SITE_NAME
            self.stdout.write(f"  {origin}/{slug and slug + '/'}  {name}")
        self.stdout.write(f"  {origin}/admin/  " + _("administration"))
        path = settings.BASE_DIR / ACCOUNTS
        if path.exists():
            self.stdout.write("")
            for account in json.loads(path.read_text(encoding="utf-8")):
                self.stdout.write("  " + "  ".join(str(value) for value in account.values()))
        self.stdout.write("")


def samples() -> Iterator[Any]:
    """The loaders of all plugins' sample data, those that others require first."""
    offered = {slug: loaders for slug, loaders in registry.rooms("testing", "SAMPLE")}
    done: set[str] = set()
    for slug in offered:
        for each in [*registry.requires_deep(slug), slug]:
            if each in offered and each not in done:
                done.add(each)
                yield from offered[each]


def fingerprint(directory: Path) -> str:
    """What the set-up was made from: it is made again, and only adds, when that has changed."""
    digest = hashlib.sha256(settings.GROUP_ORIGIN.encode())
    migrations = settings.BASE_DIR.glob("*/*/migrations/*.py")
    definition = (path for path in directory.rglob("*") if path.is_file())
    for path in sorted([*definition, *migrations]):
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()
