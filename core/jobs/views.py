"""The pages of background work in the admin: jobs, one job, schedules, undelivered events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from core.audit.reports import PersonalReport
from core.jobs import actions, queries, shown
from core.jobs.models import Event, Job, State
from core.jobs.registry import TASK, core_jobs, named, title_of
from core.people.rights import Right, has_right
from core.plugins import registry
from core.plugins.gate import Refused

STEPS_AT_ONCE = 100


def kinds() -> list[tuple[str, str]]:
    """Every kind of job there is, by what people call it."""
    found = [f"core:{name}" for name in core_jobs()]
    found += [f"{slug}:{job.name}" for slug, jobs in registry.rooms("jobs", "JOBS") for job in jobs]
    named = sorted((title_of(kind), kind) for kind in found)
    return [*[(kind, title) for title, kind in named], (TASK, _("Wagtail's own tasks"))]


class JobFilters(WagtailFilterSet):
    """By state, kind, site and day."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=State.choices)
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"),
        method="of_kind",
        widget=forms.Select,
        choices=kinds,
        help_text=gettext_lazy("What Wagtail has done by itself is shown only if chosen here."),
    )
    member = django_filters.TypedChoiceFilter(
        label=gettext_lazy("Site"),
        field_name="member_id",
        coerce=int,
        empty_value=None,
        widget=forms.Select,
    )
    created_at = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Day"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Job
        fields: ClassVar = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        sites = [(member.pk, member.name) for member in queries.sites_for(request.user)]
        self.filters["member"].extra["choices"] = sites

    def of_kind(self, rows: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        return rows.filter(kind__startswith="task:") if value == TASK else rows.filter(kind=value)


class _ForSeers(PersonalReport, ReportView):
    """A list for those who administer a site's background work, newest first."""

    header_icon = "tasks"

    def may_look(self, user: Any) -> bool:
        return queries.may_see(user)


class StateColumn(Column):
    """A job's state with its shape: what has failed is seen at a glance."""

    cell_template_name = "jobs/state_cell.html"


class JobsView(_ForSeers):
    """The jobs that the reader may see."""

    template_name = "jobs/jobs.html"
    page_title = gettext_lazy("Background work")
    model = Job
    filterset_class = JobFilters
    index_url_name = "jobs_list"
    index_results_url_name = "jobs_list_results"
    search_fields: ClassVar = ["kind", "key", "error"]
    default_ordering = "-created_at"
    columns: ClassVar = [
        TitleColumn(
            "kind",
            label=gettext_lazy("Job"),
            accessor=lambda job: named(job.kind, job.payload),
            sort_key="kind",
            get_url=lambda job: reverse("jobs_job", args=[job.pk]),
        ),
        Column("member", label=gettext_lazy("Site"), accessor=lambda job: job.member or ""),
        StateColumn("state", label=gettext_lazy("State"), sort_key="state"),
        Column("progress", label=gettext_lazy("Progress"), accessor=shown.progress),
        Column("requested_by", label=gettext_lazy("Requested by"), accessor=shown.requester),
        Column(
            "created_at",
            label=gettext_lazy("Requested at"),
            accessor=lambda job: shown.moment(job.created_at),
            sort_key="created_at",
        ),
        Column("took", label=gettext_lazy("Took"), accessor=shown.took),
    ]
    list_export: ClassVar = [
        "pk",
        "kind",
        "member",
        "state",
        "requested_by",
        "created_at",
        "started_at",
        "finished_at",
        "attempts",
        "done",
        "total",
        "error",
    ]
    texts: ClassVar = ("kind", "member", "requested_by", "error")
    file_name = "background-jobs"

    def rows_for(self, user: Any) -> QuerySet[Job]:
        rows = queries.jobs_for(user)
        if self.request.GET.get("kind") or self.request.GET.get("q"):
            return rows
        return rows.exclude(kind__startswith="task:", state=State.DONE)


class ButtonsColumn(Column):
    """Two buttons that post: an event is tried again, or given up."""

    cell_template_name = "jobs/event_buttons.html"

    def get_cell_context_data(self, instance: Event, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"event": instance, "csrf_token": get_token(parent_context["request"])}


class EventsView(_ForSeers):
    """Events that not everybody has heard: still tried, or given up."""

    page_title = gettext_lazy("Undelivered events")
    header_icon = "mail"
    model = Event
    index_url_name = "jobs_events"
    index_results_url_name = "jobs_events_results"
    search_fields: ClassVar = ["signal", "error"]
    default_ordering = "-created_at"
    columns: ClassVar = [
        Column("signal", label=gettext_lazy("Event"), sort_key="signal"),
        Column("member", label=gettext_lazy("Site"), accessor=lambda event: event.member),
        Column(
            "created_at",
            label=gettext_lazy("At"),
            accessor=lambda event: shown.moment(event.created_at),
            sort_key="created_at",
        ),
        Column("attempts", label=gettext_lazy("Attempts"), sort_key="attempts"),
        Column("error", label=gettext_lazy("Error")),
        ButtonsColumn("buttons", label=""),
    ]
    list_export: ClassVar = ["pk", "signal", "member", "created_at", "attempts", "dead", "error"]
    texts: ClassVar = ("error",)
    file_name = "undelivered-events"

    def rows_for(self, user: Any) -> QuerySet[Event]:
        return queries.events_for(user)


class _Page(WagtailAdminTemplateMixin, TemplateView):
    """A page below the list of jobs."""

    header_icon = "tasks"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("jobs_list"), "label": _("Background work")},
            {"url": "", "label": self.page_title},
        ]


