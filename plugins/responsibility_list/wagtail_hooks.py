"""The list of responsibilities in the admin's reports: powers and their duties."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from plugins.responsibility_list.views import DutiesView, places_of, tend


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [
        path(
            "responsibility-list/duties/", DutiesView.as_view(), name="responsibility_list_duties"
        ),
        path(
            "responsibility-list/duties/results/",
            DutiesView.as_view(results_only=True),
            name="responsibility_list_duties_results",
        ),
        path("responsibility-list/duties/<str:number>/", tend, name="responsibility_list_tend"),
    ]


@hooks.register("register_log_actions")
def labels(actions: Any) -> None:
    actions.register_action(
        "responsibility_list.begin_duties",
        _("Draft of the duties of a power begun"),
        _("Began the draft of the duties of a power"),
    )


class DutiesMenuItem(MenuItem):
    """Shown to whoever writes or audits at a site with the list."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(places_of(request.user))


@hooks.register("register_reports_menu_item")
def duties_item() -> MenuItem:
    return DutiesMenuItem(
        _("Powers and their duties"),
        reverse("responsibility_list_duties"),
        name="responsibility_list_duties",
        icon_name="tasks",
        order=34,
    )
