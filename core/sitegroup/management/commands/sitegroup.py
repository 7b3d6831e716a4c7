"""``manage.py sitegroup apply DIR [--plan] | list [--json] | check [--site SLUG]``."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from core.actions.boundary import System
from core.sitegroup.addresses import table
from core.sitegroup.compliance.checking import check, in_order
from core.sitegroup.definition import DefinitionError, read
from core.sitegroup.planning import make_plan
from core.sitegroup.provisioning import apply_plan


class Command(BaseCommand):
    help = "Apply a site group's definition, list its sites, check that they are uniform."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        apply = commands.add_parser("apply", help="make the group what the files in DIR say")
        apply.add_argument("directory", type=Path, metavar="DIR")
        apply.add_argument("--plan", action="store_true", help="only show what would be done")
        listing = commands.add_parser("list", help="print every member site")
        listing.add_argument("--json", action="store_true", help="as JSON")
        checking = commands.add_parser("check", help="print every departure from uniformity")
        checking.add_argument("--site", metavar="SLUG", help="only this site")
        checking.add_argument(
            "--quick", action="store_true", help="leave out what needs the pages rendered"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"do_{options['command']}")(**options)

    def do_apply(self, directory: Path, plan: bool, **options: Any) -> None:
        try:
            made = make_plan(read(directory))
        except DefinitionError as error:
            raise CommandError(
                "\n".join([*map(str, error.problems), _("Nothing was applied.")])
            ) from None
        for line in made.lines():
            self.stdout.write(line)
        if made.left_alone:
            names = "、".join(made.left_alone)
            self.stdout.write(
                _("Not in the definition and left alone: %(names)s") % {"names": names}
            )
        if not made.needed:
            self.stdout.write(_("Nothing to do."))
        elif not plan:
            self._carry_out(made)

    def _carry_out(self, plan: Any) -> None:
        outcome = apply_plan(plan, actor=System("sitegroup apply"), progress=bar)
        for slug, reason in outcome.failed.items():
            self.stderr.write(f"{slug}: {reason}")
        said = _("%(done)s sites done, %(failed)s not done.")
        self.stdout.write(said % {"done": len(outcome.done), "failed": len(outcome.failed)})
        if outcome.failed:
            raise CommandError(_("Some sites were not done; the next run takes them up."))

    def do_list(self, **options: Any) -> None:
        rows = list_members()
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        heads = ["slug", "code", "level", "parent", "name", "address"]
        for row in print_table(heads, [[str(row[head] or "") for head in heads] for row in rows]):
            self.stdout.write(row)

    def do_check(self, site: str | None, quick: bool, **options: Any) -> None:
        known = table()
        if site and site not in known.by_slug:
            raise CommandError(_("There is no site “%(slug)s”.") % {"slug": site})
        ids = [known.by_slug[site].member_id] if site else list(known.by_id)
        found = check(ids, pages=not quick, progress=bar)
        rows = [[each.slug, each.site, str(each.kind.label), each.what] for each in found]
        for line in print_table([_("slug"), _("site"), _("departure"), _("what")], rows):
            self.stdout.write(line)
        if elsewhere := [known.by_id[pk].name for pk in ids if known.by_id[pk].external_url]:
            said = _("Hosted elsewhere, only the links to them were looked at: %(names)s")
            self.stdout.write(said % {"names": "、".join(elsewhere)})
        sites = len({each.slug for each in found})
        said = _("%(count)s departures on %(sites)s of %(all)s sites.")
        self.stdout.write(said % {"count": len(found), "sites": sites, "all": len(ids)})
        if found:
            sys.exit(1)


def list_members() -> list[dict[str, Any]]:
    """Every member with its division code, level, parent and address, parents first."""
    known = table()
    rows: list[dict[str, Any]] = []
    for pk in in_order(known):
        member = known.by_id[pk]
        above = known.by_id.get(member.parent_id) if member.parent_id else None
        rows.append(
            {
                "slug": member.slug,
                "name": member.name,
                "code": member.division.code,
                "level": member.level,
                "parent": above.slug if above else None,
                "address": known.by_member[pk].url,
                "hosted_elsewhere": bool(member.external_url),
            }
        )
    return rows


def print_table(heads: list[str], rows: list[list[str]]) -> Iterable[str]:
    """Lines of a table whose columns line up; a Han character is two places wide."""
    widths = [max(map(width, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        cells = [cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)]
        yield "  ".join(cells).rstrip()


def width(text: str) -> int:
    """How many places a text takes in a terminal."""
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)


def bar(items: Iterable[Any], total: int, label: str) -> Iterable[Any]:
    """A progress bar on standard error; none where that is no terminal's business."""
    return tqdm(items, total=total, desc=label, unit="", dynamic_ncols=True)
