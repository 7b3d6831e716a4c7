"""What a round has done to the entries of its bodies, and those entries as lines of a form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from core.registers.annexes.annex import Asked, Line
from core.registers.approval import Round
from core.registers.choices import VERB_NAMES
from core.registers.exchange.cited import in_words
from core.registers.rounds.queries import live
from core.registers.spec import Register, register
from core.registers.time import holds_on, today
from core.registers.words import value_of

#: What is said of an entry that nothing changes.
KEPT = "保留"


@dataclass(frozen=True)
class Cleared:
    """The entries of the bodies of a round: ``sent`` are drafts under review, ``published`` the
    versions that came of such, ``kept`` the versions in force that no draft of the round changes.

    A change counts from the day its package is sent, and stays when it is published; what was taken
    back does not. Confidential ones are among them.
    """

    sent: QuerySet[Any]
    published: QuerySet[Any]
    kept: QuerySet[Any]

    def each(self) -> tuple[QuerySet[Any], ...]:
        return (self.sent, self.published, self.kept)


def cleared(round: Round) -> Cleared:
    """What stands of a round today; lazy, nothing is asked here."""
    one, packages = register(round.register), live(round)
    drafts = one.Draft.objects.filter(package__in=packages)
    versions = one.Version.objects.filter(
        member__in=round.takings.values("member"),
        organisation__in=round.takings.values("organisation"),
    )
    approvals = packages.exclude(approval=None).values("approval")
    published = versions.filter(approval__in=approvals, superseded_at=None)
    return Cleared(
        drafts,
        published,
        versions.filter(
            ~Exists(drafts.filter(entry=OuterRef("entry"))),
            ~Exists(published.filter(entry=OuterRef("entry"))),
            holds_on(today()),
            in_force=True,
        ),
    )


def read(one: Register, rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    """Rows of :class:`Cleared` as an annex reads them: of the body and category that is asked for,
    without the confidential ones, with their grounds and terms in a fixed number of queries."""
    rows = rows.filter(confidentiality="")
    if asked.body is not None:
        rows = rows.filter(organisation=asked.body)
    if asked.category:
        rows = rows.filter(category__code=asked.category)
    several = [field.name for field in one.fields if field.kind == "terms"]
    return rows.select_related("entry", "organisation", "category").prefetch_related(
        "grounds", *several
    )


def grounds_in_words(row: Any) -> str:
    """The grounds of a row, one to a line: law, article, document number, text."""
    return "\n".join(
        in_words(ground.law, ground.article, ground.document_number, ground.text)
        for ground in row.grounds.all()
    )


def cleared_items(round: Round, asked: Asked) -> list[Line]:
    """A line for each entry of the bodies of a round, by category, body and number, sub-items after
    their parent; a fixed number of queries."""
    one, found = register(round.register), cleared(round)
    rows: Iterable[tuple[Any, str]] = (
        (row, opinion or VERB_NAMES.get(row.verb, ""))
        for part, opinion in ((found.sent, ""), (found.published, ""), (found.kept, KEPT))
        for row in read(one, part, asked)
    )
    ordered = sorted(
        rows,
        key=lambda each: (
            each[0].category.code if each[0].category else "",
            each[0].organisation.code,
            each[0].entry.number if each[0].entry else "~",
            each[0].pk,
        ),
    )
    return [_line(one, row, opinion) for row, opinion in ordered]


def _line(one: Register, row: Any, opinion: str) -> Line:
    return {
        "code": row.entry.number if row.entry else "",
        "grounds": grounds_in_words(row),
        "opinion": opinion,
        "change_ground": "" if opinion == KEPT else row.change_ground,
        **{
            name: value_of(one.field(name), row)
            for name in (
                "name", "category", "organisation", "handling_body", "audiences", "level",
                "implementation_code", "remarks",
            )
        },
    }  # fmt: skip
