"""What every act asks first: how a thing stands while nobody else changes it, and what none may do.

Called by ``actions.py``, within an action.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.api import Refused, stands_at
from plugins.fund_list.models import Fund, FundDraft, FundYear, Project


def unpublished(year: FundYear) -> FundYear:
    """The list as it stands, locked until the act ends; none that is published."""
    now = FundYear.objects.select_for_update().get(pk=year.pk)
    if now.published_at is not None:
        raise Refused(_("The list of %(year)s is published.") % {"year": now.year})
    return now


def at_step(year: FundYear, node: str) -> FundYear:
    """The same, while its proceeding carries out what was decided: no act has another door."""
    now = unpublished(year)
    if now.proceeding is None or not stands_at(now.proceeding, node):
        said = _("The list of %(year)s is not at that step of its proceeding.")
        raise Refused(said % {"year": now.year})
    return now


def locked_drafts(year: FundYear) -> list[Any]:
    """The drafts of a list, locked until the act ends, in the order of their keys."""
    rows = FundDraft.objects.filter(member=year.member, budget_year=year.year)
    rows = rows.select_related("entry", "parent", "corrects", "organisation", "package__proceeding")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def locked_project(project: Project) -> Project:
    """The project as it stands, locked with its fund, so that no allocation comes in between."""
    fund = Fund.objects.select_for_update().get(pk=project.fund_id)
    now = Project.objects.select_for_update().get(pk=project.pk)
    now.fund = fund
    return now


def refuse_all(reasons: Iterable[str]) -> None:
    """Refuse with every reason there is, if there is one."""
    if said := list(reasons):
        raise Refused("\n".join(said))


def refuse_ahead(day: date) -> None:
    """Refuse to write down what has not happened yet."""
    if day > timezone.localdate():
        raise Refused(_("That day is still to come."))
