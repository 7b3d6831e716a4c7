"""What the pages of a year's list show of its drafts, and of what was published."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.api import Organisation, money_in_words
from plugins.fund_list.models import FundYear
from plugins.fund_list.queries.disclosing import last_grades
from plugins.fund_list.queries.drafting import changed_since
from plugins.fund_list.queries.limits import limits_passed
from plugins.fund_list.queries.years import drafts_of, left_out, versions_of


def shown(year: FundYear, body: Organisation | None = None) -> dict[str, Any]:
    """NOT PUBLIC: the drafts of a list, or of one department, with their sums in words, what the
    limits say, what is left out, and what was changed after it was sent; once it is published,
    what stands in it."""
    drafts, published = list(drafts_of(year)), year.published_at is not None
    own = [draft for draft in drafts if body is None or draft.organisation_id == body.pk]
    listed = [row for row in versions_of(year) if body is None or row.organisation_id == body.pk]
    grades = last_grades(draft.entry_id for draft in own if draft.entry_id)
    whole = body is None and not published
    return {
        "drafts": [
            (
                draft,
                money_in_words(draft.previous_amount),
                money_in_words(draft.amount),
                grades[draft.entry_id].label if draft.entry_id in grades else "",
            )
            for draft in own
        ],
        "total": money_in_words(sum((draft.amount or 0 for draft in own), Decimal(0))),
        "without_sum": sum(draft.amount is None for draft in own),
        "findings": limits_passed(year.member, drafts, year.approved_on) if body is None else [],
        "missing": left_out(year) if whole else [],
        "changed": changed_since(year, drafts) if whole and year.sent_at else [],
        "funds": [(row, money_in_words(row.amount)) for row in listed] if published else [],
    }
