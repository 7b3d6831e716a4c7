"""``manage.py registers``: import, export and publish the entries of a register."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from core.actions.boundary import System
from core.plugins.gate import Refused
from core.registers import actions, queries
from core.registers.choices import VERB_TERMS
from core.registers.dictionaries.actions import load_dictionaries
from core.registers.exchange import exporting, files, importing, mappings
from core.registers.exchange.actions import import_drafts
from core.registers.outcomes import Outcome
from core.registers.spec import Register, register, registers
from core.registers.time import day_from
from core.sitegroup.models import Member

ACTOR = System("registers")
#: Codes of the exit: 1 where something was refused.
SHOWN = 50


class Command(BaseCommand):
    help = "Import, export and publish the entries of a register."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        parts.add_parser("list", help="the registers and mappings there are")
        parts.add_parser("dictionaries", help="load the code tables of core and of all plugins")
        into = parts.add_parser("import", help="check a file and make drafts of its rows")
        into.add_argument("register")
        into.add_argument("file", type=Path)
        into.add_argument("--site", required=True)
        into.add_argument("--mapping", default="own-form", help="a mapping's name, or a TOML file")
        into.add_argument(
            "--where",
            action="append",
            default=[],
            metavar="COLUMN=VALUE",
            help="only rows with this value; may be repeated",
        )
        into.add_argument("--dry-run", action="store_true", help="check and report, write nothing")
        into.add_argument("--all-problems", action="store_true", help="print every warning too")
        out = parts.add_parser("export", help="write what is in force, or the drafts, to a file")
        out.add_argument("register")
        out.add_argument("file", type=Path)
        out.add_argument("--site", help="without it: all sites")
        out.add_argument("--as-of", default="", metavar="YYYY-MM-DD")
        out.add_argument("--drafts", action="store_true", help="the drafts of the site instead")
        publish = parts.add_parser("publish", help="publish drafts")
        publish.add_argument("register")
        publish.add_argument("--site", required=True)
        publish.add_argument("--verb", required=True, choices=list(VERB_TERMS))
        publish.add_argument("--date", required=True, metavar="YYYY-MM-DD")
        publish.add_argument("--ground", default="", help="the ground of the change")
        which = publish.add_mutually_exclusive_group(required=True)
        which.add_argument("--all", action="store_true", help="every draft of the site")
        which.add_argument(
            "--codes", nargs="+", metavar="CODE", help="drafts by code, number or name"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['part']}")(**options)
        except Refused as refused:
            raise CommandError(str(refused)) from refused

    def _list(self, **options: Any) -> None:
        for one in registers():
            self.stdout.write(f"{one.slug}\t{one.file_title}\t{one.plugin}")
        for name, title in mappings.names().items():
            self.stdout.write(f"--mapping {name}\t{title}")

    def _dictionaries(self, **options: Any) -> None:
        for key, count in load_dictionaries(actor=ACTOR).items():
            self.stdout.write(f"{key}\t{count}")

    def _import(self, **options: Any) -> None:
        one, member = _register(options["register"]), _member(options["site"])
        mapping = mappings.load(options["mapping"], one)
        report = self._checked(one, member, mapping, options)
        self._tell(report, every=options["all_problems"])
        if report.errors:
            sentence = ngettext(
                "%(count)d error: nothing was imported.",
                "%(count)d errors: nothing was imported.",
                len(report.errors),
            )
            raise CommandError(sentence % {"count": len(report.errors)})
        if options["dry_run"]:
            self.stdout.write(_("Dry run: nothing was written."))
            return
        made = import_drafts(
            one, report.proposals, member=member, actor=ACTOR, source=options["file"].name
        )
        sentence = ngettext("%(count)d draft was made.", "%(count)d drafts were made.", made)
        self.stdout.write(sentence % {"count": made})

    def _checked(
        self, one: Register, member: Member, mapping: Any, options: dict[str, Any]
    ) -> importing.Report:
        path = options["file"]
        try:
            data, kind = path.read_bytes(), files.format_of(path.name)
        except (OSError, files.Unreadable) as error:
            raise CommandError(str(error)) from error
        where = {}
        for given in options["where"]:
            column, equals, value = given.partition("=")
            if not equals:
                raise CommandError(
                    _("--where takes COLUMN=VALUE, not %(given)s") % {"given": given}
                )
            where[column] = value
        with tqdm(desc=_("reading and checking"), unit=" rows", disable=None) as bar:
            return importing.check(
                one,
                data,
                kind,
                member=member,
                mapping=mapping,
                where=where,
                progress=lambda rows: bar.update(1),
            )

    def _tell(self, report: importing.Report, *, every: bool) -> None:
        for sentence, count, value in _summary(report):
            self.stdout.write(sentence % {"count": count, "type": value})
        self._problems(_("warning"), report.warnings, None if every else SHOWN)
        self._problems(_("error"), report.errors, None)

    def _problems(self, kind: str, problems: list[Any], limit: int | None) -> None:
        for problem in problems[:limit]:
            where = f"{problem.place}\t{problem.column}\t{problem.rule}"
            self.stdout.write(f"{kind}\t{where}\t{problem.value}\t{problem.sentence}")
        if limit is not None and len(problems) > limit:
            self.stdout.write(
                _("… and %(count)d more; --all-problems prints them.")
                % {"count": len(problems) - limit}
            )

    def _export(self, **options: Any) -> None:
        one = _register(options["register"])
        member = _member(options["site"]) if options["site"] else None
        if options["drafts"]:
            if member is None:
                raise CommandError(_("Drafts are exported by --site."))
            rows = one.Draft.objects.filter(member=member).order_by("pk")
        else:
            rows = queries.in_force(one, day=_day(options["as_of"]), member=member)
        try:
            data = exporting.export(one, rows, files.format_of(options["file"].name))
            options["file"].write_bytes(data)
        except (OSError, files.Unreadable) as error:
            raise CommandError(str(error)) from error
        count = rows.count()
        sentence = ngettext("%(count)d row was written.", "%(count)d rows were written.", count)
        self.stdout.write(sentence % {"count": count})

    def _publish(self, **options: Any) -> None:
        one, member = _register(options["register"]), _member(options["site"])
        drafts = one.Draft.objects.filter(member=member)
        if options["codes"]:
            drafts = drafts.filter(queries.named(options["codes"]))
        pks = list(drafts.order_by("pk").values_list("pk", flat=True))
        if not pks:
            raise CommandError(_("There is no such draft on %(site)s.") % {"site": member.name})
        with tqdm(desc=_("publishing"), total=len(pks), disable=None) as bar:
            outcome = actions.publish_all(
                one,
                pks,
                member=member,
                actor=ACTOR,
                verb=str(VERB_TERMS[options["verb"]]),
                day=_day(options["date"]),
                ground=options["ground"],
                progress=lambda done: bar.update(done - bar.n),
            )
        self._told(outcome)

    def _told(self, outcome: Outcome) -> None:
        count = len(outcome.published)
        sentence = ngettext(
            "%(count)d entry was published.", "%(count)d entries were published.", count
        )
        self.stdout.write(sentence % {"count": count})
        for refusal in outcome.refused:
            named = (
                f"{refusal.draft.local_code or refusal.draft.pk}\t{refusal.draft.name}"
                if refusal.draft
                else "—\t—"
            )
            self.stdout.write(f"{named}\t{' '.join(refusal.reasons)}")
        if outcome.refused:
            sentence = ngettext(
                "%(count)d draft was refused and stays a draft.",
                "%(count)d drafts were refused and stay drafts.",
                len(outcome.refused),
            )
            raise CommandError(sentence % {"count": len(outcome.refused)})


def _summary(report: importing.Report) -> Iterator[tuple[str, int, str]]:
    """What a file holds, as sentences to be filled with ``count`` and ``type``."""
    rows = report.total
    yield ngettext("%(count)d row was read.", "%(count)d rows were read.", rows), rows, ""
    for value, rows in sorted(report.foreign.items()):
        sentence = ngettext(
            "%(count)d row of type %(type)s is foreign to this register and was skipped.",
            "%(count)d rows of type %(type)s are foreign to this register and were skipped.",
            rows,
        )
        yield sentence, rows, value
    if rows := report.left_out:
        sentence = ngettext(
            "%(count)d row was left out by --where.",
            "%(count)d rows were left out by --where.",
            rows,
        )
        yield sentence, rows, ""
    if rows := report.unchanged:
        sentence = ngettext(
            "%(count)d row says what is in force already.",
            "%(count)d rows say what is in force already.",
            rows,
        )
        yield sentence, rows, ""
    rows = len(report.proposals)
    yield (
        ngettext("%(count)d row becomes a draft.", "%(count)d rows become drafts.", rows),
        rows,
        "",
    )


def _register(slug: str) -> Register:
    try:
        return register(slug)
    except KeyError:
        known = "、".join(one.slug for one in registers())
        raise CommandError(
            _("There is no register %(slug)s. Known: %(known)s.") % {"slug": slug, "known": known}
        ) from None


def _member(slug: str) -> Member:
    try:
        return Member.objects.select_related("division").get(slug=slug)
    except Member.DoesNotExist:
        raise CommandError(_("There is no site %(slug)s.") % {"slug": slug}) from None


def _day(text: str) -> Any:
    try:
        return day_from(text)
    except ValueError:
        raise CommandError(
            _("A day is written YYYY-MM-DD, not %(text)s.") % {"text": text}
        ) from None
