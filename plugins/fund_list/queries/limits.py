"""The limits of the list: how many funds in all, of a department, of a body of a single function.

197号文, 专项资金方案 二（一）: “省级财政专项资金管理清单列示项目控制在150项以内。原则上
同一主管部门管理的专项控制在3—5项，职能单一的整合保留1项”. The numbers are settings of the site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.api import ENDING, Member, settings_of
from plugins.fund_list.queries.standing import standing


def uncovered(
    site: Member, before: Mapping[int, Any], drafts: Sequence[Any]
) -> dict[int, list[str]]:
    """The drafts by which a list would hold more than a limit allows, each with a sentence.

    ``before`` are the versions in force, by entry. Every fund above a limit needs a reason on one
    of the funds within it, which is published: as many reasons as there are funds too many.
    """
    rows = {("entry", entry_id): row for entry_id, row in before.items()}
    for draft in drafts:
        key = ("entry", draft.entry_id) if draft.entry_id else ("draft", draft.pk)
        rows.pop(key, None)
        if draft.verb not in ENDING:
            rows[key] = draft
    found: dict[int, list[str]] = defaultdict(list)
    for said, within in _exceeded(site, rows.values()):
        for draft in drafts:
            if any(draft is row for row in within):
                found[draft.pk].append(said)
    return found


def _exceeded(site: Member, rows: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    settings = settings_of("fund_list", site)
    of_body: dict[Any, list[Any]] = defaultdict(list)
    everything = list(rows)
    for row in everything:
        of_body[row.organisation].append(row)
    single = set(settings["single_bodies"])
    limits = [
        (within, 1 if body and body.code in single else settings["most_of_body"], body)
        for body, within in of_body.items()
    ]
    found = []
    for within, most, body in [(everything, settings["most"], None), *limits]:
        too_many = len(within) - most
        if too_many > sum(bool(row.over_limit.strip()) for row in within):
            said = {
                "whose": body.name if body else _("The list"),
                "count": len(within),
                "most": most,
                "too_many": too_many,
            }
            sentence = _(
                "%(whose)s would have %(count)d funds, the limit is %(most)d: give the reason, "
                "which is published, on %(too_many)d of them."
            )
            found.append((sentence % said, within))
    return found


def limits_passed(site: Member, drafts: Sequence[Any], day: date | None = None) -> list[str]:
    """What the limits say of drafts of a site while they are written: each sentence once. Two
    queries."""
    before = {row.entry_id: row for row in standing(site, day).select_related("organisation")}
    found = uncovered(site, before, drafts).values()
    return list(dict.fromkeys(sentence for said in found for sentence in said))
