"""``manage.py search``: make the index anew, and compare it with what is public."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.search.kinds import kinds
from core.search.provider import Progress, provider
from core.sitegroup.addresses import table
from core.sitegroup.models import Member
from core.sitegroup.progress import silent


class Command(BaseCommand):
    help = "search rebuild [--kind PLUGIN.KIND] [--site SLUG] | search check [--look]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        rebuild = commands.add_parser("rebuild", help="make the index anew while it is read")
        rebuild.add_argument("--kind", default="", help="one kind alone, for example core.article")
        check = commands.add_parser("check", help="compare the index with what is public; mend it")
        check.add_argument("--look", action="store_true", help="mend nothing")
        for command in (rebuild, check):
            command.add_argument("--site", default="", help="one site alone, by its slug")

    def handle(self, *args: Any, **options: Any) -> None:
        sites = _sites(options["site"])
        if options["command"] == "rebuild":
            counted = provider().rebuild(sites, _kind(options["kind"]), self._progress(options))
        else:
            mend = not options["look"]
            counted = provider().check(sites, mend=mend, progress=self._progress(options))
        for name, number in counted.items():
            self.stdout.write(f"{name}\t{number}")

    def _progress(self, options: dict[str, Any]) -> Progress:
        from core.sitegroup.management.commands.sitegroup import bar

        return bar if options["verbosity"] else silent


def _sites(slug: str) -> list[Member]:
    """The sites that are meant, all of them without a slug."""
    known = table()
    if slug and slug not in known.by_slug:
        raise CommandError(_("There is no site “%(slug)s”.") % {"slug": slug})
    found = [known.by_id[known.by_slug[slug].member_id]] if slug else known.by_id.values()
    return sorted(found, key=lambda member: member.pk)


def _kind(name: str) -> str:
    """A kind as ``<plugin>.<kind>``; empty: all of them."""
    known = sorted(f"{slug}.{declared.kind}" for slug, declared in kinds())
    if name and name not in known:
        raise CommandError(
            _("There is no kind “%(kind)s”, but %(known)s.")
            % {"kind": name, "known": ", ".join(known)}
        )
    return name
