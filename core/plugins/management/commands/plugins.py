"""``manage.py plugins list|enable|disable|upgrade|purge|new``: the control panel for a terminal."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions.boundary import System
from core.plugins import actions, batches, purging, registry, scaffold
from core.plugins.gate import Refused, sites_with
from core.plugins.status import Status, statuses

#: Whoever runs the machine; the audit log names it so.
ACTOR = System("manage.py plugins")


class Command(BaseCommand):
    help = "List plugins, switch them per site, upgrade them, or write a new one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        listing = commands.add_parser(
            "list", help="the installed plugins, or what they are at a site"
        )
        listing.add_argument("--site", metavar="SLUG", help="a member site")
        listing.add_argument("--json", action="store_true", help="for other programs")
        for verb in batches.VERBS:
            switch = commands.add_parser(
                verb, help=f"{verb} a plugin at one site, a subtree or all"
            )
            switch.add_argument("slug", help="the plugin")
            where = switch.add_mutually_exclusive_group(required=True)
            where.add_argument("--site", metavar="SLUG", default="", help="one member site")
            where.add_argument(
                "--subtree", metavar="SLUG", default="", help="a site and all below it"
            )
            where.add_argument("--all", action="store_true", help="every site of the group")
            switch.add_argument(
                "--plan", action="store_true", help="say what would be done, do nothing"
            )
        purge = commands.add_parser(
            "purge", help="export a disabled plugin's data of one site, then remove it"
        )
        purge.add_argument("slug", help="the plugin")
        purge.add_argument("--site", metavar="SLUG", required=True, help="one member site")
        purge.add_argument("--to", type=Path, metavar="DIR", help="where the export goes")
        purge.add_argument("--plan", action="store_true", help="say what would go, do nothing")
        new = commands.add_parser("new", help="write the beginning of a plugin")
        new.add_argument("slug", help="its name for ever: lower case, digits and _")
        new.add_argument(
            "--into",
            type=Path,
            metavar="DIR",
            help="a package of its own there, instead of in plugins/",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["command"] == "list":
                self._list(options["site"], options["json"])
            elif options["command"] == "new":
                self._new(options["slug"], options["into"])
            elif options["command"] == "purge":
                self._purge(options["slug"], options["site"], options["to"], options["plan"])
            else:
                self._switch(options["command"], options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None

    def _list(self, site: str | None, as_json: bool) -> None:
        rows = self._at(site) if site else self._everywhere()
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            line = "  ".join(
                str(row[key]) for key in row if key not in ("slug", "name") and row[key]
            )
            self.stdout.write(f"{row['slug']:24} {row['name']}  {line}")
        self._offered()

    def _everywhere(self) -> list[dict[str, Any]]:
        return [
            {
                "slug": slug,
                "name": str(app.verbose_name),
                "scope": app.scope.value,
                "requires": ", ".join(app.requires),
                "sites": len(sites_with(slug)),
            }
            for slug, app in registry.plugins().items()
        ]

    def _at(self, site: str) -> list[dict[str, Any]]:
        (member,) = batches.sites_of(site=site)
        found = statuses([member])
        return [_row(found[member.pk, slug]) for slug in registry.plugins()]

    def _offered(self) -> None:
        """What is installed by pip, and the PLUGINS setting does not name."""
        for point in entry_points(group="yiwang.plugins"):
            if point.name not in settings.PLUGINS:
                self.stdout.write(
                    _("%(slug)s is offered by %(package)s; PLUGINS does not name it.")
                    % {
                        "slug": point.name,
                        "package": point.dist.name if point.dist else point.value,
                    }
                )

    def _switch(self, verb: str, options: dict[str, Any]) -> None:
        sites = batches.sites_of(
            site=options["site"], subtree=options["subtree"], every=options["all"]
        )
        work = batches.plan if options["plan"] else batches.run
        bad = 0
        for result in work(verb, options["slug"], sites, actor=ACTOR):
            bad += not result.good
            self.stdout.write(f"{result.outcome:8} {result.site.slug:24} {result.message}")
        if bad:
            raise CommandError(
                _("%(bad)d of %(all)d sites were refused.") % {"bad": bad, "all": len(sites)}
            )

    def _purge(self, slug: str, place: str, folder: Path | None, plan: bool) -> None:
        (site,) = batches.sites_of(site=place)
        found = purging.may_purge(slug, site)
        for what, count in found.counts().items():
            self.stdout.write(f"{count:8}  {what}")
        for model in found.shared:
            self.stdout.write(
                _("%(table)s belongs to no site and stays.") % {"table": model._meta.label}
            )
        if plan:
            self.stdout.write(_("Nothing has been changed."))
            return
        folder = folder or settings.VAR_DIR / "purged" / f"{slug}-{site.slug}-{_stamp()}"
        actions.purge(slug, site, folder, actor=ACTOR)
        self.stdout.write(_("Removed. The export is in %(folder)s.") % {"folder": folder})

    def _new(self, slug: str, into: Path | None) -> None:
        written = scaffold.write(slug, into)
        for file in written:
            self.stdout.write(str(file))
        self.stdout.write(_("Next: docs/plugin-guide.md."))


def _stamp() -> str:
    return timezone.localtime().strftime("%Y%m%d-%H%M%S")


def _row(status: Status) -> dict[str, Any]:
    return {
        "slug": status.app.label,
        "name": str(status.app.verbose_name),
        "state": status.state.value,
        "scope": status.app.scope.value,
        "requires": ", ".join(status.app.requires),
        "required_by": ", ".join(status.needed_by),
        "works_with": ", ".join(status.app.works_with),
        "missing": ", ".join(status.missing),
        "steps": ", ".join(status.pending),
    }