class JobView(_Page):
    """One job: its state, its bar, what became of each step. ``?part=1`` is what changes of it.

    Also for who has asked for it and administers nothing.
    """

    template_name = "jobs/job.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        job = get_object_or_404(queries.jobs_for(request.user), pk=kwargs["pk"])
        self.page_title = named(job.kind, job.payload)
        if request.GET.get("part"):
            return render(request, "jobs/job_state.html", self._state(job))
        return self.render_to_response(self.get_context_data(**self._state(job)))

    def _state(self, job: Job) -> dict[str, Any]:
        page = Paginator(job.steps.order_by("id"), STEPS_AT_ONCE).get_page(
            self.request.GET.get("p")
        )
        steers = has_right(self.request.user, Right.MANAGE_JOBS, job.member)
        return {
            "job": job,
            "title": named(job.kind, job.payload),
            "open": queries.is_open(job),
            "facts": shown.facts(job),
            "result": shown.result(job),
            "steps": [shown.step(step) for step in page],
            "page": page,
            "may_cancel": steers and queries.may_be_cancelled(job),
            "is_one_step": queries.is_one_step(job),
            "may_retry": steers and job.state in (State.FAILED, State.CANCELLED),
        }


class SchedulesView(_Page):
    """What runs by itself: last run, next run, and whether it is late."""

    template_name = "jobs/schedules.html"
    page_title = gettext_lazy("Schedules")
    header_icon = "time"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not queries.may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [shown.beat(beat) for beat in queries.heartbeats()]
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "sees_jobs": has_right(self.request.user, Right.MANAGE_JOBS),
        }


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a job again."""
    job = get_object_or_404(queries.jobs_for(request.user), pk=pk)
    return _do(request, lambda: actions.retry(job, actor=request.user), "jobs_job", pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a job."""
    job = get_object_or_404(queries.jobs_for(request.user), pk=pk)
    return _do(request, lambda: actions.cancel(job, actor=request.user), "jobs_job", pk)


@require_POST
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Try an event again, or give it up."""
    found = get_object_or_404(queries.events_for(request.user), pk=pk)
    act = actions.drop_event if request.POST.get("do") == "drop" else actions.retry_event
    return _do(request, lambda: act(found, actor=request.user), "jobs_events")


def _do(request: HttpRequest, act: Callable[[], Any], back: str, *args: Any) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(back, *args)
