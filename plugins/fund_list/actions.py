"""The acts of a budget year's list: begun, decided, approved, published. All other writes are
those of the register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.api import (
    Member,
    Refused,
    Right,
    Verb,
    action,
    publish_all,
    register,
    save_draft,
    start_draft,
)
from plugins.fund_list.models import FundDraft, FundVersion, FundYear
from plugins.fund_list.queries.years import left_out

#: What a fund does not take along into the next year's list: it is said anew.
_ANEW = {
    "amount": None,
    "approval_document": "",
    "over_limit": "",
    "change_ground": "",
    "valid_from": None,
}


def begin_year(site: Member, year: int, *, actor: Any) -> FundYear:
    """Begin the list of a budget year with a draft for each fund that stands.

    The draft says what the fund said, the year's sum as that of the year before, and no sum yet.
    Where a fund has a draft already, that is left alone. Raises :class:`Refused` where the list is
    open already. Needs ``WRITE`` at the site.
    """
    with action(
        "fund_list.begin_year", actor=actor, right=Right.WRITE, member=site, year=year
    ) as act:
        opened, new = FundYear.objects.get_or_create(member=site, year=year)
        if not new:
            raise Refused(_("The list of %(year)s is open already.") % {"year": year})
        act.target = opened
        funds, day = register("fund"), timezone.localdate()
        drafted = FundDraft.objects.filter(member=site).exclude(entry=None).values("entry")
        standing = FundVersion.objects.filter(
            member=site, superseded_at=None, in_force=True, valid_from__lte=day, valid_to__gt=day,
            budget_year__lt=year,
        )  # fmt: skip
        for version in standing.exclude(entry__in=drafted):
            _carry_over(funds, version, year, actor)
    return opened


def _carry_over(funds: Any, version: Any, year: int, actor: Any) -> None:
    draft = start_draft(funds, version, actor=actor)
    follows = version.budget_year + 1 == year
    content = _ANEW | {
        "budget_year": year,
        "previous_amount": version.amount if follows else None,
        "verb": Verb.ADJUST,
    }
    for name, value in content.items():
        setattr(draft, name, value)
    save_draft(funds, draft, actor=actor)


def record_decision(year: FundYear, decided: Mapping[str, Any], *, actor: Any) -> None:
    """Write down the government's decision on the list (审定): ``decided_by``, ``decided_in``,
    ``decided_on``, ``decided_number``. Raises :class:`Refused` after the publication, and for a day
    to come. Needs ``PUBLISH`` at the site."""
    with action(
        "fund_list.record_decision", actor=actor, right=Right.PUBLISH, member=year.member,
        target=year, year=year.year,
    ):  # fmt: skip
        now = _unpublished(year)
        _not_ahead(decided["decided_on"])
        if now.approved_on and now.approved_on < decided["decided_on"]:
            raise Refused(_("The congress approved the budget before that day."))
        FundYear.objects.filter(pk=year.pk).update(**decided)
    year.refresh_from_db()


def record_approval(year: FundYear, approved: Mapping[str, Any], *, actor: Any) -> None:
    """Write down that the congress approved the budget: ``congress``, ``approved_on``,
    ``approved_number``. From that day the list must be public within twenty days (预算法 §14).

    Raises :class:`Refused` before the government's decision, after the publication, and for a day
    to come. Needs ``PUBLISH`` at the site.
    """
    with action(
        "fund_list.record_approval", actor=actor, right=Right.PUBLISH, member=year.member,
        target=year, year=year.year,
    ):  # fmt: skip
        now = _unpublished(year)
        _not_ahead(approved["approved_on"])
        if now.decided_on is None:
            raise Refused(_("The government decides on the list first."))
        if approved["approved_on"] < now.decided_on:
            raise Refused(_("The government decided on the list only after that day."))
        FundYear.objects.filter(pk=year.pk).update(**approved)
    year.refresh_from_db()


def publish_year(
    year: FundYear, *, government_budget: Any, department_budgets: Any, actor: Any
) -> int:
    """Publish the whole list with the budgets, or nothing of it: how many funds it holds.

    Every draft of the year comes into force on the day of the congress's approval, unless it names
    another. Raises :class:`Refused` before the approval, a second time, without drafts, where a
    fund of an earlier year is neither listed nor ended, and where any draft is refused, with all
    reasons. Needs ``PUBLISH`` at the site.
    """
    with action(
        "fund_list.publish_year", actor=actor, right=Right.PUBLISH, member=year.member,
        target=year, year=year.year,
    ) as act:  # fmt: skip
        now = _unpublished(year)
        if now.approved_on is None:
            raise Refused(_("The congress approves the budget first."))
        if missing := left_out(now):
            said = {"names": "、".join(missing)}
            raise Refused(_("Neither in the list nor ended by it: %(names)s.") % said)
        drafts = FundDraft.objects.select_for_update().filter(
            member=year.member, budget_year=year.year
        )
        drafts.filter(valid_from=None).update(valid_from=now.approved_on)
        ground = f"{now.congress}{now.approved_number}"
        drafts.filter(change_ground="").update(change_ground=ground)
        ids = list(drafts.values_list("pk", flat=True))
        if not ids:
            raise Refused(_("The list has no drafts."))
        now.government_budget, now.department_budgets = government_budget, department_budgets
        now.published_at = timezone.now()
        now.save()
        outcome = publish_all(register("fund"), ids, member=year.member, actor=actor)
        if outcome.refused:
            raise Refused(
                "\n".join(
                    f"{refusal.draft.name}：{' '.join(map(str, refusal.reasons))}"
                    for refusal in outcome.refused
                )
            )
        act.detail["funds"] = len(outcome.published)
    year.refresh_from_db()
    return len(outcome.published)


def _unpublished(year: FundYear) -> FundYear:
    """The list as it stands, locked until the act ends; none that is published."""
    now = FundYear.objects.select_for_update().get(pk=year.pk)
    if now.published_at is not None:
        raise Refused(_("The list of %(year)s is published.") % {"year": now.year})
    return now


def _not_ahead(day: date) -> None:
    if day > timezone.localdate():
        raise Refused(_("That day is still to come."))
