"""What every act asks first: how a thing stands while nobody else changes it, and what none may do.

Called by ``actions.py``, within an action.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.api import Refused
from plugins.fund_list.models import Fund, FundYear, Project


def unpublished(year: FundYear) -> FundYear:
    """The list as it stands, locked until the act ends; none that is published."""
    now = FundYear.objects.select_for_update().get(pk=year.pk)
    if now.published_at is not None:
        raise Refused(_("The list of %(year)s is published.") % {"year": now.year})
    return now


def locked_project(project: Project) -> Project:
    """The project as it stands, locked with its fund, so that no allocation comes in between."""
    fund = Fund.objects.select_for_update().get(pk=project.fund_id)
    now = Project.objects.select_for_update().get(pk=project.pk)
    now.fund = fund
    return now


def refuse_ahead(day: date) -> None:
    """Refuse to write down what has not happened yet."""
    if day > timezone.localdate():
        raise Refused(_("That day is still to come."))
