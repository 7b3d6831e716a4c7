"""The overlap finder: where several bodies have their hands on one matter (附件4).

Two ways of meeting are found: entries of different bodies that bear the same name (重复), and
entries of one subject that rest on the same article (交叉). Whether a matter falls between bodies
(脱节) or is scattered (分散) nobody can read off a list; the office says it of what was found.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.registers import queries
from core.registers.annexes.annex import Annex, AnnexColumn, Asked, Line
from core.registers.annexes.cleared import cleared, read
from core.registers.approval import Coordination, Round
from core.registers.choices import ENDING
from core.registers.spec import register
from core.registers.words import ground_title, plain_name

Kind = Coordination.Kind


@dataclass(frozen=True)
class Overlap:
    """Entries of several bodies that meet. ``key`` names the matter, not the entries: it stays the
    same while entries come and go."""

    key: str
    kind: str
    matter: str
    rows: tuple[Any, ...]

    @property
    def bodies(self) -> list[Any]:
        found = {row.organisation_id: row.organisation for row in self.rows}
        return sorted(found.values(), key=lambda body: str(body.code))


def overlaps(round: Round) -> list[Overlap]:
    """The matters in which several bodies of a round meet, those of most bodies first.

    Over what is kept, proposed and published; what ends meets nobody. Confidential entries are left
    out. The same entries are told once, by their name where that is the same.
    """
    one, found = register(round.register), cleared(round)
    nobody = Asked(user=None)
    rows = [
        row for part in found.each() for row in read(one, part, nobody) if row.verb not in ENDING
    ]
    told: dict[frozenset[Any], Overlap] = {}
    for overlap in (*_by_name(rows), *_by_ground(rows)):
        told.setdefault(frozenset((type(row), row.pk) for row in overlap.rows), overlap)
    return sorted(told.values(), key=lambda each: (-len(each.bodies), each.matter, each.key))


def _by_name(rows: Iterable[Any]) -> Iterable[Overlap]:
    named: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        named[plain_name(row.name)].append(row)
    for name, met in named.items():
        if _several_bodies(met):
            yield Overlap(_key("name", name), Kind.REPEATED, met[0].name, tuple(met))


def _by_ground(rows: Iterable[Any]) -> Iterable[Overlap]:
    grounded: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        articles = {ground_title(ground) for ground in row.grounds.all() if ground.article.strip()}
        for article in articles:
            for term in row.subjects.all():
                grounded[(article, term.code)].append(row)
    names = {term.code: term.name for term in queries.terms().by_dictionary.get("subject", ())}
    for (article, code), met in grounded.items():
        if _several_bodies(met):
            matter = f"{names.get(code, code)}：{article}"
            yield Overlap(_key("ground", article, code), Kind.CROSSING, matter, tuple(met))


def _several_bodies(rows: Iterable[Any]) -> bool:
    return len({row.organisation_id for row in rows}) > 1


def _key(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]


def lines(round: Round, asked: Asked) -> list[Line]:
    """A line for each matter, with what was agreed on it."""
    agreed = {each.key: each for each in round.coordinations.select_related("lead")}
    return [
        _line(round, overlap, agreed.get(overlap.key))
        for overlap in overlaps(round)
        if asked.body is None or asked.body in overlap.bodies
    ]


def _line(round: Round, overlap: Overlap, agreed: Coordination | None) -> Line:
    def of_each(words: Any) -> str:
        said = [
            (row.organisation.name, words(row))
            for row in sorted(overlap.rows, key=lambda row: (row.organisation.code, row.pk))
        ]
        return "\n".join(f"{body}：{text}" for body, text in said if text)

    return {
        "matter": overlap.matter,
        "bodies": "、".join(body.name for body in overlap.bodies),
        "grounds": of_each(
            lambda row: "、".join(ground_title(ground) for ground in row.grounds.all())
        ),
        "duties": of_each(lambda row: row.name),
        "kind": str(Kind(agreed.kind if agreed else overlap.kind).label),
        "lead": agreed.lead.name if agreed and agreed.lead else "",
        "outcome": agreed.outcome if agreed else "",
        "url": reverse("round_overlap", args=[round.pk, overlap.key]),
    }


ANNEX = Annex(
    number=4,
    title="部门行政权力事项交叉分散情况登记表",
    columns=(
        AnnexColumn("no", "序号"),
        AnnexColumn("matter", "事项"),
        AnnexColumn("bodies", "涉及部门"),
        AnnexColumn("grounds", "各自依据"),
        AnnexColumn("duties", "各自职责"),
        AnnexColumn("kind", "类型"),
        AnnexColumn("lead", "牵头部门建议"),
        AnnexColumn("outcome", "协调结果"),
    ),
    lines=lines,
    why_not=_(
        "It is a summary of where bodies meet, found in the lists, and cannot be imported: what "
        "was agreed is entered at each matter on the screen of this form."
    ),
)
