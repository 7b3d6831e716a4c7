"""The place of background work in the admin: addresses, and entries for those who may see it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.jobs import views
from core.jobs.queries import may_see


class JobsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [
        path("jobs/", views.JobsView.as_view(), name="jobs_list"),
        path("jobs/results/", views.JobsView.as_view(results_only=True), name="jobs_list_results"),
        path("jobs/schedules/", views.SchedulesView.as_view(), name="jobs_schedules"),
        path("jobs/events/", views.EventsView.as_view(), name="jobs_events"),
        path(
            "jobs/events/results/",
            views.EventsView.as_view(results_only=True),
            name="jobs_events_results",
        ),
        path("jobs/events/<int:pk>/", views.event, name="jobs_event"),
        path("jobs/<int:pk>/", views.JobView.as_view(), name="jobs_job"),
        path("jobs/<int:pk>/retry/", views.retry, name="jobs_retry"),
        path("jobs/<int:pk>/cancel/", views.cancel, name="jobs_cancel"),
    ]


@hooks.register("register_reports_menu_item")
def jobs_item() -> MenuItem:
    return JobsMenuItem(
        _("Background work"), reverse("jobs_list"), name="jobs", icon_name="tasks", order=60
    )


@hooks.register("register_reports_menu_item")
def schedules_item() -> MenuItem:
    return JobsMenuItem(
        _("Schedules"), reverse("jobs_schedules"), name="schedules", icon_name="time", order=61
    )


@hooks.register("register_reports_menu_item")
def events_item() -> MenuItem:
    return JobsMenuItem(
        _("Undelivered events"), reverse("jobs_events"), name="events", icon_name="mail", order=62
    )
