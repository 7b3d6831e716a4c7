"""Reading the log, limited to the sites whose log a person may read."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from core.audit.models import AuditLine
from core.people.rights import Right, has_right, member_ids_with
from core.sitegroup.addresses import table
from core.sitegroup.models import Member


def may_read(user: Any) -> bool:
    """Whether ``user`` may read the log of any site."""
    return bool(member_ids_with(user, Right.READ_AUDIT)) or has_right(user, Right.READ_AUDIT)


def lines_for(user: Any) -> QuerySet[AuditLine]:
    """The lines of the sites whose log ``user`` may read.

    A line of no site (signing in, the group's own affairs) is for those who read the whole group's.
    """
    lines = AuditLine.objects.select_related("member")
    if has_right(user, Right.READ_AUDIT):
        return lines
    return lines.filter(member_id__in=member_ids_with(user, Right.READ_AUDIT))


def sites_for(user: Any) -> list[Member]:
    """The sites to choose from in the log's filter, in the order of the group."""
    may = member_ids_with(user, Right.READ_AUDIT)
    return [member for pk, member in table().by_id.items() if pk in may]
