"""The choices of the admin's list filters: sites and people of the editor's own pages only.

Wagtail offers every site and the name of everyone who ever edited a page, to everyone; with a
province in one admin that is a list of all its staff, and grows with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField
from django.db.models.functions import Cast
from django.http import HttpRequest
from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet
from wagtail.admin.views.reports.workflows import (
    WorkflowReportFilterSet,
    WorkflowTasksReportFilterSet,
)
from wagtail.models import Page, PageLogEntry, Site, Task, Workflow, WorkflowState

from core.pages.scope import pages_within
from core.people.rights import Right, member_ids_with


def _own(request: HttpRequest) -> Any:
    return pages_within(request.user, Page.objects.order_by())


def sites(request: HttpRequest) -> Any:
    return Site.objects.filter(member__in=member_ids_with(request.user, Right.WRITE)).order_by(
        "member__order"
    )


def _people(ids: Any) -> Any:
    user = get_user_model()
    return user.objects.filter(pk__in=ids).order_by(user.USERNAME_FIELD)


def owners(request: HttpRequest) -> Any:
    return _people(_own(request).values("owner_id"))


def editors(request: HttpRequest) -> Any:
    edits = PageLogEntry.objects.filter(action="wagtail.edit", page__in=_own(request)).order_by()
    return _people(edits.values("user_id"))


def lockers(request: HttpRequest) -> Any:
    return _people(_own(request).values("locked_by_id"))


def _states(request: HttpRequest) -> Any:
    return WorkflowState.objects.filter(
        object_id__in=_own(request).values(text=Cast("id", CharField()))
    )


def submitters(request: HttpRequest) -> Any:
    return _people(_states(request).values("requested_by_id"))


def workflows(request: HttpRequest) -> Any:
    return Workflow.objects.filter(pk__in=_states(request).values("workflow_id"))


def tasks(request: HttpRequest) -> Any:
    return Task.objects.filter(workflow_tasks__workflow__in=workflows(request)).distinct()


CHOICES: list[tuple[Any, str, Callable[[HttpRequest], Any]]] = [
    (PageFilterSet, "site", sites),
    (PageFilterSet, "owner", owners),
    (PageFilterSet, "edited_by", editors),
    (GenericPageFilterSet, "site", sites),
    (GenericPageFilterSet, "owner", owners),
    (GenericPageFilterSet, "edited_by", editors),
    (LockedPagesReportFilterSet, "locked_by", lockers),
    (WorkflowReportFilterSet, "requested_by", submitters),
    (WorkflowReportFilterSet, "workflow", workflows),
    (WorkflowTasksReportFilterSet, "workflow", workflows),
    (WorkflowTasksReportFilterSet, "task", tasks),
]


def limit() -> None:
    """Give Wagtail's filters these choices; called when the admin's hooks are read."""
    for filterset, name, choices in CHOICES:
        filter_ = filterset.base_filters.get(name)
        if filter_ is not None and hasattr(filter_, "queryset"):
            filter_.queryset = choices
