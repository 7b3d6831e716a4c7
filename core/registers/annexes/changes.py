"""How many entries each body keeps, and changes in which way (附件2, after 四（二）)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from core.registers.annexes.annex import Annex, AnnexColumn, Asked, Line
from core.registers.annexes.cleared import KEPT, cleared
from core.registers.approval import Round
from core.registers.choices import VERB_NAMES, Verb

#: The columns in the order of 四（二）, then what it does not name.
VERBS = (
    Verb.CANCEL, Verb.TRANSFER, Verb.DELEGATE, Verb.INTEGRATE, Verb.MERGE, Verb.STRENGTHEN,
    Verb.ESTABLISH, Verb.ADJUST, Verb.ADOPT,
)  # fmt: skip


def summary(round: Round, asked: Asked) -> list[Line]:
    """A line for each body that takes part, by code; four queries, however many there are.

    Confidential entries count: a number betrays nothing of them.
    """
    found = cleared(round)
    takings = round.takings.select_related("organisation").order_by("organisation__code")
    if asked.body is not None:
        takings = takings.filter(organisation=asked.body)
    changed = _counted(found.sent, "organisation", "verb")
    changed += _counted(found.published, "organisation", "verb")
    kept = _counted(found.kept, "organisation")
    lines = []
    for taking in takings:
        body = taking.organisation_id
        numbers = {str(verb): changed[(body, verb)] for verb in VERBS} | {"kept": kept[(body,)]}
        line = {"body": taking.organisation.name, **numbers, "total": sum(numbers.values())}
        lines.append(line)
    return lines


def _counted(rows: QuerySet[Any], *names: str) -> Counter[tuple[Any, ...]]:
    found = rows.order_by().values_list(*names).annotate(number=Count("pk"))
    return Counter({tuple(key): number for *key, number in found})


ANNEX = Annex(
    number=2,
    title="部门行政职权清理汇总表",
    columns=(
        AnnexColumn("body", "单位"),
        AnnexColumn("kept", KEPT),
        *(AnnexColumn(str(verb), VERB_NAMES[verb]) for verb in VERBS),
        AnnexColumn("total", "合计"),
    ),
    lines=summary,
    sums=True,
    why_not=_(
        "It is a summary that is counted from the lists and cannot be imported: change the entries "
        "it counts, by annex 3 or in their list."
    ),
)
