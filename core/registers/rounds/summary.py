"""The summary of a clearing (部门行政职权清理汇总表, 甘政办发〔2014〕197号 附件2).

The document names the form and does not show it: what stands in its columns is reconstructed from
四（二）, which names the kinds of change.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from core.registers.approval import Round
from core.registers.choices import VERB_NAMES, Verb
from core.registers.rounds.queries import live
from core.registers.spec import register
from core.registers.time import holds_on, today

#: The columns in the order of 四（二）, then what it does not name.
VERBS = (
    Verb.CANCEL, Verb.TRANSFER, Verb.DELEGATE, Verb.INTEGRATE, Verb.MERGE, Verb.STRENGTHEN,
    Verb.ESTABLISH, Verb.ADJUST, Verb.ADOPT,
)  # fmt: skip
HEADER = ("单位", "保留", *(VERB_NAMES[verb] for verb in VERBS), "合计")


@dataclass(frozen=True)
class Line:
    """One body: how many entries it keeps, and how many it changes in which way."""

    name: str
    kept: int
    changes: tuple[int, ...]

    @property
    def total(self) -> int:
        return self.kept + sum(self.changes)

    @property
    def cells(self) -> tuple[int, ...]:
        return (self.kept, *self.changes, self.total)


def summary(round: Round) -> list[Line]:
    """A line for each body that takes part, by code; four queries, however many there are.

    A change counts from the day its package is sent, and stays when it is published; what was taken
    back does not.
    """
    one, packages = register(round.register), live(round)
    takings = round.takings.select_related("organisation").order_by("organisation__code")
    approvals = packages.exclude(approval=None).values("approval")
    drafts = one.Draft.objects.filter(package__in=packages)
    versions = one.Version.objects.filter(
        member__in=round.takings.values("member"), organisation__in=round.takings.values(
            "organisation"
        )
    )  # fmt: skip
    published = versions.filter(approval__in=approvals, superseded_at=None)
    changed = _counted(drafts, "organisation", "verb") + _counted(published, "organisation", "verb")
    unchanged = versions.filter(
        ~Exists(drafts.filter(entry=OuterRef("entry"))),
        ~Exists(published.filter(entry=OuterRef("entry"))),
        holds_on(today()),
        in_force=True,
    )
    kept = _counted(unchanged, "organisation")
    return [
        Line(
            taking.organisation.name,
            kept[(taking.organisation_id,)],
            tuple(changed[(taking.organisation_id, verb)] for verb in VERBS),
        )
        for taking in takings
    ]


def together(lines: list[Line]) -> tuple[int, ...]:
    """The last line: the sums of all cells."""
    return tuple(map(sum, zip(*(line.cells for line in lines), strict=True)))


def _counted(rows: QuerySet[Any], *names: str) -> Counter[tuple[Any, ...]]:
    found = rows.order_by().values_list(*names).annotate(number=Count("pk"))
    return Counter({tuple(key): number for *key, number in found})
