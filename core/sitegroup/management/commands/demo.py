"""``manage.py demo``: from an empty folder to a province that answers, in one command."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from core.actions.boundary import System
from core.flows.calendar.actions import fill_calendar
from core.jobs.supervisor import port_is_taken
from core.people.demo import make_demo_accounts
from core.plugins import registry
from core.registers.dictionaries.actions import load_dictionaries
from core.sitegroup.addresses import table
from core.sitegroup.content import load_content
from core.sitegroup.management.commands.sitegroup import bar
from core.sitegroup.models import Level, Member

ACTOR = System("demo")
STAMP = "demo-stamp"
#: What SQLite and PostgreSQL say of a full disk.
FULL = ("disk is full", "No space left")


class Command(BaseCommand):
    help = "Set up the sample province and serve it. The second run only serves."
    #: Checked when it is set up: whoever only wants it served again need not wait.
    requires_system_checks: ClassVar = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument(
            "--directory", type=Path, help="a definition; may be left out where sites/ has but one"
        )
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
        directory = (options["directory"] or the_only_definition()).resolve()
        with a_full_disk_in_one_line():
            self._make_ready(directory)
            accounts = keep_accounts()
        self._tell(port, accounts)
        if not options["no_serve"]:
            # With its checks: a plugin may have been taken out whose pages are still there.
            call_command("serve", port=port, address=address, skip_checks=False)

    def _make_ready(self, directory: Path) -> None:
        """Set up what is not there yet, or was made from something else."""
        settings.VAR_DIR.mkdir(exist_ok=True)
        stamp, mark = settings.VAR_DIR / STAMP, fingerprint(directory)
        if stamp.exists() and stamp.read_text() == mark and province_stands():
            return
        stamp.unlink(missing_ok=True)  # Interrupted from here on, the next run begins anew.
        self._set_up(directory)
        stamp.write_text(mark)

    def _set_up(self, directory: Path) -> None:
        begun = time.monotonic()
        self.check()
        self.stdout.write(_("Preparing the database …"))
        call_command("migrate", verbosity=0)
        call_command("sitegroup", "apply", str(directory), stdout=self.stdout)
        load_dictionaries(actor=ACTOR)
        fill_calendar(actor=ACTOR)
        load_content(directory, actor=ACTOR, progress=bar)
        for load in samples():
            load(directory, actor=ACTOR, progress=bar)
        call_command("search", "rebuild", stdout=self.stdout)
        keep_accounts()
        call_command("audit", "seal", verbosity=0)
        self.stdout.write(_("Set up in %(seconds)d s.") % {"seconds": time.monotonic() - begun})

    def _tell(self, port: int, accounts: list[dict[str, str]]) -> None:
        origin = f"http://localhost:{port}"
        known = table()
        self.stdout.write("")
        for member in shown():
            address = known.by_member[member.pk]
            at = origin if address.origin == settings.GROUP_ORIGIN else address.origin
            self.stdout.write(f"  {at}{address.prefix}/  {member.name}")
        self.stdout.write(f"  {origin}/admin/  " + _("administration"))
        self.stdout.write("")
        for account in accounts:
            self.stdout.write("  " + "  ".join(str(value) for value in account.values()))
        self.stdout.write("")


def the_only_definition() -> Path:
    """The one folder of ``sites/``: which province is shown is no matter of the code."""
    found = sorted(path.parent for path in (settings.BASE_DIR / "sites").glob("*/site.toml"))
    if len(found) != 1:
        names = "、".join(path.name for path in found)
        raise CommandError(_("Say which by --directory sites/…: %(names)s") % {"names": names})
    return found[0]


def province_stands() -> bool:
    """Whether this database has been set up: a stamp may outlive the file it speaks of."""
    tables = connection.introspection.table_names()
    return Member._meta.db_table in tables and Member.objects.filter(parent=None).exists()


def shown() -> list[Member]:
    """What a visitor looks at first: the first site of each level, the province before all."""
    own = Member.objects.exclude(site=None).order_by("division__code", "order", "slug")
    firsts = (own.filter(level=level).first() for level in Level.values)
    return [member for member in firsts if member is not None]


def keep_accounts() -> list[dict[str, str]]:
    """All of the demo's accounts as its file tells them, brought up to what is there.

    A password stands in that file alone: an account that the file lacks is given a new one.
    """
    told = {account["username"]: account for account in read_accounts(settings.DEMO_ACCOUNTS)}
    fresh = make_demo_accounts(actor=ACTOR, known=told.keys())
    if fresh:
        told |= {account["username"]: account for account in fresh}
        write_accounts(settings.DEMO_ACCOUNTS, list(told.values()))
    return list(told.values())


def read_accounts(path: Path) -> list[dict[str, str]]:
    """What the file tells; nothing where it is not there or cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []


def write_accounts(path: Path, accounts: list[dict[str, str]]) -> None:
    """Write them for the owner alone, the whole file or nothing."""
    beside = path.with_suffix(".new")
    text = json.dumps(accounts, ensure_ascii=False, indent=2) + "\n"
    try:
        beside.touch(mode=0o600)
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def a_full_disk_in_one_line() -> Iterator[None]:
    """Say in one line that the disk is full, whoever meets it: the database or a file."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        if getattr(error, "errno", None) != errno.ENOSPC and not any(
            words in str(error) for words in FULL
        ):
            raise
        raise CommandError(_("The disk is full: the demo needs about 400 MB.")) from error


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
    for root, pattern in ((directory, "**/*"), (settings.BASE_DIR, "*/*/migrations/*.py")):
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()
