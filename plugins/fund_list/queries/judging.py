"""Whether drafts of special funds may be published.

197号文, 建立省级财政专项资金管理清单工作方案.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.api import ENDING, Verb, as_text
from plugins.fund_list.models import FundVersion, FundYear, Grade
from plugins.fund_list.queries.disclosing import last_grades
from plugins.fund_list.queries.limits import uncovered

#: Special funds of transfer payments (转移支付专项), in the dictionary of kinds.
TRANSFER = "02"
#: A budget subject: the code of a class, a section or an item, then its name.
_ACCOUNT = re.compile(r"\d{3}(\d{2}){0,2}\s+\S.*")


def wrong_funds(drafts: Iterable[Any]) -> dict[int, list[str]]:
    """What is wrong with drafts of one site, by their keys, each as a sentence.

    A list that is not decided, approved or published as a whole (三); a fund without rules of its
    own (四（三）); a new or larger fund without its approval (四（一）); one that goes on without a
    good evaluation (四（四）); more funds than the limits without a reason (二（一）); years and
    subjects that contradict each other. A fixed number of queries.
    """
    drafts = list(drafts)
    if not drafts:
        return {}
    site = drafts[0].member
    standing = FundVersion.objects.filter(member=site, superseded_at=None, in_force=True)
    standing = list(standing.select_related("organisation"))
    grades = last_grades(draft.entry_id for draft in drafts if draft.entry_id)
    years = {one.year: one for one in FundYear.objects.filter(member=site)}
    found: dict[int, list[str]] = defaultdict(list)
    for day, batch in _by_day(drafts).items():
        before = on_day(standing, day)
        others = _other_rules(before, batch)
        for draft in batch:
            found[draft.pk] += _wrong_end(draft)
            if draft.verb not in ENDING:
                base = before.get(draft.entry_id)
                found[draft.pk] += [
                    *_wrong_year(draft, years, base),
                    *_wrong_rules(draft, others),
                    *_wrong_sums(draft, base),
                    *_wrong_account(draft),
                    *_wrong_grade(draft, base, grades),
                ]
        for pk, said in uncovered(site, before, batch).items():
            found[pk] += said
    return {pk: said for pk, said in found.items() if said}


def on_day(versions: Iterable[Any], day: date) -> dict[int, Any]:
    """The versions in force on a day, by their entries."""
    return {each.entry_id: each for each in versions if each.valid_from <= day < each.valid_to}


def _by_day(drafts: Iterable[Any]) -> dict[date, list[Any]]:
    found: dict[date, list[Any]] = defaultdict(list)
    for draft in drafts:
        found[draft.valid_from or timezone.localdate()].append(draft)
    return found


def _wrong_year(draft: Any, years: Mapping[int, FundYear], base: Any) -> list[str]:
    year = draft.budget_year
    if year is None:
        return []  # missing: said by the register
    said = []
    if (draft.begins and draft.begins > year) or (draft.ends and draft.ends < year):
        said.append(_("The fund does not run in the budget year %(year)s.") % {"year": year})
    if base is not None and not draft.corrects_id and base.budget_year > year:
        known = {"year": year, "standing": base.budget_year}
        said.append(_("What stands is of %(standing)s, not before %(year)s.") % known)
    stood_before = draft.verb == Verb.ADOPT and not any(kept < year for kept in years)
    if state := waits_for(years.get(year), year, adopted=stood_before):
        said.append(state)
    return said


def waits_for(listed: FundYear | None, year: int, *, adopted: bool) -> str:
    """Why nothing of a budget year may be published just now; empty where it may be.

    What was in force before lists were kept here (``adopted``) is taken over as it stands.
    """
    if listed is None:
        said = "" if adopted else _("The list of %(year)s has not been opened.")
    elif listed.decided_on is None:
        said = _("The list of %(year)s waits for the decision of the government.")
    elif listed.approved_on is None:
        said = _("The list of %(year)s waits for the approval of the budget by the congress.")
    elif listed.published_at is None:
        said = _("The list of %(year)s is published as a whole, with the budgets.")
    else:
        said = ""
    return said % {"year": year} if said else ""


def _wrong_end(draft: Any) -> list[str]:
    """“对属于市县事务的现有专项转移支付划入一般性转移支付” (二（一）)."""
    if draft.verb != Verb.GENERALISE or draft.category is None or draft.category.code == TRANSFER:
        return []
    return [_("Only transfer payments are taken into general transfer payments.")]


def _rules_of(row: Any) -> str:
    return (row.rules_number or row.rules).strip()


def _other_rules(before: Mapping[int, Any], batch: Sequence[Any]) -> dict[str, set[str]]:
    """The rules of management -> the names of the funds whose they are."""
    found: dict[str, set[str]] = defaultdict(set)
    drafted = {draft.entry_id for draft in batch}
    for entry_id, row in before.items():
        if entry_id not in drafted:
            found[_rules_of(row)].add(row.name)
    for draft in batch:
        if draft.verb not in ENDING:
            found[_rules_of(draft)].add(draft.name)
    return found


def _wrong_rules(draft: Any, others: Mapping[str, set[str]]) -> list[str]:
    """“做到一个专项一个管理办法”."""
    same = others[_rules_of(draft)] - {draft.name} if _rules_of(draft) else set()
    if not same:
        return []
    said = {"names": "、".join(sorted(same))}
    return [_("Each fund has rules of its own; these are those of %(names)s too.") % said]


def _wrong_sums(draft: Any, base: Any) -> list[str]:
    """“部门申请增设项目或增加资金规模，严格按程序报批”."""
    said, amount = [], draft.amount
    if amount is None:
        return []
    larger = base is None or base.amount is None or amount > base.amount
    if larger and draft.verb != Verb.ADOPT:
        if not draft.approval_document.strip():
            said.append(_("A new fund, or a larger sum, needs its approval: name the document."))
        if draft.approval_file_id is None:
            said.append(_("A new fund, or a larger sum, needs its approval: attach the document."))
    follows = base is not None and base.budget_year + 1 == draft.budget_year
    if follows and draft.previous_amount not in (None, base.amount):
        said.append(
            _("The list of %(year)s gave another sum: %(sum)s万元.")
            % {"year": base.budget_year, "sum": as_text(base.amount)}
        )
    return said


def _wrong_grade(draft: Any, base: Any, grades: Mapping[int, Grade]) -> list[str]:
    """“安排下一年度预算时，要把绩效评价结果作为重要依据”."""
    goes_on = base is not None and draft.budget_year and draft.budget_year > base.budget_year
    if not goes_on or draft.grade_reason.strip():
        return []
    grade = grades.get(draft.entry_id)
    if grade is None:
        return [_("The fund was never evaluated: give the reason to go on with it.")]
    if grade == Grade.POOR:
        return [_("The fund was evaluated as poor: give the reason to go on with it.")]
    return []


def _wrong_account(draft: Any) -> list[str]:
    lines = [line.strip() for line in draft.account.splitlines() if line.strip()]
    if bad := [line for line in lines if not _ACCOUNT.fullmatch(line)]:
        said = {"lines": "、".join(bad)}
        return [_("A budget subject is a code of 3, 5 or 7 digits and its name: %(lines)s") % said]
    return []
